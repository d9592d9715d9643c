//! At which value of a parameter an answer turns: the same worlds with the parameter set to one value after the other.
//!
//! Setting a parameter is an intervention; a condition of the request chooses the worlds as they fall without it.

use std::sync::Arc;

use presidium_engine::distribution::Quantile;
use presidium_engine::{Outputs, Scenario};
use presidium_lang::model::{Change, Element, Model, Prior, Priors, Shape, Type, VariableId, VariableKind};

use crate::effect::Effect;
use crate::experiment::{Counted, Experiment, Stage};
use crate::failures::{Failures, Stops};
use crate::forced::Void;
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::left::Left;
use crate::sensitivity::target::{Target, mean_of};
use crate::statistics::Estimate;
use crate::worlds::Batch;

/// Between these parts of its prior a parameter is moved, if nobody says between which values.
const WHOLE: [f64; 2] = [0.01, 0.99];

/// What a source thinks likely: these parts of the prior, and its middle.
const SOURCED: [f64; 3] = [0.05, 0.5, 0.95];

/// How an answer goes with a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Tipping {
    /// From the lowest to the highest value of the parameter.
    pub points: Vec<TippingPoint>,
    /// Where the answer passes what was asked for, from the lowest value on.
    pub turns: Vec<Turn>,
    /// What it must pass: a share of worlds, or a quantity in base units; none if it is asked of nothing.
    pub threshold: Option<f64>,
    /// As the worlds fall, with the parameter as it is drawn.
    pub mean: Estimate,
    /// The highest value against the lowest, in the same worlds.
    pub across: Effect,
    /// The 5, 50 and 95 % points of the prior, if it is known without a run.
    pub sourced: Option<[f64; 3]>,
    /// Worlds that count.
    pub counted: u64,
    /// Worlds asked for, failed ones included.
    pub worlds: u64,
    /// Worlds that the condition of the request leaves.
    pub left: Left,
    /// Worlds that failed with the parameter as it is drawn.
    pub failures: Failures,
    /// Worlds that failed with one of the values, counted once for each.
    pub failures_with: u64,
    /// Why the answer says nothing, if so.
    pub void: Option<Void>,
}

/// The answer at one value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TippingPoint {
    /// Of the parameter, in base units.
    pub value: f64,
    /// The mean of what is asked about.
    pub mean: Estimate,
    /// Against the same worlds with the parameter as it is drawn.
    pub effect: Effect,
}

/// Where an answer passes a threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    /// The value of the parameter, between two points by a straight line.
    pub value: f64,
    /// Where the ends of the interval pass it: between these values the worlds do not decide. Infinite where one does not pass it.
    pub between: (f64, f64),
    /// From there on the answer is above the threshold.
    pub rises: bool,
}

/// At which value an answer turns.
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use presidium_lang::model::Element;
/// # use presidium_lang::{MemorySources, load};
/// use presidium_lab::{Executor, Laboratory, Request, Target, TippingQuestion};
/// let text = "```presidium\nmodel \"Coin\" from 1950-01 to 1950-02\nparam bias : 1 ~ uniform(0, 1) assumption\n\
///             param other : 1 ~ uniform(0, 1) assumption\nlet both : 1 = bias + other\n\
///             claim A1 event \"It is high\"\n  role structural\n  holds at(both, 1950-02) > 0.8\n```\n";
/// let model = load(&MemorySources::new("coin").with("model.md", text)).expect("a sound model").model;
/// let parameter = (model.variable("bias").expect("it is declared"), Element(0));
/// let laboratory = Laboratory::new(Arc::new(model), Arc::new(Executor::new(1).expect("a thread")));
/// let question =
///     TippingQuestion { of: Target::Claim(0), parameter, range: None, points: 9, threshold: Some(0.5) };
/// let found = laboratory.ask(&Request::new(question, 1953, 1_000)).expect("nobody cancels").report;
/// assert!((found.turns[0].value - 0.3).abs() < 0.05 && found.turns[0].rises);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TippingQuestion {
    /// What is asked about.
    pub of: Target,
    /// One number of a parameter.
    pub parameter: (VariableId, Element),
    /// Between which values it is moved, in base units; between the 1 and the 99 % point of its prior if there are none.
    pub range: Option<(f64, f64)>,
    /// To how many values; at least two.
    pub points: usize,
    /// What the answer must pass to turn.
    pub threshold: Option<f64>,
}

