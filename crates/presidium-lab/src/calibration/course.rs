//! The course of a calibration: a sample, a design, what can be ruled out, particles whose tolerance shrinks.
//!
//! All that is random comes from the seed, and what worlds came to is asked of a [`Source`], stage by stage. So a course that was broken
//! off is gone through again: stages that are known cost nothing, and it goes on where it stopped, bit for bit.

use std::collections::BTreeMap;

use presidium_engine::random::threefry_2x64;
use presidium_lang::model::{Model, Rows, Scenario, VariableId};
use presidium_methods::particles::{
    drawn, effective_kinds, gains, moments, moved, next_tolerance, resampled, taken, weights,
};

use crate::calibration::aims::Aims;
use crate::calibration::fit::Fit;
use crate::calibration::found::{Calibrated, Lowered, Unmatched, informed, predicted};
use crate::calibration::space::Space;
use crate::fingerprint::Fingerprint;
use crate::recorded::drawn_parameters;
use crate::statistics::quantile;

/// How much is run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Worlds by which it is seen what the aims hang on.
    pub sample: u64,
    /// Numbers that may move at most, if they are chosen so.
    pub numbers: usize,
    /// Points of the design.
    pub points: usize,
    /// Worlds at each point.
    pub each: u64,
    /// Particles.
    pub particles: usize,
    /// Moves of each particle at each tolerance.
    pub moves: usize,
    /// Tolerances at most.
    pub generations: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { sample: 2_000, numbers: 40, points: 500, each: 16, particles: 200, moves: 2, generations: 24 }
    }
}

impl Settings {
    /// Runs of worlds at most; a course that comes to the stated errors sooner takes fewer.
    pub fn worlds(&self) -> u64 {
        let moved = PATIENCE * self.moves * (self.generations + 2) + 1;
        self.sample + self.each * (self.points + self.particles * moved) as u64
    }
}

/// Whoever runs worlds, or knows what they came to.
pub trait Source {
    /// Why there is no answer.
    type Error;

    /// The parameters that the aims hang on, in so many worlds of the model as it is.
    ///
    /// # Errors
    /// Of the source.
    fn active(&mut self, aims: &Aims, seed: u64, settings: &Settings) -> Result<Vec<VariableId>, Self::Error>;

    /// What worlds came to at each row. Stages are numbered from zero; one number is always asked of the same worlds.
    ///
    /// # Errors
    /// Of the source.
    fn fits(&mut self, stage: usize, name: &str, aims: &Aims, seed: u64, rows: &Rows) -> Result<Vec<Fit>, Self::Error>;
}

/// What lies further out than so many standard deviations rules a point out.
const CUTOFF: f64 = 3.0;

/// So large a part of the effective sample is left when the tolerance is lowered.
const KEPT: f64 = 0.6;

/// Tolerance at which nothing is known yet.
const FREE: f64 = 1e4;

/// Moves that are taken more rarely are too long, more often too short.
const ACCEPTED: [f64; 2] = [0.15, 0.35];

/// Moves are repeated until each particle should have been moved once and a half,
const MOVED: f64 = 1.5;

/// or so many times as often as was asked for.
const PATIENCE: usize = 5;

/// If fewer than one in so many particles differ, the tolerance is lowered no further.
const FEWEST: usize = 3;

/// Fits a model, whose worlds end where it is fitted. Without parameters those are taken that the aims hang on.
///
/// Returns none if there is nothing to fit to, or no parameter that may move.
///
/// # Errors
/// Those of the source.
///
/// # Source
/// Vernon, Goldstein and Bower 2010 for the ruling out; Del Moral, Doucet and Jasra 2012 for the lowering of tolerances; Wilkinson 2013 for
/// tolerances as errors; Wood 2010 for likelihoods by the mean and the spread of worlds; Cotter, Roberts, Stuart and White 2013 for the moves; Andrieu and Roberts 2009 for likelihoods that are estimated.
pub fn calibrate<S: Source>(
    model: &Model,
    aims: &Aims,
    parameters: Option<&[VariableId]>,
    settings: &Settings,
    seed: u64,
    source: &mut S,
) -> Result<Option<Calibrated>, S::Error> {
    if aims.aims.is_empty() {
        return Ok(None);
    }
    let parameters = match parameters {
        Some(parameters) => parameters.to_vec(),
        None => source.active(aims, seed, settings)?,
    };
    let space = Space::of(model, &parameters);
    let mut course = Course { model, space: &space, settings, seed, stage: 0, worlds: 0, failed: 0, source };
    let points = drawn(settings.points, space.latents(), course.seed_of(0));
    let Some(all) = course.fits("design", aims, &points)? else { return Ok(None) };
    let (unmatched, matched) = unmatched(model, aims, &all);
    let left_out: Vec<usize> = unmatched.iter().map(|of| of.aim).collect();
    let fits: Vec<Fit> = all.iter().map(|fit| fit.without(aims, &left_out)).collect();
    let (plausible, cutoff, kept) = plausible(model, &matched, &fits, settings);
    let particles: Particles = kept.iter().map(|&place| (points[place].clone(), fits[place].clone())).collect();
    let (particles, lowered) = course.lower(&matched, particles)?;
    let distinct = distinct_of(&particles) as u64;
    let points: Vec<Vec<f64>> = particles.into_iter().map(|(point, _)| point).collect();
    let Some(again) = course.fits("after", aims, &points)? else { return Ok(None) };
    let posterior = space.posterior(model, &points);
    // Rows have ancestors in common: no more of them count than were left when they were last drawn.
    let independent = lowered.last().map_or(distinct as f64, |last: &Lowered| last.effective.min(distinct as f64));
    let predictions = predicted(aims, &all).into_iter().zip(predicted(aims, &again));
    Ok(Some(Calibrated {
        unmoved: (drawn_parameters(model, &Scenario::default()).len() - space.columns().len()) as u64,
        informed: informed(model, &space, &points, &posterior, independent),
        predicted: predictions.map(|(before, after)| [before, after]).collect(),
        off: off(model, aims, &again),
        aims: aims.clone(),
        unmatched,
        design: [settings.points as u64, plausible],
        cutoff,
        lowered,
        posterior,
        distinct,
        worlds: course.worlds,
        failed: course.failed,
    }))
}

