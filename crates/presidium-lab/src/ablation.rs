//! Ablation: what rests on what.
//!
//! Each system of a model is switched off in turn, in the same worlds with the same luck, and every claim is asked
//! again. A claim that no system can move is *scripted*: whatever the model does, it says the same, so that its holding
//! is no success. A causal claim is asked as a pair inside the ablated model as well: what counts is whether its effect
//! changes. Decision 9 says what is counted and why.

mod cells;
mod direct;

use presidium_engine::math::normal_quantile;
use presidium_lang::model::{Model, WhatIfId};

use crate::experiment::Counted;
use crate::failures::Failures;
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::ledger::{Verdict, with_what_if};
use crate::statistics::Share;
use crate::survey::{SurveyExperiment, SurveyQuestion, SurveyTally, Surveyed, SurveyedClaims};
pub use cells::{AblatedClaim, Cell};
use cells::{cell, finding};
use direct::{decides, takes_away};

/// Of a claim that rests on nothing: how often it may seem to respond to one of the systems by luck alone.
const ERROR_OF_A_CLAIM: f64 = 0.05;

/// Claims against systems.
#[derive(Clone, Debug, PartialEq)]
pub struct Ablation {
    /// In the order asked for.
    pub systems: Vec<AblatedSystem>,
    /// In the order asked for.
    pub claims: Vec<AblatedClaim>,
    /// Worlds asked for, failed ones included.
    pub worlds: u64,
    /// How many of them, the first ones, were run again without each cause.
    pub cause_worlds: u64,
    /// Each interval covers all but this share of repetitions: what is allowed for a claim, divided by the systems.
    pub level: f64,
    /// Worlds that failed with everything on, with or without a cause.
    pub failures: Failures,
}

/// One system, switched off.
#[derive(Clone, Debug, PartialEq)]
pub struct AblatedSystem {
    /// Which of the model's.
    pub system: WhatIfId,
    /// Worlds in which at least one claim about a world comes out differently.
    pub moved: Share,
    /// One for each claim.
    pub cells: Vec<Cell>,
    /// Worlds that failed with the system off, with or without a cause; they are in no denominator.
    pub failures: Failures,
}

impl AblatedSystem {
    /// How many claims respond.
    pub fn responding(&self) -> usize {
        self.cells.iter().filter(|cell| cell.responds()).count()
    }

    /// Positions of the claims most moved, so many at most, without those that the switch itself decides.
    pub fn strongest(&self, most: usize) -> Vec<usize> {
        let is_told = |cell: &Cell| cell.responds() && !cell.direct;
        let mut claims: Vec<usize> = (0..self.cells.len()).filter(|&claim| is_told(&self.cells[claim])).collect();
        claims.sort_by(|a, b| self.cells[*b].size.total_cmp(&self.cells[*a].size));
        claims.truncate(most);
        claims
    }
}

impl Ablation {
    /// How many claims break without a system.
    pub fn breaking(&self, system: &AblatedSystem) -> usize {
        system.cells.iter().zip(&self.claims).filter(|(cell, claim)| cell.breaks(claim)).count()
    }

    /// Positions in [`Ablation::claims`] of those that say nothing even with everything on.
    pub fn void(&self) -> Vec<usize> {
        (0..self.claims.len()).filter(|&claim| self.claims[claim].verdict.void().is_some()).collect()
    }

    /// Positions of those that no system moves.
    pub fn scripted(&self) -> Vec<usize> {
        self.claims_where(|cells| !cells.iter().any(|cell| cell.responds()))
    }

    /// Positions of those that respond, but only where they could not but change.
    pub fn decided_by_switch(&self) -> Vec<usize> {
        self.claims_where(|cells| {
            let mut responding = cells.iter().filter(|cell| cell.responds()).peekable();
            responding.peek().is_some() && responding.all(|cell| cell.direct)
        })
    }

    /// Claims (positions in [`Ablation::claims`]) that are said to rest on a system (position in
    /// [`Ablation::systems`]) and do not respond to it.
    pub fn unmoved_by_touched(&self, model: &Model) -> Vec<(usize, usize)> {
        let pairs = (0..self.claims.len()).flat_map(|claim| (0..self.systems.len()).map(move |system| (claim, system)));
        let unmoved = |&(claim, system): &(usize, usize)| {
            let row = &self.systems[system];
            self.claims[claim].verdict.void().is_none()
                && model.claims[self.claims[claim].claim].touches.contains(&row.system)
                && !row.cells[claim].responds()
        };
        pairs.filter(unmoved).collect()
    }

    /// What each system does to one claim (its position in [`Ablation::claims`]).
    pub fn cells_of(&self, claim: usize) -> Vec<&Cell> {
        self.systems.iter().map(|system| &system.cells[claim]).collect()
    }

