//! Bands: where the worlds lie, month by month, for any variable.
//!
//! Quantiles are exact, so every value is kept until its month is sorted. A pass over the worlds keeps at most
//! [`PASS_BYTES`]; more elements than fit are run in further passes, which cost time and not memory. Refused:
//! sketches of quantiles, whose answer would depend on the order in which the worlds came.

use std::sync::Arc;

use presidium_engine::Outputs;
use presidium_lang::model::{Element, Model, VariableId};

use crate::experiment::{Counted, Experiment, Stage};
use crate::failures::{Failures, Stops};
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::left::Left;
use crate::statistics::quantile;
use crate::worlds::Batch;

/// The quantiles of a band.
pub const LEVELS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Values kept in one pass over the worlds.
const PASS_BYTES: usize = 256 << 20;

/// Quantiles of one element of a variable.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// The variable.
    pub variable: VariableId,
    /// Row-major position among its elements.
    pub element: Element,
    /// For each month of the model the quantiles of [`LEVELS`], in base units.
    pub months: Vec<[f64; LEVELS.len()]>,
    /// For each month the completed worlds in which the value is missing; they are in no quantile.
    pub missing: Vec<u64>,
}

/// The bands asked for, in the order asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Bands {
    /// One for each element of a variable.
    pub bands: Vec<Band>,
    /// Worlds that the condition of the request leaves, of those that were completed.
    pub left: Left,
    /// Worlds asked for, failed ones included.
    pub worlds: u64,
    /// Worlds that failed; they are in no quantile.
    pub failures: Failures,
}

/// Which bands.
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use presidium_lang::clock::Step;
/// # use presidium_lang::model::Model;
/// use presidium_lab::{BandsQuestion, Executor, Laboratory, Request};
/// # let model = Model { first_step: Step::of_month(1953, 1), last_step: Step::of_month(1953, 12), ..Model::default() };
/// # let laboratory = Laboratory::new(Arc::new(model), Arc::new(Executor::new(1).expect("a thread")));
/// let bands = laboratory.ask(&Request::new(BandsQuestion::default(), 1953, 100)).expect("nobody cancels").report;
/// assert!(bands.bands.is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BandsQuestion {
    /// Variables of quantities or truths, each with a row-major position.
    pub wanted: Vec<(VariableId, Element)>,
}

impl Question for BandsQuestion {
    type Experiment = BandsExperiment;

    fn experiment(&self, asked: &Asked<'_>) -> BandsExperiment {
        let passes = self.wanted.chunks(per_pass(asked.model(), asked.worlds));
        let stages = passes.map(|pass| {
            let outputs = Outputs { monthly: pass.to_vec(), ..Outputs::default() };
            asked.stage("", asked.plan_of(outputs), &pass)
        });
        BandsExperiment {
            model: asked.model().clone(),
            question: self.clone(),
            stages: stages.collect(),
            per_pass: per_pass(asked.model(), asked.worlds),
        }
    }

    /// The values of one element in every month, which are sorted.
    fn kept(&self, model: &Model, worlds: u64) -> Kept {
        Kept::of(model.step_count() as f64, false, worlds)
    }
}

/// Elements in a pass over the worlds.
fn per_pass(model: &Model, worlds: u64) -> usize {
    let bytes_each = worlds as usize * model.step_count() * size_of::<f64>();
    (PASS_BYTES / bytes_each.max(1)).max(1)
}

/// The experiment of a [`BandsQuestion`].
pub struct BandsExperiment {
    model: Arc<Model>,
    question: BandsQuestion,
    stages: Vec<Stage>,
    per_pass: usize,
}

impl Experiment for BandsExperiment {
    type Tally = Vec<Batch>;
    type Report = Bands;

    fn stages(&self) -> &[Stage] {
        &self.stages
    }

    fn chunk(&self, _: usize, seen: &[Batch]) -> Vec<Batch> {
        seen.to_vec()
    }

    fn merge(into: &mut Vec<Batch>, later: Vec<Batch>) {
        into.extend(later);
    }

    fn finish(&self, counted: &[Counted<Vec<Batch>>]) -> Bands {
        let months = 0..self.model.step_count();
        let passes =
            self.question.wanted.chunks(self.per_pass).zip(counted).take_while(|(_, counted)| counted.worlds > 0);
        let bands = passes.flat_map(|(pass, Counted { tally, .. })| {
            let months = months.clone();
            pass.iter().enumerate().map(move |(index, &(variable, element))| Band {
                variable,
                element,
                months: months.clone().map(|month| month_quantiles(tally, index, month)).collect(),
                missing: months
                    .clone()
                    .map(|month| tally.iter().map(|batch| batch.missing_in(index, month)).sum())
                    .collect(),
            })
        });
        let mut all = Bands { bands: bands.collect(), left: Left::default(), worlds: 0, failures: Failures::default() };
        // All passes are over the same worlds.
        if let Some((stage, Counted { tally, worlds, complete })) = self.stages.iter().zip(counted).next() {
            let mut stops = Stops::default();
            tally.iter().for_each(|batch| stops.merge(batch.stops.clone()));
            tally.iter().for_each(|batch| all.left.merge(batch.left()));
            all.worlds = *worlds;
            all.failures = stage.plan.failures(&stops, *complete);
        }
        all
    }
}

fn month_quantiles(batches: &[Batch], index: usize, month: usize) -> [f64; LEVELS.len()] {
    let values = batches.iter().flat_map(|batch| (0..batch.len()).filter_map(move |w| batch.monthly(index, month, w)));
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_unstable_by(f64::total_cmp);
    LEVELS.map(|level| quantile(&sorted, level))
}
