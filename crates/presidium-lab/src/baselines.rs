//! Forecasts that know nothing of the system but the recorded past of one figure: what a model's forecasts are judged against.
//!
//! One of them is nearly always a poor opponent: a rate of growth does not drift, a stock does not stay at its mean. So each series is
//! judged against the best of them, found after the fact, which gives the opponent every advantage.

use presidium_engine::math::{exp, ln, normal_cdf};

use crate::drift::{Normal, Walk};
use crate::scores::crps_of_normal;

/// A forecast by the past of a figure alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Baseline {
    /// It moves on as it has moved: a random walk with drift.
    Drift,
    /// It stays where it stood: a random walk without drift.
    Last,
    /// It lies where it has lain on average.
    Mean,
    /// It grows by as much of itself as it has grown: a random walk with drift of its logarithm.
    LogDrift,
    /// It is zero, give or take what it has been: nothing changes, of a figure that is itself a change.
    Zero,
}

/// All of them.
pub const BASELINES: [Baseline; 5] =
    [Baseline::Drift, Baseline::Last, Baseline::Mean, Baseline::LogDrift, Baseline::Zero];

impl Baseline {
    /// In two words at most.
    pub fn word(self) -> &'static str {
        match self {
            Baseline::Drift => "drift",
            Baseline::Last => "last value",
            Baseline::Mean => "mean",
            Baseline::LogDrift => "log drift",
            Baseline::Zero => "zero",
        }
    }
}

/// The baselines of a series, fitted to its points up to the split.
#[derive(Clone, Debug)]
pub(crate) struct Baselines {
    drift: Option<Walk>,
    last: Option<Walk>,
    mean: Option<Normal>,
    log_drift: Option<Walk>,
    zero: Option<Normal>,
}

impl Baselines {
    /// Fits them to points (date, value) of different dates in rising order.
    pub fn fit(points: &[(f64, f64)]) -> Baselines {
        let values: Vec<f64> = points.iter().map(|(_, value)| *value).collect();
        let logarithms: Option<Vec<(f64, f64)>> =
            points.iter().map(|&(date, value)| (value > 0.0).then(|| (date, ln(value)))).collect();
        Baselines {
            drift: Walk::fit(points),
            last: Walk::fit_without_drift(points),
            mean: mean(&values),
            log_drift: logarithms.and_then(|points| Walk::fit(&points)),
            zero: zero(&values),
        }
    }

    /// The scores of all for a recorded value, in the order of [`BASELINES`]; none of those that make no forecast. In hindsight
    /// they begin at the first point, where none has anything to say.
    pub fn scores(&self, date: f64, recorded: f64, in_hindsight: bool) -> [Option<f64>; 5] {
        let starts = [&self.drift, &self.last].into_iter().flatten().any(|walk| walk.starts_in(date));
        if in_hindsight && starts {
            return [None; 5];
        }
        let walked = |walk: &Option<Walk>| {
            walk.map(|walk| if in_hindsight { walk.in_hindsight(date) } else { walk.ahead(date) })
        };
        let score = |normal: Normal| crps_of_normal(normal.mean, normal.sd, recorded);
        let of = |baseline| match baseline {
            Baseline::Drift => walked(&self.drift).map(score),
            Baseline::Last => walked(&self.last).map(score),
            Baseline::Mean => self.mean.map(score),
            Baseline::LogDrift => walked(&self.log_drift).and_then(|normal| crps_of_lognormal(normal, recorded)),
            Baseline::Zero => self.zero.map(score),
        };
        BASELINES.map(of)
    }
}

/// The mean, with the spread of one more value.
fn mean(values: &[f64]) -> Option<Normal> {
    let count = values.len() as f64;
    if values.len() < 3 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (count - 1.0);
    (variance > 0.0).then(|| Normal { mean, sd: (variance * (1.0 + 1.0 / count)).sqrt() })
}

/// Zero, with the size that values have had.
fn zero(values: &[f64]) -> Option<Normal> {
    let square = values.iter().map(|value| value * value).sum::<f64>() / values.len().max(1) as f64;
    (values.len() >= 3 && square > 0.0).then(|| Normal { mean: 0.0, sd: square.sqrt() })
}

/// The continuous ranked probability score of a lognormal forecast, given by the normal one of the logarithm; none of a value that is not
/// above zero.
///
/// # Source
/// Baran and Lerch 2015.
fn crps_of_lognormal(logarithm: Normal, recorded: f64) -> Option<f64> {
    let Normal { mean, sd } = logarithm;
    if recorded <= 0.0 || sd <= 0.0 {
        return None;
    }
    let z = (ln(recorded) - mean) / sd;
    let whole = 2.0 * exp(mean + sd * sd / 2.0);
    let score = recorded * (2.0 * normal_cdf(z) - 1.0)
        - whole * (normal_cdf(z - sd) + normal_cdf(sd / std::f64::consts::SQRT_2) - 1.0);
    score.is_finite().then_some(score)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scores::crps_of_ensemble;
    use presidium_engine::math::normal_quantile;

    /// Against the score of many of its quantiles.
    #[test]
    fn the_score_of_a_lognormal_is_that_of_its_quantiles() {
        let sorted: Vec<f64> =
            (0..4_000).map(|place| exp(0.5 + 0.8 * normal_quantile((f64::from(place) + 0.5) / 4_000.0))).collect();
        for recorded in [0.2, 1.5, 9.0] {
            let closed = crps_of_lognormal(Normal { mean: 0.5, sd: 0.8 }, recorded).expect("above zero");
            assert!((closed - crps_of_ensemble(&sorted, recorded)).abs() < 0.01, "{recorded}: {closed}");
        }
        assert_eq!(crps_of_lognormal(Normal { mean: 0.5, sd: 0.8 }, 0.0), None);
    }

    /// What grows by a tenth every year is forecast best by its logarithm; what stays, by its last value or mean.
    #[test]
    fn each_kind_of_series_has_its_own_best() {
        let best = |values: &[f64], next: f64| {
            let points: Vec<(f64, f64)> =
                values.iter().zip(0..).map(|(value, year)| (12.0 * f64::from(year), *value)).collect();
            let scores = Baselines::fit(&points).scores(12.0 * values.len() as f64, next, false);
            let known = BASELINES.iter().zip(scores).filter_map(|(baseline, score)| Some((*baseline, score?)));
            known.min_by(|a, b| a.1.total_cmp(&b.1)).expect("some forecast").0
        };
        assert_eq!(best(&[100.0, 122.0, 144.0, 178.0, 210.0, 258.0], 312.0), Baseline::LogDrift);
        assert_eq!(best(&[0.05, 0.07, 0.04, 0.06, 0.055, 0.045], 0.053), Baseline::Mean);
        assert_eq!(best(&[0.01, -0.012, 0.008, -0.009, 0.011, -0.01], 0.0), Baseline::Zero);
    }
}
