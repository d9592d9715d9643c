//! What is seen of every world, with everything on or with one system off: the truth of each claim, and the outcome of
//! each causal claim with and without its cause.

use presidium_engine::{Outputs, Scenario, Workspace, World, Worlds};
use presidium_lang::model::WhatIfId;
use rayon::prelude::*;

use super::AblationRequest;
use crate::ensemble::{Ensemble, LabError, Watch, fold_calls, once, pool};
use crate::failures::{Failures, Stops};
use crate::ledger::with_what_if;
use crate::pairs::outcome;
use crate::statistics::Share;
use crate::worlds::{Batch, Runner};

/// Worlds of one scenario that are to be run.
pub(super) struct Experiment<'a> {
    request: &'a AblationRequest<'a>,
    /// Asked for all claims, with everything on.
    runner: &'a Runner<'a>,
    scenario: Scenario,
    /// The distinct causes of the claims that are not already taken away.
    causes: Vec<WhatIfId>,
}

/// What came of them. A world that stopped, or a value that is no number, is not a number here.
pub(super) struct Seen {
    /// For each claim its truth or its outcome, by world.
    pub outcomes: Vec<Vec<f64>>,
    /// For each causal claim the outcome without its cause, by world, for the first worlds only.
    pub without: Vec<Option<Vec<f64>>>,
    pub failures: Failures,
}

impl<'a> Experiment<'a> {
    /// `taken_away` says of a cause that the scenario is without it already: then nothing is run again without it.
    pub(super) fn new(
        request: &'a AblationRequest<'a>,
        runner: &'a Runner<'a>,
        scenario: Scenario,
        taken_away: impl Fn(WhatIfId) -> bool,
    ) -> Self {
        let mut causes = vec![];
        for cause in request.claims.iter().filter_map(|&claim| request.model.claims[claim].cause()) {
            if !causes.contains(&cause) && !taken_away(cause) {
                causes.push(cause);
            }
        }
        Experiment { request, runner, scenario, causes }
    }

    /// World-runs that it takes.
    pub(super) fn runs(&self, ensemble: Ensemble) -> u64 {
        ensemble.worlds + self.request.cause_worlds.min(ensemble.worlds) * self.causes.len() as u64
    }

    pub(super) fn run(&self, ensemble: Ensemble, watch: Watch<'_>) -> Result<Seen, LabError> {
        let sides = pool(ensemble.threads)?.install(|| self.sides());
        let again = |worlds: Worlds| worlds.before(World(self.request.cause_worlds));
        let runs = |worlds: Worlds| once(worlds) + once(again(worlds)) * self.causes.len() as u64;
        let (base, causes) = sides.runners.split_at(1);
        let job = |workspace: &mut Workspace, worlds: Worlds| -> Vec<Columns> {
            let ranges = [worlds, again(worlds)];
            let Some((base, causes)) = base[0].run_beside(causes, ranges, ensemble.seed, workspace, watch) else {
                return vec![];
            };
            let batches = std::iter::once(base).chain(causes);
            batches.zip(&sides.claims).map(|(batch, claims)| Columns::of(batch, claims)).collect()
        };
        let empty = sides.claims.iter().map(|claims| Columns::empty(claims.len())).collect();
        let all: Vec<Columns> = fold_calls(ensemble, watch, runs, job, empty, |mut all: Vec<Columns>, later| {
            all.iter_mut().zip(later).for_each(|(columns, later)| columns.append(later));
            all
        })?;
        let told = sides.runners.iter().zip(&all).map(|(runner, all)| runner.tell(ensemble.seed, &all.stops));
        let failures = told.fold(Failures::default(), Failures::and);
        let claims = 0..self.request.claims.len();
        let without = claims.clone().map(|claim| self.without(claim, &sides, &all)).collect();
        let outcomes = claims.map(|claim| sides.values(&all, 0, claim).to_vec()).collect();
        Ok(Seen { outcomes, without, failures })
    }

