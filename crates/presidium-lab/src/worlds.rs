//! The one place that knows how a range of worlds is run: by the vector engine, with the oracle called in to say what
//! went wrong in the few worlds that stopped.
//!
//! Everything above asks for finals, cells and monthly values and reads them by world.

use std::sync::Arc;

use presidium_engine::oracle::run_world;
use presidium_engine::{
    Act, Ballot, Course, Failure, Inputs, Options, Outputs, Program, Scenario, Workspace, World, Worlds,
};
use presidium_lang::clock::Step;
use presidium_lang::model::{Model, Rows};
use rayon::prelude::*;

use crate::failures::{Failures, Stops};
use crate::left::Left;

/// A model as changed, ready to run. Runners of one model that are asked the same share their program.
#[derive(Clone, Debug)]
pub(crate) struct Runner {
    model: Arc<Model>,
    scenario: Scenario,
    outputs: Arc<Outputs>,
    program: Arc<Program>,
    inputs: Inputs,
    logs: Logs,
}

/// What batches log of what was asked for: a program may have to know more than anybody looks at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Logs {
    /// What the rules did.
    pub acts: bool,
    /// How votes came out.
    pub ballots: bool,
    /// So many finals, the first ones.
    pub finals: usize,
    /// So many monthly values, the first ones.
    pub monthly: usize,
}

/// What was seen of some consecutive worlds. A world that stopped, or that a condition
/// leaves out, has no values; in another some may be missing.
#[derive(Clone, Debug)]
pub struct Batch {
    seen: presidium_engine::Batch,
    /// By world: it stopped, or a condition leaves it out.
    absent: Vec<bool>,
    /// By world: it was completed, and whether the condition holds is missing.
    undecided: Vec<bool>,
    pub(crate) stops: Stops,
}

impl Runner {
    pub(crate) fn new(model: &Arc<Model>, scenario: Scenario, outputs: Outputs) -> Self {
        let program = Program::compile(model, &scenario, &outputs, &Options::default());
        let inputs = program.own_inputs().clone();
        let (finals, monthly) = (outputs.finals.len() + outputs.tests.len(), outputs.monthly.len());
        let logs = Logs { acts: outputs.acts, ballots: outputs.ballots, finals, monthly };
        let (model, outputs, program) = (model.clone(), Arc::new(outputs), Arc::new(program));
        Runner { model, scenario, outputs, program, inputs, logs }
    }

    /// The rows of which worlds have their parameters, if they come from such.
    pub(crate) fn rows(&self) -> Option<&Rows> {
        self.scenario.rows.as_ref()
    }

    /// The same model and outputs under another scenario: by the same program where it serves that scenario too.
    pub(crate) fn under(&self, scenario: Scenario) -> Self {
        match self.program.inputs(&self.model, &scenario) {
            Some(inputs) => Runner { scenario, inputs, ..self.clone() },
            None => {
                let made = Runner::new(&self.model, scenario, self.outputs.as_ref().clone());
                Runner { logs: self.logs, ..made }
            }
        }
    }

    /// The same under each of some scenarios, on all threads.
    pub(crate) fn each_under(&self, scenarios: Vec<Scenario>) -> Vec<Runner> {
        scenarios.into_par_iter().map(|scenario| self.under(scenario)).collect()
    }

    /// Forgets what the rules did once worlds have been run beside it: the acts of many scenarios are more than all else.
    pub(crate) fn without_acts(self) -> Self {
        Runner { logs: Logs { acts: false, ..self.logs }, ..self }
    }

    /// Forgets whatever is not among this.
    pub(crate) fn logging(self, logs: Logs) -> Self {
        Runner { logs, ..self }
    }

    pub(crate) fn run(&self, seed: u64, worlds: Worlds, workspace: &mut Workspace) -> Batch {
        self.batch(self.program.run_under(&self.inputs, seed, worlds, workspace))
    }

