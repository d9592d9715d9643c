//! What a run gives: columns of numbers, a row for each world, and what was reported of the rules.

use std::collections::BTreeSet;

use presidium_lang::clock::Step;
use presidium_lang::model::{Element, RuleId};

use crate::program::Program;
use crate::scenario::Outputs;
use crate::vote::Held;
use crate::worlds::{World, Worlds};

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
    /// `[cell][world]`: the values of `Outputs::cells`. Not a number in worlds that stopped.
    pub cells: Vec<Vec<f64>>,
    /// The worlds that stopped, in order; `oracle::run_world` says why.
    pub stops: Vec<Stop>,
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
    /// The world.
    pub world: World,
    /// The month in which the rule acted.
    pub month: Step,
    /// The event or decision.
    pub rule: RuleId,
    /// Its element.
    pub element: Element,
    /// The option that a decision took; of an event, none.
    pub option: Option<u32>,
}

/// A vote in a world, or the choice of one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Ballot {
    /// The world.
    pub world: World,
    /// The month of the vote.
    pub month: Step,
    /// The decision that is taken.
    pub rule: RuleId,
    /// The element of the decision.
    pub element: Element,
    /// 0 for the first decider, 1 for the body that is appealed to.
    pub number: u32,
    /// Who voted, and what came of it.
    pub held: Held,
}

/// That a world stopped, and when; the [`Failure`](crate::Failure) says why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The world.
    pub world: World,
    /// The month in which it stopped.
    pub month: Step,
}

impl Batch {
    /// Zeros for everything that is asked of some worlds.
    pub(crate) fn zeros(worlds: Worlds, outputs: &Outputs, months: usize) -> Batch {
        let finals = outputs.finals.len() + outputs.tests.len();
        Batch::of_columns(worlds, [finals, outputs.monthly.len(), outputs.cells.len()], months)
    }

    pub(super) fn empty(program: &Program, worlds: Worlds) -> Batch {
        let columns = [program.final_count, program.recorded.monthly_count, program.recorded.cells.len()];
        Batch::of_columns(worlds, columns, program.month_count)
    }

    fn of_columns(worlds: Worlds, [finals, monthly, cells]: [usize; 3], months: usize) -> Batch {
        let count = worlds.len() as usize;
        Batch {
            worlds,
            finals: vec![vec![0.0; count]; finals],
            monthly: vec![vec![0.0; count * months]; monthly],
            cells: vec![vec![f64::NAN; count]; cells],
            ..Batch::default()
        }
    }

    /// Takes away what was computed of worlds that stopped, and puts the acts in order.
    pub(crate) fn finish(&mut self, first_step: Step) {
        self.keep_history_of_completed_worlds();
        let count = self.worlds.len() as usize;
        for stopped in &self.stops {
            let Some(place) = self.worlds.place(stopped.world) else { continue };
            let first = (stopped.month - first_step) as usize;
            self.finals.iter_mut().chain(&mut self.cells).for_each(|column| column[place] = f64::NAN);
            for column in &mut self.monthly {
                column[first * count..].iter_mut().skip(place).step_by(count).for_each(|value| *value = f64::NAN);
            }
        }
    }

    /// A stable sort keeps the order of history.
    fn keep_history_of_completed_worlds(&mut self) {
        let stopped: BTreeSet<World> = self.stops.iter().map(|stopped| stopped.world).collect();
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
        self.cells.iter_mut().zip(later.cells).for_each(|(column, more)| column.extend(more));
        for (column, more) in self.monthly.iter_mut().zip(later.monthly) {
            let months = column.chunks(counts[0].max(1)).zip(more.chunks(counts[1].max(1)));
            *column = months.flat_map(|(one, other)| one.iter().chain(other)).copied().collect();
        }
        self.stops.extend(later.stops);
        self.acts.extend(later.acts);
        self.ballots.extend(later.ballots);
        self.operations += later.operations;
    }

    /// What was seen of some of the worlds; those that are not in the batch are left out.
    ///
    /// ```
    /// use presidium_engine::{Batch, Worlds};
    /// let batch = Batch { worlds: Worlds::from(5..8), finals: vec![vec![0.5, 0.6, 0.7]], ..Batch::default() };
    /// assert_eq!(batch.part(Worlds::from(0..7)).finals, [[0.5, 0.6]]);
    /// ```
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
            cells: self.cells.iter().map(|column| column[within.clone()].to_vec()).collect(),
            stops: self.stops.iter().filter(|stop| worlds.contains(stop.world)).copied().collect(),
            acts: self.acts.iter().filter(|act| worlds.contains(act.world)).copied().collect(),
            ballots: self.ballots.iter().filter(|ballot| worlds.contains(ballot.world)).cloned().collect(),
            operations: 0,
        }
    }

    /// What the rules did in a world, in the order of history.
    pub(super) fn acts_of(&self, world: World) -> &[Act] {
        let first = self.acts.partition_point(|act| act.world < world);
        let end = self.acts.partition_point(|act| act.world <= world);
        &self.acts[first..end]
    }
}
