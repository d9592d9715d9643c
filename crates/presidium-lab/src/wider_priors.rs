//! What hangs on how narrow the priors are: the ledger as it is, and with every prior wider.
//!
//! Priors are judgements, and judgements are made too narrow. A claim whose verdict turns when every prior is twice as wide
//! rests on that narrowness. Both ledgers are of the same worlds: luck is drawn by quantile, so a parameter that is high in
//! a world stays high.

use std::sync::Arc;

use presidium_engine::Scenario;
use presidium_lang::model::Model;

use crate::experiment::{Counted, Experiment, Stage};
use crate::failures::Failures;
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::ledger::{Finding, Row, Voids};
use crate::survey::{Survey, SurveyTally, SurveyedClaims};
use crate::worlds::Batch;

/// The same claims under the priors as they are, and under wider ones.
#[derive(Clone, Debug, PartialEq)]
pub struct WiderPriors {
    /// In the order of the model.
    pub claims: Vec<ClaimUnderWiderPriors>,
    /// Worlds asked for, failed ones included.
    pub worlds: u64,
    /// Worlds in which causes were tested.
    pub cause_worlds: u64,
    /// With the priors as they are.
    pub failures: Failures,
    /// With wider ones.
    pub failures_wide: Failures,
}

/// One claim.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimUnderWiderPriors {
    /// Position in [`Model::claims`](presidium_lang::model::Model::claims).
    pub claim: usize,
    /// With the priors as they are.
    pub narrow: Row,
    /// With wider ones.
    pub wide: Row,
}

/// The claims with the priors as they are, and with every prior so many times as wide.
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use presidium_lang::calendar::Month;
/// # use presidium_lang::model::Model;
/// use presidium_lab::{SurveyedClaims, WiderPriorsQuestion, Executor, Laboratory, Request};
/// # let model = Model { first_month: Month::of(1953, 1), last_month: Month::of(1953, 12), ..Model::default() };
/// # let laboratory = Laboratory::new(Arc::new(model), Arc::new(Executor::new(1).expect("a thread")));
/// let question = WiderPriorsQuestion { of: SurveyedClaims::default(), factor: 2.0 };
/// let wider = laboratory.ask(&Request::new(question, 1953, 100)).expect("nobody cancels").report;
/// assert!(wider.claims.is_empty());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct WiderPriorsQuestion {
    /// Which claims.
    pub of: SurveyedClaims,
    /// A positive number.
    pub factor: f64,
}

impl Question for WiderPriorsQuestion {
    type Experiment = WiderPriorsExperiment;

    fn experiment(&self, asked: &Asked<'_>) -> WiderPriorsExperiment {
        let wide = Scenario { widen: Some(self.factor), ..asked.scenario.clone() };
        let stages = [("model", asked.scenario), ("wider", &wide)];
        let stages = stages.map(|(name, scenario)| self.of.stage(name, &asked.under(scenario), |_| false));
        let (stages, surveys) = stages.into_iter().unzip();
        let voids = Voids::of(asked.model(), asked.scenario, &self.of.claims);
        WiderPriorsExperiment { model: asked.model().clone(), of: self.of.clone(), voids, stages, surveys }
    }

    fn kept(&self, model: &Model, worlds: u64) -> Kept {
        self.of.kept(model, worlds)
    }
}

/// The experiment of a [`WiderPriorsQuestion`]: a stage for the priors as they are, and one for wider ones.
pub struct WiderPriorsExperiment {
    model: Arc<Model>,
    of: SurveyedClaims,
    voids: Voids,
    stages: Vec<Stage>,
    surveys: Vec<Survey>,
}

impl Experiment for WiderPriorsExperiment {
    type Tally = SurveyTally;
    type Report = WiderPriors;

    fn stages(&self) -> &[Stage] {
        &self.stages
    }

    fn chunk(&self, stage: usize, seen: &[Batch]) -> SurveyTally {
        self.surveys[stage].chunk(&self.stages[stage].plan, seen)
    }

    fn merge(into: &mut SurveyTally, later: SurveyTally) {
        into.merge(later);
    }

    fn finish(&self, counted: &[Counted<SurveyTally>]) -> WiderPriors {
        let failures = |stage: usize| {
            let Counted { tally, complete, .. } = &counted[stage];
            self.stages[stage].plan.failures(&tally.ledger.stops, *complete)
        };
        let claims = self.rows(0, counted).into_iter().zip(self.rows(1, counted));
        let claims = claims.map(|(narrow, wide)| ClaimUnderWiderPriors { claim: narrow.claim, narrow, wide }).collect();
        let worlds = counted[0].worlds;
        let cause_worlds = self.of.cause_worlds.min(worlds);
        WiderPriors { claims, worlds, cause_worlds, failures: failures(0), failures_wide: failures(1) }
    }
}

impl WiderPriorsExperiment {
    /// The claims in the order of the model.
    fn rows(&self, stage: usize, counted: &[Counted<SurveyTally>]) -> Vec<Row> {
        let of = (self.model.as_ref(), self.of.claims.as_slice());
        let Counted { tally, complete, .. } = &counted[stage];
        let mut rows = self.surveys[stage].rows(of, tally, &self.voids, &self.stages[stage].plan, *complete);
        rows.sort_by_key(|row| row.claim);
        rows
    }
}

impl ClaimUnderWiderPriors {
    /// Whether it is about a world, and not a cause.
    pub fn is_share(&self) -> bool {
        matches!(self.narrow.finding, Finding::Held(_))
    }

    /// How far the share, or the effect in base units, moves.
    pub fn change(&self) -> f64 {
        self.wide.finding.value() - self.narrow.finding.value()
    }

    /// Whether it says nothing under one of the two.
    pub fn is_void(&self) -> bool {
        self.narrow.verdict.void().or(self.wide.verdict.void()).is_some()
    }

    /// Whether the claim comes to the same verdict.
    pub fn keeps_verdict(&self) -> bool {
        !self.is_void() && self.narrow.verdict == self.wide.verdict
    }
}
