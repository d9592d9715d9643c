//! Worlds of a scenario, asked for claims, with the outcome of every claim kept world by world, so that one run can be set
//! beside another: null models, wider priors, systems switched off, and what is recorded of the real world.
//!
//! All of these count the same of the model as it is, so that it is run once for all of them: see [`Run::resume`](crate::Run::resume) and
//! [`Laboratory::surveying`](crate::Laboratory::surveying).

use std::sync::Arc;

use presidium_lang::model::{Model, WhatIfId};

use crate::experiment::{Counted, Experiment, Stage};
use crate::failures::Failures;
use crate::kept::Kept;
use crate::laboratory::Asked;
use crate::ledger::{LedgerTally, Reading, Row, Voids, readings, with_what_if};
use crate::observable::Observable;
use crate::plan::Plan;
use crate::worlds::Batch;

/// Which claims, and in how many worlds their causes are tested.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SurveyedClaims {
    /// Positions of the claims wanted.
    pub claims: Vec<usize>,
    /// At most so many worlds are run again without each cause.
    pub cause_worlds: u64,
}

/// What is seen of each world of the model as it is.
///
/// # Example
/// ```
/// use presidium_lab::{Surveyed, SurveyedClaims};
/// let claims = |claims: &[usize]| Surveyed {
///     of: SurveyedClaims { claims: claims.to_vec(), cause_worlds: 50 },
///     observables: vec![],
/// };
/// assert_eq!(claims(&[1]).and(&claims(&[3, 0])), claims(&[0, 1, 3]));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Surveyed {
    /// Claims.
    pub of: SurveyedClaims,
    /// Values of variables.
    pub observables: Vec<Observable>,
}

/// What is counted and kept of claims.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyTally {
    pub(crate) ledger: LedgerTally,
    /// For each claim its truth or its outcome, by world; not a number where the world stopped or the value is missing.
    pub(crate) outcomes: Vec<Vec<f64>>,
    /// For each causal claim the outcome without its cause, by world, for the first worlds only.
    pub(crate) without: Vec<Option<Vec<f64>>>,
    /// For each observable its value, by completed world; not a number where it is missing.
    pub(crate) observed: Vec<Vec<f64>>,
}

/// A question that sets several surveys of the same worlds beside each other.
pub trait SurveyQuestion: Clone + Sync {
    /// The report of the surveys.
    type Report;

    /// What it asks of the model as it is.
    fn surveyed(&self, model: &Model) -> Surveyed;

    /// What the surveys say, as far as they have come.
    fn report(of: &SurveyExperiment<Self>, counted: &[Counted<SurveyTally>]) -> Self::Report;
}

/// The experiment of a [`SurveyQuestion`]: a stage for the model as it is, and one for each survey that is set beside it.
pub struct SurveyExperiment<Q> {
    pub(crate) model: Arc<Model>,
    pub(crate) question: Q,
    /// The claims that say nothing of the model as it is.
    pub(crate) voids: Voids,
    pub(crate) stages: Vec<Stage>,
    claims: Vec<usize>,
    surveys: Vec<Survey>,
}

/// How what is surveyed is read off the batches of a stage.
#[derive(Clone, Debug)]
pub(crate) struct Survey {
    readings: Vec<Reading>,
    observables: usize,
    /// The places of what the question asks: a survey may serve others as well.
    claims: Vec<usize>,
    observed: Vec<usize>,
}

impl Surveyed {
    /// With all that another question asks of the same worlds, if its causes are tested in as many of them.
    #[must_use]
    pub fn and(&self, other: &Surveyed) -> Surveyed {
        let [own, others] = [&self.of, &other.of];
        if own.cause_worlds != others.cause_worlds && !own.claims.is_empty() && !others.claims.is_empty() {
            return self.clone();
        }
        let cause_worlds = if own.claims.is_empty() { others.cause_worlds } else { own.cause_worlds };
        let mut claims = [own.claims.as_slice(), &others.claims].concat();
        claims.sort_unstable();
        claims.dedup();
        let mut observables = [self.observables.as_slice(), &other.observables].concat();
        observables.sort_unstable_by_key(Observable::cell);
        observables.dedup();
        Surveyed { of: SurveyedClaims { claims, cause_worlds }, observables }
    }

