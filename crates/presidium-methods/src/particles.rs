//! Particles: points that stand for a distribution, with weights, and how they are moved.
//!
//! Points are latent numbers, each of which has the standard normal distribution before anything is known. A move is a step of
//! preconditioned Crank and Nicolson (Cotter, Roberts, Stuart and White 2013): it keeps that distribution whatever its size, so that only
//! likelihoods decide whether it is taken, and it does not tire as dimensions grow. Del Moral, Doucet and Jasra (2012) say how tolerances
//! are lowered: so far that a stated part of the effective sample is left.

use presidium_math::{exp, ln, normal_quantile};

use crate::random::Source;

/// Weights that sum to one, of their logarithms; all alike if no particle has any.
///
/// # Example
/// ```
/// use presidium_methods::particles::weights;
/// assert_eq!(weights(&[0.0, f64::NEG_INFINITY]), [1.0, 0.0]);
/// assert_eq!(weights(&[f64::NEG_INFINITY; 2]), [0.5, 0.5]);
/// ```
pub fn weights(logarithms: &[f64]) -> Vec<f64> {
    let greatest = logarithms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !greatest.is_finite() {
        return vec![1.0 / logarithms.len().max(1) as f64; logarithms.len()];
    }
    let raw: Vec<f64> = logarithms.iter().map(|of| if of.is_finite() { exp(of - greatest) } else { 0.0 }).collect();
    let sum: f64 = raw.iter().sum();
    raw.iter().map(|weight| weight / sum).collect()
}

/// How many particles of one weight would say as much.
///
/// # Example
/// ```
/// use presidium_methods::particles::effective;
/// assert_eq!(effective(&[0.25; 4]), 4.0);
/// assert_eq!(effective(&[1.0, 0.0]), 1.0);
/// ```
pub fn effective(weights: &[f64]) -> f64 {
    let squares: f64 = weights.iter().map(|weight| weight * weight).sum();
    let sum: f64 = weights.iter().sum();
    if squares > 0.0 { sum * sum / squares } else { 0.0 }
}

/// Takes as many particles as are asked for by their weights, each as often as its weight says, give or take one.
///
/// # Example
/// ```
/// use presidium_methods::particles::resampled;
/// let taken = resampled(&[0.5, 0.0, 0.5], 4, 1);
/// assert_eq!(taken, [0, 0, 2, 2]);
/// ```
pub fn resampled(weights: &[f64], count: usize, seed: u64) -> Vec<usize> {
    let sum: f64 = weights.iter().sum();
    let first = Source::new(seed, 21).unit();
    let (mut place, mut passed) = (0, weights.first().copied().unwrap_or(0.0));
    let at = |step: usize| (step as f64 + first) / count as f64 * sum;
    (0..count)
        .map(|step| {
            while passed <= at(step) && place + 1 < weights.len() {
                place += 1;
                passed += weights[place];
            }
            place
        })
        .collect()
}

/// Latent points as they are before anything is known.
///
/// # Example
/// ```
/// use presidium_methods::particles::{drawn, moments};
/// let points = drawn(1_000, 2, 1);
/// assert!(moments(&points).iter().all(|(mean, sd)| mean.abs() < 0.02 && (sd - 1.0).abs() < 0.02), "a Latin hypercube");
/// ```
pub fn drawn(count: usize, latents: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut points = vec![vec![0.0; latents]; count];
    let mut source = Source::new(seed, 22);
    for latent in 0..latents {
        let mut parts: Vec<usize> = (0..count).collect();
        source.shuffle(&mut parts);
        for (point, part) in points.iter_mut().zip(parts) {
            point[latent] = normal((part as f64 + source.unit()) / count as f64);
        }
    }
    points
}

/// The mean and the standard deviation of each latent number.
pub fn moments(points: &[Vec<f64>]) -> Vec<(f64, f64)> {
    let (latents, count) = (points.first().map_or(0, Vec::len), points.len() as f64);
    let of = |latent: usize| {
        let mean = points.iter().map(|point| point[latent]).sum::<f64>() / count;
        let square = points.iter().map(|point| (point[latent] - mean) * (point[latent] - mean)).sum::<f64>();
        (mean, (square / (count - 1.0).max(1.0)).sqrt())
    };
    (0..latents).map(of).collect()
}

