//! Vector code for a model under a scenario: what is computed of a block of worlds, one operation at a time.
//!
//! model → `lower` → graph → `schedule` → `emit` → `fuse` → `allocate` → instructions. The code has three paces: once per world, when
//! the year changes, in every step. It is straight-line code with sections that are skipped where no world takes them, and with
//! blocks for pairs of a world and an element, which are run as often as it takes.
//! Not here: running it (see `exec`).

mod allocate;
pub(crate) mod ballots;
mod builder;
pub(crate) mod code;
mod emit;
mod fuse;
pub(crate) mod graph;
mod hash;
pub(crate) mod inputs;
mod lower;
pub(crate) mod reach;
mod schedule;
pub(crate) mod state;

use presidium_lang::calendar::Month;
use presidium_lang::model::Model;

use crate::scenario::{Outputs, Scenario};
use ballots::Vote;
use code::{Code, Instr, Operand};
use graph::{Bounds, Graph, Ring, Scalar, Slot, Table, Uniform, dump, verify};
use inputs::{Drawn, Input, Inputs, inputs_of};
use reach::{Reach, Source, reaches};
use state::StateLayout;

/// How a program is made; what it computes does not depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Shares, folds, hoists and sinks; off only for tests.
    pub optimise: bool,
    /// Most worlds side by side; fewer if a run asks for fewer.
    pub width: usize,
    /// From so many elements on, one piece of code serves all of them; for fewer it is written out for each.
    pub many: usize,
}

/// Worlds side by side: enough to make the cost of an instruction small, few enough for the cache.
const WIDTH: usize = 256;

/// So many elements are worth the effort of listing those that count.
const MANY: usize = 8;

impl Default for Options {
    fn default() -> Options {
        Options { optimise: true, width: WIDTH, many: MANY }
    }
}

/// Code that runs blocks of worlds of one model, under the scenario that it was made for or under others.
#[derive(Clone, Debug)]
pub struct Program {
    pub(crate) first_month: Month,
    pub(crate) month_count: usize,
    /// Most worlds side by side.
    pub(crate) width: usize,
    pub(crate) world: Code,
    pub(crate) year: Code,
    pub(crate) step: Code,
    pub(crate) scalars: Vec<Scalar>,
    /// The scalars that a scenario gives: each with its place among the scalars, and between which numbers it must lie.
    pub(crate) inputs: Vec<(u32, Input, Bounds)>,
    /// For each input, then for each prior, where it can make a difference.
    pub(crate) reach: Vec<Reach>,
    /// What the scenario says for which the program was made.
    pub(crate) own: Inputs,
    pub(crate) follow_record: bool,
    pub(crate) lots: bool,
    pub(crate) uniforms: Vec<Uniform>,
    pub(crate) quantiles: Vec<Drawn>,
    pub(crate) lookups: Vec<Vec<(f64, f64)>>,
    pub(crate) gathers: Vec<Table<Operand>>,
    pub(crate) scatters: Vec<Table<Slot>>,
    pub(crate) rings: Vec<Ring>,
    pub(crate) votes: Vec<Vote>,
    /// What the first slots hold, which are the state of a world.
    pub(crate) state: StateLayout,
    /// All slots: those after the state carry what the faster code needs of the slower.
    pub(crate) slot_count: u32,
    pub(crate) register_count: u32,
    /// Whether votes are told.
    pub(crate) tells_ballots: bool,
    pub(crate) final_count: usize,
    pub(crate) monthly_count: usize,
}

/// How much a program computes.
///
/// An operation is one arithmetic result, comparison, choice, random number or element looked up, of one world. Moving
/// values about (copies, stores, packing lanes) and checking them is not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Operations once in a world.
    pub operations_per_world: u64,
    /// Operations when the year changes.
    pub operations_per_year: u64,
    /// Operations of every step outside sections.
    pub operations_per_step: u64,
    /// Operations of a step within sections, if every section were taken.
    pub operations_in_sections: u64,
    pub sections: u64,
    pub instructions: u64,
    /// Values of a world that outlive a step.
    pub slots: u64,
    /// Values of a world that live within a step, at most at once.
    pub registers: u64,
    /// Memory of a block of as many worlds as the program is wide.
    pub bytes: u64,
}

