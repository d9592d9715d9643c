//! Worlds with the parameters that were drawn for them.

use std::sync::Arc;

use presidium_engine::{Outputs, Scenario};
use presidium_lang::model::{Element, Model, VariableId};
use presidium_methods::slices::{Slices, usual};
use rayon::prelude::*;

use crate::effect::Effect;
use crate::executor::Executor;
use crate::experiment::Stage;
use crate::failures::Stops;
use crate::kept::Kept;
use crate::laboratory::Asked;
use crate::left::Left;
use crate::recorded::{by_parameter, drawn_parameters, read};
use crate::sensitivity::target::Target;
use crate::worlds::Batch;

/// How the worlds of a target are seen, with what was drawn for them.
#[derive(Debug)]
pub(crate) struct Sampler {
    pub model: Arc<Model>,
    pub of: Target,
    /// The parameters that were drawn, by column.
    pub drawn: Vec<(VariableId, Element)>,
    executor: Arc<Executor>,
}

/// What is seen of the worlds that count, world by world.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SampleTally {
    /// The target.
    pub(crate) outcome: Vec<f64>,
    /// For each drawn parameter its values.
    pub(crate) columns: Vec<Vec<f64>>,
    /// For each scenario beside the base what it does to the target.
    pub(crate) beside: Vec<Effect>,
    pub(crate) left: Left,
    /// Worlds that count in which the target is missing.
    pub(crate) missing: u64,
    pub(crate) stops: Stops,
}

impl Sampler {
    /// The worlds of the request, the first of them again under other scenarios.
    pub fn new(of: &Target, asked: &Asked<'_>, beside: Vec<Scenario>, worlds_beside: u64) -> (Sampler, Stage) {
        let model = asked.model().clone();
        let drawn = drawn_parameters(&model, asked.scenario);
        let parameters = drawn.iter().map(|&(variable, element)| read(&model, variable, element));
        let more = Outputs { finals: parameters.collect(), ..Outputs::default() };
        let plan = asked.plan_with_more(of.outputs(&model), more, beside.clone(), worlds_beside);
        let stage = asked.stage("", plan, &("sample", of, &drawn, &beside, worlds_beside));
        let executor = asked.laboratory.executor().clone();
        (Sampler { model, of: of.clone(), drawn, executor }, stage)
    }

    /// A number for the target and each parameter, twice while they are cut into slices.
    pub fn kept(model: &Model, scenario: &Scenario, again: bool, worlds: u64) -> Kept {
        Kept::of(2.0 + 1.3 * drawn_parameters(model, scenario).len() as f64, again, worlds)
    }

    pub fn chunk(&self, seen: &[Batch]) -> SampleTally {
        let (model, base) = (&self.model, &seen[0]);
        let outcome = self.of.values(model, base, base);
        let first = self.of.outputs(model).finals.len();
        let columns = (0..self.drawn.len()).map(|place| {
            let values = base.finals(first + place).zip(&outcome).filter(|(_, outcome)| outcome.is_some());
            values.map(|(value, _)| value.unwrap_or(f64::NAN)).collect()
        });
        let beside = seen[1..].iter().map(|with| {
            let mut effect = Effect::of_type(self.of.ty(model));
            let pairs = self.of.values(model, base, with).into_iter().zip(&outcome);
            pairs.filter_map(|(with, without)| with.zip(*without)).for_each(|(w, wo)| effect.push(w, wo));
            effect
        });
        SampleTally {
            columns: columns.collect(),
            beside: beside.collect(),
            left: base.left(),
            missing: self.of.missing(model, base),
            stops: base.stops.clone(),
            outcome: outcome.into_iter().flatten().collect(),
        }
    }

    /// Each column in slices of as many worlds.
    pub fn sliced(&self, tally: &SampleTally) -> Vec<Slices> {
        let count = usual(tally.outcome.len());
        self.on_all_threads(&tally.columns, |column| Slices::of(column, count))
    }

    /// Does the same with each of some things, in their order.
    pub fn on_all_threads<T: Sync, U: Send>(&self, things: &[T], job: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
        self.executor.install(|| things.par_iter().map(job).collect())
    }

    /// The columns of each parameter, in document order.
    pub fn groups(&self) -> Vec<(VariableId, Vec<usize>)> {
        by_parameter(&self.drawn)
    }
}

impl SampleTally {
    pub(crate) fn merge(&mut self, later: SampleTally) {
        self.outcome.extend(later.outcome);
        self.columns.iter_mut().zip(later.columns).for_each(|(column, more)| column.extend(more));
        self.beside.iter_mut().zip(&later.beside).for_each(|(effect, more)| effect.merge(more));
        self.left.merge(later.left);
        self.missing += later.missing;
        self.stops.merge(later.stops);
    }
}
