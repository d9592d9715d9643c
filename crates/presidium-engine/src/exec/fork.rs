//! The same worlds under another scenario, from where it begins to make a difference.
//!
//! A base run keeps the state of its worlds at the beginning of each year. Another scenario makes no difference in a world
//! until it forbids a rule that acts, pins a decision to an option that was not taken, or changes a number that is read. The
//! acts of the base run show when that is. Up to then both runs are the same, bit for bit. So the fork runs only the worlds
//! in which the scenario makes a difference, each from the beginning of that year. All other worlds keep the results of the
//! base run.

use presidium_lang::clock::Step;
use presidium_lang::model::{Element, RuleId};

use crate::exec::batch::{Act, Batch};
use crate::exec::course::{Course, Rerun};
use crate::exec::machine::Machine;
use crate::exec::vectors::Workspace;
use crate::program::Program;
use crate::program::given::Input;
use crate::program::inputs::Inputs;
use crate::program::reach::Reach;
use crate::program::recorded::Recorded;
use crate::worlds::{World, Worlds};

impl Program {
    /// As [`Program::run_under`], and keeps what [`Program::run_fork`] needs: some ten snapshots of the state of each world.
    ///
    /// The program must have been asked for the acts of rules. See [`Program::run_fork`] for an example.
    pub fn run_course(&self, inputs: &Inputs, seed: u64, worlds: Worlds, workspace: &mut Workspace) -> Course {
        let mut written = vec![];
        let batch = self.run_keeping(inputs, seed, worlds, workspace, Some(&mut written));
        Course::new(batch, written)
    }

    /// The first worlds of a course under other inputs of the same program: the same bits as [`Program::run_under`] gives.
    ///
    /// `base` are the inputs of the course.
    ///
    /// # Shape
    /// `worlds` begin where the course does, and lie within it.
    ///
    /// # Example
    /// ```
    /// use presidium_engine::{Options, Outputs, Program, Scenario, Workspace, Worlds};
    /// use presidium_lang::{clock::Step, model::Model};
    /// let model = Model { first_step: Step::of_month(1953, 1), last_step: Step::of_month(1953, 12), ..Model::default() };
    /// let outputs = Outputs { acts: true, ..Outputs::default() };
    /// let program = Program::compile(&model, &Scenario::default(), &outputs, &Options::default());
    /// let (base, mut workspace) = (program.own_inputs(), Workspace::new());
    /// let course = program.run_course(base, 1953, Worlds::from(0..8), &mut workspace);
    /// let other = program.inputs(&model, &Scenario::default()).unwrap();
    /// assert_eq!(&program.run_fork(&course, base, &other, 1953, Worlds::from(0..8), &mut workspace), course.batch());
    /// ```
    pub fn run_fork(
        &self,
        course: &Course,
        base: &Inputs,
        other: &Inputs,
        seed: u64,
        worlds: Worlds,
        workspace: &mut Workspace,
    ) -> Batch {
        let mut batch = course.batch.part(worlds);
        let reruns = self.reruns(course, base, other, worlds);
        batch.operations = 0;
        for block in reruns.chunks(self.width) {
            workspace.fit(self, block.len());
            let mut machine = Machine::new(self, other, seed, workspace);
            let mut found = Batch::empty(self, Worlds::from(0..block.len() as u64));
            machine.run_again(course.batch.worlds.start, block, course, &mut found);
            batch.operations += machine.operations();
            batch.replace(&found, block, course, &self.recorded);
        }
        batch.finish(self.first_step);
        batch
    }

    /// The worlds in which other inputs make a difference, those that begin earliest first.
    fn reruns(&self, course: &Course, base: &Inputs, other: &Inputs, worlds: Worlds) -> Vec<Rerun> {
        let differences = self.differences(base, other);
        if differences.is_empty() {
            return vec![];
        }
        let mut reruns: Vec<Rerun> = worlds
            .iter()
            .filter_map(|world| {
                let step = self.first_difference(course, &differences, world)?;
                let snapshot = course.snapshots.iter().rposition(|snapshot| snapshot.step <= step);
                Some(Rerun { place: course.batch.worlds.place(world)?, snapshot })
            })
            .collect();
        reruns.sort_by_key(|rerun| rerun.snapshot);
        reruns
    }

