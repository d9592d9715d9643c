//! What an experiment is: which worlds it runs, what it counts in them, and the report that it makes of the counts.
//!
//! Every question of the laboratory has this one shape, so that every one can be watched, cancelled, continued and told in
//! parts. An experiment knows nothing of threads: see [`Executor`](crate::Executor) and [`Run`](crate::Run).

use crate::fingerprint::Fingerprint;
use crate::plan::Plan;
use crate::worlds::Batch;

/// Worlds in a chunk. Part of the contract: sums of effects are reduced chunk by chunk.
pub const CHUNK_WORLDS: u64 = 64;

/// An experiment over worlds.
///
/// What is counted in a chunk of worlds depends on the worlds alone, and counts are merged in the order of the worlds. So a
/// report is the same, bit for bit, for any number of threads, and for a run that was cancelled and continued.
pub trait Experiment: Sync {
    /// What is counted in some worlds.
    type Tally: Clone + Send;
    /// What the counts say.
    type Report;

    /// What is run, one stage after the other.
    fn stages(&self) -> &[Stage];

    /// What is counted in a chunk of worlds. The batches are those of the plan of the stage: the base, then each of the runs
    /// beside it. There may be no world in them.
    fn chunk(&self, stage: usize, seen: &[Batch]) -> Self::Tally;

    /// Adds the counts of the worlds that follow.
    fn merge(into: &mut Self::Tally, later: Self::Tally);

    /// The report of what has been counted so far, stage by stage.
    fn finish(&self, counted: &[Counted<Self::Tally>]) -> Self::Report;
}

/// One part of an experiment.
#[derive(Clone, Debug)]
pub struct Stage {
    /// In a word or two, for whoever waits; empty for an experiment of one stage.
    pub name: String,
    /// The worlds that are run.
    pub plan: Plan,
    /// The same for two stages only if they count the same in the same worlds, however many these are.
    pub counts: Fingerprint,
}

/// What has been counted in a stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Counted<T> {
    /// The counts.
    pub tally: T,
    /// Of the worlds `0 .. worlds`.
    pub worlds: u64,
    /// These are all worlds that were asked for. Of a report that is only a part it is not looked into why worlds failed.
    pub complete: bool,
}
