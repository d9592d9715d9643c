//! How often each thing happens: what is usual, and what is seldom, in the worlds of a model.

use std::collections::BTreeMap;

use presidium_engine::Outputs;
use presidium_lang::model::{Element, Model, RuleId};

use crate::experiment::{Counted, Experiment, Stage};
use crate::failures::{Failures, Stops};
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::worlds::Batch;

/// Something that a rule does: an event that happens, or a decision that takes an option.
pub type Deed = (RuleId, Element, Option<u32>);

/// How often rules do what they do.
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use presidium_lab::{Executor, Laboratory};
/// # use presidium_lang::{MemorySources, load};
/// use presidium_lab::{Request, UsualQuestion};
/// use presidium_lang::model::{Element, RuleId};
/// let text = "```presidium\nmodel \"T\" from 1953-01 to 1953-12\nevent rain\n    rate 2/year\n```\n";
/// let model = Arc::new(load(&MemorySources::new("t").with("t.md", text)).expect("a sound model").model);
/// let laboratory = Laboratory::new(model, Arc::new(Executor::new(1).expect("a thread")));
/// let usual = laboratory.ask(&Request::new(UsualQuestion, 1953, 1_000)).expect("nobody cancels").report;
/// let rain = (RuleId::new(0), Element(0), None);
/// assert!((1.7..2.0).contains(&usual.times_in_a_world(rain)), "in a month it rains once at most");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsualQuestion;

/// How often rules did what they did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Usual {
    /// How often each thing happened, in all completed worlds together.
    pub times: BTreeMap<Deed, u64>,
    /// Worlds that were completed.
    pub completed: u64,
    /// Worlds that were asked for, failed ones included.
    pub worlds: u64,
    /// Worlds that failed.
    pub failures: Failures,
}

impl Usual {
    /// How often something happens in a world, on average.
    pub fn times_in_a_world(&self, deed: Deed) -> f64 {
        self.times.get(&deed).map_or(0.0, |times| *times as f64) / self.completed as f64
    }

    /// How rare something is, in bits: 0 for what happens once in every world or oftener, 1 for what happens once in two worlds, 10 for
    /// what happens once in a thousand. What has not been seen counts as seen in one world more.
    pub fn rarity(&self, deed: Deed) -> f64 {
        let times = self.times.get(&deed).copied().unwrap_or(0);
        let worlds_to_one = (self.completed + 1) as f64 / (times + 1) as f64;
        (presidium_engine::math::ln(worlds_to_one) / std::f64::consts::LN_2).max(0.0)
    }
}

impl Question for UsualQuestion {
    type Experiment = UsualExperiment;

    fn experiment(&self, asked: &Asked<'_>) -> UsualExperiment {
        let outputs = Outputs { acts: true, ..Outputs::default() };
        UsualExperiment { stages: [asked.stage("", asked.plan_of(outputs), self)] }
    }

    fn kept(&self, _: &Model, _: u64) -> Kept {
        Kept::default()
    }
}

/// The experiment of a [`UsualQuestion`].
pub struct UsualExperiment {
    stages: [Stage; 1],
}

/// What is counted of what rules did.
#[derive(Clone, Debug, Default)]
pub struct UsualTally {
    times: BTreeMap<Deed, u64>,
    completed: u64,
    stops: Stops,
}

impl Experiment for UsualExperiment {
    type Tally = UsualTally;
    type Report = Usual;

    fn stages(&self) -> &[Stage] {
        &self.stages
    }

    fn chunk(&self, _: usize, seen: &[Batch]) -> UsualTally {
        let mut times = BTreeMap::new();
        for act in seen[0].all_acts() {
            *times.entry((act.rule, act.element, act.option)).or_default() += 1;
        }
        UsualTally { times, completed: seen[0].present().count() as u64, stops: seen[0].stops.clone() }
    }

    fn merge(into: &mut UsualTally, later: UsualTally) {
        for (deed, times) in later.times {
            *into.times.entry(deed).or_default() += times;
        }
        into.completed += later.completed;
        into.stops.merge(later.stops);
    }

    fn finish(&self, counted: &[Counted<UsualTally>]) -> Usual {
        let Counted { tally, worlds, complete } = &counted[0];
        let (times, completed) = (tally.times.clone(), tally.completed);
        let failures = self.stages[0].plan.failures(&tally.stops, *complete);
        Usual { times, completed, worlds: *worlds, failures }
    }
}