    /// The step in which a difference is first made in a world; none if never. Of a world that stopped it is not known what its
    /// rules did.
    fn first_difference(&self, course: &Course, differences: &[Difference<'_>], world: World) -> Option<usize> {
        if course.batch.stops.iter().any(|stopped| stopped.world == world) {
            return Some(0);
        }
        let always = differences.iter().filter_map(Difference::first_step).min();
        let step = |act: &Act| (act.month - self.first_step) as usize;
        let acts = course.batch.acts_of(world).iter();
        let made = acts.filter(|act| differences.iter().any(|difference| difference.is_made(act, step(act)))).map(step);
        made.min().into_iter().chain(always).min()
    }

    fn differences<'a>(&'a self, base: &'a Inputs, other: &'a Inputs) -> Vec<Difference<'a>> {
        let scalars = self.inputs.iter().zip(base.scalars.iter().zip(&other.scalars)).enumerate();
        let scalars = scalars.filter(|(_, (_, (base, other)))| !same(base, other));
        let scalars = scalars.map(|(place, ((_, input, _), (base, other)))| match *input {
            Input::Allowed(rule, element) => Difference::Allowed { rule: (rule, element), base, other },
            Input::Pinned(rule, element) => Difference::Pinned { rule: (rule, element), base, other },
            Input::Switch(_) | Input::Number(..) | Input::PinnedVote(..) | Input::Reading(..) | Input::Widened => {
                Difference::Read(&self.reach[place])
            }
        });
        let priors = self.quantiles.iter().zip(base.quantiles.iter().zip(&other.quantiles)).enumerate();
        let priors = priors.filter(|(_, (_, (base, other)))| !base.is_same(other));
        let is_redrawn = base.seeds != other.seeds || base.columns != other.columns;
        let redrawn =
            (is_redrawn || base.common_luck != other.common_luck).then_some(Difference::Read(&Reach::Everywhere));
        let scalars = redrawn.into_iter().chain(scalars);
        scalars.chain(priors.map(|(place, _)| Difference::Read(&self.reach[self.inputs.len() + place]))).collect()
    }
}

/// Something that two scenarios say differently.
enum Difference<'a> {
    Allowed { rule: (RuleId, Element), base: &'a [f64], other: &'a [f64] },
    Pinned { rule: (RuleId, Element), base: &'a [f64], other: &'a [f64] },
    Read(&'a Reach),
}

impl Difference<'_> {
    /// The first step in which it may be made whatever the rules do.
    fn first_step(&self) -> Option<usize> {
        match self {
            Difference::Read(Reach::Everywhere) => Some(0),
            // A rule that the base forbids leaves no trace of when it would have acted.
            Difference::Allowed { base, other, .. } => {
                let steps = base.len().max(other.len());
                (0..steps).find(|&step| at(base, step) == 0.0 && at(other, step) != 0.0)
            }
            _ => None,
        }
    }

    /// Whether an act of the base is one that makes it.
    fn is_made(&self, act: &Act, step: usize) -> bool {
        let acts = (act.rule, act.element);
        match self {
            Difference::Allowed { rule, other, .. } => *rule == acts && at(other, step) == 0.0,
            Difference::Pinned { rule, base, other } => {
                let (base, other) = (at(base, step), at(other, step));
                let taken = act.option.map_or(-1.0, f64::from);
                *rule == acts && base != other && (other < 0.0 || other != taken)
            }
            Difference::Read(Reach::Acts(rules)) => rules.contains(&acts),
            Difference::Read(Reach::Everywhere) => true,
        }
    }
}

/// The value of an input in a step: one for all steps, or one for each.
fn at(values: &[f64], step: usize) -> f64 {
    values[step % values.len()]
}

