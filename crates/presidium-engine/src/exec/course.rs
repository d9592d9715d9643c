//! Worlds that have been run, and their state on the way.

use std::sync::Arc;

use presidium_lang::clock::Step;

use crate::exec::batch::Batch;

/// Worlds that have been run, with what it takes to run them again from a later month.
#[derive(Clone, Debug)]
pub struct Course {
    pub(super) batch: Batch,
    pub(super) snapshots: Vec<Snapshot>,
    bytes: usize,
}

/// The state of all worlds of a course at the beginning of a step.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    pub step: usize,
    pub month: Step,
    /// By slot and group of worlds their values; the same column as in the snapshot before if nothing has changed.
    columns: Vec<Column>,
}

type Column = Arc<[f64]>;

/// Worlds of a column. A column of few worlds is likelier to be unchanged; many short columns take more memory for their addresses.
const GROUP_WORLDS: usize = 32;

/// The state of all worlds of a course at the beginning of a step, as it is written while they are run.
#[derive(Clone, Debug)]
pub(super) struct Written {
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
    /// Most of what is carried from year to year does not change in it: drawn parameters, what happens rarely. A column that is as
    /// it was is kept once.
    pub(super) fn new(batch: Batch, written: Vec<Written>) -> Course {
        let (count, mut bytes) = (batch.worlds.len().max(1) as usize, 0);
        let mut snapshots: Vec<Snapshot> = vec![];
        for Written { step, month, state } in written {
            let before = snapshots.last().map(|snapshot| snapshot.columns.as_slice()).unwrap_or_default();
            let groups = state.chunks_exact(count).flat_map(|worlds| worlds.chunks(GROUP_WORLDS));
            let columns = groups.enumerate().map(|(place, values)| {
                let known = before.get(place).filter(|known| is_same(known, values));
                if known.is_none() {
                    bytes += size_of_val(values);
                }
                known.cloned().unwrap_or_else(|| values.into())
            });
            snapshots.push(Snapshot { step, month, columns: columns.collect() });
        }
        Course { batch, snapshots, bytes }
    }

    /// What was asked of the worlds.
    pub fn batch(&self) -> &Batch {
        &self.batch
    }

    /// Memory that its snapshots take, in bytes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The state of a world in a snapshot, slot by slot.
    pub(super) fn state(&self, snapshot: usize, place: usize) -> impl Iterator<Item = f64> {
        let groups = (self.batch.worlds.len() as usize).div_ceil(GROUP_WORLDS);
        let of_slots = self.snapshots[snapshot].columns.chunks_exact(groups.max(1));
        of_slots.map(move |groups| groups[place / GROUP_WORLDS][place % GROUP_WORLDS])
    }

    pub(super) fn step(&self, snapshot: usize) -> usize {
        self.snapshots[snapshot].step
    }
}

/// The same bits, missing values among them.
fn is_same(one: &[f64], other: &[f64]) -> bool {
    one.iter().zip(other).all(|(one, other)| one.to_bits() == other.to_bits())
}
