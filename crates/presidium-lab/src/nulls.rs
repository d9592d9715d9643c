//! Null models of the ledger: what would claims look like without the mechanism that is to explain them?
//!
//! A claim that comes out as well where nothing ever happens, or where every decision is drawn by lot, is not earned by what
//! the model says about people, interests and power. The same worlds are run with the same luck, so that each difference is
//! due to the mechanism. Refused: a null that is fitted to the claims; it would only measure how many there are.

use presidium_engine::Scenario;
use presidium_lang::model::{Change, Model, Role, Rule, RuleId};

use crate::experiment::Counted;
use crate::failures::Failures;
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::ledger::{Row, Voids};
use crate::scores::{brier_of_share, log_score_of_share};
use crate::statistics::{PairedTruths, Share};
use crate::survey::{SurveyExperiment, SurveyQuestion, SurveyTally, Surveyed, SurveyedClaims};

/// Who forecasts claims by the worlds that it runs: the model, and null models. In the order of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forecaster {
    /// The model itself.
    Model,
    /// Every event is forbidden, and every decision takes its last option: the status quo.
    StatusQuo,
    /// Every decision is taken by luck alone; see [`Scenario::lots`].
    Lottery,
}

/// All of them.
pub const FORECASTERS: [Forecaster; 3] = [Forecaster::Model, Forecaster::StatusQuo, Forecaster::Lottery];

/// The claims of a model under the model itself and under its nulls.
#[derive(Clone, Debug, PartialEq)]
pub struct Nulls {
    /// One for each claim wanted that is about a world, in the order asked.
    pub claims: Vec<ClaimUnderNulls>,
    /// For each forecaster, the causal claims wanted, in the order of the model.
    pub causes: [Vec<Row>; FORECASTERS.len()],
    /// Worlds asked for, failed ones included.
    pub worlds: u64,
    /// Worlds in which causes were tested.
    pub cause_worlds: u64,
    /// By forecaster; the figures of a forecaster, and comparisons with it, leave out the worlds that failed under it.
    pub failures: [Failures; FORECASTERS.len()],
}

/// One claim about a world.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimUnderNulls {
    /// Position in [`Model::claims`].
    pub claim: usize,
    /// By forecaster, the worlds in which it held.
    pub held: [Share; FORECASTERS.len()],
    /// For each null (in the order of forecasters, without the model): the claim under the null against the model, world by world.
    pub against: [PairedTruths; FORECASTERS.len() - 1],
}

/// The scores of one forecaster over some claims.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// How many claims.
    pub claims: u64,
    /// Those that held in at least half of the worlds.
    pub hold: u64,
    /// Mean Brier score; not a number of no claims.
    pub brier: f64,
    /// Mean logarithmic score.
    pub log: f64,
}

impl Forecaster {
    /// Its name, as it stands in a report.
    pub fn word(self) -> &'static str {
        match self {
            Forecaster::Model => "model",
            Forecaster::StatusQuo => "still",
            Forecaster::Lottery => "lots",
        }
    }

    /// The scenario under which it runs the worlds.
    pub fn scenario(self, model: &Model, base: &Scenario) -> Scenario {
        let mut scenario = base.clone();
        match self {
            Forecaster::Model => {}
            Forecaster::StatusQuo => scenario.changes.extend(stillness(model)),
            Forecaster::Lottery => scenario.lots = true,
        }
        scenario
    }
}

/// The claims under the model itself and under its nulls.
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use presidium_lang::clock::Step;
/// # use presidium_lang::model::Model;
/// use presidium_lab::{Forecaster, NullQuestion, Executor, Laboratory, Request};
/// # let model = Model { first_step: Step::of_month(1953, 1), last_step: Step::of_month(1953, 12), ..Model::default() };
/// # let laboratory = Laboratory::new(Arc::new(model), Arc::new(Executor::new(1).expect("a thread")));
/// let nulls = laboratory.ask(&Request::new(NullQuestion::default(), 1953, 100)).expect("nobody cancels").report;
/// assert_eq!(nulls.score(Forecaster::Lottery, None, laboratory.model()).claims, 0);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NullQuestion {
    /// Which claims.
    pub of: SurveyedClaims,
}

impl Question for NullQuestion {
    type Experiment = SurveyExperiment<NullQuestion>;

    /// A stage for each forecaster.
    fn experiment(&self, asked: &Asked<'_>) -> Self::Experiment {
        let nulls = FORECASTERS[1..].iter().map(|forecaster| {
            let scenario = forecaster.scenario(asked.model(), asked.scenario);
            self.of.stage_beside(forecaster.word(), &asked.under(&scenario), |_| false)
        });
        SurveyExperiment::new(self, asked, nulls)
    }

    fn kept(&self, model: &Model, worlds: u64) -> Kept {
        self.of.kept(model, worlds)
    }
}

impl SurveyQuestion for NullQuestion {
    type Report = Nulls;

