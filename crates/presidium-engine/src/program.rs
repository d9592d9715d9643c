//! Vector code for a model under a scenario: what is computed of a block of worlds, one operation at a time.
//!
//! model → `lower` → graph → `schedule` → `emit` → `fuse` → `allocate` → instructions. The code has three paces: once per world, when
//! the year changes, in every step. It is straight-line code with sections that are skipped where no world takes them, and with
//! blocks for pairs of a world and an element, which are run as often as it takes.
//! Not here: running it (see `exec`).

mod allocate;
pub(crate) mod ballots;
mod bounds;
mod builder;
pub(crate) mod code;
mod emit;
mod fuse;
pub(crate) mod given;
pub(crate) mod graph;
mod hash;
pub(crate) mod inputs;
mod lower;
mod options;
pub(crate) mod reach;
pub(crate) mod recorded;
mod schedule;
pub(crate) mod state;

use std::sync::atomic::{AtomicU64, Ordering};

use presidium_lang::clock::{Clock, Step};
use presidium_lang::model::Model;

use crate::distribution::Computed;
use crate::resolved::ResolvedScenario;
use crate::scenario::{Outputs, Scenario};
use ballots::Vote;
use code::{Code, Instr, Operand};
use given::{Drawn, Input};
use graph::dump::dump;
use graph::verify::verify;
use graph::{Bounds, Graph, Ring, Scalar, Slot, Table, Uniform};
use inputs::{Inputs, inputs_of, inputs_under};
pub use options::{Options, Statistics};
use reach::{Reach, Source, reaches};
use recorded::Recorded;
use state::StateLayout;

/// Code that runs blocks of worlds of one model, under the scenario that it was made for or under others.
#[derive(Clone, Debug)]
pub struct Program {
    /// Another for each program that is made: what is kept for one is of no use to another.
    pub(crate) number: u64,
    pub(crate) clock: Clock,
    pub(crate) first_step: Step,
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
    pub(crate) follow_record: Option<Step>,
    pub(crate) lots: bool,
    /// Who has whose attributes: the code was made for it.
    pub(crate) deals: Vec<presidium_lang::model::Deal>,
    pub(crate) uniforms: Vec<Uniform>,
    pub(crate) quantiles: Vec<Drawn>,
    pub(crate) computed: Vec<(Computed, usize)>,
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
    /// Whether votes are logged.
    pub(crate) logs_ballots: bool,
    pub(crate) final_count: usize,
    pub(crate) recorded: Recorded,
}

/// So many programs have been made.
static MADE: AtomicU64 = AtomicU64::new(0);

impl Program {
    /// Makes the code that computes the outputs of a model under a scenario.
    ///
    /// The same code serves other scenarios as well, see [`Program::inputs`].
    ///
    /// # Example
    /// ```
    /// use presidium_engine::{Options, Outputs, Program, Scenario};
    /// use presidium_lang::{clock::Step, model::Model};
    /// let model = Model { first_step: Step::of_month(1953, 1), last_step: Step::of_month(1953, 12), ..Model::default() };
    /// let program = Program::compile(&model, &Scenario::default(), &Outputs::default(), &Options::default());
    /// assert_eq!(program.statistics().operations_per_step, 0);
    /// ```
    pub fn compile(model: &Model, scenario: &Scenario, outputs: &Outputs, options: &Options) -> Program {
        let graph = graph_of(model, scenario, outputs, options);
        let inputs = inputs_of(&graph.scalars);
        // Only a run that reports the acts of rules can be forked.
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
            number: MADE.fetch_add(1, Ordering::Relaxed),
            clock: model.clock.clone(),
            first_step: model.first_step,
            month_count: model.step_count(),
            width,
            world,
            year,
            step,
            reach,
            inputs,
            state: graph.state,
            own: Inputs { scalars: vec![], quantiles: vec![], seeds: vec![], columns: vec![], common_luck: None },
            follow_record: scenario.follow_record,
            lots: scenario.lots,
            deals: scenario.deals.clone(),
            scalars: graph.scalars,
            uniforms: graph.uniforms,
            quantiles: graph.quantiles,
            computed: graph.computed,
            lookups: graph.lookups,
            gathers: emitted.gathers,
            scatters: graph.scatters,
            rings: graph.rings,
            votes: graph.votes,
            slot_count,
            register_count,
            logs_ballots: outputs.ballots,
            final_count: outputs.finals.len() + outputs.tests.len(),
            recorded: Recorded::of(outputs, model.first_step),
        };
        // What is granted is granted to this scenario in the first place.
        program.own = program.inputs(model, scenario).unwrap_or(program.own);
        program
    }

    /// What the scenario says for which the program was made.
    pub fn own_inputs(&self) -> &Inputs {
        &self.own
    }

    /// What a scenario says to this program; none if the program takes something for granted that the scenario does not keep,
    /// so that the scenario needs a program of its own.
    ///
    /// # Example
    /// ```
    /// use presidium_engine::{Options, Outputs, Program, Scenario, Workspace, Worlds};
    /// use presidium_lang::{clock::Step, model::Model};
    /// let model = Model { first_step: Step::of_month(1953, 1), last_step: Step::of_month(1953, 12), ..Model::default() };
    /// let program = Program::compile(&model, &Scenario::default(), &Outputs::default(), &Options::default());
    /// let inputs = program.inputs(&model, &Scenario::default()).unwrap();
    /// let batch = program.run_under(&inputs, 1953, Worlds::from(0..8), &mut Workspace::new());
    /// assert!(batch.stops.is_empty());
    /// // Lots are drawn by another program.
    /// assert_eq!(program.inputs(&model, &Scenario { lots: true, ..Scenario::default() }), None);
    /// ```
    pub fn inputs(&self, model: &Model, scenario: &Scenario) -> Option<Inputs> {
        if (scenario.follow_record, scenario.lots) != (self.follow_record, self.lots) || scenario.deals != self.deals {
            return None;
        }
        let resolved = ResolvedScenario::new(model, scenario);
        inputs_under(&resolved, model, &self.inputs, &self.quantiles, &self.uniforms)
    }

    /// How much the program computes, counted from its code; see [`Program::compile`] for an example.
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
        | Instr::Computed { .. }
        | Instr::Lookup { .. }
        | Instr::Gather { .. }
        | Instr::Join { .. } => 1,
        Instr::Best { .. } => 2,
        Instr::Fused { op, .. } => op.operations(),
        Instr::Vote { vote, .. } | Instr::Hold { vote, .. } => votes[*vote as usize].operations(),
        _ => 0,
    }
}
