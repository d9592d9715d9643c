//! Groups of samples that share something: how much of the variance lies between groups.
//!
//! A group may be the worlds that share their parameters and differ by luck: then what lies between groups hangs on parameters,
//! alone or together with luck on average, and what lies within hangs on luck. The estimate is that of the one-way analysis of
//! variance with random effects; it is right whatever the outputs are, also where they are true or false.

use crate::interval::{Interval, mean};
use crate::random::Source;

/// The share of the variance that lies between groups, each of at least two outputs; zero where there is no variance. It may lie below
/// zero: it is an estimate. The interval is by resampled groups.
///
/// # Example
/// ```
/// use presidium_methods::nested::between;
/// assert_eq!(between(&[vec![1.0, 1.0], vec![0.0, 0.0]], 10, 1).value, 1.0);
/// assert!(between(&[vec![1.0, 0.0], vec![0.0, 1.0]], 10, 1).value < 0.0);
/// ```
pub fn between(groups: &[Vec<f64>], resamples: usize, seed: u64) -> Interval {
    let groups: Vec<[f64; 3]> = groups.iter().filter(|group| group.len() > 1).map(|group| of_group(group)).collect();
    let mut source = Source::new(seed, 6);
    let mut again = || {
        let drawn: Vec<[f64; 3]> = groups.iter().map(|_| groups[source.below(groups.len())]).collect();
        share(&drawn)
    };
    let resampled: Vec<f64> = (0..if groups.is_empty() { 0 } else { resamples }).map(|_| again()).collect();
    Interval::of(share(&groups), &resampled)
}

/// Number, sum, and squares about the mean of a group.
fn of_group(group: &[f64]) -> [f64; 3] {
    let middle = mean(group);
    let squares: f64 = group.iter().map(|value| (value - middle) * (value - middle)).sum();
    [group.len() as f64, group.iter().sum(), squares]
}

fn share(groups: &[[f64; 3]]) -> f64 {
    let count = groups.len() as f64;
    let (samples, sum) = groups.iter().fold((0.0, 0.0), |(n, s), [samples, sum, _]| (n + samples, s + sum));
    let middle = sum / samples;
    let between: f64 = groups.iter().map(|[n, sum, _]| n * (sum / n - middle) * (sum / n - middle)).sum();
    let within: f64 = groups.iter().map(|[_, _, squares]| squares).sum();
    if count < 2.0 || samples <= count || between + within <= 0.0 {
        return 0.0;
    }
    let (between, within) = (between / (count - 1.0), within / (samples - count));
    let squared_sizes: f64 = groups.iter().map(|[n, _, _]| n * n).sum();
    let size = (samples - squared_sizes / samples) / (count - 1.0);
    let variance = (between - within) / size;
    variance / (variance + within)
}
