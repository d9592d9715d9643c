//! Runs a range of worlds in calls over threads and reduces the results in order.
//!
//! Three numbers have nothing to do with each other. A *chunk* is what sums are reduced by: it is part of the contract, since
//! sums of floating-point numbers depend on it. A *call* is what a thread is given at once: a multiple of the chunk, and of the
//! width of a program, so that every vector is full. The *width* belongs to the engine.
//!
//! What a call gives is a pure function of its range of worlds, and calls are folded in their order: so a result is the
//! same, bit for bit, for any number of threads. Calls are run in waves, and a wave is folded before the next one starts:
//! memory does not grow with the worlds, only with what the fold keeps. Refused: a clock; a caller that wants worlds per
//! second takes the time around the run.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use presidium_engine::{Workspace, Worlds};
use rayon::prelude::*;

/// Worlds in a chunk. Part of the contract: sums of effects are reduced chunk by chunk.
pub const CHUNK_WORLDS: u64 = 64;

/// Worlds that a thread is given at once.
pub(crate) const CALL_WORLDS: u64 = 256;

/// Calls in a wave: enough to keep many threads busy, few enough to hold in memory.
const WAVE_CALLS: u64 = 128;

/// Which worlds are run, and on how many threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ensemble {
    /// With the number of a world, all of its luck.
    pub seed: u64,
    /// Worlds `0 .. worlds` are run.
    pub worlds: u64,
    /// Zero for as many as the machine has. Does not change any result.
    pub threads: usize,
}

/// How a run is watched and stopped from outside.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Called after each call, from any thread, with the world-runs done so far and those to do: a world that is
    /// run with and without a change is two.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
    /// Once true, no further call is started.
    pub cancelled: &'a AtomicBool,
}

/// Runs that are watched as one.
pub(crate) struct Stages<'a> {
    watch: Watch<'a>,
    done: u64,
    to_do: u64,
}

impl<'a> Stages<'a> {
    /// All of them together do so many world-runs.
    pub fn new(watch: Watch<'a>, to_do: u64) -> Stages<'a> {
        Stages { watch, done: 0, to_do }
    }

    /// The next one, of so many world-runs.
    pub fn next<T>(&mut self, runs: u64, job: impl FnOnce(Watch<'_>) -> T) -> T {
        let (before, to_do) = (self.done, self.to_do);
        self.done += runs;
        let progress = |so_far, _| (self.watch.progress)(before + so_far, to_do);
        job(Watch { progress: &progress, ..self.watch })
    }
}

impl Watch<'_> {
    /// True once the run is to stop.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

static NEVER_CANCELLED: AtomicBool = AtomicBool::new(false);

impl Watch<'static> {
    /// Nobody watches, nothing stops the run.
    pub fn none() -> Self {
        Watch { progress: &|_, _| (), cancelled: &NEVER_CANCELLED }
    }
}

/// Why an experiment gave no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LabError {
    /// Stopped from outside.
    #[error("the run was cancelled")]
    Cancelled,
    /// The machine refuses threads; the reason in words.
    #[error("cannot start threads: {0}")]
    Threads(String),
}