impl Program {
    /// Makes the code that computes the outputs of a model under a scenario.
    ///
    /// The same code serves other scenarios as well, see [`Program::inputs`].
    ///
    /// # Example
    /// ```
    /// use presidium_engine::{Options, Outputs, Program, Scenario};
    /// use presidium_lang::{calendar::Month, model::Model};
    /// let model = Model { first_month: Month::of(1953, 1), last_month: Month::of(1953, 12), ..Model::default() };
    /// let program = Program::compile(&model, &Scenario::default(), &Outputs::default(), &Options::default());
    /// assert_eq!(program.statistics().operations_per_step, 0);
    /// ```
    pub fn compile(model: &Model, scenario: &Scenario, outputs: &Outputs, options: &Options) -> Program {
        let graph = graph_of(model, scenario, outputs, options);
        let inputs = inputs_of(&graph.scalars);
        // Only a run that tells the acts of rules can be forked.
        let reach = if outputs.acts { reaches(&graph, &sources(&graph, &inputs)) } else { vec![] };
        let schedule = schedule::schedule(&graph, options.optimise);
        let mut emitted = emit::emit(&graph, &schedule);
        let slot_count = emitted.slot_count;
        if options.optimise {
            for code in [&mut emitted.world, &mut emitted.year, &mut emitted.step] {
                *code = fuse::fuse(std::mem::take(code), &emitted.gathers, slot_count, graph.zero.0);
            }
        }
        let register_count = [&mut emitted.world, &mut emitted.year, &mut emitted.step]
            .map(|code| allocate::allocate(code, &mut emitted.gathers, slot_count))
            .into_iter()
            .max()
            .unwrap_or(0);
        let [world, year, step] = [emitted.world, emitted.year, emitted.step]
            .map(|code| Code::new(code, |instr| operations(instr, &graph.votes)));
        let width = options.width.max(1);
        let mut program = Program {
            first_month: model.first_month,
            month_count: model.step_count(),
            width,
            world,
            year,
            step,
            reach,
            inputs,
            state: graph.state,
            own: Inputs { scalars: vec![], quantiles: vec![] },
            follow_record: scenario.follow_record,
            lots: scenario.lots,
            scalars: graph.scalars,
            uniforms: graph.uniforms,
            quantiles: graph.quantiles,
            lookups: graph.lookups,
            gathers: emitted.gathers,
            scatters: graph.scatters,
            rings: graph.rings,
            votes: graph.votes,
            slot_count,
            register_count,
            tells_ballots: outputs.ballots,
            final_count: outputs.finals.len() + outputs.tests.len(),
            monthly_count: outputs.monthly.len(),
        };
        // What is granted is granted to this scenario in the first place.
        program.own = program.inputs(model, scenario).unwrap_or(program.own);
        program
    }

    /// How much the program computes, counted from its code.
    pub fn statistics(&self) -> Statistics {
        let code = [&self.world, &self.year, &self.step];
        let instructions = code.iter().map(|code| code.instrs.len() as u64).sum();
        let vectors = u64::from(self.slot_count + self.register_count);
        Statistics {
            operations_per_world: self.world.operations_at_most(),
            operations_per_year: self.year.operations_at_most(),
            operations_per_step: self.step.operations_outside,
            operations_in_sections: self.step.operations_at_most() - self.step.operations_outside,
            sections: self.step.instrs.iter().filter(|instr| matches!(instr, Instr::Section { .. })).count() as u64,
            instructions,
            slots: u64::from(self.slot_count),
            registers: u64::from(self.register_count),
            bytes: vectors * self.width.next_multiple_of(8) as u64 * 8,
        }
    }
}

/// The graph of a model under a scenario, before it is scheduled.
fn graph_of(model: &Model, scenario: &Scenario, outputs: &Outputs, options: &Options) -> Graph {
    let graph = lower::lower(model, scenario, outputs, options);
    require_sound(&graph, "lowering");
    graph
}

/// In debug builds and tests: stops if a graph breaks one of its rules after a pass.
fn require_sound(graph: &Graph, pass: &str) {
    if cfg!(debug_assertions)
        && let Err(flaw) = verify(graph)
    {
        unreachable!("after {pass}: {flaw}");
    }
}

/// The graph of a program as text, for whoever wants to see what a model has become: `%12 = add %3 %7`.
///
/// # Example
/// ```
/// use presidium_engine::{Options, Outputs, Scenario, graph_text};
/// use presidium_lang::{MemorySources, load};
/// let text = "```presidium\nmodel \"T\" from 1953-01 to 1953-12\nstate step : count = 0\n\
///             event walk\n    every step\n    do step += 1\n```\n";
/// let model = load(&MemorySources::new("t").with("t.md", text)).expect("a sound model").model;
/// let text = graph_text(&model, &Scenario::default(), &Outputs::default(), &Options::default());
/// assert!(text.contains("store step = "), "{text}");
/// ```
pub fn graph_text(model: &Model, scenario: &Scenario, outputs: &Outputs, options: &Options) -> String {
    dump(&graph_of(model, scenario, outputs, options), model)
}

/// What the scenario of a run gives: the inputs, then the priors.
fn sources(graph: &Graph, inputs: &[(u32, Input, Bounds)]) -> Vec<Source> {
    let scalars = inputs.iter().map(|&(place, ..)| Source::Scalar(place));
    scalars.chain((0..graph.quantiles.len() as u32).map(Source::Quantile)).collect()
}

/// Operations of an instruction, in one lane.
fn operations(instr: &Instr, votes: &[Vote]) -> u64 {
    match instr {
        Instr::Unary { .. }
        | Instr::Binary { .. }
        | Instr::Select { .. }
        | Instr::Uniform { .. }
        | Instr::Quantile { .. }
        | Instr::Lookup { .. }
        | Instr::Gather { .. }
        | Instr::Join { .. } => 1,
        Instr::Best { .. } => 2,
        Instr::Fused { op, .. } => op.operations(),
        Instr::Vote { vote, .. } => votes[*vote as usize].operations(),
        _ => 0,
    }
}