    /// As [`Runner::run`], with what it takes to run the worlds again from a later month. The runner must have been asked for
    /// the acts of rules.
    pub(crate) fn run_course(&self, seed: u64, worlds: Worlds, workspace: &mut Workspace) -> Course {
        self.program.run_course(&self.inputs, seed, worlds, workspace)
    }

    /// Runs the first worlds of a course of a base from where they differ from it.
    pub(crate) fn run_from(
        &self,
        base: &Runner,
        course: &Course,
        worlds: Worlds,
        seed: u64,
        workspace: &mut Workspace,
    ) -> Batch {
        if !Arc::ptr_eq(&self.program, &base.program) {
            return self.run(seed, worlds, workspace);
        }
        self.batch(self.program.run_fork(course, &base.inputs, &self.inputs, seed, worlds, workspace))
    }

    /// What was seen, without what is not told.
    pub(crate) fn batch(&self, mut seen: presidium_engine::Batch) -> Batch {
        let Logs { acts, ballots, finals, monthly } = self.logs;
        if !acts {
            seen.acts = vec![];
        }
        if !ballots {
            seen.ballots = vec![];
        }
        seen.finals.truncate(finals);
        seen.monthly.truncate(monthly);
        Batch::of(seen)
    }

    /// Why a world stopped, if it did.
    pub(crate) fn why_stopped(&self, seed: u64, world: World) -> Option<Failure> {
        run_world(&self.model, &self.scenario, seed, world, &self.outputs, None).err()
    }

    /// Counts the worlds that stopped; if `look`, runs the first of them once more to learn why.
    pub(crate) fn tell(&self, seed: u64, stops: &Stops, look: bool) -> Failures {
        if look { stops.tell(|world| self.why_stopped(seed, world)) } else { stops.count() }
    }

    /// The same of worlds in which one of some finals is missing.
    pub(crate) fn tell_missing(&self, seed: u64, finals: &[usize], worlds: &Stops, look: bool) -> Failures {
        let why = |world| {
            let result = run_world(&self.model, &self.scenario, seed, world, &self.outputs, None).ok()?;
            finals.iter().find_map(|&index| result.missing.get(index).cloned().flatten())
        };
        if look { worlds.tell(why) } else { worlds.count() }
    }
}

impl Batch {
    /// The same of some of the worlds.
    pub(crate) fn part(&self, worlds: Worlds) -> Batch {
        let worlds = worlds.within(self.seen.worlds);
        let first = (worlds.start.0 - self.seen.worlds.start.0) as usize;
        let places = first..first + worlds.len() as usize;
        let (absent, undecided) = (self.absent[places.clone()].to_vec(), self.undecided[places].to_vec());
        Batch { absent, undecided, ..Batch::of(self.seen.part(worlds)) }
    }

    /// Leaves out the worlds in which a condition does not hold, or is missing: there it is none.
    pub(crate) fn leave(&mut self, holds: &[Option<bool>]) {
        for ((absent, undecided), holds) in self.absent.iter_mut().zip(&mut self.undecided).zip(holds) {
            *undecided = !*absent && holds.is_none();
            *absent |= *holds != Some(true);
        }
    }

    /// What the condition has left, of the worlds that were completed.
    pub(crate) fn left(&self) -> Left {
        let held = self.absent.iter().filter(|absent| !**absent).count() as u64;
        let missing = self.undecided.iter().filter(|undecided| **undecided).count() as u64;
        Left { held, missing, worlds: self.len() as u64 - self.seen.stops.len() as u64 }
    }

    /// Adds what was seen of the worlds that follow.
    pub(crate) fn append(&mut self, later: Batch) {
        self.seen.append(later.seen);
        self.absent.extend(later.absent);
        self.undecided.extend(later.undecided);
        self.stops.merge(later.stops);
    }

    fn of(seen: presidium_engine::Batch) -> Batch {
        let mut absent = vec![false; seen.worlds.len() as usize];
        let places = seen.stops.iter().filter_map(|stop| seen.worlds.place(stop.world));
        places.for_each(|place| absent[place] = true);
        let stops = Stops::of(seen.stops.iter().map(|stop| stop.world));
        Batch { undecided: vec![false; absent.len()], seen, absent, stops }
    }