/// Runs `job` on each call of the ensemble and folds the results in the order of the worlds. `runs` says how many
/// world-runs a call costs, for the progress.
///
/// # Errors
/// [`LabError::Cancelled`] if the watch says so; [`LabError::Threads`] if no thread pool can be made.
pub(crate) fn fold_calls<T: Send, A>(
    ensemble: Ensemble,
    watch: Watch<'_>,
    runs: impl Fn(Worlds) -> u64 + Sync,
    job: impl Fn(&mut Workspace, Worlds) -> T + Sync,
    start: A,
    mut fold: impl FnMut(A, T) -> A,
) -> Result<A, LabError> {
    let pool = pool(ensemble.threads)?;
    let call_count = ensemble.worlds.div_ceil(CALL_WORLDS);
    let worlds_of = |call: u64| {
        let first = call * CALL_WORLDS;
        Worlds::from(first..(first + CALL_WORLDS).min(ensemble.worlds))
    };
    let to_do: u64 = (0..call_count).map(|call| runs(worlds_of(call))).sum();
    let done = AtomicU64::new(0);
    let run_call = |workspace: &mut Workspace, call: u64| {
        if watch.is_cancelled() {
            return Err(LabError::Cancelled);
        }
        let count = runs(worlds_of(call));
        let result = job(workspace, worlds_of(call));
        // A job may end early when it is cancelled; what it gives then is not used.
        if watch.is_cancelled() {
            return Err(LabError::Cancelled);
        }
        (watch.progress)(done.fetch_add(count, Ordering::Relaxed) + count, to_do);
        Ok(result)
    };
    let mut folded = start;
    for wave in (0..call_count).step_by(WAVE_CALLS as usize) {
        let calls: Vec<u64> = (wave..(wave + WAVE_CALLS).min(call_count)).collect();
        // Calls may differ much in what they cost, so each is handed out by itself.
        let calls = calls.into_par_iter().with_max_len(1);
        let run_wave = || calls.map_init(Workspace::new, run_call).collect::<Result<_, _>>();
        let results: Vec<T> = pool.install(run_wave)?;
        folded = results.into_iter().fold(folded, &mut fold);
    }
    Ok(folded)
}

/// The chunks of some worlds, in order; the worlds begin where a chunk does.
pub(crate) fn chunks(worlds: Worlds) -> impl Iterator<Item = Worlds> {
    worlds.parts(CHUNK_WORLDS)
}

/// One run for each world of a call.
pub(crate) fn once(worlds: Worlds) -> u64 {
    worlds.len()
}

/// One run for each world of a call on each of two sides.
pub(crate) fn twice(worlds: Worlds) -> u64 {
    2 * once(worlds)
}

/// The threads of an experiment; zero for as many as the machine has.
pub(crate) fn pool(threads: usize) -> Result<rayon::ThreadPool, LabError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.map_err(|error| LabError::Threads(error.to_string()))
}

#[cfg(test)]
mod tests {
    use presidium_engine::World;

    use super::*;

    fn ranges(ensemble: Ensemble, watch: Watch<'_>) -> Result<Vec<Worlds>, LabError> {
        fold_calls(
            ensemble,
            watch,
            once,
            |_, range| range,
            vec![],
            |mut all, range| {
                all.push(range);
                all
            },
        )
    }

    #[test]
    fn a_call_is_a_whole_number_of_chunks_and_fills_the_vectors_of_a_program() {
        assert_eq!(CALL_WORLDS % CHUNK_WORLDS, 0);
        assert_eq!(CALL_WORLDS % presidium_engine::Options::default().width as u64, 0);
    }

    #[test]
    fn the_chunks_of_a_call_cover_it_in_order() {
        let chunks: Vec<Worlds> = chunks(Worlds::from(256..400)).collect();
        assert_eq!(chunks, [256..320, 320..384, 384..400].map(Worlds::from));
        assert_eq!(super::chunks(Worlds::from(5..5)).count(), 0);
    }

    #[test]
    fn calls_come_in_order_and_cover_every_world() {
        let worlds = (WAVE_CALLS + 1) * CALL_WORLDS + 3;
        for threads in [1, 2, 5] {
            let ranges = ranges(Ensemble { seed: 1, worlds, threads }, Watch::none()).unwrap();
            assert!(ranges.windows(2).all(|pair| pair[0].end == pair[1].start));
            assert_eq!((ranges[0].start, ranges.last().unwrap().end), (World(0), World(worlds)));
        }
    }

    #[test]
    fn a_cancelled_run_gives_no_result() {
        let cancelled = AtomicBool::new(true);
        let watch = Watch { progress: &|_, _| (), cancelled: &cancelled };
        assert_eq!(ranges(Ensemble { seed: 1, worlds: 10, threads: 1 }, watch), Err(LabError::Cancelled));
    }

    #[test]
    fn no_worlds_are_no_chunks() {
        assert_eq!(ranges(Ensemble { seed: 1, worlds: 0, threads: 1 }, Watch::none()), Ok(vec![]));
    }
}
