//! What the worlds at one point came to beside each aim.

use presidium_engine::math::{ln, normal_quantile};
use presidium_lang::model::{Model, ReferenceClass};
use presidium_methods::counts::{Beside, Class, SCORE_MAX, beside};
use serde::{Deserialize, Serialize};

use crate::calibration::aims::{Aim, Aims, Luck, SeriesAim};
use crate::statistics::Share;

/// The worlds at one point, beside the aims.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Fit {
    /// Worlds that were run.
    pub worlds: u64,
    /// Those that came to their end.
    pub completed: u64,
    /// For each series.
    pub series: Vec<SeriesFit>,
    /// For each claim in how many of the worlds that ask it it holds.
    pub claims: Vec<Share>,
    /// For each base rate the count, and in what it was counted, of all worlds together.
    pub rates: Vec<[f64; 2]>,
}

/// The worlds at one point, beside a series.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SeriesFit {
    /// Completed worlds that have a value at every point.
    pub worlds: u64,
    /// For each point their mean, in base units.
    pub means: Vec<f64>,
    /// For each point their variance.
    pub variances: Vec<f64>,
    /// Mean correlation of two points in them, 0 to 1: how much of its luck a series shares.
    pub together: f64,
}

impl SeriesFit {
    /// Of worlds, each with a value for each point.
    pub(super) fn of(points: usize, worlds: &[Vec<f64>]) -> SeriesFit {
        let complete: Vec<&Vec<f64>> =
            worlds.iter().filter(|values| values.iter().all(|value| value.is_finite())).collect();
        let count = complete.len() as f64;
        let mean = |point: usize| complete.iter().map(|values| values[point]).sum::<f64>() / count.max(1.0);
        let means: Vec<f64> = (0..points).map(mean).collect();
        let product = |one: usize, other: usize| {
            let products = complete.iter().map(|values| (values[one] - means[one]) * (values[other] - means[other]));
            products.sum::<f64>() / (count - 1.0).max(1.0)
        };
        let variances: Vec<f64> = (0..points).map(|point| product(point, point)).collect();
        let pairs = (0..points).flat_map(|one| (0..one).map(move |other| (one, other)));
        let spread = |one: usize, other: usize| (variances[one] * variances[other]).sqrt();
        let correlations: Vec<f64> = pairs
            .filter(|&(one, other)| spread(one, other) > 0.0)
            .map(|(one, other)| product(one, other) / spread(one, other))
            .collect();
        let together = correlations.iter().sum::<f64>() / correlations.len().max(1) as f64;
        SeriesFit { worlds: complete.len() as u64, means, variances, together: together.clamp(0.0, 1.0) }
    }

    /// How likely the observed series is, as [`Fit::log_likelihood`]. A few worlds know their own mean only so well.
    fn log_likelihood(&self, aim: &SeriesAim, asked: u64, tolerance: f64) -> f64 {
        if self.worlds == 0 {
            return f64::NEG_INFINITY;
        }
        let count = self.worlds as f64;
        let variances: Vec<f64> = self.variances.iter().map(|variance| variance * (1.0 + 1.0 / count)).collect();
        let luck = Luck { means: &self.means, variances: &variances, together: self.together };
        aim.log_likelihood(&luck, tolerance) + ln(count / asked as f64)
    }
}

impl Fit {
    /// How far each aim lies out of what the worlds predict, in standard deviations: observation error, discrepancy of the model, and the
    /// spread of its worlds together. Of a series its worst point.
    pub fn scores(&self, model: &Model, aims: &Aims) -> Vec<f64> {
        let worst = |off: &Vec<f64>| off.iter().fold(0.0, |worst: f64, off| worst.max(off.abs()));
        self.off(model, aims).iter().map(worst).collect()
    }

    /// The same with its sign, of a series for each point: above zero if worlds lie above what was observed.
    pub(super) fn off(&self, model: &Model, aims: &Aims) -> Vec<Vec<f64>> {
        let of = |(aim, part): (&Aim, Part<'_>)| match part {
            Part::Series(fit) => series_off(aim, fit),
            Part::Claim(share) => vec![-claim_score(*share)],
            Part::Rate(counts) => vec![rate_off(model, aim, counts)],
        };
        self.beside(aims).map(of).collect()
    }