    /// The worlds, by number.
    pub fn worlds(&self) -> Worlds {
        self.seen.worlds
    }

    /// How many worlds, those that stopped included.
    pub(crate) fn len(&self) -> usize {
        self.absent.len()
    }

    /// The worlds that are not absent, in order.
    pub(crate) fn present(&self) -> impl Iterator<Item = World> {
        self.worlds().iter().zip(&self.absent).filter(|(_, absent)| !**absent).map(|(world, _)| world)
    }

    /// The worlds that stopped, in order, each with the month in which it did.
    pub fn stopped(&self) -> impl Iterator<Item = (World, Step)> {
        self.seen.stops.iter().map(|stop| (stop.world, stop.month))
    }

    /// What the rules did in all worlds that were completed, in the order of the worlds and of history.
    pub fn all_acts(&self) -> &[Act] {
        &self.seen.acts
    }

    /// The votes in all worlds that were completed, in the same order.
    pub fn ballots(&self) -> &[Ballot] {
        &self.seen.ballots
    }

    /// One final, world by world; none where the world is absent or the value is missing.
    pub fn finals(&self, index: usize) -> impl Iterator<Item = Option<f64>> + use<'_> {
        let values = self.seen.finals[index].iter().zip(&self.absent);
        values.map(|(value, absent)| (!absent && value.is_finite()).then_some(*value))
    }

    /// One cell, world by world; none where the world is absent or the value is missing.
    pub fn cells(&self, index: usize) -> impl Iterator<Item = Option<f64>> {
        let values = self.seen.cells[index].iter().zip(&self.absent);
        values.map(|(value, absent)| (!absent && !value.is_nan()).then_some(*value))
    }

    /// The same of the completed worlds only; not a number where the value is missing.
    pub(crate) fn completed_cells(&self, index: usize) -> impl Iterator<Item = f64> {
        let values = self.seen.cells[index].iter().zip(&self.absent);
        values.filter(|(_, absent)| !**absent).map(|(value, _)| *value)
    }

    /// The completed worlds in which a final is missing, in order.
    pub(crate) fn missing(&self, index: usize) -> Vec<World> {
        let finals = self.seen.finals[index].iter().zip(&self.absent).zip(self.seen.worlds.iter());
        finals.filter(|((value, absent), _)| !**absent && value.is_nan()).map(|(_, world)| world).collect()
    }

    /// Whether a final is true in a world, by its number.
    pub(crate) fn holds(&self, index: usize, world: World) -> bool {
        let value = self.seen.worlds.place(world).filter(|place| !self.absent[*place]);
        value.map(|place| self.seen.finals[index][place]).is_some_and(|value| value.is_finite() && value != 0.0)
    }

    /// Whether a world, by its number, is among these and was completed.
    pub(crate) fn completed(&self, world: World) -> bool {
        self.seen.worlds.place(world).is_some_and(|place| !self.absent[place])
    }

    /// What the rules did in a world, by its number, in the order of history; nothing if it stopped.
    pub(crate) fn acts(&self, world: World) -> &[Act] {
        let acts = &self.seen.acts;
        let (first, end) =
            (acts.partition_point(|act| act.world < world), acts.partition_point(|act| act.world <= world));
        &acts[first..end]
    }

    /// World by world, whether it was completed here and in another batch of the same worlds.
    pub(crate) fn completed_with(&self, other: &Batch) -> impl Iterator<Item = bool> {
        self.absent.iter().zip(&other.absent).map(|(one, other)| !one && !other)
    }

    /// One monthly output in one month (counted from the model's first) of one world; none where the world
    /// stopped or the value is missing.
    pub fn monthly(&self, index: usize, month: usize, world: usize) -> Option<f64> {
        let value = self.seen.monthly[index][month * self.len() + world];
        (!self.absent[world] && !value.is_nan()).then_some(value)
    }
}
