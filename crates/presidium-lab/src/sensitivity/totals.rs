//! What a parameter does together with others and with luck: it is drawn anew by itself, all else staying (pick and freeze).
//!
//! The *total index* is the share of what differs between worlds that stays if all else is known, by Jansen 1999: half the mean square of
//! what drawing it anew does, over the variance. Of a truth it is the share of worlds in which it comes out otherwise, over that of worlds that have
//! nothing in common.
//!
//! The *first-order index* is asked for beside it: what would go if the parameter were known. It takes as many worlds again, which share
//! with the others only the parameter that was drawn anew, neither luck nor any other (Saltelli et al. 2010).

use std::sync::Arc;

use presidium_engine::{Outputs, Scenario};
use presidium_lang::model::{Model, Redraw, VariableId};

use crate::effect::Effect;
use crate::experiment::{Counted, Experiment, Stage};
use crate::failures::{Failures, Stops};
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::left::Left;
use crate::plan::Plan;
use crate::sensitivity::NEXT_SEED;
use crate::sensitivity::target::Target;
use crate::statistics::Estimate;
use crate::worlds::Batch;
use presidium_methods::saltelli::indices;

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
    /// The first-order index, if it is asked for.
    pub first: Option<Estimate>,
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
/// let question = TotalsQuestion { of: Target::Claim(0), parameters, first: true };
/// let found = laboratory.ask(&Request::new(question, 1953, 1_000)).expect("nobody cancels").report;
/// let [bias, idle] = [0, 1].map(|place| found.parameters[place].index().value);
/// assert!(bias > 0.9 && idle < 0.05);
/// assert!(found.parameters[0].first.expect("it is asked for").value > 0.9);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TotalsQuestion {
    /// What is asked about.
    pub of: Target,
    /// Each is drawn anew by itself.
    pub parameters: Vec<VariableId>,
    /// First-order indices too.
    pub first: bool,
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
        let mut stages = vec![asked.stage(if self.first { "drawn anew" } else { "" }, plan, self)];
        if self.first {
            let others = asked.plan_of(self.of.outputs(model));
            let others = Plan { condition: others.condition, ..Plan::of(others.base, seed, asked.worlds) };
            stages.push(asked.stage("other worlds", others, &(self, seed)));
        }
        TotalsExperiment { model: model.clone(), question: self.clone(), stages }
    }

    fn kept(&self, _: &Model, worlds: u64) -> Kept {
        let values = if self.first { 2.0 + self.parameters.len() as f64 } else { 0.0 };
        Kept::of(values, true, worlds)
    }
}

/// The experiment of a [`TotalsQuestion`].
pub struct TotalsExperiment {
    model: Arc<Model>,
    question: TotalsQuestion,
    stages: Vec<Stage>,
}

/// What drawing each parameter anew does.
#[derive(Clone, Debug, PartialEq)]
pub struct TotalsTally {
    effects: Vec<Effect>,
    /// The target world by world, as it falls and with each parameter drawn anew, if first-order indices are asked for; not a number
    /// where there is none.
    values: Vec<Vec<f64>>,
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
        let runs = seen.iter().filter(|_| self.question.first);
        let values = runs.map(|run| of.values(model, base, run).into_iter().map(|of| of.unwrap_or(f64::NAN)).collect());
        TotalsTally {
            values: values.collect(),
            effects: effects.collect(),
            left: base.left(),
            stops: base.stops.clone(),
        }
    }

    fn merge(into: &mut TotalsTally, later: TotalsTally) {
        into.effects.iter_mut().zip(&later.effects).for_each(|(effect, more)| effect.merge(more));
        into.values.iter_mut().zip(later.values).for_each(|(values, more)| values.extend(more));
        into.left.merge(later.left);
        into.stops.merge(later.stops);
    }

    fn finish(&self, counted: &[Counted<TotalsTally>]) -> Totals {
        let Counted { tally, worlds, complete } = &counted[0];
        let parameters = self.question.parameters.iter().zip(&tally.effects).enumerate();
        let others = counted.get(1).and_then(|counted| counted.tally.values.first());
        let total = |(place, (&parameter, &effect)): (usize, (&VariableId, &Effect))| {
            let first = others.and_then(|others| first_order(&tally.values, others, place));
            Total { parameter, effect, first }
        };
        Totals {
            parameters: parameters.map(total).collect(),
            worlds: *worlds,
            left: tally.left,
            failures: self.stages[0].plan.failures(&tally.stops, *complete),
        }
    }
}

/// Worlds are drawn again so often, for the intervals.
const RESAMPLES: usize = 200;

/// The first-order index of a parameter, by its place, in the worlds that have an outcome in all runs.
fn first_order(values: &[Vec<f64>], others: &[f64], place: usize) -> Option<Estimate> {
    let (own, mixed) = (values.first()?, values.get(1 + place)?);
    let triples = own.iter().zip(others).zip(mixed);
    let whole = triples.filter(|((own, other), mixed)| own.is_finite() && other.is_finite() && mixed.is_finite());
    let ((own, others), mixed): ((Vec<f64>, Vec<f64>), Vec<f64>) = whole.unzip();
    let found = indices(&own, &others, &[mixed], RESAMPLES, 1).first()?.first;
    Some(Estimate { value: found.value, low: found.low, high: found.high })
}
