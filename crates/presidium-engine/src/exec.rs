//! Runs a program: block after block of worlds, step after step.
//!
//! A workspace holds the vectors of one block and is used again; what a run keeps is only the tables that were asked for.
//! No threads, no clock: whoever has cores gives each a workspace and a range of worlds.

mod fork;
mod machine;
mod vectors;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use presidium_lang::calendar::Month;
use presidium_lang::model::{Element, RuleId};

use crate::program::Program;
use crate::program::inputs::Inputs;
use crate::scenario::Outputs;
use crate::vote::Held;
use crate::worlds::{World, Worlds};
pub use fork::Course;
use fork::Snapshot;
use machine::Machine;
pub use vectors::Workspace;

/// What was asked of some consecutive worlds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// The worlds, by number.
    pub worlds: Worlds,
    /// `[final][world]`: the values of `Outputs::finals`, then for each of `Outputs::tests` the first month in which it
    /// failed (a date, or never). Not a number in worlds that stopped.
    pub finals: Vec<Vec<f64>>,
    /// `[observable][month * worlds + world]`: not a number from the month on in which a world stopped.
    pub monthly: Vec<Vec<f64>>,
    /// The worlds that stopped, in order; `oracle::run_world` tells why.
    pub stopped: Vec<Stopped>,
    /// If asked for, what the rules did in the worlds that were completed: world by world, in the order in which it happened.
    pub acts: Vec<Act>,
    /// If asked for, every vote in the worlds that were completed, in the same order. A person who decides alone is the only
    /// member.
    pub ballots: Vec<Ballot>,
    /// Operations done, as counted in `Program::statistics`: those in sections only for the worlds that took them.
    pub operations: u64,
}

/// What an element of a rule did in a month: an event that happened, or a decision that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Act {
    pub world: World,
    pub month: Month,
    pub rule: RuleId,
    pub element: Element,
    /// The option that a decision took; of an event, none.
    pub option: Option<u32>,
}

/// A vote in a world, or the choice of one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Ballot {
    pub world: World,
    pub month: Month,
    /// The decision that is taken.
    pub rule: RuleId,
    pub element: Element,
    /// 0 for the first decider, 1 for the body that is appealed to.
    pub number: u32,
    pub held: Held,
}

/// Asks runs to end. Every run of a [`Workspace`] that was given it reads it once a month.
///
/// Copies are one and the same.
///
/// # Example
/// ```
/// use presidium_engine::Cancel;
/// let cancel = Cancel::default();
/// let copy = cancel.clone();
/// cancel.cancel();
/// assert!(copy.is_cancelled());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Asks for an end, for good.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether an end has been asked for.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A world that stopped because a value was not finite or a vote could not be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped {
    pub world: World,
    pub month: Month,
}

impl Batch {
    /// Zeros for everything that is asked of some worlds.
    pub(crate) fn zeros(worlds: Worlds, outputs: &Outputs, months: usize) -> Batch {
        Batch::of_columns(worlds, outputs.finals.len() + outputs.tests.len(), outputs.monthly.len(), months)
    }

    fn empty(program: &Program, worlds: Worlds) -> Batch {
        Batch::of_columns(worlds, program.final_count, program.monthly_count, program.month_count)
    }

    fn of_columns(worlds: Worlds, finals: usize, monthly: usize, months: usize) -> Batch {
        let count = worlds.len() as usize;
        Batch {
            worlds,
            finals: vec![vec![0.0; count]; finals],
            monthly: vec![vec![0.0; count * months]; monthly],
            ..Batch::default()
        }
    }

    /// Takes away what was computed of worlds that stopped, and puts the acts in order.
    pub(crate) fn finish(&mut self, first_month: Month) {
        self.keep_history_of_completed_worlds();
        let count = self.worlds.len() as usize;
        for stopped in &self.stopped {
            let Some(place) = self.worlds.place(stopped.world) else { continue };
            let first = (stopped.month - first_month) as usize;
            self.finals.iter_mut().for_each(|column| column[place] = f64::NAN);
            for column in &mut self.monthly {
                column[first * count..].iter_mut().skip(place).step_by(count).for_each(|value| *value = f64::NAN);
            }
        }
    }

