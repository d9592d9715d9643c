//! Elementary effects: along walks through the space of parameters one after the other is moved, all else staying.
//!
//! A walk begins at some point, and moves every parameter once over two thirds of the middle 90 of 100 of its prior. All points of a
//! walk meet the same luck, so that a step shows what the parameter does. All numbers of an indexed parameter are moved at once.

use std::sync::Arc;

use presidium_engine::math::normal_quantile;
use presidium_engine::{Outputs, Scenario};
use presidium_lang::model::{Change, Model, Rows, VariableId};
use presidium_methods::morris::{Walks, group_effects, group_walks};

use crate::calibration::Space;
use crate::experiment::{Counted, Experiment, Stage};
use crate::failures::{Failures, Stops};
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::plan::Plan;
use crate::recorded::{by_parameter, drawn_parameters};
use crate::sensitivity::target::Target;
use crate::statistics::Estimate;
use crate::worlds::Batch;

/// Between these parts of its prior a parameter is moved.
const MIDDLE: [f64; 2] = [0.05, 0.95];

/// Walks are drawn again so often, for the intervals.
const RESAMPLES: usize = 500;

/// What moving each parameter does.
#[derive(Clone, Debug, PartialEq)]
pub struct Morris {
    /// The strongest first.
    pub parameters: Vec<Moves>,
    /// Walks in which every point has an outcome; only these count.
    pub walks: usize,
    /// Worlds asked for, failed ones included.
    pub worlds: u64,
    /// Worlds that failed.
    pub failures: Failures,
}

/// What moving a parameter does, scaled to the middle 90 of 100 of its prior.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moves {
    /// The parameter.
    pub parameter: VariableId,
    /// So many numbers of it are moved at once.
    pub numbers: usize,
    /// μ*: the mean size of the effect.
    pub size: Estimate,
    /// μ: the mean effect; none of several numbers, which are moved both ways.
    pub mean: Option<f64>,
    /// σ: the spread of the effects from place to place.
    pub spread: Option<f64>,
}

/// What moving each parameter does.
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use presidium_lang::{MemorySources, load};
/// use presidium_lab::{Executor, Laboratory, MorrisQuestion, Request, Target, movable};
/// let text = "```presidium\nmodel \"Line\" from 1950-01 to 1950-02\nparam a : 1 ~ uniform(0, 1) assumption\n\
///             param b : 1 ~ uniform(0, 1) assumption\nlet line : 1 = 2 * a - b\n\
///             claim A1 event \"It is high\"\n  role structural\n  holds at(line, 1950-02) > 0.5\n```\n";
/// let model = load(&MemorySources::new("line").with("model.md", text)).expect("a sound model").model;
/// let parameters = movable(&model, &Default::default());
/// let laboratory = Laboratory::new(Arc::new(model), Arc::new(Executor::new(1).expect("a thread")));
/// let question = MorrisQuestion { of: Target::Claim(0), parameters, walks: 20, each: 1 };
/// let worlds = question.worlds();
/// let found = laboratory.ask(&Request::new(question, 1953, worlds)).expect("nobody cancels").report;
/// assert!(found.parameters[0].mean > Some(0.0) && found.parameters[1].mean < Some(0.0));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct MorrisQuestion {
    /// What is asked about.
    pub of: Target,
    /// Each is moved once in every walk.
    pub parameters: Vec<VariableId>,
    /// So many walks.
    pub walks: usize,
    /// So many worlds at each point.
    pub each: u64,
}

/// The parameters that can be moved: drawn by priors that are the same in all worlds, and of which the scenario says nothing.
pub fn movable(model: &Model, scenario: &Scenario) -> Vec<VariableId> {
    let is_said = |id: VariableId| {
        scenario.changes.iter().any(|change| match change {
            Change::Parameter { variable, .. } | Change::Reading { variable, .. } => *variable == id,
            _ => false,
        })
    };
    let drawn = by_parameter(&drawn_parameters(model, scenario)).into_iter().map(|(id, _)| id);
    drawn.filter(|id| !is_said(*id) && Space::of(model, &[*id]).latents() > 0).collect()
}

impl MorrisQuestion {
    /// The worlds of all points of all walks.
    pub fn worlds(&self) -> u64 {
        self.walks as u64 * (self.parameters.len() as u64 + 1) * self.each
    }

    fn spaces(&self, model: &Model) -> Vec<Space> {
        self.parameters.iter().map(|&parameter| Space::of(model, &[parameter])).collect()
    }