    /// Three numbers for each claim, for each cause, and for each observable.
    pub fn kept(&self, model: &Model, worlds: u64) -> Kept {
        let kept = self.of.kept(model, worlds);
        Kept { values: kept.values + 3.0 * self.observables.len() as f64 * worlds as f64, ..kept }
    }

    /// The stage of the model as it is: with what the laboratory surveys besides, so that it is run once.
    pub(crate) fn stage(&self, asked: &Asked<'_>) -> (Stage, Survey) {
        self.and(asked.laboratory.surveyed()).stage_of(self, "model", asked, |_| false)
    }

    /// A stage that serves a question to less of it, or to all of it.
    fn stage_of(
        &self,
        question: &Surveyed,
        name: &str,
        asked: &Asked<'_>,
        taken_away: impl Fn(WhatIfId) -> bool,
    ) -> (Stage, Survey) {
        let (model, SurveyedClaims { claims, cause_worlds }) = (asked.model(), &self.of);
        let (causes, readings) = readings(model, claims, taken_away);
        let without = causes.iter().map(|&cause| with_what_if(model, asked.scenario, cause));
        let plan =
            asked.plan(asked.laboratory.outputs(claims, &self.observables), without.collect(), *cause_worlds, false);
        let survey = Survey {
            readings,
            observables: self.observables.len(),
            claims: places(&question.of.claims, claims),
            observed: places(&question.observables, &self.observables),
        };
        (asked.stage(name, plan, &("survey", self, &causes)), survey)
    }
}

/// Where each of some things stands among others.
fn places<T: PartialEq>(of: &[T], among: &[T]) -> Vec<usize> {
    of.iter().filter_map(|wanted| among.iter().position(|known| known == wanted)).collect()
}

impl SurveyedClaims {
    /// Claims alone.
    pub(crate) fn surveyed(&self) -> Surveyed {
        Surveyed { of: self.clone(), observables: vec![] }
    }

    /// Three numbers for each claim, and for each cause.
    pub(crate) fn kept(&self, model: &Model, worlds: u64) -> Kept {
        let causes = self.claims.iter().filter(|&&claim| model.claims[claim].cause().is_some()).count();
        let kept = Kept::of(3.0 * self.claims.len() as f64, causes > 0 && self.cause_worlds > 0, worlds);
        let without = 3.0 * causes as f64 * self.cause_worlds.min(worlds) as f64;
        Kept { values: kept.values + without, ..kept }
    }

    /// A stage under the scenario of `asked`, which is set beside the model as it is. `taken_away` says of a cause that the scenario
    /// is without it already: then nothing is run again without it.
    pub(crate) fn stage_beside(
        &self,
        name: &str,
        asked: &Asked<'_>,
        taken_away: impl Fn(WhatIfId) -> bool,
    ) -> (Stage, Survey) {
        let surveyed = self.surveyed();
        surveyed.stage_of(&surveyed, name, asked, taken_away)
    }
}

impl<Q: SurveyQuestion> SurveyExperiment<Q> {
    /// The stage of the model as it is, and stages that are set beside it.
    pub(crate) fn new(question: &Q, asked: &Asked<'_>, beside: impl IntoIterator<Item = (Stage, Survey)>) -> Self {
        let surveyed = question.surveyed(asked.model());
        let stages = std::iter::once(surveyed.stage(asked)).chain(beside);
        let (stages, surveys) = stages.unzip();
        let claims = surveyed.of.claims;
        let voids = Voids::of(asked.model(), asked.scenario, &claims);
        SurveyExperiment { model: asked.model().clone(), question: question.clone(), voids, stages, claims, surveys }
    }

