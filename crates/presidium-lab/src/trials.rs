//! The tests that a model states of itself: conditions that must hold at the end of every month of every world.

use presidium_engine::{Outputs, Scenario, Workspace, World, Worlds};
use presidium_lang::calendar::Month;
use presidium_lang::model::{Model, NEVER, WhatIfId};

use crate::ensemble::{Ensemble, LabError, Watch, fold_calls, once};
use crate::failures::{Failures, Stops};
use crate::ledger::with_what_if;
use crate::worlds::Runner;

/// What came of the tests of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Trials {
    /// One for each test of the model, in its order.
    pub tests: Vec<Trial>,
    /// Worlds asked for, failed ones included.
    pub worlds: u64,
    /// Worlds that could not be completed, in any of the runs that the tests need.
    pub failures: Failures,
}

impl Trials {
    /// Whether every test held in every world, and every world was completed.
    pub fn all_hold(&self) -> bool {
        self.failures.worlds == 0 && self.tests.iter().all(|test| test.broken == 0)
    }
}

/// What came of one test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trial {
    /// Worlds in which it did not hold in some month.
    pub broken: u64,
    /// The first of them and the first month in which it did not hold.
    pub first: Option<(World, Month)>,
}

/// Runs the tests of a model, each under the change that it is given.
///
/// # Errors
/// [`LabError`] if the run is cancelled or the machine gives no threads.
pub fn trials(model: &Model, scenario: &Scenario, ensemble: Ensemble, watch: Watch<'_>) -> Result<Trials, LabError> {
    let mut all = Trials {
        tests: vec![Trial::default(); model.tests.len()],
        worlds: ensemble.worlds,
        failures: Failures::default(),
    };
    for given in conditions(model) {
        let tests: Vec<usize> = (0..model.tests.len()).filter(|&test| model.tests[test].given == given).collect();
        let scenario = given.map_or_else(|| scenario.clone(), |what_if| with_what_if(model, scenario, what_if));
        run_tests(model, scenario, &tests, ensemble, watch, &mut all)?;
    }
    Ok(all)
}

/// The distinct changes under which tests are stated, in order of their first test.
fn conditions(model: &Model) -> Vec<Option<WhatIfId>> {
    let mut conditions = vec![];
    for test in &model.tests {
        if !conditions.contains(&test.given) {
            conditions.push(test.given);
        }
    }
    conditions
}

fn run_tests(
    model: &Model,
    scenario: Scenario,
    tests: &[usize],
    ensemble: Ensemble,
    watch: Watch<'_>,
    all: &mut Trials,
) -> Result<(), LabError> {
    let conditions = tests.iter().map(|&test| model.tests[test].holds.clone());
    let outputs = Outputs { tests: conditions.collect(), ..Outputs::default() };
    let runner = Runner::new(model, scenario, outputs);
    let job = |workspace: &mut Workspace, range: Worlds| (range, runner.run(ensemble.seed, range, workspace));
    let stops = fold_calls(ensemble, watch, once, job, Stops::default(), |mut stops, (worlds, batch)| {
        for (index, &test) in tests.iter().enumerate() {
            for (world, broken_in) in worlds.iter().zip(batch.finals(index)) {
                all.tests[test].count(world, broken_in.unwrap_or(NEVER));
            }
        }
        stops.merge(batch.stops);
        stops
    })?;
    all.failures = std::mem::take(&mut all.failures).and(runner.tell(ensemble.seed, &stops));
    Ok(())
}

impl Trial {
    fn count(&mut self, world: World, broken_in: f64) {
        if broken_in < NEVER {
            self.broken += 1;
            self.first.get_or_insert((world, Month::at(broken_in)));
        }
    }
}
