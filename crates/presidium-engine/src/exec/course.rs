//! Worlds that have been run, and their state on the way.

use presidium_lang::clock::Step;

use crate::exec::batch::Batch;

/// Worlds that have been run, with what it takes to run them again from a later month.
#[derive(Clone, Debug)]
pub struct Course {
    pub(super) batch: Batch,
    pub(super) snapshots: Vec<Snapshot>,
}

/// The state of all worlds of a course at the beginning of a step.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    pub step: usize,
    pub month: Step,
    /// `[slot][world]`
    pub state: Vec<f64>,
}

/// A world that is run again: its place in the course, and the snapshot from which; none for the very beginning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rerun {
    pub place: usize,
    pub snapshot: Option<usize>,
}

impl Course {
    /// What was asked of the worlds.
    pub fn batch(&self) -> &Batch {
        &self.batch
    }

    /// Memory that its snapshots take, in bytes.
    pub fn bytes(&self) -> usize {
        self.snapshots.iter().map(|snapshot| size_of_val(snapshot.state.as_slice())).sum()
    }

    /// The state of a world in a snapshot, slot by slot.
    pub(super) fn state(&self, snapshot: usize, place: usize) -> impl Iterator<Item = f64> {
        let count = self.batch.worlds.len() as usize;
        self.snapshots[snapshot].state.iter().skip(place).step_by(count).copied()
    }

    pub(super) fn step(&self, snapshot: usize) -> usize {
        self.snapshots[snapshot].step
    }
}