    fn surveyed(&self, _: &Model) -> Surveyed {
        self.of.surveyed()
    }

    fn report(of: &SurveyExperiment<Self>, counted: &[Counted<SurveyTally>]) -> Nulls {
        let SurveyedClaims { claims, cause_worlds } = &of.question.of;
        let about_worlds = claims.iter().enumerate().filter(|(_, claim)| of.model.claims[**claim].cause().is_none());
        let claims = about_worlds.map(|(place, &claim)| {
            let mut found = ClaimUnderNulls::empty(claim);
            let worlds = counted.iter().map(|stage| stage.worlds).max().unwrap_or(0) as usize;
            let held = |forecaster: Forecaster, world: usize| {
                let value = counted[forecaster as usize].tally.outcomes[place].get(world);
                value.copied().filter(|value| value.is_finite())
            };
            (0..worlds).for_each(|world| found.push(FORECASTERS.map(|forecaster| held(forecaster, world))));
            found
        });
        let worlds = counted[0].worlds;
        Nulls {
            claims: claims.collect(),
            causes: FORECASTERS.map(|forecaster| causes(of, forecaster, counted)),
            worlds,
            cause_worlds: (*cause_worlds).min(worlds),
            failures: FORECASTERS.map(|forecaster| of.failures(forecaster as usize, counted)),
        }
    }
}

/// The causal claims in the order of the model. A null pins what everything reads, and that is its point: there the figures alone
/// give the verdict.
fn causes(of: &SurveyExperiment<NullQuestion>, forecaster: Forecaster, counted: &[Counted<SurveyTally>]) -> Vec<Row> {
    let none = Voids(vec![None; of.question.of.claims.len()]);
    let voids = if forecaster == Forecaster::Model { &of.voids } else { &none };
    let mut rows = of.rows(forecaster as usize, counted, voids);
    rows.retain(|row| of.model.claims[row.claim].cause().is_some());
    rows
}

impl Nulls {
    /// How a forecaster does on the claims of one role, or on all.
    pub fn score(&self, forecaster: Forecaster, role: Option<Role>, model: &Model) -> Score {
        let of_role = |claim: &&ClaimUnderNulls| role.is_none_or(|role| model.claims[claim.claim].role == role);
        let shares = self.claims.iter().filter(of_role).map(|claim| claim.held[forecaster as usize]);
        Score::of(shares.filter(|share| share.worlds > 0))
    }
}

impl Score {
    fn of(shares: impl Iterator<Item = Share>) -> Score {
        let mut score = Score::default();
        for share in shares {
            score.claims += 1;
            score.hold += u64::from(share.held * 2 >= share.worlds);
            score.brier += brier_of_share(share);
            score.log += log_score_of_share(share);
        }
        // Of no claims there is no score: 0 / 0 is not a number.
        score.brier /= score.claims as f64;
        score.log /= score.claims as f64;
        score
    }

    /// The scores of a coin that gives each of so many claims one half; of no claims no number.
    pub fn of_coin(claims: u64) -> Score {
        let [brier, log] = [0.25, std::f64::consts::LN_2].map(|score| if claims > 0 { score } else { f64::NAN });
        Score { claims, hold: 0, brier, log }
    }
}

impl ClaimUnderNulls {
    fn empty(claim: usize) -> ClaimUnderNulls {
        ClaimUnderNulls { claim, held: Default::default(), against: Default::default() }
    }

    /// Adds one world, by forecaster; none where the world stopped.
    fn push(&mut self, held: [Option<f64>; FORECASTERS.len()]) {
        for (share, held) in self.held.iter_mut().zip(held) {
            held.into_iter().for_each(|held| share.push(held != 0.0));
        }
        for (flips, null) in self.against.iter_mut().zip(&held[1..]) {
            if let (Some(null), Some(model)) = (*null, held[0]) {
                flips.push(null != 0.0, model != 0.0);
            }
        }
    }

    /// Whether a null gives the claim more worlds than the model does, beyond the luck of the worlds run.
    pub fn null_does_better(&self, null: Forecaster) -> bool {
        match (null as usize).checked_sub(1) {
            Some(place) => self.against[place].worlds() > 0 && self.against[place].effect().low > 0.0,
            None => false,
        }
    }
}

/// Forbids every event, and lets every decision take its last option whenever it opens.
fn stillness(model: &Model) -> impl Iterator<Item = Change> {
    let (first_step, last_step) = (model.first_step, model.last_step);
    model.rules.iter().enumerate().map(move |(place, rule)| {
        let (rule_id, element) = (RuleId::new(place), None);
        match rule {
            Rule::Event(_) => Change::Forbid { rule: rule_id, element, first_step, last_step },
            Rule::Decision(decision) => {
                let option = decision.options.len() - 1;
                Change::Pin { rule: rule_id, element, option, first_step, last_step }
            }
        }
    })
}
