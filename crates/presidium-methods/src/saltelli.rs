//! First-order and total indices by pick and freeze: every sample twice, and a third time with one factor from the second.
//!
//! `a` are outputs of samples, `b` of as many other samples that share nothing with them, and `mixed` those of the first with one factor
//! taken from the second. First order by Saltelli et al. 2010, total by Jansen 1999 (as Saltelli et al. recommend): the *total* index is
//! the share of the variance that stays if all but the factor is known, with all that the factor does together with others. The sum
//! of total indices may be above one; a first-order index near the total one says that the factor acts by itself.

use crate::interval::{Interval, mean, variance};
use crate::random::Source;

/// Both indices of a factor.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Indices {
    /// What would go if the factor were known.
    pub first: Interval,
    /// What would stay if all others were.
    pub total: Interval,
}

/// The outputs of samples, of others, and for each factor of the first with this factor from the others.
///
/// # Example
/// ```
/// use presidium_methods::saltelli::indices;
/// let (a, b) = ([0.0, 1.0, 2.0, 3.0], [3.0, 1.0, 0.0, 2.0]);
/// // One factor is all, the other nothing.
/// let found = indices(&a, &b, &[b.to_vec(), a.to_vec()], 100, 1);
/// assert_eq!((found[1].first.value, found[1].total.value), (0.0, 0.0));
/// assert!(found[0].first.value > 0.9);
/// ```
pub fn indices(a: &[f64], b: &[f64], mixed: &[Vec<f64>], resamples: usize, seed: u64) -> Vec<Indices> {
    let all: Vec<usize> = (0..a.len()).collect();
    let mut source = Source::new(seed, 3);
    let drawn: Vec<Vec<usize>> =
        (0..resamples).map(|_| all.iter().map(|_| source.below(a.len().max(1))).collect()).collect();
    let of = |mixed: &Vec<f64>| {
        let [first, total] = both(a, b, mixed, &all);
        let again: Vec<[f64; 2]> = drawn.iter().map(|samples| both(a, b, mixed, samples)).collect();
        let of = |place: usize| again.iter().map(|pair| pair[place]).collect::<Vec<f64>>();
        Indices { first: Interval::of(first, &of(0)), total: Interval::of(total, &of(1)) }
    };
    mixed.iter().map(of).collect()
}

/// First-order and total index, of some of the samples; zero where there is no variance.
fn both(a: &[f64], b: &[f64], mixed: &[f64], samples: &[usize]) -> [f64; 2] {
    let of = |values: &[f64]| samples.iter().map(|&sample| values[sample]).collect::<Vec<f64>>();
    let (a, b, mixed) = (of(a), of(b), of(mixed));
    let both = [a.as_slice(), &b].concat();
    let variance = variance(&both);
    if variance <= 0.0 {
        return [0.0; 2];
    }
    // About the mean: the estimate is the same, and less noisy.
    let middle = mean(&both);
    let triples = || a.iter().zip(&b).zip(&mixed);
    let first: Vec<f64> = triples().map(|((a, b), mixed)| (b - middle) * (mixed - a)).collect();
    let total: Vec<f64> = triples().map(|((a, _), mixed)| (a - mixed) * (a - mixed) / 2.0).collect();
    [mean(&first) / variance, mean(&total) / variance]
}
