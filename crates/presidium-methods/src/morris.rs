//! Elementary effects (Morris 1991, Campolongo, Cariboni and Saltelli 2007): from a point one factor is moved at a time.
//!
//! μ is the mean effect of moving a factor over its whole range, μ* the mean of its size, σ its spread: where σ is as large as μ*, the
//! factor acts otherwise from place to place, by itself or with others.
//! Several numbers may be one factor: they are moved together, each in its own direction, and only the size of what that does has a
//! meaning (Campolongo et al., section 5).

use crate::interval::{Interval, deviation, mean};
use crate::random::Source;

/// Walks through the unit cube. Each begins at a point of the grid, and moves every factor once, in its own order.
#[derive(Clone, Debug, PartialEq)]
pub struct Walks {
    /// For each walk its points, one more than there are factors; each a value for each factor.
    pub points: Vec<Vec<Vec<f64>>>,
}

/// What moving a factor does.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Effects {
    /// The mean effect; not a number of a factor of several numbers.
    pub mu: f64,
    /// The mean size, with its interval.
    pub mu_star: Interval,
    /// The spread of the effects; not a number of a factor of several numbers.
    pub sigma: f64,
}

/// Levels of the grid: the second and the third are half a range from the first and the fourth.
const LEVELS: usize = 4;

/// How far a factor is moved: what Morris recommends for so many levels.
const STEP: f64 = LEVELS as f64 / (2.0 * (LEVELS as f64 - 1.0));

/// So many walks.
///
/// # Example
/// ```
/// use presidium_methods::morris::walks;
/// let walks = walks(3, 10, 1).points;
/// assert_eq!((walks.len(), walks[0].len()), (10, 4));
/// let moved = |a: &[f64], b: &[f64]| a.iter().zip(b).filter(|(a, b)| a != b).count();
/// assert!(walks.iter().flat_map(|walk| walk.windows(2)).all(|pair| moved(&pair[0], &pair[1]) == 1));
/// ```
pub fn walks(factors: usize, walks: usize, seed: u64) -> Walks {
    group_walks(&vec![1; factors], walks, seed)
}

/// So many walks in which each factor has as many numbers as it is said to have, and moves all of them at once.
///
/// # Example
/// ```
/// use presidium_methods::morris::group_walks;
/// let walks = group_walks(&[1, 3], 5, 1).points;
/// let moved = |a: &[f64], b: &[f64]| a.iter().zip(b).filter(|(a, b)| a != b).count();
/// let mut steps: Vec<usize> = walks[0].windows(2).map(|pair| moved(&pair[0], &pair[1])).collect();
/// steps.sort_unstable();
/// assert_eq!(steps, [1, 3]);
/// ```
pub fn group_walks(sizes: &[usize], walks: usize, seed: u64) -> Walks {
    let mut source = Source::new(seed, 4);
    let numbers = places(sizes);
    let mut walk = || {
        let level = |source: &mut Source| source.below(LEVELS) as f64 / (LEVELS - 1) as f64;
        let mut point: Vec<f64> = numbers.iter().map(|_| level(&mut source)).collect();
        let mut order: Vec<usize> = (0..sizes.len()).collect();
        source.shuffle(&mut order);
        let mut points = vec![point.clone()];
        for factor in order {
            for (value, _) in point.iter_mut().zip(&numbers).filter(|(_, of)| **of == factor) {
                *value += if *value < 0.5 { STEP } else { -STEP };
            }
            points.push(point.clone());
        }
        points
    };
    Walks { points: (0..walks).map(|_| walk()).collect() }
}

/// For each number the factor that has it.
fn places(sizes: &[usize]) -> Vec<usize> {
    sizes.iter().enumerate().flat_map(|(factor, size)| std::iter::repeat_n(factor, *size)).collect()
}

/// The effects of each factor, by the outputs at the points of each walk. A walk in which an output is not a number is left out.
pub fn effects(walks: &Walks, outputs: &[Vec<f64>], resamples: usize, seed: u64) -> Vec<Effects> {
    let factors = walks.points.first().map_or(0, |walk| walk.len() - 1);
    group_effects(walks, &vec![1; factors], outputs, resamples, seed)
}

/// The same of factors with so many numbers each.
pub fn group_effects(
    walks: &Walks,
    sizes: &[usize],
    outputs: &[Vec<f64>],
    resamples: usize,
    seed: u64,
) -> Vec<Effects> {
    let numbers = places(sizes);
    let mut found = vec![vec![]; sizes.len()];
    for (walk, outputs) in walks.points.iter().zip(outputs) {
        if outputs.iter().all(|output| output.is_finite()) {
            for (points, outputs) in walk.windows(2).zip(outputs.windows(2)) {
                let moved = (0..numbers.len()).find(|&number| points[0][number] != points[1][number]);
                moved.into_iter().for_each(|number| {
                    found[numbers[number]].push((outputs[1] - outputs[0]) / (points[1][number] - points[0][number]));
                });
            }
        }
    }
    let mut source = Source::new(seed, 5);
    let of = |(effects, size): (&Vec<f64>, &usize)| {
        let sizes: Vec<f64> = effects.iter().map(|effect| effect.abs()).collect();
        let mut again = || sizes.iter().map(|_| sizes[source.below(sizes.len())]).sum::<f64>() / sizes.len() as f64;
        let resampled: Vec<f64> = (0..if sizes.is_empty() { 0 } else { resamples }).map(|_| again()).collect();
        let signed = |of: fn(&[f64]) -> f64| if *size == 1 { of(effects) } else { f64::NAN };
        let mu_star = Interval::of(mean(&sizes), &resampled);
        Effects { mu: signed(mean), mu_star, sigma: signed(deviation) }
    };
    found.iter().zip(sizes).map(of).collect()
}
