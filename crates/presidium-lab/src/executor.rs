//! The threads on which worlds are run, made once.
//!
//! Three numbers have nothing to do with each other. A *chunk* is what sums are reduced by: it is part of the contract, since
//! sums of floating-point numbers depend on it. A *call* is what a thread is given at once; it is a whole number of chunks, or, for
//! an early answer, a part of the first. The *width* belongs to the engine.
//!
//! What a call finds is a pure function of its range of worlds. Calls are counted in the order of the worlds, whichever thread
//! is done first: so a report is the same, bit for bit, for any number of threads, and however often a run was cancelled and
//! continued. Refused: a clock; whoever wants worlds per second takes the time.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::channel;
use std::sync::{Mutex, PoisonError};

use presidium_engine::{Cancel, Workspace, World, Worlds};

use crate::done::StageDone;
use crate::experiment::{CHUNK_WORLDS, Counted, Experiment};
use crate::plan::Plan;
use crate::worlds::Batch;

/// Worlds that a thread is given at once.
pub(crate) const CALL_WORLDS: u64 = 256;

/// Where the first calls end of a run that is to answer early.
const EARLY_ENDS: [u64; 4] = [32, 64, 128, 192];

/// A call of more runs of worlds than this takes seconds.
const DEAR_CALL_RUNS: u64 = 1_024;

/// Calls that may be counted before one that is still running: enough to keep all threads busy, few enough to hold in memory.
const CALLS_AHEAD: usize = 128;

/// Why there is no answer, or not all of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LabError {
    /// Stopped from outside. What was computed is kept by the run.
    #[error("the run was cancelled")]
    Cancelled,
    /// The machine refuses threads; the reason in words.
    #[error("cannot start threads: {0}")]
    Threads(String),
    /// What was computed belongs to another request.
    #[error("what was computed is of another request")]
    OtherRequest,
    /// Worlds that do not begin and end where chunks do.
    #[error("worlds are counted by whole chunks of {CHUNK_WORLDS}")]
    TornChunk,
}

/// Threads, with the memory in which each of them runs worlds.
///
/// # Example
/// ```
/// let executor = presidium_lab::Executor::new(2).expect("two threads");
/// assert_eq!(executor.threads(), 2);
/// ```
#[derive(Debug)]
pub struct Executor {
    pub(crate) pool: rayon::ThreadPool,
    idle: Mutex<Vec<Workspace>>,
}

impl Executor {
    /// So many threads; zero for as many as the machine has. Their number changes no result.
    ///
    /// # Errors
    /// [`LabError::Threads`] if the machine gives none.
    pub fn new(threads: usize) -> Result<Executor, LabError> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.map_err(|error| LabError::Threads(error.to_string()))?;
        Ok(Executor { pool, idle: Mutex::default() })
    }

    /// How many threads there are.
    pub fn threads(&self) -> usize {
        self.pool.current_num_threads()
    }

    /// Does something that makes use of all threads.
    pub(crate) fn install<T: Send>(&self, job: impl FnOnce() -> T + Send) -> T {
        self.pool.install(job)
    }

    pub(crate) fn with_workspace<T>(&self, cancel: &Cancel, job: impl FnOnce(&mut Workspace) -> T) -> T {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let mut workspace = idle().pop().unwrap_or_default();
        workspace.cancelled_by(cancel.clone());
        let result = job(&mut workspace);
        idle().push(workspace);
        result
    }
}

/// A stage of an experiment on the threads of an executor.
pub(crate) struct StageRun<'a, E: Experiment> {
    pub executor: &'a Executor,
    pub experiment: &'a E,
    pub stage: usize,
    /// Begins with small calls.
    pub early: bool,
    pub cancel: &'a Cancel,
}

/// What a call has found.
struct Call<T> {
    worlds: Worlds,
    /// Runs of worlds that failed.
    failed: u64,
    found: Found<T>,
}

enum Found<T> {
    /// For each chunk what was counted in it.
    Chunks(Vec<T>),
    /// The batches of a part of the first chunk.
    Part(Vec<Batch>),
}

/// What comes back from a thread: nothing of a call that was cancelled, an error of one that panicked.
type Returned<T> = std::thread::Result<Option<Call<T>>>;

