//! What a calibration found.

use presidium_engine::distribution::Quantile;
use presidium_lang::model::{Element, Model, VariableId};
use presidium_methods::particles::moments;

use crate::calibration::aims::{Aim, Aims};
use crate::calibration::fit::Fit;
use crate::calibration::space::{Posterior, Space, prior};
use crate::calibration::worlds::{SeenAims, fits};
use crate::statistics::{Share, quantile};

/// What a calibration found.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibrated {
    /// All that was to be fitted to.
    pub aims: Aims,
    /// What no point of the design comes near, the worst first: it is left out of what follows.
    pub unmatched: Vec<Unmatched>,
    /// Points of the design, and how many of them no aim rules out.
    pub design: [u64; 2],
    /// A point is ruled out if an aim lies further out than this: three, or as far as needed to keep enough points.
    pub cutoff: f64,
    /// How the tolerance was lowered.
    pub lowered: Vec<Lowered>,
    /// The fitted distribution, a row for each particle.
    pub posterior: Posterior,
    /// Different rows among them.
    pub distinct: u64,
    /// Drawn numbers that were not moved: nothing observed hangs on them that could be seen, or others were chosen.
    pub unmoved: u64,
    /// What was learnt of each number, the most informed first.
    pub informed: Vec<Informed>,
    /// For each aim what worlds predict before the fit, and after it in new worlds.
    pub predicted: Vec<[Predicted; 2]>,
    /// For each aim how far out it lies after the fit, in standard deviations of all errors together: the median over rows.
    pub off: Vec<f64>,
    /// Runs of worlds.
    pub worlds: u64,
    /// Those that failed.
    pub failed: u64,
}

/// An aim that no point comes near.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unmatched {
    /// Its place among the aims.
    pub aim: usize,
    /// How far out it lies at the best point, in standard deviations.
    pub score: f64,
}

/// One lowering of the tolerance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lowered {
    /// Errors are so many times as large as stated.
    pub tolerance: f64,
    /// Effective sample size of the particles at this tolerance, before they were drawn again.
    pub effective: f64,
    /// Share of the moves that were taken.
    pub accepted: f64,
}

/// What was learnt of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Informed {
    /// The parameter.
    pub parameter: (VariableId, Element),
    /// Its 5, 50 and 95 % points before, in base units.
    pub before: [f64; 3],
    /// After.
    pub after: [f64; 3],
    /// How much of the variance is gone, of the normal score of the prior: 1 if it is known, 0 or a little below if nothing was learnt.
    pub contraction: f64,
    /// How far the middle has moved, in standard deviations of the prior.
    pub shift: f64,
    /// More than so many particles show by chance.
    pub is_informed: bool,
}

/// What worlds predict of an aim.
#[derive(Clone, Debug, PartialEq)]
pub enum Predicted {
    /// For each point the mean and the standard deviation of worlds, in base units.
    Series(Vec<[f64; 2]>),
    /// In how many worlds it holds.
    Claim(Share),
    /// The count, and in what it was counted.
    Rate([f64; 2]),
}

/// What the worlds of a run predict of each aim, and how far it lies out.
#[derive(Clone, Debug, PartialEq)]
pub struct BesideAims {
    /// For each aim.
    pub predicted: Vec<Predicted>,
    /// For each aim how far it lies out of what the worlds predict, in standard deviations of all errors together: of a series its worst point.
    pub off: Vec<f64>,
    /// Worlds that were run.
    pub worlds: u64,
}

impl BesideAims {
    /// Of what was seen of worlds.
    pub fn of(model: &Model, aims: &Aims, seen: &SeenAims) -> BesideAims {
        let worlds = seen.completed.len() as u64;
        let fits = fits(model, aims, seen, worlds);
        let off = fits.first().map_or_else(Vec::new, |fit| fit.scores(model, aims));
        BesideAims { predicted: predicted(aims, &fits), off, worlds }
    }
}

/// What the worlds at some points predict of each aim.
pub(super) fn predicted(aims: &Aims, fits: &[Fit]) -> Vec<Predicted> {
    let (mut series, mut claims, mut rates) = (0, 0, 0);
    let of = |aim: &Aim| match aim {
        Aim::Series(of) => {
            series += 1;
            Predicted::Series((0..of.points.len()).map(|point| pooled(fits, series - 1, point)).collect())
        }
        Aim::Claim(_) => {
            claims += 1;
            let mut share = Share::default();
            fits.iter().for_each(|fit| share.merge(fit.claims[claims - 1]));
            Predicted::Claim(share)
        }
        Aim::Rate(_) => {
            rates += 1;
            let sum = |part: usize| fits.iter().map(|fit| fit.rates[rates - 1][part]).sum::<f64>();
            Predicted::Rate([sum(0), sum(1)])
        }
    };
    aims.aims.iter().map(of).collect()
}

/// The mean and the standard deviation of the worlds of all points together.
fn pooled(fits: &[Fit], series: usize, point: usize) -> [f64; 2] {
    let parts = fits.iter().map(|fit| &fit.series[series]).filter(|of| of.worlds > 0);
    let parts: Vec<(f64, f64, f64)> =
        parts.map(|of| (of.worlds as f64, of.means[point], of.variances[point])).collect();
    let worlds: f64 = parts.iter().map(|(count, ..)| count).sum();
    let mean = parts.iter().map(|(count, mean, _)| count * mean).sum::<f64>() / worlds;
    let square = |&(count, own, variance): &(f64, f64, f64)| count * (variance + (own - mean) * (own - mean));
    [mean, (parts.iter().map(square).sum::<f64>() / worlds).sqrt()]
}

/// What was learnt of each number, the most informed first; of points that say as much as so many independent ones.
pub(super) fn informed(
    model: &Model,
    space: &Space,
    points: &[Vec<f64>],
    posterior: &Posterior,
    independent: f64,
) -> Vec<Informed> {
    let scores: Vec<Vec<f64>> = points.iter().map(|point| space.scores(point)).collect();
    let count = independent.max(1.0);
    let floors = (3.0 * (2.0 / count).sqrt(), 3.0 / count.sqrt());
    let of = |column: usize, shift: f64, sd: f64| {
        let parameter = space.columns()[column];
        let before = prior(model, parameter).and_then(|prior| Quantile::new(prior).ok());
        let mut values: Vec<f64> = posterior.rows.iter().map(|row| row[column]).collect();
        values.sort_unstable_by(f64::total_cmp);
        let contraction = 1.0 - sd * sd;
        Informed {
            parameter,
            before: [0.05, 0.5, 0.95].map(|level| before.as_ref().map_or(f64::NAN, |of| of.at(level))),
            after: [0.05, 0.5, 0.95].map(|level| quantile(&values, level)),
            contraction,
            shift,
            is_informed: contraction > floors.0 || shift.abs() > floors.1,
        }
    };
    let learnt = moments(&scores).into_iter().enumerate();
    let mut all: Vec<Informed> = learnt.map(|(column, (shift, sd))| of(column, shift, sd)).collect();
    let weight = |of: &Informed| (of.is_informed, of.contraction + of.shift * of.shift);
    all.sort_by(|a, b| {
        let ((a_is, a_weight), (b_is, b_weight)) = (weight(a), weight(b));
        b_is.cmp(&a_is).then(b_weight.total_cmp(&a_weight))
    });
    all
}