/// A step from each point; `sizes` says for each latent number how far, from 0 (it stays) to 1 (it is drawn anew).
///
/// # Example
/// ```
/// use presidium_methods::particles::moved;
/// let points = vec![vec![1.5, -0.5]];
/// let next = moved(&points, &[0.0, 1.0], 1);
/// assert_eq!(next[0][0], 1.5);
/// assert_ne!(next[0][1], -0.5);
/// ```
pub fn moved(points: &[Vec<f64>], sizes: &[f64], seed: u64) -> Vec<Vec<f64>> {
    let mut source = Source::new(seed, 23);
    let mut step = |(at, size): (&f64, &f64)| {
        let drawn = normal(source.unit());
        (1.0 - size * size).max(0.0).sqrt() * at + size * drawn
    };
    points.iter().map(|point| point.iter().zip(sizes).map(&mut step).collect()).collect()
}

/// Which of some moves are taken, given the logarithms of how much likelier they make what was observed.
///
/// # Example
/// ```
/// use presidium_methods::particles::taken;
/// assert_eq!(taken(&[1.0, f64::NEG_INFINITY, f64::NAN], 1), [true, false, false]);
/// ```
pub fn taken(log_ratios: &[f64], seed: u64) -> Vec<bool> {
    let mut source = Source::new(seed, 24);
    log_ratios.iter().map(|ratio| ln(source.unit().max(f64::MIN_POSITIVE)) < *ratio).collect()
}

/// How many different particles of one weight would say as much: particles of one kind count as one. `kinds` says for each of which it is.
///
/// # Example
/// ```
/// use presidium_methods::particles::effective_kinds;
/// assert_eq!(effective_kinds(&[0.25; 4], &[0, 0, 1, 1]), 2.0);
/// ```
pub fn effective_kinds(weights: &[f64], kinds: &[usize]) -> f64 {
    let mut of_kind = vec![0.0; kinds.iter().max().map_or(0, |last| last + 1)];
    weights.iter().zip(kinds).for_each(|(weight, &kind)| of_kind[kind] += weight);
    effective(&of_kind)
}

/// The smallest tolerance from 1 up to `from` at which at least this part is left of the different particles that count;
/// `from` if there is none. `logarithms` are those of the likelihoods at a tolerance, and particles have one weight at `from`.
///
/// # Example
/// ```
/// use presidium_methods::particles::next_tolerance;
/// let squares = [0.0_f64, 4.0, 400.0];
/// let at = |tolerance: f64| squares.iter().map(|square| -0.5 * square / (tolerance * tolerance)).collect::<Vec<f64>>();
/// let next = next_tolerance(at, &[0, 1, 2], 1_000.0, 0.6);
/// assert!(next > 1.0 && next < 1_000.0);
/// assert_eq!(next_tolerance(at, &[0, 1, 2], 1_000.0, 0.1), 1.0);
/// ```
pub fn next_tolerance(logarithms: impl Fn(f64) -> Vec<f64>, kinds: &[usize], from: f64, part: f64) -> f64 {
    let before = logarithms(from);
    let least = part * effective_kinds(&vec![1.0; before.len()], kinds);
    let left = |tolerance: f64| effective_kinds(&weights(&gains(&logarithms(tolerance), &before)), kinds) >= least;
    if from <= 1.0 || left(1.0) {
        return 1.0;
    }
    let (mut low, mut high) = (0.0, ln(from));
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        match left(exp(middle)) {
            true => high = middle,
            false => low = middle,
        }
    }
    exp(high)
}

/// How much likelier particles have become, as logarithms.
pub fn gains(now: &[f64], before: &[f64]) -> Vec<f64> {
    now.iter().zip(before).map(|(now, before)| if now.is_finite() { now - before } else { *now }).collect()
}

/// The normal score of a uniform number.
fn normal(uniform: f64) -> f64 {
    normal_quantile(uniform.clamp(1e-15, 1.0 - 1e-15))
}
