//! What a parameter does together with others and with luck: it is drawn anew by itself, all else staying (pick and freeze).
//!
//! The *total index* is the share of what differs between worlds that stays if all else is known, by Jansen 1999: half the mean square of
//! what drawing it anew does, over the variance. Of a truth it is the share of worlds in which it comes out otherwise, over that of worlds that have
//! nothing in common.

use std::sync::Arc;

use presidium_engine::{Outputs, Scenario};
use presidium_lang::model::{Model, Redraw, VariableId};

use crate::effect::Effect;
use crate::experiment::{Counted, Experiment, Stage};
use crate::failures::{Failures, Stops};
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::left::Left;
use crate::sensitivity::target::Target;
use crate::statistics::Estimate;
use crate::worlds::Batch;

/// From the seed of the worlds to that by which parameters are drawn anew.
const NEXT_SEED: u64 = 1_000_003;

/// What parameters do with all that they meet.
#[derive(Clone, Debug, PartialEq)]
pub struct Totals {
    /// One for each parameter asked for, in that order.
    pub parameters: Vec<Total>,
    /// Worlds asked for, failed ones included.
    pub worlds: u64,
    /// Worlds that the condition of the request leaves, as they fall.
    pub left: Left,
    /// Worlds that failed as they fall.
    pub failures: Failures,
}

/// A parameter that was drawn anew.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Total {
    /// All its numbers together.
    pub parameter: VariableId,
    /// What that does in the same worlds.
    pub effect: Effect,
}

impl Total {
    /// The total index with its interval. The interval takes the variance for known.
    pub fn index(&self) -> Estimate {
        let scaled = |of: Estimate, by: f64| match by > 0.0 {
            true => Estimate { value: of.value / by, low: of.low / by, high: of.high / by },
            false => Estimate { value: 0.0, low: 0.0, high: 0.0 },
        };
        match self.effect {
            Effect::OnTruth(truths) => {
                let share = truths.without().wilson().value;
                scaled(self.effect.changed().wilson(), 2.0 * share * (1.0 - share))
            }
            Effect::OnQuantity(differences) => {
                let (moments, without) = (differences.difference, differences.without);
                let square = moments.variance() + moments.mean * moments.mean;
                // As if differences were normal: the spread of their squares is the root of two times as large.
                let half = 1.96 * square * (2.0 / moments.count.max(1) as f64).sqrt();
                let square = Estimate { value: square, low: square - half, high: square + half };
                scaled(square, 2.0 * without.variance())
            }
        }
    }
}

/// What parameters do with all that they meet.
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use presidium_lang::{MemorySources, load};
/// use presidium_lab::{Executor, Laboratory, Request, Target, TotalsQuestion};
/// let text = "```presidium\nmodel \"Coin\" from 1950-01 to 1950-02\nparam bias : 1 ~ uniform(0, 1) assumption\n\
///             param idle : 1 ~ uniform(0, 1) assumption\nlet both : 1 = bias + 0.001 * idle\n\
///             claim A1 event \"It is high\"\n  role structural\n  holds at(both, 1950-02) > 0.5\n```\n";
/// let model = load(&MemorySources::new("coin").with("model.md", text)).expect("a sound model").model;
/// let parameters = ["bias", "idle"].map(|name| model.variable(name).expect("it is declared")).to_vec();
/// let laboratory = Laboratory::new(Arc::new(model), Arc::new(Executor::new(1).expect("a thread")));
/// let question = TotalsQuestion { of: Target::Claim(0), parameters };
/// let found = laboratory.ask(&Request::new(question, 1953, 1_000)).expect("nobody cancels").report;
/// let [bias, idle] = [0, 1].map(|place| found.parameters[place].index().value);
/// assert!(bias > 0.9 && idle < 0.05);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TotalsQuestion {
    /// What is asked about.
    pub of: Target,
    /// Each is drawn anew by itself.
    pub parameters: Vec<VariableId>,
}

impl Question for TotalsQuestion {
    type Experiment = TotalsExperiment;

    fn experiment(&self, asked: &Asked<'_>) -> TotalsExperiment {
        let model = asked.model();
        let seed = asked.seed.wrapping_add(NEXT_SEED);
        let beside = self.parameters.iter().map(|&parameter| {
            let redraw = Redraw { parameter: Some(parameter), seed };
            Scenario {
                redraw: asked.scenario.redraw.iter().copied().chain([redraw]).collect(),
                ..asked.scenario.clone()
            }
        });
        let outputs = Outputs { acts: true, ..self.of.outputs(model) };
        let plan = asked.plan(outputs, beside.collect(), asked.worlds, false);
        TotalsExperiment { model: model.clone(), question: self.clone(), stages: [asked.stage("", plan, self)] }
    }

    fn kept(&self, _: &Model, worlds: u64) -> Kept {
        Kept::of(0.0, true, worlds)
    }
}

/// The experiment of a [`TotalsQuestion`].
pub struct TotalsExperiment {
    model: Arc<Model>,
    question: TotalsQuestion,
    stages: [Stage; 1],
}

/// What drawing each parameter anew does.
#[derive(Clone, Debug, PartialEq)]
pub struct TotalsTally {
    effects: Vec<Effect>,
    left: Left,
    stops: Stops,
}

impl Experiment for TotalsExperiment {
    type Tally = TotalsTally;
    type Report = Totals;

    fn stages(&self) -> &[Stage] {
        &self.stages
    }

    fn chunk(&self, _: usize, seen: &[Batch]) -> TotalsTally {
        let (model, of, base) = (&self.model, &self.question.of, &seen[0]);
        let without = of.values(model, base, base);
        let effects = seen[1..].iter().map(|with| {
            let mut effect = Effect::of_type(of.ty(model));
            let pairs = of.values(model, base, with).into_iter().zip(&without);
            pairs.filter_map(|(with, without)| with.zip(*without)).for_each(|(w, wo)| effect.push(w, wo));
            effect
        });
        TotalsTally { effects: effects.collect(), left: base.left(), stops: base.stops.clone() }
    }

    fn merge(into: &mut TotalsTally, later: TotalsTally) {
        into.effects.iter_mut().zip(&later.effects).for_each(|(effect, more)| effect.merge(more));
        into.left.merge(later.left);
        into.stops.merge(later.stops);
    }

    fn finish(&self, counted: &[Counted<TotalsTally>]) -> Totals {
        let Counted { tally, worlds, complete } = &counted[0];
        let parameters = self.question.parameters.iter().zip(&tally.effects);
        Totals {
            parameters: parameters.map(|(&parameter, &effect)| Total { parameter, effect }).collect(),
            worlds: *worlds,
            left: tally.left,
            failures: self.stages[0].plan.failures(&tally.stops, *complete),
        }
    }
}
