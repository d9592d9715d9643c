//! Designs: points of the unit cube that are run on purpose.

use std::fmt::{Display, Formatter};

use sobol::Sobol;
use sobol::params::JoeKuoD6;

use crate::random::Source;

/// Why there is no such design.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoDesign {
    /// More factors than there are directions for.
    Factors,
    /// More points than anybody can run.
    Points,
}

impl Display for NoDesign {
    fn fmt(&self, to: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            NoDesign::Factors => write!(to, "a Sobol sequence has at most {SOBOL_FACTORS} factors"),
            NoDesign::Points => write!(to, "a design has at most {POINTS} points"),
        }
    }
}

impl std::error::Error for NoDesign {}

/// Factors for which Joe and Kuo 2008 found directions.
pub const SOBOL_FACTORS: usize = 21_201;

/// The most points of a design.
pub const POINTS: usize = 1 << 20;

/// Bits of a number of the sequence.
const BITS: i32 = 32;

/// A Latin hypercube: in each factor every one of `points` equal parts has one point.
///
/// # Example
/// ```
/// use presidium_methods::design::latin_hypercube;
/// let mut first: Vec<f64> = latin_hypercube(4, 2, 1)?.iter().map(|point| (point[0] * 4.0).floor()).collect();
/// first.sort_by(f64::total_cmp);
/// assert_eq!(first, [0.0, 1.0, 2.0, 3.0]);
/// # Ok::<(), presidium_methods::design::NoDesign>(())
/// ```
///
/// # Errors
/// [`NoDesign::Points`].
pub fn latin_hypercube(points: usize, factors: usize, seed: u64) -> Result<Vec<Vec<f64>>, NoDesign> {
    let mut design = vec![vec![0.0; factors]; of_size(points)?];
    let mut source = Source::new(seed, 7);
    for factor in 0..factors {
        let mut parts: Vec<usize> = (0..points).collect();
        source.shuffle(&mut parts);
        for (point, part) in design.iter_mut().zip(parts) {
            point[factor] = (part as f64 + source.unit()) / points as f64;
        }
    }
    Ok(design)
}

/// The first points of the Sobol sequence with the directions of Joe and Kuo; with a seed, all shifted by the same random bits in each
/// factor, which keeps how evenly they lie and takes away the point at the origin.
///
/// # Example
/// ```
/// use presidium_methods::design::sobol;
/// assert_eq!(sobol(4, 2, None)?, [[0.0, 0.0], [0.5, 0.5], [0.75, 0.25], [0.25, 0.75]]);
/// # Ok::<(), presidium_methods::design::NoDesign>(())
/// ```
///
/// # Errors
/// [`NoDesign`] of more than [`SOBOL_FACTORS`] or [`POINTS`].
pub fn sobol(points: usize, factors: usize, seed: Option<u64>) -> Result<Vec<Vec<f64>>, NoDesign> {
    if factors > SOBOL_FACTORS {
        return Err(NoDesign::Factors);
    }
    let directions = if factors > 100 { JoeKuoD6::extended() } else { JoeKuoD6::minimal() };
    let sequence = Sobol::<f64>::new_with_resolution(factors, &directions, Some(BITS as usize));
    let shifts: Option<Vec<u64>> = seed.map(|seed| {
        let mut source = Source::new(seed, 8);
        (0..factors).map(|_| source.bits() >> (64 - BITS)).collect()
    });
    let parts = (1_u64 << BITS) as f64;
    let shifted = |mut point: Vec<f64>| {
        for (value, shift) in point.iter_mut().zip(shifts.iter().flatten()) {
            *value = (((*value * parts) as u64 ^ shift) as f64 + 0.5) / parts;
        }
        point
    };
    Ok(sequence.take(of_size(points)?).map(shifted).collect())
}

/// Every combination of the levels of each factor, counted from zero; the last factor moves fastest.
///
/// # Example
/// ```
/// use presidium_methods::design::factorial;
/// assert_eq!(factorial(&[2, 2])?, [[0, 0], [0, 1], [1, 0], [1, 1]]);
/// # Ok::<(), presidium_methods::design::NoDesign>(())
/// ```
///
/// # Errors
/// [`NoDesign::Points`].
pub fn factorial(levels: &[usize]) -> Result<Vec<Vec<usize>>, NoDesign> {
    let points = levels.iter().try_fold(1_usize, |points, levels| points.checked_mul(*levels));
    of_size(points.ok_or(NoDesign::Points)?)?;
    let mut design = vec![vec![]];
    for &levels in levels {
        let with = |point: Vec<usize>| (0..levels).map(move |level| [point.as_slice(), &[level]].concat());
        design = design.into_iter().flat_map(with).collect();
    }
    Ok(design)
}

/// The numbers below `elements` in an order that is drawn.
///
/// # Example
/// ```
/// use presidium_methods::design::drawn_order;
/// let mut order = drawn_order(5, 1);
/// assert_ne!(order, drawn_order(5, 2));
/// order.sort_unstable();
/// assert_eq!(order, [0, 1, 2, 3, 4]);
/// ```
pub fn drawn_order(elements: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..elements).collect();
    Source::new(seed, 9).shuffle(&mut order);
    order
}

fn of_size(points: usize) -> Result<usize, NoDesign> {
    if points > POINTS { Err(NoDesign::Points) } else { Ok(points) }
}