impl<E: Experiment> StageRun<'_, E> {
    /// Runs the worlds that are missing and counts them. After each call it is told how many runs of worlds it took, how many of
    /// them failed, and what has been counted.
    pub fn go(
        &self,
        done: &mut StageDone<E::Tally>,
        mut after_call: impl FnMut([u64; 2], &Counting<'_, E>),
    ) -> Result<(), LabError> {
        let asked = self.plan().worlds;
        let mut calls = done.missing(asked).into_iter().flat_map(|gap| self.calls(gap));
        let mut counting = Counting { run: self, done, first_chunk: vec![], parts: BTreeMap::new() };
        let (sender, receiver) = channel();
        self.executor.pool.in_place_scope(|scope| {
            let mut running = 0;
            loop {
                while running < 2 * self.executor.threads() && counting.is_open() && !self.cancel.is_cancelled() {
                    let Some(worlds) = calls.next() else { break };
                    let sender = sender.clone();
                    scope.spawn(move |_| drop(sender.send(self.returned(worlds))));
                    running += 1;
                }
                if running == 0 {
                    break;
                }
                let Ok(returned) = receiver.recv() else { break };
                running -= 1;
                if let Some(call) = returned.unwrap_or_else(|panic| resume_unwind(panic)) {
                    let told = [self.plan().runs(call.worlds), call.failed];
                    counting.add(call);
                    after_call(told, &counting);
                }
            }
        });
        if counting.done.end() == asked { Ok(()) } else { Err(LabError::Cancelled) }
    }

    fn plan(&self) -> &Plan {
        &self.experiment.stages()[self.stage].plan
    }

    /// The calls of a gap in what has been counted, which begins where a chunk does.
    fn calls(&self, gap: Worlds) -> impl Iterator<Item = Worlds> {
        let ends: &[u64] = match self.early {
            true => &EARLY_ENDS,
            // So that there is soon something to be told of a run that is cancelled.
            false if self.plan().runs(Worlds::from(0..CALL_WORLDS)) > DEAR_CALL_RUNS => &[CHUNK_WORLDS],
            false => &[],
        };
        let mut at = gap.start.0;
        std::iter::from_fn(move || {
            let start = at;
            let next = ends.iter().copied().find(|end| *end > start);
            at = next.unwrap_or((start / CALL_WORLDS + 1) * CALL_WORLDS).min(gap.end.0);
            (start < at).then_some(Worlds::from(start..at))
        })
    }

    fn returned(&self, worlds: Worlds) -> Returned<E::Tally> {
        catch_unwind(AssertUnwindSafe(|| {
            let plan = self.plan();
            let run = |workspace: &mut Workspace| plan.run(worlds, workspace, self.cancel);
            let batches = self.executor.with_workspace(self.cancel, run)?;
            let failed = batches.iter().map(|batch| batch.stops.count().worlds).sum();
            let is_whole = |end: u64| end.is_multiple_of(CHUNK_WORLDS) || end == plan.worlds;
            let is_part = !worlds.start.0.is_multiple_of(CHUNK_WORLDS) || !is_whole(worlds.end.0);
            let found = match is_part {
                true => Found::Part(batches),
                false => Found::Chunks(worlds.parts(CHUNK_WORLDS).map(|chunk| self.chunk(&batches, chunk)).collect()),
            };
            Some(Call { worlds, failed, found })
        }))
    }

    fn chunk(&self, batches: &[Batch], chunk: Worlds) -> E::Tally {
        let batches: Vec<Batch> = batches.iter().map(|batch| batch.part(chunk)).collect();
        self.experiment.chunk(self.stage, &batches)
    }
}

/// What has been counted of a stage while it is run.
pub(crate) struct Counting<'a, E: Experiment> {
    run: &'a StageRun<'a, E>,
    done: &'a mut StageDone<E::Tally>,
    /// The batches of the worlds of the first chunk that have been run, without a gap.
    first_chunk: Vec<Batch>,
    /// Those that were run before the worlds in front of them.
    parts: BTreeMap<World, Vec<Batch>>,
}

impl<E: Experiment> Counting<'_, E> {
    /// Not too many calls wait for one in front of them.
    fn is_open(&self) -> bool {
        self.done.ahead() < CALLS_AHEAD
    }

    fn add(&mut self, call: Call<E::Tally>) {
        match call.found {
            Found::Chunks(chunks) => self.done.add::<E>(call.worlds, chunks),
            Found::Part(batches) => {
                self.parts.insert(call.worlds.start, batches);
                self.join_parts();
            }
        }
    }

    fn join_parts(&mut self) {
        while let Some(batches) = self.parts.remove(&World(self.first_chunk_end())) {
            match self.first_chunk.is_empty() {
                true => self.first_chunk = batches,
                false => self.first_chunk.iter_mut().zip(batches).for_each(|(batch, later)| batch.append(later)),
            }
        }
        let end = self.first_chunk_end();
        if end == CHUNK_WORLDS.min(self.run.plan().worlds) {
            let chunk = self.run.chunk(&std::mem::take(&mut self.first_chunk), Worlds::from(0..end));
            self.done.add::<E>(Worlds::from(0..end), vec![chunk]);
        }
    }

    fn first_chunk_end(&self) -> u64 {
        self.first_chunk.first().map_or(0, |base| base.len() as u64)
    }

    /// The worlds `0 .. end` have been run.
    pub fn end(&self) -> u64 {
        self.done.end().max(self.first_chunk_end())
    }

    /// What was counted in them.
    pub fn counted(&self) -> Counted<E::Tally> {
        let mut counted = self.done.counted::<E>(self.run.plan().worlds);
        if self.end() > counted.worlds {
            E::merge(&mut counted.tally, self.run.chunk(&self.first_chunk, Worlds::from(0..self.end())));
            counted.worlds = self.end();
        }
        counted
    }
}
