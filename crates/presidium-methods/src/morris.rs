//! Elementary effects (Morris 1991, Campolongo, Cariboni and Saltelli 2007): from a point one factor is moved at a time.
//!
//! μ is the mean effect of moving a factor over its whole range, μ* the mean of its size, σ its spread: where σ is as large as μ*, the
//! factor acts otherwise from place to place, by itself or with others.

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
    /// The mean effect.
    pub mu: f64,
    /// The mean size, with its interval.
    pub mu_star: Interval,
    /// The spread of the effects.
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
    let mut source = Source::new(seed, 4);
    let mut walk = || {
        let level = |source: &mut Source| source.below(LEVELS) as f64 / (LEVELS - 1) as f64;
        let mut point: Vec<f64> = (0..factors).map(|_| level(&mut source)).collect();
        let mut order: Vec<usize> = (0..factors).collect();
        source.shuffle(&mut order);
        let mut points = vec![point.clone()];
        for factor in order {
            point[factor] += if point[factor] < 0.5 { STEP } else { -STEP };
            points.push(point.clone());
        }
        points
    };
    Walks { points: (0..walks).map(|_| walk()).collect() }
}

/// The effects of each factor, by the outputs at the points of each walk. A walk in which an output is not a number is left out.
pub fn effects(walks: &Walks, outputs: &[Vec<f64>], resamples: usize, seed: u64) -> Vec<Effects> {
    let factors = walks.points.first().map_or(0, |walk| walk.len() - 1);
    let mut found = vec![vec![]; factors];
    for (walk, outputs) in walks.points.iter().zip(outputs) {
        if outputs.iter().all(|output| output.is_finite()) {
            for (points, outputs) in walk.windows(2).zip(outputs.windows(2)) {
                let moved = (0..factors).find(|&factor| points[0][factor] != points[1][factor]);
                moved.into_iter().for_each(|factor| {
                    found[factor].push((outputs[1] - outputs[0]) / (points[1][factor] - points[0][factor]));
                });
            }
        }
    }
    let mut source = Source::new(seed, 5);
    let of = |effects: &Vec<f64>| {
        let sizes: Vec<f64> = effects.iter().map(|effect| effect.abs()).collect();
        let mut again = || sizes.iter().map(|_| sizes[source.below(sizes.len())]).sum::<f64>() / sizes.len() as f64;
        let resampled: Vec<f64> = (0..if sizes.is_empty() { 0 } else { resamples }).map(|_| again()).collect();
        Effects { mu: mean(effects), mu_star: Interval::of(mean(&sizes), &resampled), sigma: deviation(effects) }
    };
    found.iter().map(of).collect()
}