    /// A stable sort keeps the order of history.
    fn keep_history_of_completed_worlds(&mut self) {
        let stopped: BTreeSet<World> = self.stopped.iter().map(|stopped| stopped.world).collect();
        self.acts.retain(|act| !stopped.contains(&act.world));
        self.acts.sort_by_key(|act| act.world);
        self.ballots.retain(|ballot| !stopped.contains(&ballot.world));
        self.ballots.sort_by_key(|ballot| ballot.world);
    }

    /// Adds what was seen of the worlds that follow; both batches were asked the same.
    pub fn append(&mut self, later: Batch) {
        let counts = [&*self, &later].map(|batch| batch.worlds.len() as usize);
        if later.worlds.is_empty() {
            return;
        }
        debug_assert_eq!(self.worlds.end, later.worlds.start);
        self.worlds.end = later.worlds.end;
        self.finals.iter_mut().zip(later.finals).for_each(|(column, more)| column.extend(more));
        for (column, more) in self.monthly.iter_mut().zip(later.monthly) {
            let months = column.chunks(counts[0].max(1)).zip(more.chunks(counts[1].max(1)));
            *column = months.flat_map(|(one, other)| one.iter().chain(other)).copied().collect();
        }
        self.stopped.extend(later.stopped);
        self.acts.extend(later.acts);
        self.ballots.extend(later.ballots);
        self.operations += later.operations;
    }

    /// What was seen of some of the worlds; those that are not in the batch are left out.
    pub fn part(&self, worlds: Worlds) -> Batch {
        let worlds = worlds.within(self.worlds);
        let count = self.worlds.len() as usize;
        let first = (worlds.start.0 - self.worlds.start.0) as usize;
        let within = first..first + worlds.len() as usize;
        let months = |column: &Vec<f64>| {
            let months = column.chunks(count.max(1)).map(|month| &month[within.clone()]);
            months.collect::<Vec<_>>().concat()
        };
        Batch {
            worlds,
            finals: self.finals.iter().map(|column| column[within.clone()].to_vec()).collect(),
            monthly: self.monthly.iter().map(months).collect(),
            stopped: self.stopped.iter().filter(|stop| worlds.contains(stop.world)).copied().collect(),
            acts: self.acts.iter().filter(|act| worlds.contains(act.world)).copied().collect(),
            ballots: self.ballots.iter().filter(|ballot| worlds.contains(ballot.world)).cloned().collect(),
            operations: 0,
        }
    }
}

impl Program {
    /// Runs some consecutive worlds.
    ///
    /// The result depends on the seed and the worlds only, not on the width, the workspace or what was run before. A run that is
    /// [cancelled](Workspace::cancelled_by) returns early, and what it returns is of no use.
    pub fn run(&self, seed: u64, worlds: Worlds, workspace: &mut Workspace) -> Batch {
        self.run_under(&self.own, seed, worlds, workspace)
    }

    /// As [`Program::run`], under the scenario of some inputs of this program.
    pub fn run_under(&self, inputs: &Inputs, seed: u64, worlds: Worlds, workspace: &mut Workspace) -> Batch {
        self.run_keeping(inputs, seed, worlds, workspace, None)
    }

    fn run_keeping(
        &self,
        inputs: &Inputs,
        seed: u64,
        worlds: Worlds,
        workspace: &mut Workspace,
        mut snapshots: Option<&mut Vec<Snapshot>>,
    ) -> Batch {
        let count = worlds.len() as usize;
        let mut batch = Batch::empty(self, worlds);
        let width = self.width.min(count).max(1);
        workspace.fit(self, width);
        let mut machine = Machine::new(self, inputs, seed, workspace);
        for start in (0..count).step_by(width) {
            let lanes = width.min(count - start);
            machine.run_block(worlds.at(start), start, lanes, &mut batch, snapshots.as_deref_mut());
        }
        batch.operations = machine.operations();
        batch.finish(self.first_month);
        batch
    }
}