    /// Claims that say something.
    fn claims_where(&self, said: impl Fn(&[&Cell]) -> bool) -> Vec<usize> {
        let says = |claim: &usize| self.claims[*claim].verdict.void().is_none() && said(&self.cells_of(*claim));
        (0..self.claims.len()).filter(says).collect()
    }
}

/// What each system moves when it is switched off.
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use presidium_lang::clock::Step;
/// # use presidium_lang::model::Model;
/// use presidium_lab::{AblationQuestion, Executor, Laboratory, Request};
/// # let model = Model { first_step: Step::of_month(1953, 1), last_step: Step::of_month(1953, 12), ..Model::default() };
/// # let laboratory = Laboratory::new(Arc::new(model), Arc::new(Executor::new(1).expect("a thread")));
/// let ablation = laboratory.ask(&Request::new(AblationQuestion::default(), 1953, 100)).expect("nobody cancels").report;
/// assert_eq!((ablation.systems.len(), ablation.worlds), (0, 100));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AblationQuestion {
    /// Which claims. Causes are tested again for each system.
    pub of: SurveyedClaims,
    /// The systems that are switched off in turn.
    pub systems: Vec<WhatIfId>,
}

impl Question for AblationQuestion {
    type Experiment = SurveyExperiment<AblationQuestion>;

    /// A stage with everything on, then one for each system that is switched off.
    fn experiment(&self, asked: &Asked<'_>) -> Self::Experiment {
        let model = asked.model();
        let off = self.systems.iter().map(|&system| {
            let scenario = with_what_if(model, asked.scenario, system);
            let name = format!("without {}", model.what_ifs[system].name);
            self.of.stage_beside(&name, &asked.under(&scenario), |cause| takes_away(model, system, cause))
        });
        SurveyExperiment::new(self, asked, off)
    }

    fn kept(&self, model: &Model, worlds: u64) -> Kept {
        self.of.kept(model, worlds)
    }
}

impl SurveyQuestion for AblationQuestion {
    type Report = Ablation;

    fn surveyed(&self, _: &Model) -> Surveyed {
        self.of.surveyed()
    }

    /// Systems whose worlds have not all been run are left out.
    fn report(of: &SurveyExperiment<Self>, counted: &[Counted<SurveyTally>]) -> Ablation {
        let (model, question) = (&of.model, &of.question);
        let level = ERROR_OF_A_CLAIM / question.systems.len().max(1) as f64;
        let z = normal_quantile(1.0 - level / 2.0);
        let Counted { tally: on, worlds, complete } = &counted[0];
        let claims = question.of.claims.iter().enumerate().map(|(index, &claim)| {
            let finding = finding(model, claim, on, index);
            let verdict = of.voids.0[index].map_or_else(|| finding.verdict(&model.claims[claim]), Verdict::Void);
            AblatedClaim { claim, verdict }
        });
        let systems = question.systems.iter().zip(of.stages.iter().zip(counted).skip(1));
        let complete_ones = systems.filter(|(_, (_, counted))| counted.complete);
        let systems = complete_ones.map(|(&system, (stage, off))| {
            let failures = off.tally.failures(&stage.plan, true);
            compare(of, system, on, &off.tally, failures, z)
        });
        Ablation {
            systems: systems.collect(),
            claims: claims.collect(),
            worlds: *worlds,
            cause_worlds: question.of.cause_worlds.min(*worlds),
            level,
            failures: on.failures(&of.stages[0].plan, *complete),
        }
    }
}

fn compare(
    of: &SurveyExperiment<AblationQuestion>,
    system: WhatIfId,
    on: &SurveyTally,
    off: &SurveyTally,
    failures: Failures,
    z: f64,
) -> AblatedSystem {
    let SurveyExperiment { model, question, .. } = of;
    let cells = question.of.claims.iter().enumerate().map(|(index, &claim)| Cell {
        direct: decides(model, system, &model.claims[claim]),
        ..cell(model, claim, on, off, index, z)
    });
    AblatedSystem { system, cells: cells.collect(), moved: moved(on, off), failures }
}

/// Worlds in which at least one claim about a world comes out differently.
fn moved(one: &SurveyTally, other: &SurveyTally) -> Share {
    let mut moved = Share::default();
    let claims = || (0..one.outcomes.len()).filter(|&claim| one.without[claim].is_none());
    let worlds = claims().next().map_or(0, |claim| one.outcomes[claim].len());
    for world in 0..worlds {
        let pairs = || claims().map(|claim| (one.outcomes[claim][world], other.outcomes[claim][world]));
        if pairs().all(|(one, other)| one.is_finite() && other.is_finite()) {
            moved.push(pairs().any(|(one, other)| one != other));
        }
    }
    moved
}
