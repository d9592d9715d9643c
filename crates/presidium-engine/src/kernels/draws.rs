//! Random numbers for a block of consecutive worlds.

use super::Kernels;
use crate::distribution::Quantile;
use crate::random;

impl Kernels {
    /// Sets lane `i` to the uniform number of world `first_world + i`.
    ///
    /// `counter` is [`random::counter`] of what is decided.
    ///
    /// ```
    /// use presidium_engine::{World, kernels::Kernels, random, random::Draw};
    /// use presidium_lang::model::Element;
    /// let mut out = [0.0; 4];
    /// let draw = Draw::of("weather", Element(3), 17);
    /// Kernels::detect().uniforms(&mut out, 1953, 40, random::counter(draw));
    /// assert_eq!(out[2], random::uniform(1953, World(42), draw));
    /// ```
    pub fn uniforms(self, out: &mut [f64], seed: u64, first_world: u64, counter: [u64; 2]) {
        self.run(
            #[inline(always)]
            move || {
                for (lane, out) in out.iter_mut().enumerate() {
                    let key = [seed, first_world.wrapping_add(lane as u64)];
                    *out = random::open_unit(random::threefry_2x64(key, counter)[0]);
                }
            },
        );
    }

    /// Replaces uniform numbers by values of a prior, in place.
    ///
    /// ```
    /// use presidium_engine::{distribution::Quantile, kernels::Kernels};
    /// use presidium_lang::model::{Prior, Shape};
    /// let prior = Prior { shape: Shape::Uniform { low: 2.0, high: 4.0 }, low: None, high: None };
    /// let mut block = [0.25, 0.5];
    /// Kernels::detect().quantiles(&mut block, &Quantile::new(&prior)?);
    /// assert_eq!(block, [2.5, 3.0]);
    /// # Ok::<(), presidium_engine::distribution::PriorError>(())
    /// ```
    pub fn quantiles(self, block: &mut [f64], quantile: &Quantile) {
        self.run(
            #[inline(always)]
            move || quantile.apply(block),
        );
    }
}
