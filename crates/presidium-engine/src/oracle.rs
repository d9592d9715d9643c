//! The scalar oracle: walks the checked model for one world, value by value.
//!
//! It is the plain reading of the language reference, and what the vector engine is held to bit for bit. Because it keeps
//! everything of one world at hand, it also tells the chronicle ([`Trace`]) and answers *why* ([`Replay`]).
//! Not here: speed, threads, more than one world.

mod blame;
mod eval;
mod explain;
mod heard;
mod rules;
mod simulation;
mod step;
mod trace;
mod votes;

use presidium_lang::model::Model;

pub use explain::{Acted, Explanation, Label, Origin, ReadValue, Replay, TermValue};
pub use heard::{Attempt, CameTo, Change, Clause, Opened};
pub use trace::{Assignment, BallotTrace, Choice, DecisionTrace, Firing, Line, MemberTrace, OptionTrace, Piece, Trace};

use crate::live::Live;
use crate::scenario::{Failure, Outputs, Scenario};
use crate::worlds::World;
use simulation::Simulation;

/// What was asked of one world.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WorldResult {
    /// One value for each of [`Outputs::finals`], then for each of [`Outputs::tests`] the first month in which it failed
    /// (a date, or never). A final that is missing is not a number.
    pub finals: Vec<f64>,
    /// For each of [`Outputs::finals`] why it is missing, if it is.
    pub missing: Vec<Option<Failure>>,
    /// For each of [`Outputs::monthly`], one value for each month.
    pub monthly: Vec<Vec<f64>>,
}

/// Runs one world.
///
/// With a trace the whole model is computed and told; without one, only what the outputs rest on.
///
/// # Errors
/// The first value that is missing where the dynamics need it, or the first vote of nobody; the trace then ends there.
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
    if let (Some(trace), Some(told)) = (trace, simulation.trace) {
        *trace = told;
    }
    ended
}
