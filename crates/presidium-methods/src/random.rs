//! Deterministic shuffles and resamples. The generator is PCG, whose numbers are the same on every machine.

use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// A source of numbers for one purpose; other purposes of the same seed have other numbers.
pub struct Source(Pcg64Mcg);

impl Source {
    pub fn new(seed: u64, purpose: u64) -> Source {
        Source(Pcg64Mcg::seed_from_u64(seed ^ purpose.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// In [0, 1).
    pub fn unit(&mut self) -> f64 {
        self.0.random::<f64>()
    }

    pub fn bits(&mut self) -> u64 {
        self.0.random::<u64>()
    }

    /// Below `end`, which is above zero.
    pub fn below(&mut self, end: usize) -> usize {
        self.0.random_range(0..end as u64) as usize
    }

    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        values.shuffle(&mut self.0);
    }

    /// How often each of some samples is taken, if as many are taken as there are.
    pub fn resample(&mut self, samples: usize) -> Vec<f64> {
        let mut times = vec![0.0; samples];
        (0..samples).for_each(|_| times[self.below(samples)] += 1.0);
        times
    }
}
