//! What the oracle sees of some worlds, in the shape in which the vector engine reports.

use presidium_lang::model::{Model, Rule};

use super::{DecisionTrace, Trace, WorldResult, run_into};
use crate::exec::{Act, Ballot, Batch, Stop};
use crate::scenario::{Outputs, Scenario};
use crate::vote::{Held, Verdict, Voter};
use crate::worlds::{World, Worlds};

/// Runs worlds one after the other; the same bits as [`Program::run`](crate::Program::run). It counts no operations.
///
/// # Example
/// ```
/// use presidium_engine::{Options, Outputs, Program, Scenario, Workspace, Worlds, oracle::run_worlds};
/// use presidium_lang::{MemorySources, load};
/// let text = "```presidium\nmodel \"T\" from 1953-01 to 1953-12\ndraw luck per world ~ uniform(0, 1)\nlet two : 1 = 2 * luck\n```\n";
/// let model = load(&MemorySources::new("t").with("t.md", text)).expect("a sound model").model;
/// let two = model.variable("two").expect("it is declared");
/// let outputs = Outputs { monthly: vec![(two, Default::default())], ..Outputs::default() };
/// let (scenario, worlds) = (Scenario::default(), Worlds::from(0..5));
/// let one = run_worlds(&model, &scenario, 1953, worlds, &outputs);
/// let program = Program::compile(&model, &scenario, &outputs, &Options::default());
/// let other = program.run(1953, worlds, &mut Workspace::new());
/// assert_eq!(one.monthly, other.monthly);
/// ```
pub fn run_worlds(model: &Model, scenario: &Scenario, seed: u64, worlds: Worlds, outputs: &Outputs) -> Batch {
    let mut batch = Batch::zeros(worlds, outputs, model.step_count());
    for (place, world) in worlds.iter().enumerate() {
        let mut trace = (outputs.acts || outputs.ballots).then(Trace::default);
        let mut result = WorldResult::default();
        if let Err(failure) = run_into(&mut result, model, scenario, (seed, world), outputs, trace.as_mut()) {
            batch.stops.push(Stop { world, month: failure.month });
        }
        put(&mut batch, place, &result);
        let trace = trace.unwrap_or_default();
        if outputs.acts {
            batch.acts.extend(acts(model, world, &trace));
        }
        if outputs.ballots {
            batch.ballots.extend(trace.decisions.iter().flat_map(|decision| ballots(world, decision)));
        }
    }
    batch.finish(model.first_step);
    batch
}

/// Writes the values of a world into its place; of a world that stopped, those of the months before.
fn put(batch: &mut Batch, place: usize, result: &WorldResult) {
    let count = batch.worlds.len() as usize;
    for (column, &value) in batch.finals.iter_mut().zip(&result.finals) {
        column[place] = value;
    }
    for (column, &value) in batch.cells.iter_mut().zip(&result.cells) {
        column[place] = value;
    }
    for (column, values) in batch.monthly.iter_mut().zip(&result.monthly) {
        values.iter().enumerate().for_each(|(month, &value)| column[month * count + place] = value);
    }
}

/// A decision fires as well as it is taken: it is one act, with its option. The last one may have stopped the world before
/// it was taken.
fn acts(model: &Model, world: World, trace: &Trace) -> Vec<Act> {
    let mut decisions = trace.decisions.iter();
    let acts = trace.firings.iter().map_while(|firing| {
        let option = match &model.rules[firing.rule] {
            Rule::Event(_) => None,
            Rule::Decision(_) => Some(decisions.next()?.chosen as u32),
        };
        Some(Act { world, month: firing.month, rule: firing.rule, element: firing.element, option })
    });
    acts.collect()
}

fn ballots(world: World, decision: &DecisionTrace) -> Vec<Ballot> {
    let DecisionTrace { month, rule, element, .. } = *decision;
    let ballots = decision.ballots.iter().map(|ballot| {
        let number = ballot.number;
        let members = ballot.members.iter().map(|voter| Voter {
            member: voter.member,
            weight: voter.weight,
            present: voter.present,
            vote: voter.vote,
        });
        let verdict = Verdict { winner: ballot.winner, tally: ballot.tally };
        let held = Held { members: members.collect(), support: ballot.support.clone(), verdict };
        Ballot { world, month, rule, element, number, held }
    });
    ballots.collect()
}
