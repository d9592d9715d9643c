//! The one place that knows how a range of worlds is run.
//!
//! Everything above asks for finals and monthly values and reads them by world. The vector engine runs them; for a
//! world that stopped, the oracle walks it once more to tell why.

use std::ops::Range;

use presidium_engine::oracle::run_world;
use presidium_engine::{Failure, Options, Outputs, Program, Scenario, Workspace};
use presidium_lang::model::Model;

use crate::ensemble::LabError;

/// A model as changed, compiled, ready to run.
pub(crate) struct Runner<'m> {
    model: &'m Model,
    scenario: Scenario,
    outputs: Outputs,
    program: Program,
}

/// What was seen of the worlds of one chunk. A world that failed has no values.
pub(crate) struct Batch {
    batch: presidium_engine::Batch,
    failed: Vec<bool>,
    pub(crate) failures: Vec<Failure>,
}

impl<'m> Runner<'m> {
    pub(crate) fn new(model: &'m Model, scenario: Scenario, outputs: Outputs) -> Result<Self, LabError> {
        let program = Program::compile(model, &scenario, &outputs, &Options::default());
        Ok(Runner { model, scenario, outputs, program })
    }

    pub(crate) fn run(&self, seed: u64, range: Range<u64>) -> Batch {
        let first = range.start;
        let batch = self.program.run(seed, range, &mut Workspace::default());
        let mut failed = vec![false; (batch.worlds.end - first) as usize];
        for stopped in &batch.stopped {
            failed[(stopped.world - first) as usize] = true;
        }
        let reason = |world| run_world(self.model, &self.scenario, seed, world, &self.outputs, None).err();
        let failures = batch.stopped.iter().filter_map(|stopped| reason(stopped.world)).collect();
        Batch { batch, failed, failures }
    }
}

impl Batch {
    /// Worlds of the chunk, failed ones included.
    pub(crate) fn len(&self) -> usize {
        self.failed.len()
    }

    /// One final, world by world; none where the world failed.
    pub(crate) fn finals(&self, index: usize) -> impl Iterator<Item = Option<f64>> {
        let values = self.batch.finals[index].iter();
        values.zip(&self.failed).map(|(value, failed)| (!failed).then_some(*value))
    }

    /// One monthly output in one month (counted from the model's first) of one world of the chunk.
    pub(crate) fn monthly(&self, index: usize, month: usize, world: usize) -> Option<f64> {
        (!self.failed[world]).then(|| self.batch.monthly[index][month * self.failed.len() + world])
    }
}
