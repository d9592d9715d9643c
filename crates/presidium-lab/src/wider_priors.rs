//! What hangs on how narrow the priors are: the ledger as it is, and with every prior wider.
//!
//! Priors are judgements, and judgements are made too narrow. A claim whose verdict turns when every prior is twice as wide
//! rests on that narrowness. Both ledgers are of the same worlds: luck is drawn by quantile, so a parameter that is high in
//! a world stays high.

use presidium_engine::Scenario;
use presidium_lang::model::Model;

use crate::experiment::Counted;
use crate::failures::Failures;
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::ledger::{Finding, Row};
use crate::survey::{SurveyExperiment, SurveyQuestion, SurveyTally, Surveyed, SurveyedClaims};

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
/// # use presidium_lang::clock::Step;
/// # use presidium_lang::model::Model;
/// use presidium_lab::{SurveyedClaims, WiderPriorsQuestion, Executor, Laboratory, Request};
/// # let model = Model { first_step: Step::of_month(1953, 1), last_step: Step::of_month(1953, 12), ..Model::default() };
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
    type Experiment = SurveyExperiment<WiderPriorsQuestion>;

    /// A stage for the priors as they are, and one for wider ones.
    fn experiment(&self, asked: &Asked<'_>) -> Self::Experiment {
        let wide = Scenario { widen: Some(self.factor), ..asked.scenario.clone() };
        SurveyExperiment::new(self, asked, [self.of.stage_beside("wider", &asked.under(&wide), |_| false)])
    }

    fn kept(&self, model: &Model, worlds: u64) -> Kept {
        self.of.kept(model, worlds)
    }
}

impl SurveyQuestion for WiderPriorsQuestion {
    type Report = WiderPriors;

    fn surveyed(&self, _: &Model) -> Surveyed {
        self.of.surveyed()
    }

    fn report(of: &SurveyExperiment<Self>, counted: &[Counted<SurveyTally>]) -> WiderPriors {
        let [narrow, wide] = [0, 1].map(|stage| of.rows(stage, counted, &of.voids));
        let claims = narrow.into_iter().zip(wide);
        let claims = claims.map(|(narrow, wide)| ClaimUnderWiderPriors { claim: narrow.claim, narrow, wide });
        let worlds = counted[0].worlds;
        WiderPriors {
            claims: claims.collect(),
            worlds,
            cause_worlds: of.question.of.cause_worlds.min(worlds),
            failures: of.failures(0, counted),
            failures_wide: of.failures(1, counted),
        }
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