    /// The rows of a stage's ledger in the order of the model.
    pub(crate) fn rows(&self, stage: usize, counted: &[Counted<SurveyTally>], voids: &Voids) -> Vec<Row> {
        let Counted { tally: SurveyTally { ledger, .. }, complete, .. } = &counted[stage];
        let missing = ledger.why_missing(&self.surveys[stage].wanted(), &self.stages[stage].plan, *complete);
        let mut rows = ledger.rows(&self.model, &self.claims, voids, missing);
        rows.sort_by_key(|row| row.claim);
        rows
    }

    /// The worlds of a stage that failed, causes left out.
    pub(crate) fn failures(&self, stage: usize, counted: &[Counted<SurveyTally>]) -> Failures {
        let Counted { tally, complete, .. } = &counted[stage];
        self.stages[stage].plan.failures(&tally.ledger.stops, *complete)
    }
}

impl<Q: SurveyQuestion> Experiment for SurveyExperiment<Q> {
    type Tally = SurveyTally;
    type Report = Q::Report;

    fn stages(&self) -> &[Stage] {
        &self.stages
    }

    fn chunk(&self, stage: usize, seen: &[Batch]) -> SurveyTally {
        self.surveys[stage].chunk(&self.stages[stage].plan, seen)
    }

    fn merge(into: &mut SurveyTally, later: SurveyTally) {
        into.merge(later);
    }

    fn finish(&self, counted: &[Counted<SurveyTally>]) -> Q::Report {
        let asked = |(survey, counted): (&Survey, &Counted<SurveyTally>)| survey.of_question(counted);
        Q::report(self, &self.surveys.iter().zip(counted).map(asked).collect::<Vec<_>>())
    }
}

impl Survey {
    fn chunk(&self, plan: &Plan, seen: &[Batch]) -> SurveyTally {
        let first = seen[0].part(plan.again(seen[0].worlds()));
        let outcomes = self.readings.iter().map(|reading| reading.outcomes(seen, &first));
        let (outcomes, without) = outcomes.unzip();
        SurveyTally {
            ledger: LedgerTally::of(&self.readings, plan, seen, &first),
            outcomes,
            without,
            observed: (0..self.observables).map(|index| seen[0].completed_cells(index).collect()).collect(),
        }
    }

    /// How the claims of the question are read.
    fn wanted(&self) -> Vec<Reading> {
        self.claims.iter().map(|&place| self.readings[place].clone()).collect()
    }

    /// What the question asks, in its order.
    fn of_question(&self, counted: &Counted<SurveyTally>) -> Counted<SurveyTally> {
        let SurveyTally { ledger, outcomes, without, observed } = &counted.tally;
        let tally = SurveyTally {
            ledger: ledger.of_claims(&self.claims, &self.wanted()),
            outcomes: picked(outcomes, &self.claims),
            without: picked(without, &self.claims),
            observed: picked(observed, &self.observed),
        };
        Counted { tally, worlds: counted.worlds, complete: counted.complete }
    }
}

fn picked<T: Clone>(of: &[T], places: &[usize]) -> Vec<T> {
    places.iter().map(|&place| of[place].clone()).collect()
}

impl SurveyTally {
    pub(crate) fn merge(&mut self, later: SurveyTally) {
        self.ledger.merge(later.ledger);
        self.outcomes.iter_mut().zip(later.outcomes).for_each(|(values, more)| values.extend(more));
        let without = self.without.iter_mut().flatten().zip(later.without.into_iter().flatten());
        without.for_each(|(values, more)| values.extend(more));
        self.observed.iter_mut().zip(later.observed).for_each(|(values, more)| values.extend(more));
    }

    /// Worlds that failed, with or without a cause.
    pub(crate) fn failures(&self, plan: &Plan, look: bool) -> Failures {
        plan.failures(&self.ledger.stops, look).and(self.ledger.failures_without(plan, look))
    }
}
