//! The tests that a model states of itself: conditions that must hold at the end of every month of every world.

use std::sync::Arc;

use presidium_engine::{Outputs, World};
use presidium_lang::clock::Step;
use presidium_lang::model::{Model, NEVER, Test, WhatIfId};

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
        // A test is of every world.
        let asked = Asked { condition: None, ..*asked };
        let changes = changes(&model);
        let tests = model.tests.iter().map(|test| test.holds.clone()).collect();
        let beside = changes.iter().map(|&what_if| with_what_if(&model, asked.scenario, what_if)).collect();
        // Only the worlds that a change makes different are run again, from where they differ.
        let plan = asked.plan(Outputs { tests, acts: true, ..Outputs::default() }, beside, asked.worlds, false);
        ModelTestExperiment { stages: [asked.stage("", plan, self)], model, changes }
    }

    fn kept(&self, model: &Model, worlds: u64) -> Kept {
        Kept::of(0.0, !changes(model).is_empty(), worlds)
    }
}

/// The experiment of a [`ModelTestQuestion`]: the model as it is, and beside it under each change under which tests are stated.
pub struct ModelTestExperiment {
    model: Arc<Model>,
    stages: [Stage; 1],
    changes: Vec<WhatIfId>,
}

/// What is counted of the tests of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelTestTally {
    tests: Vec<ModelTest>,
    /// Of the model as it is, then under each change.
    stops: Vec<Stops>,
}

impl Experiment for ModelTestExperiment {
    type Tally = ModelTestTally;
    type Report = ModelTests;

    fn stages(&self) -> &[Stage] {
        &self.stages
    }

    fn chunk(&self, _: usize, seen: &[Batch]) -> ModelTestTally {
        let count = |(test, stated): (usize, &Test)| {
            let run = &seen[self.place(stated)];
            let mut trial = ModelTest::default();
            let broken = run.worlds().iter().zip(run.finals(test));
            broken.for_each(|(world, broken_in)| trial.count(&self.model, world, broken_in.unwrap_or(NEVER)));
            trial
        };
        ModelTestTally {
            tests: self.model.tests.iter().enumerate().map(count).collect(),
            stops: seen.iter().map(|run| run.stops.clone()).collect(),
        }
    }

    fn merge(into: &mut ModelTestTally, later: ModelTestTally) {
        into.tests.iter_mut().zip(later.tests).for_each(|(sum, part)| sum.merge(part));
        into.stops.iter_mut().zip(later.stops).for_each(|(sum, part)| sum.merge(part));
    }

    fn finish(&self, counted: &[Counted<ModelTestTally>]) -> ModelTests {
        let Counted { tally, worlds, complete } = &counted[0];
        let plan = &self.stages[0].plan;
        let (of_model, beside) = tally.stops.split_first().expect("the model as it is comes first");
        let beside = beside.iter().enumerate().map(|(place, stops)| plan.failures_beside(place, stops, *complete));
        let failures = beside.fold(plan.failures(of_model, *complete), Failures::and);
        ModelTests { tests: tally.tests.clone(), worlds: *worlds, failures }
    }
}

impl ModelTestExperiment {
    /// Which of the runs a test is about: the model as it is comes first.
    fn place(&self, test: &Test) -> usize {
        let change = test.given.and_then(|given| self.changes.iter().position(|change| *change == given));
        change.map_or(0, |change| 1 + change)
    }
}

/// The distinct changes under which tests are stated, in order of their first test.
fn changes(model: &Model) -> Vec<WhatIfId> {
    let mut changes = vec![];
    for given in model.tests.iter().filter_map(|test| test.given) {
        if !changes.contains(&given) {
            changes.push(given);
        }
    }
    changes
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