impl TippingQuestion {
    /// The values of the parameter, from the lowest to the highest; none if its prior is computed in each world and nobody says between which
    /// values it is to be moved, or if it has only one value.
    pub fn values(&self, model: &Model, scenario: &Scenario) -> Option<Vec<f64>> {
        let points = self.points.max(2);
        let level = |point: usize| point as f64 / (points - 1) as f64;
        let (low, high) = match self.range {
            Some((low, high)) => (low, high),
            None => {
                let quantile = Quantile::new(prior_of(model, scenario, self.parameter)?).ok()?;
                (quantile.at(WHOLE[0]), quantile.at(WHOLE[1]))
            }
        };
        (low < high && low.is_finite() && high.is_finite())
            .then(|| (0..points).map(|point| low + (high - low) * level(point)).collect())
    }
}

/// The prior of a number under a scenario; none if it is computed in each world, or is that of no parameter.
pub fn prior_of<'a>(
    model: &'a Model,
    scenario: &'a Scenario,
    (variable, element): (VariableId, Element),
) -> Option<&'a Prior> {
    let VariableKind::Parameter { readings, .. } = &model.variables[variable].kind else { return None };
    let of_reading = |reading: usize| match &readings.get(reading)?.priors {
        Priors::Known(priors) => priors.get(element.index()),
        Priors::Computed(_) => None,
    };
    let mut prior = of_reading(0);
    for change in &scenario.changes {
        match change {
            Change::Reading { variable: of, reading } if *of == variable => prior = of_reading(*reading),
            Change::Parameter { variable: of, element: only, prior: set }
                if *of == variable && only.is_none_or(|only| only == element) =>
            {
                prior = Some(set);
            }
            _ => {}
        }
    }
    prior
}

impl Question for TippingQuestion {
    type Experiment = TippingExperiment;

    fn experiment(&self, asked: &Asked<'_>) -> TippingExperiment {
        let model = asked.model();
        let values = self.values(model, asked.scenario).unwrap_or_default();
        let beside = values.iter().map(|&value| {
            let (variable, element) = self.parameter;
            let prior = Prior { shape: Shape::Fixed(value), low: None, high: None };
            let set = Change::Parameter { variable, element: Some(element), prior };
            let changes = asked.scenario.changes.iter().cloned().chain([set]).collect();
            Scenario { changes, ..asked.scenario.clone() }
        });
        let outputs = Outputs { acts: true, ..self.of.outputs(model) };
        let plan = asked.plan(outputs, beside.collect(), asked.worlds, false);
        let sourced = prior_of(model, asked.scenario, self.parameter)
            .and_then(|prior| Quantile::new(prior).ok())
            .map(|quantile| SOURCED.map(|level| quantile.at(level)));
        TippingExperiment {
            ty: self.of.ty(model).clone(),
            void: self.of.void(model, asked.scenario),
            question: self.clone(),
            stages: [asked.stage("", plan, self)],
            values,
            sourced,
            model: model.clone(),
        }
    }

    /// The answer at each value.
    fn kept(&self, _: &Model, worlds: u64) -> Kept {
        Kept::of(1.0 + self.points as f64, true, worlds)
    }
}

/// The experiment of a [`TippingQuestion`].
pub struct TippingExperiment {
    model: Arc<Model>,
    question: TippingQuestion,
    ty: Type,
    values: Vec<f64>,
    sourced: Option<[f64; 3]>,
    void: Option<Void>,
    stages: [Stage; 1],
}

/// What is seen of the worlds that were completed with every value.
#[derive(Clone, Debug, PartialEq)]
pub struct TippingTally {
    /// As the worlds fall.
    base: Vec<f64>,
    /// For each value of the parameter the answer in the same worlds; not a number where it is missing.
    at: Vec<Vec<f64>>,
    left: Left,
    stops: Stops,
    stops_with: u64,
}

impl Experiment for TippingExperiment {
    type Tally = TippingTally;
    type Report = Tipping;

    fn stages(&self) -> &[Stage] {
        &self.stages
    }

