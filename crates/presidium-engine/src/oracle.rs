//! The scalar oracle: walks the checked model for one world, value by value.
//!
//! It is the plain reading of the language reference, and what the vector engine is held to bit for bit. Because it keeps
//! everything of one world at hand, it also writes the chronicle ([`Trace`]) and answers *why* ([`Replay`]).
//! Not here: speed, threads, more than one world.

mod batch;
mod blame;
mod eval;
mod explain;
mod knowledge;
mod missing;
mod probe;
mod probing;
mod reasons;
mod result;
mod rules;
mod simulation;
mod step;
mod trace;
mod votes;

use presidium_lang::model::Model;

pub use batch::run_worlds;
pub use explain::Replay;
pub use knowledge::{Seen, Who};
pub use reasons::{Acted, Attempt, CameTo, Change, Clause, Explanation, Label, Opened, Origin, ReadValue, TermValue};
pub use result::WorldResult;
pub use trace::{Assignment, BallotTrace, Choice, DecisionTrace, Firing, Line, MemberTrace, OptionTrace, Piece, Trace};

use crate::failure::Failure;
use crate::live::Live;
use crate::scenario::{Outputs, Scenario};
use crate::worlds::World;
use simulation::Simulation;

/// Runs one world.
///
/// With a trace the whole model is computed, and its history written; without one, only what the outputs rest on.
///
/// # Errors
/// The first value that is missing where the dynamics need it, or the first vote of nobody; the trace then ends there.
///
/// # Example
/// ```
/// use presidium_engine::{Outputs, Scenario, World, oracle::{Trace, run_world}};
/// use presidium_lang::{MemorySources, load, model::Element};
/// let text = "```presidium\nmodel \"T\" from 1953-01 to 1953-12\nstate steps : count = 0\n\
///             event walk\n    every step\n    do steps += 1\n```\n";
/// let model = load(&MemorySources::new("t").with("t.md", text)).expect("a sound model").model;
/// let steps = model.variable("steps").expect("it is declared");
/// let outputs = Outputs { monthly: vec![(steps, Element(0))], ..Outputs::default() };
/// let mut trace = Trace::default();
/// let result = run_world(&model, &Scenario::default(), 1953, World(0), &outputs, Some(&mut trace)).expect("it ends");
/// assert_eq!(result.monthly[0][11], 12.0);
/// assert_eq!(trace.firings.len(), 12);
/// ```
pub fn run_world(
    model: &Model,
    scenario: &Scenario,
    seed: u64,
    world: World,
    outputs: &Outputs,
    trace: Option<&mut Trace>,
) -> Result<WorldResult, Failure> {
    let mut result = WorldResult::default();
    run_into(&mut result, model, scenario, (seed, world), outputs, trace)?;
    Ok(result)
}

/// As [`run_world`]; of a world that stops, the result has the months before.
pub(crate) fn run_into(
    result: &mut WorldResult,
    model: &Model,
    scenario: &Scenario,
    (seed, world): (u64, World),
    outputs: &Outputs,
    trace: Option<&mut Trace>,
) -> Result<(), Failure> {
    let live = match trace {
        Some(_) => Live::everything(model),
        None => Live::for_outputs(model, outputs),
    };
    let mut simulation = Simulation::new(model, scenario, live, seed, world);
    simulation.trace = trace.is_some().then(Trace::default);
    let ended = simulation.run(outputs, result);
    if let (Some(trace), Some(written)) = (trace, simulation.trace) {
        *trace = written;
    }
    ended
}
