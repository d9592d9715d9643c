//! Luck against parameters: the same parameters with other luck, and the same luck with other parameters.
//!
//! The worlds of the request are run again with the luck of other seeds and their own parameters, and with their own luck and the parameters of
//! other seeds. What lies between worlds of the same parameters hangs on parameters alone, what lies between worlds of the same luck
//! on luck alone; the rest on which luck meets which parameters. A condition is judged of each run of a world by itself.

use std::sync::Arc;

use presidium_engine::{Outputs, Scenario};
use presidium_lang::model::{Model, Redraw};
use presidium_methods::Interval;
use presidium_methods::nested::between;

use crate::experiment::{Counted, Experiment, Stage};
use crate::failures::{Failures, Stops};
use crate::forced::Void;
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::left::Left;
use crate::plan::Plan;
use crate::sensitivity::NEXT_SEED;
use crate::sensitivity::target::{Target, mean_of};
use crate::statistics::Estimate;
use crate::worlds::Batch;

/// Worlds are drawn again so often, for the intervals.
const RESAMPLES: usize = 200;

/// What hangs on luck, and what on parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Luck {
    /// The mean over the worlds as they fall.
    pub mean: Estimate,
    /// The share of the variance that hangs on parameters alone, whatever the luck.
    pub parameters: Estimate,
    /// The share that hangs on luck alone, whatever the parameters.
    pub luck: Estimate,
    /// So many times each world was run with its parameters, and with its luck.
    pub times: u64,
    /// Worlds that count, as they fall.
    pub counted: u64,
    /// Worlds asked for, failed ones included.
    pub worlds: u64,
    /// Worlds that the condition of the request leaves, as they fall.
    pub left: Left,
    /// Worlds that failed as they fall.
    pub failures: Failures,
    /// Why the answer says nothing, if so.
    pub void: Option<Void>,
}

impl Luck {
    /// The share that hangs on which luck meets which parameters.
    pub fn together(&self) -> f64 {
        1.0 - self.parameters.value - self.luck.value
    }
}

/// What hangs on luck, and what on parameters.
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use presidium_lang::{MemorySources, load};
/// use presidium_lab::{Executor, Laboratory, LuckQuestion, Request, Target};
/// let text = "```presidium\nmodel \"Coin\" from 1950-01 to 1950-02\nparam bias : 1 ~ uniform(0, 1) assumption\n\
///             draw luck per world ~ uniform(0, 1)\nlet both : 1 = bias + 3 * luck\n\
///             claim A1 event \"It is high\"\n  role structural\n  holds at(both, 1950-02) > 2\n```\n";
/// let model = load(&MemorySources::new("coin").with("model.md", text)).expect("a sound model").model;
/// let laboratory = Laboratory::new(Arc::new(model), Arc::new(Executor::new(1).expect("a thread")));
/// let found = laboratory.ask(&Request::new(LuckQuestion { of: Target::Claim(0), times: 4 }, 1953, 500));
/// let found = found.expect("nobody cancels").report;
/// assert!(found.luck.value > 0.7 && found.parameters.value < 0.2);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct LuckQuestion {
    /// What is asked about.
    pub of: Target,
    /// So many times each world is run with its own parameters, and with its own luck; at least twice.
    pub times: u64,
}

impl Question for LuckQuestion {
    type Experiment = LuckExperiment;

    fn experiment(&self, asked: &Asked<'_>) -> LuckExperiment {
        let model = asked.model();
        let outputs = self.of.outputs(model);
        let base = asked.plan_of(Outputs { acts: false, ..outputs });
        let runner = base.base.clone();
        let again = |seed: u64, drawn: u64| -> Stage {
            let mut scenario: Scenario = asked.scenario.clone();
            // What the scenario draws anew itself stays as it is.
            scenario.redraw.insert(0, Redraw { parameter: None, seed: drawn });
            scenario.rows = scenario.rows.map(|rows| rows.of_seed(asked.seed));
            let plan = Plan { condition: base.condition, ..Plan::of(runner.under(scenario), seed, asked.worlds) };
            asked.stage(if seed == asked.seed { "other parameters" } else { "other luck" }, plan, &(self, seed, drawn))
        };
        let seeds = (1..self.times.max(2)).map(|time| asked.seed.wrapping_add(time * NEXT_SEED));
        let both = seeds.flat_map(|other| [again(other, asked.seed), again(asked.seed, other)]);
        let stages = both.collect::<Vec<_>>();
        let first = asked.stage("as it falls", base, &(self, asked.seed));
        LuckExperiment {
            model: model.clone(),
            question: self.clone(),
            void: self.of.void(model, asked.scenario),
            stages: std::iter::once(first).chain(stages).collect(),
        }
    }

    fn kept(&self, _: &Model, worlds: u64) -> Kept {
        Kept::of(2.0 * self.times.max(2) as f64, false, worlds)
    }
}

/// The experiment of a [`LuckQuestion`]: the worlds as they fall, then by turns with other luck and with other parameters.
pub struct LuckExperiment {
    model: Arc<Model>,
    question: LuckQuestion,
    void: Option<Void>,
    stages: Vec<Stage>,
}

/// The target, world by world; not a number where the world does not count.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LuckTally {
    outcome: Vec<f64>,
    left: Left,
    stops: Stops,
}

impl Experiment for LuckExperiment {
    type Tally = LuckTally;
    type Report = Luck;

    fn stages(&self) -> &[Stage] {
        &self.stages
    }

    fn chunk(&self, _: usize, seen: &[Batch]) -> LuckTally {
        let values = self.question.of.values(&self.model, &seen[0], &seen[0]);
        LuckTally {
            outcome: values.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect(),
            left: seen[0].left(),
            stops: seen[0].stops.clone(),
        }
    }

    fn merge(into: &mut LuckTally, later: LuckTally) {
        into.outcome.extend(later.outcome);
        into.left.merge(later.left);
        into.stops.merge(later.stops);
    }

    fn finish(&self, counted: &[Counted<LuckTally>]) -> Luck {
        let Counted { tally, worlds, complete } = &counted[0];
        let ty = self.question.of.ty(&self.model);
        let own: Vec<f64> = tally.outcome.iter().copied().filter(|value| value.is_finite()).collect();
        let share = |first: usize| {
            let others = counted.iter().skip(first).step_by(2);
            estimate(between(&groups(&tally.outcome, others), RESAMPLES, 1))
        };
        Luck {
            mean: mean_of(ty, own.iter().copied()),
            parameters: share(1),
            luck: share(2),
            times: self.question.times.max(2),
            counted: own.len() as u64,
            worlds: *worlds,
            left: tally.left,
            failures: self.stages[0].plan.failures(&tally.stops, *complete),
            void: self.void,
        }
    }
}

/// For each world what came of it as it falls and in other runs, as far as these have come.
fn groups<'a>(own: &[f64], others: impl Iterator<Item = &'a Counted<LuckTally>>) -> Vec<Vec<f64>> {
    let mut groups: Vec<Vec<f64>> = own.iter().map(|value| vec![*value]).collect();
    for other in others {
        groups.iter_mut().zip(&other.tally.outcome).for_each(|(group, value)| group.push(*value));
    }
    groups.iter_mut().for_each(|group| group.retain(|value| value.is_finite()));
    groups
}

fn estimate(of: Interval) -> Estimate {
    Estimate { value: of.value, low: of.low, high: of.high }
}
