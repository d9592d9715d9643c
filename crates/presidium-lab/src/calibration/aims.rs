//! What a model is fitted to: recorded series, claims of the role calibration, base rates, each with its stated errors.

use presidium_lang::clock::Step;
use presidium_lang::model::{Claim, ClaimBody, Model, Record, RecordPoint, Role};

use crate::observable::Observable;

/// How far off figures may be, as shares of a figure (one standard deviation).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Errors {
    /// Of a recorded figure without a range of its own: grades A, B and C. A range counts as an interval of 90 %.
    pub grades: [f64; 3],
    /// Of the model: how far even the best parameters may lie from a series, all its points alike, as a share of its mean.
    pub discrepancy: f64,
}

impl Default for Errors {
    fn default() -> Errors {
        Errors { grades: [0.02, 0.05, 0.15], discrepancy: 0.1 }
    }
}

/// An observation with its error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observed {
    /// When.
    pub month: Step,
    /// In base units.
    pub value: f64,
    /// One standard deviation, in base units; above zero.
    pub error: f64,
}

/// A recorded series up to the split.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesAim {
    /// Position in [`Model::records`].
    pub record: usize,
    /// In order of time; at least one.
    pub points: Vec<Observed>,
    /// One standard deviation of what the model is off in all points alike, in base units.
    pub discrepancy: f64,
}

/// One thing that a model is fitted to.
#[derive(Clone, Debug, PartialEq)]
pub enum Aim {
    /// A recorded series.
    Series(SeriesAim),
    /// A claim of the role calibration: it holds in history, which is one world. By its position.
    Claim(usize),
    /// A base rate, by its position.
    Rate(usize),
}

/// All that a model is fitted to.
#[derive(Clone, Debug, PartialEq)]
pub struct Aims {
    /// Series, then claims, then base rates, each in the order of the model.
    pub aims: Vec<Aim>,
    /// The errors by which they were made.
    pub errors: Errors,
}

impl Aims {
    /// Those of a model whose worlds end where it is fitted: with records up to its last step, claims and base rates that look no further.
    /// A series of zeros has no scale and is none.
    pub fn of(model: &Model, errors: Errors) -> Aims {
        let series = (0..model.records.len()).filter_map(|record| series(model, record, &errors)).map(Aim::Series);
        let claims = model.claims.iter().enumerate().filter(|(_, claim)| is_aim(model, claim));
        let rates = model.base_rates.iter().enumerate().filter(|(_, rate)| rate.horizon <= model.last_step);
        let aims =
            series.chain(claims.map(|(place, _)| Aim::Claim(place))).chain(rates.map(|(place, _)| Aim::Rate(place)));
        Aims { aims: aims.collect(), errors }
    }

    /// Without some of them, by position.
    pub fn without(&self, left_out: &[usize]) -> Aims {
        let kept = self.aims.iter().enumerate().filter(|(place, _)| !left_out.contains(place));
        Aims { aims: kept.map(|(_, aim)| aim.clone()).collect(), errors: self.errors }
    }
}

impl SeriesAim {
    /// What is seen of a world at a point.
    pub(crate) fn observable(&self, model: &Model, point: &Observed) -> Observable {
        let Record { variable, element, .. } = model.records[self.record];
        Observable { variable, element, month: point.month }
    }

    /// How far values lie from the observed ones: the quadratic form of errors that are each point's own and one that all share.
    ///
    /// With weights w = 1/error² it is Σ w r² − (Σ w r)² / (1/discrepancy² + Σ w), by Sherman and Morrison.
    pub fn square(&self, values: &[f64]) -> f64 {
        let (mut squares, mut shared, mut weights) = (0.0, 0.0, 0.0);
        for (point, value) in self.points.iter().zip(values) {
            let (weight, rest) = (1.0 / (point.error * point.error), value - point.value);
            squares += weight * rest * rest;
            shared += weight * rest;
            weights += weight;
        }
        if self.discrepancy > 0.0 {
            squares -= shared * shared / (1.0 / (self.discrepancy * self.discrepancy) + weights);
        }
        squares.max(0.0)
    }
}

/// Whether a claim is one to fit to.
fn is_aim(model: &Model, claim: &Claim) -> bool {
    claim.role == Role::Calibration && matches!(claim.body, ClaimBody::Holds(_)) && model.reaches(claim)
}

fn series(model: &Model, place: usize, errors: &Errors) -> Option<SeriesAim> {
    let record = &model.records[place];
    let mut within: Vec<&RecordPoint> = record.points.iter().filter(|point| is_within(model, point.month)).collect();
    within.sort_by_key(|point| point.month);
    let scale = within.iter().map(|point| point.value.abs()).sum::<f64>() / within.len().max(1) as f64;
    let points: Vec<Observed> = within
        .chunk_by(|one, other| one.month == other.month)
        .map(|same| {
            let count = same.len() as f64;
            let mean = |of: &dyn Fn(&RecordPoint) -> f64| same.iter().map(|point| of(point)).sum::<f64>() / count;
            let error = mean(&|point| error_of(point, scale, errors));
            Observed { month: same[0].month, value: mean(&|point| point.value), error }
        })
        .collect();
    let is_scaled = scale > 0.0 && points.iter().all(|point| point.error > 0.0 && point.value.is_finite());
    let discrepancy = errors.discrepancy * scale;
    (is_scaled && !points.is_empty()).then_some(SeriesAim { record: place, points, discrepancy })
}

fn is_within(model: &Model, month: Step) -> bool {
    model.first_step <= month && month <= model.last_step
}

/// One standard deviation of a figure.
fn error_of(point: &RecordPoint, scale: f64, errors: &Errors) -> f64 {
    /// Half of an interval of 90 % of a normal distribution is so many standard deviations.
    const HALF: f64 = 1.644_853_626_951_472_7;
    match (point.low, point.high) {
        (Some(low), Some(high)) if high > low => (high - low) / (2.0 * HALF),
        _ => {
            let [a, b, c] = errors.grades;
            let share = match point.grade {
                'A' => a,
                'C' => c,
                _ => b,
            };
            share * point.value.abs().max(scale)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aim(errors: &[f64], discrepancy: f64) -> SeriesAim {
        let points = errors.iter().map(|&error| Observed { month: Step(0), value: 1.0, error }).collect();
        SeriesAim { record: 0, points, discrepancy }
    }

    #[test]
    fn a_square_is_that_of_the_sum_of_errors() {
        // One point: own and shared errors add.
        assert!((aim(&[3.0], 4.0).square(&[6.0]) - 1.0).abs() < 1e-12);
        // Nothing shared: each point by itself.
        assert!((aim(&[1.0, 2.0], 0.0).square(&[2.0, 3.0]) - 2.0).abs() < 1e-12);
        // Two points that are off alike are hardly more than one.
        let alike = aim(&[0.1, 0.1], 10.0).square(&[11.0, 11.0]);
        assert!((alike - 1.0).abs() < 0.01, "{alike}");
        let apart = aim(&[0.1, 0.1], 10.0).square(&[11.0, -9.0]);
        assert!(apart > 10_000.0, "{apart}");
    }
}