    /// The logarithm of how likely the worlds make what was observed, if errors are `tolerance` times as large as stated. Aims count as
    /// independent, given the parameters.
    pub fn log_likelihood(&self, model: &Model, aims: &Aims, tolerance: f64) -> f64 {
        let square = tolerance * tolerance;
        let parts = self.beside(aims).map(|(aim, part)| match part {
            Part::Series(fit) => match aim {
                Aim::Series(series) => fit.log_likelihood(series, self.worlds, tolerance),
                _ => 0.0,
            },
            Part::Claim(share) => ln(likely(*share)) / square,
            Part::Rate(counts) => rate(model, aim, counts).map_or(0.0, |found| found.log_likelihood) / square,
        });
        parts.sum()
    }

    /// Each aim with its part of the fit.
    fn beside<'a>(&'a self, aims: &'a Aims) -> impl Iterator<Item = (&'a Aim, Part<'a>)> {
        let (mut series, mut claims, mut rates) = (self.series.iter(), self.claims.iter(), self.rates.iter());
        aims.aims.iter().filter_map(move |aim| {
            let part = match aim {
                Aim::Series(_) => Part::Series(series.next()?),
                Aim::Claim(_) => Part::Claim(claims.next()?),
                Aim::Rate(_) => Part::Rate(rates.next()?),
            };
            Some((aim, part))
        })
    }

    /// The same of fewer aims: without some, by position.
    pub(super) fn without(&self, aims: &Aims, left_out: &[usize]) -> Fit {
        let mut fit = Fit { series: vec![], claims: vec![], rates: vec![], ..*self };
        let kept = self.beside(aims).enumerate().filter(|(place, _)| !left_out.contains(place));
        for (_, (_, part)) in kept {
            match part {
                Part::Series(of) => fit.series.push(of.clone()),
                Part::Claim(of) => fit.claims.push(*of),
                Part::Rate(of) => fit.rates.push(*of),
            }
        }
        fit
    }
}

enum Part<'a> {
    Series(&'a SeriesFit),
    Claim(&'a Share),
    Rate(&'a [f64; 2]),
}

fn series_off(aim: &Aim, fit: &SeriesFit) -> Vec<f64> {
    let Aim::Series(aim) = aim else { return vec![] };
    let count = fit.worlds as f64;
    if count == 0.0 {
        return vec![SCORE_MAX];
    }
    let points = aim.points.iter().zip(&fit.means).zip(&fit.variances);
    let off = points.map(|((point, mean), variance)| {
        let spread = point.error * point.error + aim.discrepancy * aim.discrepancy + variance * (1.0 + 1.0 / count);
        ((mean - point.value) / spread.sqrt()).clamp(-SCORE_MAX, SCORE_MAX)
    });
    off.collect()
}

/// How likely it is that a claim holds in one more world, by those that have been run (Jeffreys).
fn likely(share: Share) -> f64 {
    (share.held as f64 + 0.5) / (share.worlds as f64 + 1.0)
}

/// A claim holds in history: how far out that lies.
fn claim_score(share: Share) -> f64 {
    if share.worlds == 0 { 0.0 } else { -normal_quantile(likely(share) / 2.0) }
}

fn rate(model: &Model, aim: &Aim, counts: &[f64; 2]) -> Option<Beside> {
    let Aim::Rate(place) = aim else { return None };
    beside(&class(&model.base_rates[*place].reference), counts[0], counts[1])
}

/// How far the class's count lies out, above zero if worlds count more.
fn rate_off(model: &Model, aim: &Aim, counts: &[f64; 2]) -> f64 {
    let (Some(found), Aim::Rate(place)) = (rate(model, aim, counts), aim) else { return 0.0 };
    let reference = &model.base_rates[*place].reference;
    let middle = (reference.least + reference.most) as f64 / 2.0;
    if counts[0] * reference.exposure >= middle * counts[1] { found.score } else { -found.score }
}

fn class(reference: &ReferenceClass) -> Class {
    let ReferenceClass { least, most, exposure, of_trials } = *reference;
    Class { least, most, exposure, of_trials }
}