/// Of all that a calibration depends on: what it is a calibration of, and how much is run.
pub fn fingerprint(
    model: &Model,
    aims: &Aims,
    parameters: Option<&[VariableId]>,
    settings: &Settings,
    seed: u64,
) -> Fingerprint {
    let rates: Vec<_> = model.base_rates.iter().map(|rate| (&rate.counts, &rate.over, rate.reference)).collect();
    Fingerprint::of(&(Fingerprint::of_model(model), aims, parameters, settings, seed, rates))
}

/// Points, each with what its worlds came to.
type Particles = Vec<(Vec<f64>, Fit)>;

struct Course<'a, S: Source> {
    model: &'a Model,
    space: &'a Space,
    settings: &'a Settings,
    seed: u64,
    stage: usize,
    worlds: u64,
    failed: u64,
    source: &'a mut S,
}

impl<S: Source> Course<'_, S> {
    /// For something in a stage.
    fn seed_of(&self, purpose: u64) -> u64 {
        threefry_2x64([self.seed, 0x63_616c_6962], [self.stage as u64, purpose])[0]
    }

    /// Runs worlds at points; none if nothing can move.
    fn fits(&mut self, name: &str, aims: &Aims, points: &[Vec<f64>]) -> Result<Option<Vec<Fit>>, S::Error> {
        let Some(rows) = self.space.rows(points, self.settings.each) else { return Ok(None) };
        let seed = self.seed_of(1);
        let fits = self.source.fits(self.stage, name, aims, seed, &rows)?;
        self.stage += 1;
        self.worlds += fits.iter().map(|fit| fit.worlds).sum::<u64>();
        self.failed += fits.iter().map(|fit| fit.worlds - fit.completed).sum::<u64>();
        Ok(Some(fits))
    }

    /// Lowers the tolerance until errors are as stated, or particles are stuck.
    fn lower(&mut self, aims: &Aims, mut particles: Particles) -> Result<(Particles, Vec<Lowered>), S::Error> {
        let (mut tolerance, mut scale, mut lowered) = (FREE, 0.5, vec![]);
        for _ in 0..self.settings.generations {
            let kinds = kinds(&particles);
            let next = next_tolerance(|at| self.logarithms(aims, &particles, at), &kinds, tolerance, KEPT);
            let gains = gains(&self.logarithms(aims, &particles, next), &self.logarithms(aims, &particles, tolerance));
            let weights = weights(&gains);
            let effective = effective_kinds(&weights, &kinds);
            let chosen = resampled(&weights, self.settings.particles, self.seed_of(2));
            let before = std::mem::take(&mut particles);
            particles = chosen.into_iter().map(|place| before[place].clone()).collect();
            let (mut accepted, mut moves) = (0.0, 0);
            let least = if next == 1.0 { 3 * self.settings.moves } else { self.settings.moves };
            // As many as are asked for; more while hardly a particle has moved.
            while moves < least || (moves < PATIENCE * least && accepted < MOVED) {
                let share = self.move_once(aims, &mut particles, next, scale)?;
                scale = match share {
                    few if few < ACCEPTED[0] => (scale * 0.6_f64).max(0.02),
                    many if many > ACCEPTED[1] => (scale * 1.4_f64).min(1.0),
                    _ => scale,
                };
                accepted += share;
                moves += 1;
            }
            lowered.push(Lowered { tolerance: next, effective, accepted: accepted / moves as f64 });
            let is_stuck = distinct_of(&particles) < self.settings.particles / FEWEST || next > 0.995 * tolerance;
            tolerance = next;
            if tolerance == 1.0 || is_stuck {
                break;
            }
        }
        Ok((particles, lowered))
    }

    fn logarithms(&self, aims: &Aims, particles: &Particles, tolerance: f64) -> Vec<f64> {
        particles.iter().map(|(_, fit)| fit.log_likelihood(self.model, aims, tolerance)).collect()
    }

    /// Moves each particle once; the share that was moved.
    fn move_once(
        &mut self,
        aims: &Aims,
        particles: &mut Particles,
        tolerance: f64,
        scale: f64,
    ) -> Result<f64, S::Error> {
        let points: Vec<Vec<f64>> = particles.iter().map(|(point, _)| point.clone()).collect();
        let sizes: Vec<f64> = moments(&points).iter().map(|(_, sd)| (scale * sd.min(1.0)).clamp(0.01, 1.0)).collect();
        let seeds = [self.seed_of(3), self.seed_of(4)];
        let proposed = moved(&points, &sizes, seeds[0]);
        let Some(fits) = self.fits("move", aims, &proposed)? else { return Ok(0.0) };
        let now = self.logarithms(aims, particles, tolerance);
        let then = fits.iter().map(|fit| fit.log_likelihood(self.model, aims, tolerance));
        let ratios: Vec<f64> =
            then.zip(now).map(|(then, now)| if now.is_finite() { then - now } else { 0.0 }).collect();
        let taken = taken(&ratios, seeds[1]);
        for ((particle, taken), next) in particles.iter_mut().zip(&taken).zip(proposed.into_iter().zip(fits)) {
            if *taken {
                *particle = next;
            }
        }
        Ok(taken.iter().filter(|taken| **taken).count() as f64 / taken.len().max(1) as f64)
    }
}