fn same(base: &[f64], other: &[f64]) -> bool {
    let steps = base.len().max(other.len());
    (0..steps).all(|step| at(base, step).to_bits() == at(other, step).to_bits())
}

impl Batch {
    /// Puts what a block of reruns has found in the place of what the base found in their worlds.
    fn replace(&mut self, found: &Batch, block: &[Rerun], course: &Course, recorded: &Recorded) {
        let count = self.worlds.len() as usize;
        for (lane, rerun) in block.iter().enumerate() {
            let world = course.batch.worlds.at(rerun.place);
            let Some(place) = self.worlds.place(world) else { continue };
            let first_step = rerun.snapshot.map_or(0, |snapshot| course.snapshots[snapshot].step);
            for (column, found) in self.finals.iter_mut().zip(&found.finals) {
                column[place] = found[lane];
            }
            for (column, found) in self.monthly.iter_mut().zip(&found.monthly) {
                let months = column.len() / count;
                (first_step..months).for_each(|step| column[step * count + place] = found[step * block.len() + lane]);
            }
            let cells = self.cells.iter_mut().zip(&found.cells).zip(&recorded.cells);
            cells.filter(|(_, (_, step))| *step >= first_step).for_each(|((cell, found), _)| cell[place] = found[lane]);
            self.stops.retain(|stopped| stopped.world != world);
            self.stops.extend(found.stops.iter().filter(|stopped| stopped.world == world));
        }
        self.replace_history(found, block, course);
        self.stops.sort_by_key(|stopped| stopped.world);
    }

    fn replace_history(&mut self, found: &Batch, block: &[Rerun], course: &Course) {
        let mut first_months: Vec<(World, Step)> = block
            .iter()
            .map(|rerun| {
                let month = rerun.snapshot.map_or(Step(0), |snapshot| course.snapshots[snapshot].month);
                (course.batch.worlds.at(rerun.place), month)
            })
            .collect();
        first_months.sort_unstable();
        let is_kept = |of: World, month| match first_months.binary_search_by_key(&of, |&(world, _)| world) {
            Ok(at) => month < first_months[at].1,
            Err(_) => true,
        };
        self.acts.retain(|act| is_kept(act.world, act.month));
        self.acts.extend(&found.acts);
        self.ballots.retain(|ballot| is_kept(ballot.world, ballot.month));
        self.ballots.extend_from_slice(&found.ballots);
    }
}

#[cfg(test)]
mod tests {
    use presidium_lang::{MemorySources, load, parse_scenario};

    use super::*;
    use crate::program::Options;
    use crate::scenario::{Outputs, Scenario};

    /// A parameter whose prior is computed in each world has no prior of its own: that is no difference between scenarios.
    const MODEL: &str = "```presidium
model \"T\" from 1953-01 to 1953-12
param centre : 1 ~ uniform(0, 1) assumption
param around : 1 ~ normal(centre, 1) assumption
state shocks : 1 = 0
event quake
    when shocks > 1000
    rate 1/year
    do shocks += 1
event storm
    rate 1/year
    do shocks += around
```
";

    #[test]
    fn a_scenario_that_makes_no_difference_runs_no_world_again() {
        let model = load(&MemorySources::new("t").with("t.md", MODEL)).expect("a sound model").model;
        let outputs = Outputs { acts: true, ..Outputs::default() };
        let program = Program::compile(&model, &Scenario::default(), &outputs, &Options::default());
        let (base, worlds, mut workspace) = (program.own_inputs(), Worlds::from(0..8), Workspace::new());
        let course = program.run_course(base, 1953, worlds, &mut workspace);
        let mut operations = |words: &str| {
            let scenario = parse_scenario(&model, words).expect("sound words");
            let other = program.inputs(&model, &scenario).expect("the program serves it");
            program.run_fork(&course, base, &other, 1953, worlds, &mut workspace).operations
        };
        assert_eq!(operations("forbid quake"), 0);
        assert!(operations("forbid storm") > 0);
    }
}
