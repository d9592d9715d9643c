//! What a model is fitted to: recorded series, claims of the role calibration, base rates, each with its stated errors.

use presidium_engine::math::ln;
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

    /// The logarithm, but for a constant, of how likely the observed values are by worlds with these means and variances, of which each
    /// two points share so much of their luck (`together`, 0 to 1); errors are `tolerance` times as large as stated.
    ///
    /// The observed values are normal with the mean of the worlds and the sum of four variances: that of each figure's own error, of what
    /// all points are off alike, and of the two parts of luck. Of the matrix two parts are of rank one, so that its inverse and its
    /// determinant follow by Sherman and Morrison.
    pub(super) fn log_likelihood(&self, worlds: &Luck<'_>, tolerance: f64) -> f64 {
        let square = tolerance * tolerance;
        let own: Vec<f64> = self
            .points
            .iter()
            .zip(worlds.variances)
            .map(|(point, luck)| square * point.error * point.error + (1.0 - worlds.together) * luck)
            .collect();
        let rest: Vec<f64> = self.points.iter().zip(worlds.means).map(|(point, mean)| point.value - mean).collect();
        let alike = vec![tolerance * self.discrepancy; rest.len()];
        let luck: Vec<f64> = worlds.variances.iter().map(|luck| (worlds.together * luck).sqrt()).collect();
        let plain = |a: &[f64], b: &[f64]| a.iter().zip(b).zip(&own).map(|((a, b), own)| a * b / own).sum::<f64>();
        let first = 1.0 + plain(&alike, &alike);
        let with_alike = |a: &[f64], b: &[f64]| plain(a, b) - plain(a, &alike) * plain(&alike, b) / first;
        let second = 1.0 + with_alike(&luck, &luck);
        let across = with_alike(&rest, &luck);
        let form = with_alike(&rest, &rest) - across * across / second;
        let determinant = own.iter().map(|own| ln(*own)).sum::<f64>() + ln(first) + ln(second);
        -0.5 * (form.max(0.0) + determinant)
    }
}

/// What worlds are at the points of a series.
#[derive(Clone, Copy, Debug)]
pub(super) struct Luck<'a> {
    /// For each point, in base units.
    pub means: &'a [f64],
    /// For each point.
    pub variances: &'a [f64],
    /// Mean correlation of two points, 0 to 1.
    pub together: f64,
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

    fn aim(errors: [f64; 2], discrepancy: f64) -> SeriesAim {
        let points = [1.0, 2.0].into_iter().zip(errors);
        let points = points.map(|(value, error)| Observed { month: Step(0), value, error }).collect();
        SeriesAim { record: 0, points, discrepancy }
    }

    /// The density of two correlated normal numbers, written out.
    #[test]
    fn a_likelihood_is_that_of_the_sum_of_errors_and_luck() {
        let (aim, tolerance) = (aim([0.5, 1.5], 0.7), 2.0);
        let luck = Luck { means: &[0.2, 2.9], variances: &[0.8, 0.3], together: 0.6 };
        let square = tolerance * tolerance;
        let shared = square * 0.7 * 0.7;
        let (a, b) = (square * 0.25 + shared + 0.8, square * 2.25 + shared + 0.3);
        let c = shared + 0.6 * (0.8_f64 * 0.3).sqrt();
        let (x, y) = (0.8, -0.9);
        let determinant = a * b - c * c;
        let form = (b * x * x - 2.0 * c * x * y + a * y * y) / determinant;
        let due = -0.5 * (form + ln(determinant));
        let found = aim.log_likelihood(&luck, tolerance);
        assert!((found - due).abs() < 1e-12, "{found} {due}");
    }

    #[test]
    fn points_that_are_off_alike_are_hardly_more_than_one() {
        let aim = aim([0.1, 0.1], 10.0);
        let at = |means: &[f64]| aim.log_likelihood(&Luck { means, variances: &[0.0, 0.0], together: 0.0 }, 1.0);
        assert!((at(&[1.0, 2.0]) - at(&[11.0, 12.0]) - 0.5).abs() < 0.01);
        assert!(at(&[1.0, 2.0]) - at(&[11.0, -8.0]) > 5_000.0);
    }
}