    /// One of the scenario itself, that sees every claim; then one without each cause, that sees the claims about it.
    fn sides(&self) -> Sides<'a> {
        let all = 0..self.request.claims.len();
        let without = |&cause| with_what_if(self.request.model, &self.scenario, cause);
        let scenarios = std::iter::once(self.scenario.clone()).chain(self.causes.iter().map(without));
        let scenarios: Vec<Scenario> = scenarios.collect();
        let about = |&cause| all.clone().filter(|&claim| self.cause(claim) == Some(cause)).collect();
        Sides {
            runners: scenarios.into_par_iter().map(|scenario| self.runner.under(scenario)).collect(),
            claims: std::iter::once(all.clone().collect()).chain(self.causes.iter().map(about)).collect(),
        }
    }

    fn cause(&self, claim: usize) -> Option<WhatIfId> {
        self.request.model.claims[self.request.claims[claim]].cause()
    }

    /// The outcome of a causal claim without its cause, which may be absent from the scenario already.
    fn without(&self, claim: usize, sides: &Sides<'_>, all: &[Columns]) -> Option<Vec<f64>> {
        let cause = self.cause(claim)?;
        let side = self.causes.iter().position(|known| *known == cause).map_or(0, |cause| cause + 1);
        let values = sides.values(all, side, claim);
        Some(values[..values.len().min(self.request.cause_worlds as usize)].to_vec())
    }
}

/// The scenario itself, then the scenario without each cause.
struct Sides<'a> {
    runners: Vec<Runner<'a>>,
    /// For each the claims that are asked of it: positions among those of the request.
    claims: Vec<Vec<usize>>,
}

/// For each claim of a side its truth or outcome by world, and the worlds that stopped.
struct Columns {
    values: Vec<Vec<f64>>,
    stops: Stops,
}

/// The model of an ablation, asked for all claims.
pub(super) fn runner<'a>(request: &AblationRequest<'a>) -> Runner<'a> {
    let finals = request.claims.iter().map(|&claim| outcome(&request.model.claims[claim]).clone());
    let outputs = Outputs { finals: finals.collect(), acts: true, ..Outputs::default() };
    Runner::new(request.model, request.scenario.clone(), outputs).without_acts()
}

impl Sides<'_> {
    /// What came of a claim on one side.
    fn values<'c>(&self, all: &'c [Columns], side: usize, claim: usize) -> &'c [f64] {
        let column = self.claims[side].iter().position(|known| *known == claim);
        column.map_or(&[], |column| all[side].values[column].as_slice())
    }
}

impl Columns {
    fn empty(claims: usize) -> Columns {
        Columns { values: vec![vec![]; claims], stops: Stops::default() }
    }

    fn of(batch: Batch, claims: &[usize]) -> Columns {
        let column = |&claim: &usize| batch.finals(claim).map(|value| value.unwrap_or(f64::NAN)).collect();
        Columns { values: claims.iter().map(column).collect(), stops: batch.stops }
    }

    fn append(&mut self, later: Columns) {
        self.values.iter_mut().zip(later.values).for_each(|(values, more)| values.extend(more));
        self.stops.merge(later.stops);
    }
}

impl Seen {
    /// Worlds in which at least one claim about a world comes out differently.
    pub(super) fn moved(&self, other: &Seen) -> Share {
        let mut moved = Share::default();
        let claims = || (0..self.outcomes.len()).filter(|&claim| self.without[claim].is_none());
        let worlds = claims().next().map_or(0, |claim| self.outcomes[claim].len());
        for world in 0..worlds {
            let pairs = || claims().map(|claim| (self.outcomes[claim][world], other.outcomes[claim][world]));
            if pairs().all(|(one, other)| one.is_finite() && other.is_finite()) {
                moved.push(pairs().any(|(one, other)| one != other));
            }
        }
        moved
    }
}
