//! The worlds in which a condition holds: the first of them by number, and how many there are.

use presidium_engine::{Outputs, World};
use presidium_lang::model::Model;

use crate::experiment::{Counted, Experiment, Stage};
use crate::failures::{Failures, Stops};
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::left::Left;
use crate::worlds::Batch;

/// How many worlds are named.
pub const FOUND_NAMED: usize = 6;

/// In which worlds the condition of the request holds.
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use presidium_lab::{Executor, Laboratory};
/// # use presidium_lang::{MemorySources, load, parse_condition};
/// use presidium_engine::World;
/// use presidium_lab::{FOUND_NAMED, FindQuestion, Request};
/// let text = "```presidium\nmodel \"T\" from 1953-01 to 1953-12\ndraw luck : 1 per world ~ uniform(0, 1)\n```\n";
/// let mut model = load(&MemorySources::new("t").with("t.md", text)).expect("a sound model").model;
/// let condition = parse_condition(&mut model, "at(luck, 1953-12) < 0.1").expect("a condition");
/// let laboratory = Laboratory::new(Arc::new(model), Arc::new(Executor::new(1).expect("a thread")));
/// let request = Request { condition: Some(condition), ..Request::new(FindQuestion, 1953, 1_000) };
/// let found = laboratory.ask(&request).expect("nobody cancels").report;
/// assert_eq!((found.first.len(), found.left.worlds), (FOUND_NAMED, 1_000));
/// assert!((80..120).contains(&found.left.held), "one world of ten");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FindQuestion;

/// The worlds in which the condition holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The first [`FOUND_NAMED`] of them, by number.
    pub first: Vec<World>,
    /// How many there are, of those that were completed.
    pub left: Left,
    /// Worlds that were looked through, failed ones included.
    pub worlds: u64,
    /// Worlds that failed.
    pub failures: Failures,
}

impl Question for FindQuestion {
    type Experiment = FindExperiment;

    fn experiment(&self, asked: &Asked<'_>) -> FindExperiment {
        FindExperiment { stages: [asked.stage("", asked.plan_of(Outputs::default()), self)] }
    }

    fn kept(&self, _: &Model, _: u64) -> Kept {
        Kept::default()
    }
}

/// The experiment of a [`FindQuestion`].
pub struct FindExperiment {
    stages: [Stage; 1],
}

/// What is counted of the worlds in which the condition holds.
#[derive(Clone, Debug, Default)]
pub struct FindTally {
    first: Vec<World>,
    left: Left,
    stops: Stops,
}

impl Experiment for FindExperiment {
    type Tally = FindTally;
    type Report = Found;

    fn stages(&self) -> &[Stage] {
        &self.stages
    }

    fn chunk(&self, _: usize, seen: &[Batch]) -> FindTally {
        let first = seen[0].present().take(FOUND_NAMED).collect();
        FindTally { first, left: seen[0].left(), stops: seen[0].stops.clone() }
    }

    fn merge(into: &mut FindTally, later: FindTally) {
        into.first.extend(later.first);
        into.first.truncate(FOUND_NAMED);
        into.left.merge(later.left);
        into.stops.merge(later.stops);
    }

    fn finish(&self, counted: &[Counted<FindTally>]) -> Found {
        let Counted { tally, worlds, complete } = &counted[0];
        let failures = self.stages[0].plan.failures(&tally.stops, *complete);
        Found { first: tally.first.clone(), left: tally.left, worlds: *worlds, failures }
    }
}