    fn scenario(&self, base: &Scenario, spaces: &[Space], walks: &Walks) -> Scenario {
        let all = spaces.iter().fold(Space::default(), |all, space| all.with(space.clone()));
        let luck = walks.points.iter().flatten().flat_map(|point| {
            let score = |part: &f64| normal_quantile(MIDDLE[0] + (MIDDLE[1] - MIDDLE[0]) * part);
            all.uniforms(&point.iter().map(score).collect::<Vec<f64>>())
        });
        let rows = Rows::new(all.columns().to_vec(), luck.collect(), self.each);
        let together = self.parameters.len() as u64 + 1;
        Scenario { rows: rows.map(|rows| rows.together(together)), ..base.clone() }
    }
}

impl Question for MorrisQuestion {
    type Experiment = MorrisExperiment;

    fn experiment(&self, asked: &Asked<'_>) -> MorrisExperiment {
        let model = asked.model().clone();
        let spaces = self.spaces(&model);
        let sizes: Vec<usize> = spaces.iter().map(Space::latents).collect();
        let walks = group_walks(&sizes, self.walks, asked.seed);
        let scenario = self.scenario(asked.scenario, &spaces, &walks);
        let base = asked.plan_of(Outputs { acts: false, ..self.of.outputs(&model) });
        let runner = base.base.under(scenario);
        let plan = Plan { condition: base.condition, ..Plan::of(runner, asked.seed, self.worlds()) };
        let numbers = spaces.iter().map(|space| space.columns().len()).collect();
        MorrisExperiment {
            stages: [asked.stage("walks", plan, self)],
            question: self.clone(),
            model,
            walks,
            sizes,
            numbers,
        }
    }

    fn kept(&self, _: &Model, worlds: u64) -> Kept {
        Kept::of(1.0, false, worlds)
    }
}

/// The experiment of a [`MorrisQuestion`].
pub struct MorrisExperiment {
    model: Arc<Model>,
    question: MorrisQuestion,
    walks: Walks,
    /// For each parameter the latent numbers behind it, and its own.
    sizes: Vec<usize>,
    numbers: Vec<usize>,
    stages: [Stage; 1],
}

/// The outcome of each world; not a number where there is none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MorrisTally {
    outcome: Vec<f64>,
    stops: Stops,
}

impl Experiment for MorrisExperiment {
    type Tally = MorrisTally;
    type Report = Morris;

    fn stages(&self) -> &[Stage] {
        &self.stages
    }

    fn chunk(&self, _: usize, seen: &[Batch]) -> MorrisTally {
        let values = self.question.of.values(&self.model, &seen[0], &seen[0]);
        let outcome = values.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect();
        MorrisTally { outcome, stops: seen[0].stops.clone() }
    }

    fn merge(into: &mut MorrisTally, later: MorrisTally) {
        into.outcome.extend(later.outcome);
        into.stops.merge(later.stops);
    }

    fn finish(&self, counted: &[Counted<MorrisTally>]) -> Morris {
        let Counted { tally, worlds, complete } = &counted[0];
        let outputs = self.outputs(&tally.outcome);
        let walks = Walks { points: self.walks.points[..outputs.len()].to_vec() };
        let found = group_effects(&walks, &self.sizes, &outputs, RESAMPLES, 1);
        let places = self.question.parameters.iter().zip(&self.numbers);
        let mut parameters: Vec<Moves> = places
            .zip(found)
            .map(|((&parameter, &numbers), of)| Moves {
                parameter,
                numbers,
                size: Estimate { value: of.mu_star.value, low: of.mu_star.low.max(0.0), high: of.mu_star.high },
                mean: Some(of.mu).filter(|mu| mu.is_finite()),
                spread: Some(of.sigma).filter(|sigma| sigma.is_finite()),
            })
            .collect();
        parameters.sort_by(|a, b| b.size.value.total_cmp(&a.size.value));
        Morris {
            parameters,
            walks: outputs.iter().filter(|walk| walk.iter().all(|output| output.is_finite())).count(),
            worlds: *worlds,
            failures: self.stages[0].plan.failures(&tally.stops, *complete),
        }
    }
}

impl MorrisExperiment {
    /// The mean at each point of each walk that has been run to its end; not a number where no world has an outcome.
    fn outputs(&self, outcome: &[f64]) -> Vec<Vec<f64>> {
        let mean = |worlds: &[f64]| {
            let told: Vec<f64> = worlds.iter().copied().filter(|value| value.is_finite()).collect();
            if told.is_empty() { f64::NAN } else { told.iter().sum::<f64>() / told.len() as f64 }
        };
        let points: Vec<f64> = outcome.chunks_exact(self.question.each as usize).map(mean).collect();
        points.chunks_exact(self.question.parameters.len() + 1).map(<[f64]>::to_vec).collect()
    }
}
