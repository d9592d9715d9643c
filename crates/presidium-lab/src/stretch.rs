//! A stretch of worlds by itself: what was seen and counted in it, for whoever keeps worlds and puts the counts together later.
//!
//! What is found in a stretch does not depend on who runs it, where, and after what: a run that is [given](Run::count) the counts
//! of all its chunks tells the same, bit for bit, as one that has run all of its worlds.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::channel;

use presidium_engine::{Cancel, Workspace, Worlds};

use crate::executor::{CALL_WORLDS, Executor, LabError};
use crate::experiment::{CHUNK_WORLDS, Experiment};
use crate::run::Run;
use crate::worlds::Batch;

/// What was found in some consecutive worlds.
#[derive(Clone, Debug)]
pub struct Stretch<T> {
    /// The worlds, by number.
    pub worlds: Worlds,
    /// What was seen: of the base, then of each of the runs beside it.
    pub seen: Vec<Batch>,
    /// What was counted in each chunk, in order.
    pub chunks: Vec<T>,
}

/// Calls that are run, or wait for one in front of them, for each thread: what was seen in them is in memory.
const CALLS_PER_THREAD: usize = 3;

impl<E: Experiment> Run<E> {
    /// Runs a stretch of the worlds of the first stage and hands over what was found, part by part in the order of the worlds.
    /// Nothing of it is counted in this run.
    ///
    /// # Errors
    /// [`LabError::TornChunk`] if the stretch does not begin and end with chunks, or with the last world of all;
    /// [`LabError::Cancelled`]; and the first error of `take`, after which nothing more is run.
    pub fn stretch<X: From<LabError>>(
        &self,
        worlds: Worlds,
        cancel: &Cancel,
        mut take: impl FnMut(Stretch<E::Tally>) -> Result<(), X>,
    ) -> Result<(), X> {
        self.require_whole(worlds)?;
        let mut calls = worlds.parts(CALL_WORLDS);
        let mut ahead: BTreeMap<u64, Stretch<E::Tally>> = BTreeMap::new();
        let (mut next, mut result) = (worlds.start.0, Ok(()));
        let (sender, receiver) = channel();
        let (executor, experiment) = (&*self.executor, &self.experiment);
        let most = CALLS_PER_THREAD * executor.threads();
        executor.pool.in_place_scope(|scope| {
            let mut running = 0;
            loop {
                while running + ahead.len() < most && result.is_ok() && !cancel.is_cancelled() {
                    let Some(call) = calls.next() else { break };
                    let sender = sender.clone();
                    scope.spawn(move |_| {
                        let found = catch_unwind(AssertUnwindSafe(|| run_call(executor, experiment, call, cancel)));
                        drop(sender.send(found));
                    });
                    running += 1;
                }
                if running == 0 {
                    break;
                }
                let Ok(found) = receiver.recv() else { break };
                running -= 1;
                if let Some(found) = found.unwrap_or_else(|panic| resume_unwind(panic)) {
                    ahead.insert(found.worlds.start.0, found);
                }
                while let Some(found) = ahead.remove(&next).filter(|_| result.is_ok()) {
                    next = found.worlds.end.0;
                    result = take(found);
                }
            }
        });
        result?;
        if next == worlds.end.0 { Ok(()) } else { Err(LabError::Cancelled.into()) }
    }

    /// Counts what was found in a stretch that was run elsewhere.
    ///
    /// # Errors
    /// [`LabError::TornChunk`] if these are not the chunks of these worlds.
    pub fn count(&mut self, worlds: Worlds, chunks: Vec<E::Tally>) -> Result<(), LabError> {
        self.require_whole(worlds)?;
        let Some(done) = self.done.stages.first_mut() else { return Err(LabError::OtherRequest) };
        if chunks.len() as u64 != worlds.len().div_ceil(CHUNK_WORLDS) || worlds.start.0 < done.end() {
            return Err(LabError::TornChunk);
        }
        done.add::<E>(worlds, chunks);
        Ok(())
    }

    fn require_whole(&self, worlds: Worlds) -> Result<(), LabError> {
        let asked = self.experiment.stages().first().map_or(0, |stage| stage.plan.worlds);
        let ends = worlds.end.0.is_multiple_of(CHUNK_WORLDS) || worlds.end.0 == asked;
        let whole = worlds.start.0.is_multiple_of(CHUNK_WORLDS) && ends && worlds.end.0 <= asked;
        if whole { Ok(()) } else { Err(LabError::TornChunk) }
    }
}

/// What a call has found; nothing if it was cancelled.
fn run_call<E: Experiment>(
    executor: &Executor,
    experiment: &E,
    worlds: Worlds,
    cancel: &Cancel,
) -> Option<Stretch<E::Tally>> {
    let plan = &experiment.stages().first()?.plan;
    let run = |workspace: &mut Workspace| plan.run(worlds, workspace, cancel);
    let seen = executor.with_workspace(cancel, run)?;
    let chunk = |chunk: Worlds| {
        let batches: Vec<Batch> = seen.iter().map(|batch| batch.part(chunk)).collect();
        experiment.chunk(0, &batches)
    };
    let chunks = worlds.parts(CHUNK_WORLDS).map(chunk).collect();
    Some(Stretch { worlds, seen, chunks })
}
