//! Ablation: what rests on what.
//!
//! Each system of a model is switched off in turn, in the same worlds with the same luck, and every claim is asked
//! again. A claim that no system can move is *scripted*: whatever the model does, it says the same, so that its holding
//! is no success. A causal claim is asked as a pair inside the ablated model as well: what counts is whether its effect
//! changes. Decision 9 says what is counted and why.

mod cells;
mod direct;
mod seen;

use presidium_engine::Scenario;
use presidium_engine::math::normal_quantile;
use presidium_lang::model::{Model, WhatIfId};

use crate::ensemble::{Ensemble, LabError, Watch};
use crate::failures::Failures;
use crate::kept::Kept;
use crate::ledger::{Verdict, with_what_if};
use crate::statistics::{Estimate, Share};
use crate::worlds::Runner;
use cells::{cell, finding};
use direct::{decides, takes_away};
use seen::{Experiment, Seen, runner};

/// Of a claim that rests on nothing: how often it may seem to respond to one of the systems by luck alone.
const ERROR_OF_A_CLAIM: f64 = 0.05;

/// A change of an effect by less than this part of it is none.
const IMMATERIAL: f64 = 0.01;

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

/// One claim with everything on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AblatedClaim {
    /// Position in [`Model::claims`].
    pub claim: usize,
    /// In the worlds of the ablation, which are fewer than those of a ledger.
    pub verdict: Verdict,
}

/// What switching one system off does to one claim.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// Change of the share of worlds in which the claim holds, or of the effect of its cause in base units: with the
    /// system off minus with it on, with the interval at [`Ablation::level`].
    pub change: Estimate,
    /// How large the change is, from 0 to 1: of a share as it stands, of an effect against the larger one of the two.
    pub size: f64,
    /// An effect changes by a hundredth of itself at least: in the same worlds with the same luck a change by a millionth
    /// would be seen. Of a share every change counts.
    pub material: bool,
    /// Worlds in which the claim, or the effect of its cause, comes out differently.
    pub moved: u64,
    /// Worlds that were completed on all sides.
    pub worlds: u64,
    /// What the worlds say about the claim with the system off.
    pub verdict: Verdict,
    /// The claim could not but change: switching the system off is the very thing that it is about. It reads back what
    /// a rule assigns that the switch pins or forbids, or its cause is taken away by the switch already.
    pub direct: bool,
}

impl Cell {
    /// The interval of the change does not contain zero, and the change is material.
    pub fn responds(&self) -> bool {
        self.material && (self.change.low > 0.0 || self.change.high < 0.0)
    }

    /// The claim held, responds, and holds no longer.
    pub fn breaks(&self, claim: &AblatedClaim) -> bool {
        claim.verdict == Verdict::Holds && self.responds() && self.verdict != Verdict::Holds
    }
}

impl Ablation {
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

/// What an ablation is made of.
#[derive(Clone, Copy)]
pub struct AblationRequest<'a> {
    /// The checked model.
    pub model: &'a Model,
    /// The model as changed, with all its systems on.
    pub scenario: &'a Scenario,
    /// The systems that are switched off in turn.
    pub systems: &'a [WhatIfId],
    /// Positions of the claims wanted.
    pub claims: &'a [usize],
    /// At most so many worlds are run again without each cause, for each system.
    pub cause_worlds: u64,
}

impl AblationRequest<'_> {
    /// What it keeps of each claim: a number with everything on, one with a system off, and a copy of that; and the same
    /// without its cause.
    pub fn kept(&self, worlds: u64) -> Kept {
        let causes = self.claims.iter().filter(|&&claim| self.model.claims[claim].cause().is_some()).count();
        let kept = Kept::of(3.0 * self.claims.len() as f64, causes > 0 && self.cause_worlds > 0, worlds);
        let without = 3.0 * causes as f64 * self.cause_worlds.min(worlds) as f64;
        Kept { values: kept.values + without, ..kept }
    }

    /// Runs the worlds with everything on, then once more for each system that is switched off.
    ///
    /// Memory: see [`AblationRequest::kept`].
    ///
    /// # Errors
    /// [`LabError`] if the run is cancelled or the machine gives no threads.
    pub fn run(&self, ensemble: Ensemble, watch: Watch<'_>) -> Result<Ablation, LabError> {
        let level = ERROR_OF_A_CLAIM / self.systems.len().max(1) as f64;
        let z = normal_quantile(1.0 - level / 2.0);
        let runner = runner(self);
        let without = self.systems.iter().map(|&system| self.without(&runner, system).runs(ensemble));
        let to_do: u64 = without.sum::<u64>() + self.base(&runner).runs(ensemble);
        let mut done = 0;
        let mut observe = |experiment: Experiment<'_>| {
            let before = done;
            done += experiment.runs(ensemble);
            let progress = |so_far, _| (watch.progress)(before + so_far, to_do);
            experiment.run(ensemble, Watch { progress: &progress, ..watch })
        };
        let on = observe(self.base(&runner))?;
        let claims = self.claims.iter().enumerate().map(|(index, &claim)| {
            let finding = finding(self.model, claim, &on, index);
            let verdict = finding.verdict_under(self.model, self.scenario, &self.model.claims[claim]);
            AblatedClaim { claim, verdict }
        });
        let claims: Vec<AblatedClaim> = claims.collect();
        let systems = self.systems.iter().map(|&system| {
            let off = observe(self.without(&runner, system))?;
            Ok(self.compare(system, &on, off, z))
        });
        Ok(Ablation {
            systems: systems.collect::<Result<_, LabError>>()?,
            claims,
            worlds: ensemble.worlds,
            cause_worlds: self.cause_worlds.min(ensemble.worlds),
            level,
            failures: on.failures,
        })
    }

    fn base<'a>(&'a self, runner: &'a Runner<'a>) -> Experiment<'a> {
        Experiment::new(self, runner, self.scenario.clone(), |_| false)
    }

    fn without<'a>(&'a self, runner: &'a Runner<'a>, system: WhatIfId) -> Experiment<'a> {
        let scenario = with_what_if(self.model, self.scenario, system);
        Experiment::new(self, runner, scenario, |cause| takes_away(self.model, system, cause))
    }

    fn compare(&self, system: WhatIfId, on: &Seen, off: Seen, z: f64) -> AblatedSystem {
        let cells = self.claims.iter().enumerate().map(|(index, &claim)| Cell {
            direct: decides(self.model, system, &self.model.claims[claim]),
            ..cell(self.model, claim, on, &off, index, z)
        });
        AblatedSystem { system, cells: cells.collect(), moved: on.moved(&off), failures: off.failures }
    }
}