    fn chunk(&self, _: usize, seen: &[Batch]) -> TippingTally {
        let (of, base) = (&self.question.of, &seen[0]);
        let values = of.values(&self.model, base, base);
        let present: Vec<bool> = values.iter().map(Option::is_some).collect();
        let in_worlds = |values: Vec<Option<f64>>| {
            let of_present = values.into_iter().zip(&present).filter(|(_, present)| **present);
            of_present.map(|(value, _)| value.unwrap_or(f64::NAN)).collect::<Vec<f64>>()
        };
        TippingTally {
            base: in_worlds(values),
            at: seen[1..].iter().map(|with| in_worlds(of.values(&self.model, base, with))).collect(),
            left: base.left(),
            stops: base.stops.clone(),
            stops_with: seen[1..].iter().map(|with| with.stops.count().worlds).sum(),
        }
    }

    fn merge(into: &mut TippingTally, later: TippingTally) {
        into.base.extend(later.base);
        into.at.iter_mut().zip(later.at).for_each(|(values, more)| values.extend(more));
        into.left.merge(later.left);
        into.stops.merge(later.stops);
        into.stops_with += later.stops_with;
    }

    fn finish(&self, counted: &[Counted<TippingTally>]) -> Tipping {
        let Counted { tally, worlds, complete } = &counted[0];
        let effect = |with: &[f64], without: &[f64]| {
            let mut effect = Effect::of_type(&self.ty);
            let pairs = with.iter().zip(without).filter(|(with, without)| with.is_finite() && without.is_finite());
            pairs.for_each(|(with, without)| effect.push(*with, *without));
            effect
        };
        let mean = |values: &[f64]| mean_of(&self.ty, values.iter().copied().filter(|value| value.is_finite()));
        let points: Vec<TippingPoint> = self
            .values
            .iter()
            .zip(&tally.at)
            .map(|(&value, at)| TippingPoint { value, mean: mean(at), effect: effect(at, &tally.base) })
            .collect();
        let across = match (tally.at.first(), tally.at.last()) {
            (Some(lowest), Some(highest)) => effect(highest, lowest),
            _ => Effect::of_type(&self.ty),
        };
        Tipping {
            turns: self.question.threshold.map_or(vec![], |threshold| turns(&points, threshold)),
            threshold: self.question.threshold,
            mean: mean(&tally.base),
            across,
            sourced: self.sourced,
            counted: tally.base.len() as u64,
            worlds: *worlds,
            left: tally.left,
            failures: self.stages[0].plan.failures(&tally.stops, *complete),
            failures_with: tally.stops_with,
            void: self.void,
            points,
        }
    }
}

/// Where the means pass a threshold.
fn turns(points: &[TippingPoint], threshold: f64) -> Vec<Turn> {
    let places = points.windows(2).filter_map(|pair| {
        let (before, after) = (pair[0].mean.value - threshold, pair[1].mean.value - threshold);
        let rises = before < 0.0 && after >= 0.0;
        let falls = before >= 0.0 && after < 0.0;
        (rises || falls).then(|| (pair[0].value + (pair[1].value - pair[0].value) * before / (before - after), rises))
    });
    places
        .map(|(value, rises)| {
            let (first, last) = match rises {
                // Rising, the upper end passes first.
                true => (
                    nearest(points, threshold, value, |mean| mean.high),
                    nearest(points, threshold, value, |mean| mean.low),
                ),
                false => (
                    nearest(points, threshold, value, |mean| mean.low),
                    nearest(points, threshold, value, |mean| mean.high),
                ),
            };
            let low = first.filter(|first| *first <= value).unwrap_or(f64::NEG_INFINITY);
            let high = last.filter(|last| *last >= value).unwrap_or(f64::INFINITY);
            Turn { value, between: (low, high), rises }
        })
        .collect()
}

/// Where an end of the interval passes the threshold, the place nearest to a value.
fn nearest(points: &[TippingPoint], threshold: f64, to: f64, end: impl Fn(&Estimate) -> f64) -> Option<f64> {
    let places = points.windows(2).filter_map(|pair| {
        let (before, after) = (end(&pair[0].mean) - threshold, end(&pair[1].mean) - threshold);
        ((before < 0.0) != (after < 0.0))
            .then(|| pair[0].value + (pair[1].value - pair[0].value) * before / (before - after))
    });
    places.min_by(|a, b| (a - to).abs().total_cmp(&(b - to).abs()))
}
