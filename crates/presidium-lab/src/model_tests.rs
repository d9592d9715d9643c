//! The tests that a model states of itself: conditions that must hold at the end of every month of every world.

use std::sync::Arc;

use presidium_engine::{Outputs, World};
use presidium_lang::clock::Step;
use presidium_lang::model::{Model, NEVER, WhatIfId};

use crate::experiment::{Counted, Experiment, Stage};
use crate::failures::{Failures, Stops};
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::ledger::with_what_if;
use crate::worlds::Batch;

/// What came of the tests of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelTests {
    /// One for each test of the model, in its order.
    pub tests: Vec<ModelTest>,
    /// Worlds asked for, failed ones included.
    pub worlds: u64,
    /// Worlds that could not be completed, in any of the runs that the tests need.
    pub failures: Failures,
}

impl ModelTests {
    /// Whether every test held in every world, and every world was completed.
    pub fn all_hold(&self) -> bool {
        self.failures.worlds == 0 && self.tests.iter().all(|test| test.broken == 0)
    }
}

/// What came of one test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ModelTest {
    /// Worlds in which it did not hold in some month.
    pub broken: u64,
    /// The first of them and the first month in which it did not hold.
    pub first: Option<(World, Step)>,
}

/// Whether the tests of the model hold, each under the change that it is given.
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use presidium_lang::clock::Step;
/// # use presidium_lang::model::Model;
/// use presidium_lab::{ModelTestQuestion, Executor, Laboratory, Request};
/// # let model = Model { first_step: Step::of_month(1953, 1), last_step: Step::of_month(1953, 12), ..Model::default() };
/// # let laboratory = Laboratory::new(Arc::new(model), Arc::new(Executor::new(1).expect("a thread")));
/// let tests = laboratory.ask(&Request::new(ModelTestQuestion {}, 1953, 100)).expect("nobody cancels").report;
/// assert!(tests.all_hold());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModelTestQuestion {}

impl Question for ModelTestQuestion {
    type Experiment = ModelTestExperiment;

    fn experiment(&self, asked: &Asked<'_>) -> ModelTestExperiment {
        let model = asked.model().clone();
        let stages = conditions(&model).into_iter().map(|given| {
            let tests: Vec<usize> = (0..model.tests.len()).filter(|&test| model.tests[test].given == given).collect();
            let scenario = given.map(|what_if| with_what_if(&model, asked.scenario, what_if));
            // A test is of every world.
            let asked = Asked { condition: None, ..asked.under(scenario.as_ref().unwrap_or(asked.scenario)) };
            let conditions = tests.iter().map(|&test| model.tests[test].holds.clone());
            let outputs = Outputs { tests: conditions.collect(), ..Outputs::default() };
            let name = given.map_or_else(String::new, |what_if| model.what_ifs[what_if].name.clone());
            (asked.stage(name, asked.plan_of(outputs), &tests), tests)
        });
        let (stages, tests) = stages.unzip();
        ModelTestExperiment { model, stages, tests }
    }

    fn kept(&self, _: &Model, _: u64) -> Kept {
        Kept::default()
    }
}

/// The experiment of a [`ModelTestQuestion`]: a stage for each change under which tests are stated.
pub struct ModelTestExperiment {
    model: Arc<Model>,
    stages: Vec<Stage>,
    /// For each stage, positions of its tests.
    tests: Vec<Vec<usize>>,
}

/// What is counted of the tests of a stage.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelTestTally {
    tests: Vec<ModelTest>,
    stops: Stops,
}

impl Experiment for ModelTestExperiment {
    type Tally = ModelTestTally;
    type Report = ModelTests;

    fn stages(&self) -> &[Stage] {
        &self.stages
    }

    fn chunk(&self, stage: usize, seen: &[Batch]) -> ModelTestTally {
        let count = |index| {
            let mut trial = ModelTest::default();
            let broken = seen[0].worlds().iter().zip(seen[0].finals(index));
            broken.for_each(|(world, broken_in)| trial.count(&self.model, world, broken_in.unwrap_or(NEVER)));
            trial
        };
        ModelTestTally { tests: (0..self.tests[stage].len()).map(count).collect(), stops: seen[0].stops.clone() }
    }

    fn merge(into: &mut ModelTestTally, later: ModelTestTally) {
        into.tests.iter_mut().zip(later.tests).for_each(|(sum, part)| sum.merge(part));
        into.stops.merge(later.stops);
    }

    fn finish(&self, counted: &[Counted<ModelTestTally>]) -> ModelTests {
        let mut all = ModelTests {
            tests: vec![ModelTest::default(); self.model.tests.len()],
            worlds: counted.first().map_or(0, |stage| stage.worlds),
            failures: Failures::default(),
        };
        for ((stage, tests), Counted { tally, complete, .. }) in self.stages.iter().zip(&self.tests).zip(counted) {
            tests.iter().zip(&tally.tests).for_each(|(&test, trial)| all.tests[test] = *trial);
            all.failures = std::mem::take(&mut all.failures).and(stage.plan.failures(&tally.stops, *complete));
        }
        all
    }
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

impl ModelTest {
    fn count(&mut self, model: &Model, world: World, broken_in: f64) {
        if broken_in < NEVER {
            self.broken += 1;
            self.first.get_or_insert((world, model.clock.seen_at(broken_in)));
        }
    }

    /// Adds the worlds that follow.
    fn merge(&mut self, later: ModelTest) {
        self.broken += later.broken;
        self.first = self.first.or(later.first);
    }
}
