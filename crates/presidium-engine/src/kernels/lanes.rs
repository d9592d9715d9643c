//! Packed blocks: of some lanes of a block, those that take part in something rare, close together.
//!
//! A list of lanes says where in the whole block each lane of the packed one stands.

use super::{Kernels, Operand};
use crate::random;

impl Kernels {
    /// Lists the lanes in which a mask holds.
    ///
    /// ```
    /// let mut lanes = Vec::new();
    /// presidium_engine::kernels::Kernels::detect().pack(&mut lanes, &[0.0, 1.0, 0.0, 1.0]);
    /// assert_eq!(lanes, [1, 3]);
    /// ```
    pub fn pack(self, lanes: &mut Vec<u32>, mask: &[f64]) {
        lanes.clear();
        lanes.resize(mask.len(), 0);
        let mut count = 0;
        for (lane, &mask) in mask.iter().enumerate() {
            // Written in any case and kept only if the mask holds: no branch to guess wrong.
            lanes[count] = lane as u32;
            count += usize::from(mask != 0.0);
        }
        lanes.truncate(count);
    }

    /// Picks lanes out of a whole block: `out[i] = from[lanes[i]]`.
    ///
    /// The lanes are in rising order; as many as `from` has are all of them, as most often in a decision that every world
    /// takes at once.
    ///
    /// # Shape
    /// `out` has the length of `lanes`.
    ///
    /// ```
    /// let mut out = [0.0; 2];
    /// presidium_engine::kernels::Kernels::detect().narrow(&mut out, &[5.0, 6.0, 7.0], &[0, 2]);
    /// assert_eq!(out, [5.0, 7.0]);
    /// ```
    pub fn narrow(self, out: &mut [f64], from: &[f64], lanes: &[u32]) {
        if lanes.len() == from.len() {
            out.copy_from_slice(from);
        } else {
            self.pick(out, from, lanes);
        }
    }

    /// As [`Kernels::narrow`], for lanes in any order, also several times the same.
    ///
    /// ```
    /// let mut out = [0.0; 3];
    /// presidium_engine::kernels::Kernels::detect().pick(&mut out, &[5.0, 6.0, 7.0], &[2, 0, 2]);
    /// assert_eq!(out, [7.0, 5.0, 7.0]);
    /// ```
    pub fn pick(self, out: &mut [f64], from: &[f64], lanes: &[u32]) {
        let highest = lanes.iter().copied().max().unwrap_or(0);
        assert!(lanes.is_empty() || (highest as usize) < from.len(), "the lanes lie within the whole block");
        self.run(
            #[inline(always)]
            move || {
                for (out, &lane) in out.iter_mut().zip(lanes) {
                    // SAFETY: the highest of the lanes lies within.
                    *out = unsafe { *from.get_unchecked(lane as usize) };
                }
            },
        );
    }

    /// Writes a packed block into lanes of a whole one: `out[lanes[i]] = a[i]`.
    ///
    /// ```
    /// use presidium_engine::kernels::{Kernels, Operand};
    /// let mut out = [5.0, 6.0, 7.0];
    /// Kernels::detect().widen(&mut out, Operand::Slice(&[1.0, 2.0]), &[0, 2]);
    /// assert_eq!(out, [1.0, 6.0, 2.0]);
    /// ```
    pub fn widen(self, out: &mut [f64], a: Operand, lanes: &[u32]) {
        match a {
            Operand::Value(a) => lanes.iter().for_each(|&lane| out[lane as usize] = a),
            Operand::Slice(a) => a.iter().zip(lanes).for_each(|(&a, &lane)| out[lane as usize] = a),
        }
    }

    /// As [`Kernels::uniforms`], for packed lanes: lane `i` gets the number of world `first_world + lanes[i]`.
    ///
    /// `counter` is [`random::counter`] of what is decided.
    ///
    /// ```
    /// use presidium_engine::{World, kernels::Kernels, random, random::Draw};
    /// use presidium_lang::model::Element;
    /// let mut out = [0.0; 2];
    /// let draw = Draw { stream: 7, element: Element(3), step: 17, n: 0 };
    /// Kernels::detect().uniforms_at(&mut out, 1953, 40, &[0, 2], random::counter(draw));
    /// assert_eq!(out[1], random::uniform(1953, World(42), draw));
    /// ```
    pub fn uniforms_at(self, out: &mut [f64], seed: u64, first_world: u64, lanes: &[u32], counter: [u64; 2]) {
        self.run(
            #[inline(always)]
            move || {
                for (out, &lane) in out.iter_mut().zip(lanes) {
                    let key = [seed, first_world.wrapping_add(u64::from(lane))];
                    *out = random::open_unit(random::threefry_2x64(key, counter)[0]);
                }
            },
        );
    }
}