/// What every point of a design lies on the same side of, far out: the worst first; and the other aims. A point that lies close may be
/// missing from a coarse design; but then points lie on both sides.
fn unmatched(model: &Model, aims: &Aims, fits: &[Fit]) -> (Vec<Unmatched>, Aims) {
    let off: Vec<Vec<Vec<f64>>> = fits.iter().map(|fit| fit.off(model, aims)).collect();
    let best = |aim: usize| {
        let parts = off.iter().map(|off| off[aim].len()).min().unwrap_or(0);
        let nearest = |part: usize| {
            let of = || off.iter().map(|off| off[aim][part]);
            let (least, most) = (of().fold(f64::INFINITY, f64::min), of().fold(f64::NEG_INFINITY, f64::max));
            if least > 0.0 { least } else { (-most).max(0.0) }
        };
        (0..parts).map(nearest).fold(0.0, f64::max)
    };
    let all = (0..aims.aims.len()).map(|aim| Unmatched { aim, score: best(aim) });
    let mut unmatched: Vec<Unmatched> = all.filter(|of| of.score > CUTOFF).collect();
    unmatched.sort_by(|a, b| b.score.total_cmp(&a.score));
    let left_out: Vec<usize> = unmatched.iter().map(|of| of.aim).collect();
    (unmatched, aims.without(&left_out))
}

/// How many points no aim rules out; how far out an aim may lie so that enough points are left; and the points that are kept.
fn plausible(model: &Model, aims: &Aims, fits: &[Fit], settings: &Settings) -> (u64, f64, Vec<usize>) {
    let worst = |fit: &Fit| fit.scores(model, aims).into_iter().fold(0.0, f64::max);
    let mut ranked: Vec<(f64, usize)> = fits.iter().map(worst).zip(0..).collect();
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let plausible = ranked.iter().filter(|(worst, _)| *worst <= CUTOFF).count();
    let enough = (settings.particles / 2).min(ranked.len()).max(1);
    let kept = plausible.max(enough).min(ranked.len());
    let cutoff = ranked.get(kept.saturating_sub(1)).map_or(CUTOFF, |(worst, _)| worst.max(CUTOFF));
    let mut places: Vec<usize> = ranked[..kept].iter().map(|(_, place)| *place).collect();
    places.sort_unstable();
    (plausible as u64, cutoff, places)
}

/// For each particle of which kind it is: those that have not been moved apart are of one.
fn kinds(particles: &Particles) -> Vec<usize> {
    let bits = |point: &[f64]| point.iter().map(|value| value.to_bits()).collect::<Vec<u64>>();
    let mut known = BTreeMap::new();
    particles
        .iter()
        .map(|(point, _)| {
            let next = known.len();
            *known.entry(bits(point)).or_insert(next)
        })
        .collect()
}

/// How many particles differ.
fn distinct_of(particles: &Particles) -> usize {
    kinds(particles).into_iter().max().map_or(0, |last| last + 1)
}

/// The median of how far each aim lies out, over points.
fn off(model: &Model, aims: &Aims, fits: &[Fit]) -> Vec<f64> {
    let scores: Vec<Vec<f64>> = fits.iter().map(|fit| fit.scores(model, aims)).collect();
    let median = |aim: usize| {
        let mut all: Vec<f64> = scores.iter().map(|scores| scores[aim]).collect();
        all.sort_unstable_by(f64::total_cmp);
        quantile(&all, 0.5)
    };
    (0..aims.aims.len()).map(median).collect()
}
