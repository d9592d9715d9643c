//! Worlds of a scenario, asked for claims, with the outcome of every claim kept world by world, so that one run can be set
//! beside another: null models, wider priors, systems switched off.
//!
//! All of these count the same of the model as it is, so that it is run once for all of them: see [`Run::resume`](crate::Run::resume).

use std::sync::Arc;

use presidium_lang::model::{Model, WhatIfId};

use crate::experiment::{Counted, Experiment, Stage};
use crate::failures::Failures;
use crate::kept::Kept;
use crate::laboratory::Asked;
use crate::ledger::{LedgerTally, Reading, Row, Voids, readings, with_what_if};
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

/// What is counted and kept of claims.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyTally {
    pub(crate) ledger: LedgerTally,
    /// For each claim its truth or its outcome, by world; not a number where the world stopped or the value is missing.
    pub(crate) outcomes: Vec<Vec<f64>>,
    /// For each causal claim the outcome without its cause, by world, for the first worlds only.
    pub(crate) without: Vec<Option<Vec<f64>>>,
}

/// A question to claims that sets several surveys of the same worlds beside each other.
pub trait SurveyQuestion: Clone + Sync {
    /// The report of the surveys.
    type Report;

    /// Which claims.
    fn claims(&self) -> &SurveyedClaims;

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
    surveys: Vec<Survey>,
}

/// How the claims are read off the batches of a stage.
#[derive(Clone, Debug)]
pub(crate) struct Survey {
    readings: Vec<Reading>,
}

impl SurveyedClaims {
    /// Three numbers for each claim, and for each cause.
    pub(crate) fn kept(&self, model: &Model, worlds: u64) -> Kept {
        let causes = self.claims.iter().filter(|&&claim| model.claims[claim].cause().is_some()).count();
        let kept = Kept::of(3.0 * self.claims.len() as f64, causes > 0 && self.cause_worlds > 0, worlds);
        let without = 3.0 * causes as f64 * self.cause_worlds.min(worlds) as f64;
        Kept { values: kept.values + without, ..kept }
    }

    /// A stage under the scenario of `asked`. `taken_away` says of a cause that the scenario is without it already: then nothing is
    /// run again without it.
    pub(crate) fn stage(
        &self,
        name: &str,
        asked: &Asked<'_>,
        taken_away: impl Fn(WhatIfId) -> bool,
    ) -> (Stage, Survey) {
        let model = asked.model();
        let (causes, readings) = readings(model, &self.claims, taken_away);
        let without = causes.iter().map(|&cause| with_what_if(model, asked.scenario, cause));
        let plan = asked.plan((&self.claims, &[]), without.collect(), self.cause_worlds, false);
        (asked.stage(name, plan, &("survey", self, &causes)), Survey { readings })
    }
}

impl<Q: SurveyQuestion> SurveyExperiment<Q> {
    /// The stages of a question, each with its survey.
    pub(crate) fn new(question: &Q, asked: &Asked<'_>, stages: impl IntoIterator<Item = (Stage, Survey)>) -> Self {
        let (stages, surveys) = stages.into_iter().unzip();
        let voids = Voids::of(asked.model(), asked.scenario, &question.claims().claims);
        SurveyExperiment { model: asked.model().clone(), question: question.clone(), voids, stages, surveys }
    }

    /// The rows of a stage's ledger in the order of the model.
    pub(crate) fn rows(&self, stage: usize, counted: &[Counted<SurveyTally>], voids: &Voids) -> Vec<Row> {
        let of = (self.model.as_ref(), self.question.claims().claims.as_slice());
        let Counted { tally, complete, .. } = &counted[stage];
        let mut rows = self.surveys[stage].rows(of, tally, voids, &self.stages[stage].plan, *complete);
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
        Q::report(self, counted)
    }
}

impl Survey {
    pub(crate) fn chunk(&self, plan: &Plan, seen: &[Batch]) -> SurveyTally {
        let again = plan.again(seen[0].worlds());
        let first = seen[0].part(again);
        let values = |batch: &Batch, place| batch.finals(place).map(|value| value.unwrap_or(f64::NAN)).collect();
        let without = |(place, reading): (usize, &Reading)| match reading {
            Reading::Held => None,
            Reading::Effect { beside: Some(beside), .. } => Some(values(&seen[1 + beside], place)),
            Reading::Effect { beside: None, .. } => Some(values(&first, place)),
        };
        SurveyTally {
            ledger: LedgerTally::of(&self.readings, seen, &first),
            outcomes: (0..self.readings.len()).map(|place| values(&seen[0], place)).collect(),
            without: self.readings.iter().enumerate().map(without).collect(),
        }
    }

    /// The rows of a ledger, in the order in which the claims were asked for.
    fn rows(
        &self,
        (model, claims): (&Model, &[usize]),
        tally: &SurveyTally,
        voids: &Voids,
        plan: &Plan,
        look: bool,
    ) -> Vec<Row> {
        tally.ledger.rows(model, claims, voids, tally.ledger.why_missing(&self.readings, plan, look))
    }
}

impl SurveyTally {
    pub(crate) fn merge(&mut self, later: SurveyTally) {
        self.ledger.merge(later.ledger);
        self.outcomes.iter_mut().zip(later.outcomes).for_each(|(values, more)| values.extend(more));
        let without = self.without.iter_mut().flatten().zip(later.without.into_iter().flatten());
        without.for_each(|(values, more)| values.extend(more));
    }

    /// Worlds that failed, with or without a cause.
    pub(crate) fn failures(&self, plan: &Plan, look: bool) -> Failures {
        plan.failures(&self.ledger.stops, look).and(self.ledger.failures_without(plan, look))
    }
}
