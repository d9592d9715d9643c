//! The one place that knows how a range of worlds is run.
//!
//! Everything above asks for finals and monthly values and reads them by world; which of the engine's two ways
//! produced them does not show.

use std::ops::Range;

use presidium_engine::oracle::{WorldResult, run_world};
use presidium_engine::{Failure, Outputs, Scenario};
use presidium_lang::model::Model;

use crate::ensemble::LabError;

/// A model as changed, ready to run.
pub(crate) struct Runner<'m> {
    model: &'m Model,
    scenario: Scenario,
    outputs: Outputs,
}

/// What was seen of the worlds of one chunk. A world that failed has no values.
pub(crate) struct Batch {
    worlds: Vec<Option<WorldResult>>,
    pub(crate) failures: Vec<Failure>,
}

impl<'m> Runner<'m> {
    pub(crate) fn new(model: &'m Model, scenario: Scenario, outputs: Outputs) -> Result<Self, LabError> {
        Ok(Runner { model, scenario, outputs })
    }

    pub(crate) fn run(&self, seed: u64, range: Range<u64>) -> Batch {
        let mut failures = vec![];
        let worlds = range.map(|world| {
            let result = run_world(self.model, &self.scenario, seed, world, &self.outputs, None);
            result.map_err(|failure| failures.push(failure)).ok()
        });
        Batch { worlds: worlds.collect(), failures }
    }
}

impl Batch {
    /// Worlds of the chunk, failed ones included.
    pub(crate) fn len(&self) -> usize {
        self.worlds.len()
    }

    /// One final, world by world; none where the world failed.
    pub(crate) fn finals(&self, index: usize) -> impl Iterator<Item = Option<f64>> {
        self.worlds.iter().map(move |world| world.as_ref().map(|world| world.finals[index]))
    }

    /// One monthly output in one month (counted from the model's first) of one world of the chunk.
    pub(crate) fn monthly(&self, index: usize, month: usize, world: usize) -> Option<f64> {
        self.worlds[world].as_ref().map(|world| world.monthly[index][month])
    }
}
