//! Programs written as texts, and the question whether the oracle and the engine agree about them.
#![allow(dead_code, reason = "each test uses its part of this")]

use std::path::{Path, PathBuf};

use presidium_engine::oracle::{DecisionTrace, Firing, Trace, WorldResult, run_world};
use presidium_engine::{
    Act, Ballot, Batch, Failure, Held, Options, Outputs, Program, Scenario, Verdict, Voter, Workspace, World, Worlds,
};
use presidium_lang::MemorySources;
use presidium_lang::model::{ClaimBody, Model, Rule, VariableId};

/// Reads and checks a model of one text.
pub fn model(name: &str, text: &str) -> Model {
    let sources = MemorySources::new(name).with("model.md", text);
    match presidium_lang::load(&sources) {
        Ok(loaded) => loaded.model,
        Err(report) => {
            let errors = report.diagnostics.iter().filter(|found| found.severity == presidium_lang::Severity::Error);
            panic!("{name}: {:#?}", errors.map(|found| &found.message).collect::<Vec<_>>())
        }
    }
}

/// The programs of the suite, by name.
pub fn programs() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs");
    let entries = std::fs::read_dir(folder).expect("the folder of programs");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let named = |path: &PathBuf| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).expect("a text"))
    };
    paths.iter().map(named).collect()
}

/// All claims, all tests, and every element of every variable.
pub fn everything(model: &Model) -> Outputs {
    let variables = (0..model.variables.len() as u32).map(VariableId);
    let elements = |variable: VariableId| {
        let elements = model.variables[variable.index()].elements(model);
        elements.map(move |element| (variable, element))
    };
    Outputs { monthly: variables.flat_map(elements).collect(), ..claims(model) }
}

/// All claims and tests, but no variable for its own sake.
pub fn claims(model: &Model) -> Outputs {
    let seen = model.claims.iter().map(|claim| match &claim.body {
        ClaimBody::Holds(seen) | ClaimBody::Effect { outcome: seen, .. } => seen.clone(),
    });
    Outputs {
        finals: seen.collect(),
        monthly: Vec::new(),
        acts: false,
        ballots: false,
        tests: model.tests.iter().filter(|test| test.given.is_none()).map(|test| test.holds.clone()).collect(),
    }
}

/// Requires the same bits of both in some worlds, at several widths, optimised and not.
pub fn agree(name: &str, model: &Model, scenario: &Scenario, outputs: &Outputs, worlds: u64) {
    let ways = [(true, 8), (true, 1), (false, 8)];
    let ways =
        ways.into_iter().flat_map(|(optimise, many)| [1, 2, 3, 256].map(|width| Options { optimise, width, many }));
    agree_in(ways, name, model, scenario, outputs, worlds);
}

/// Requires the same bits of both in some worlds, as programs are usually made.
pub fn agree_as_usual(name: &str, model: &Model, scenario: &Scenario, outputs: &Outputs, worlds: u64) {
    agree_in([Options::default()], name, model, scenario, outputs, worlds);
}

fn agree_in(
    ways: impl IntoIterator<Item = Options>,
    name: &str,
    model: &Model,
    scenario: &Scenario,
    outputs: &Outputs,
    worlds: u64,
) {
    let expected = by_the_oracle(model, scenario, outputs, worlds);
    for options in ways {
        let program = Program::compile(model, scenario, outputs, &options);
        let batch = program.run(SEED, Worlds::from(FIRST_WORLD..FIRST_WORLD + worlds), &mut Workspace::new());
        same_worlds(&format!("{name}, {options:?}"), model, outputs, &batch, &expected);
    }
}

/// Requires the same bits of the oracle and of one program that is made for the model as it is, under every scenario that
/// the program serves. Returns how many it serves.
pub fn agree_on_one_program(
    name: &str,
    model: &Model,
    scenarios: &[Scenario],
    options: &Options,
    outputs: &Outputs,
    worlds: u64,
) -> usize {
    let outputs = &Outputs { acts: true, ballots: true, ..outputs.clone() };
    let program = Program::compile(model, &Scenario::default(), outputs, options);
    let (range, mut workspace) = (Worlds::from(FIRST_WORLD..FIRST_WORLD + worlds), Workspace::new());
    let course = program.run_course(program.own_inputs(), SEED, range, &mut workspace);
    let served = scenarios.iter().filter(|scenario| {
        let Some(inputs) = program.inputs(model, scenario) else { return false };
        let batch = program.run_under(&inputs, SEED, range, &mut workspace);
        let expected = by_the_oracle(model, scenario, outputs, worlds);
        let case = format!("{name}, {options:?}, {scenario:?}");
        same_worlds(&case, model, outputs, &batch, &expected);
        let fork = program.run_fork(&course, program.own_inputs(), &inputs, SEED, range, &mut workspace);
        same_batches(&format!("{case}, forked"), &fork, &batch);
        true
    });
    served.count()
}

/// Requires the same bits of two runs of the same worlds.
pub fn same_batches(case: &str, one: &Batch, other: &Batch) {
    assert_eq!(one.worlds, other.worlds, "{case}");
    assert_eq!(one.stopped, other.stopped, "{case}");
    assert_eq!(one.acts, other.acts, "{case}");
    assert_eq!(format!("{:?}", one.ballots), format!("{:?}", other.ballots), "{case}");
    assert_eq!(bits(&one.finals), bits(&other.finals), "{case}: finals");
    assert_eq!(bits(&one.monthly), bits(&other.monthly), "{case}: monthly values");
}

fn bits(columns: &[Vec<f64>]) -> Vec<Vec<u64>> {
    columns.iter().map(|column| column.iter().map(|value| value.to_bits()).collect()).collect()
}

/// Requires that the engine tells of the same acts of rules as the oracle's trace.
pub fn tell_the_same(name: &str, model: &Model, scenario: &Scenario, worlds: u64) {
    let outputs = Outputs { acts: true, ballots: true, ..Outputs::default() };
    let program = Program::compile(model, scenario, &outputs, &Options { width: 3, ..Options::default() });
    let batch = program.run(SEED, Worlds::from(FIRST_WORLD..FIRST_WORLD + worlds), &mut Workspace::new());
    let (mut expected, mut expected_ballots) = (vec![], vec![]);
    for world in Worlds::from(FIRST_WORLD..FIRST_WORLD + worlds).iter() {
        let mut trace = Trace::default();
        if run_world(model, scenario, SEED, world, &outputs, Some(&mut trace)).is_ok() {
            expected.extend(acts(model, world, &trace));
            expected_ballots.extend(ballots(world, &trace));
        }
    }
    assert_eq!(batch.acts, expected, "{name}");
    // Texts, since a number that is none is not equal to itself.
    assert_eq!(batch.ballots.len(), expected_ballots.len(), "{name}");
    for (told, expected) in batch.ballots.iter().zip(&expected_ballots) {
        assert_eq!(format!("{told:?}"), format!("{expected:?}"), "{name}");
    }
}

fn ballots(world: World, trace: &Trace) -> Vec<Ballot> {
    let of = |decision: &DecisionTrace| {
        let DecisionTrace { month, rule, element, .. } = *decision;
        let told = decision.ballots.iter().zip(0..).map(move |(ballot, number)| {
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
        told.collect::<Vec<_>>()
    };
    trace.decisions.iter().flat_map(of).collect()
}

/// A decision fires as well as it is taken: it is one act, with its option.
fn acts(model: &Model, world: World, trace: &Trace) -> Vec<Act> {
    let mut decisions = trace.decisions.iter();
    let act = |firing: &Firing| {
        let Firing { month, rule, element, .. } = *firing;
        let option = match &model.rules[rule.index()] {
            Rule::Event(_) => None,
            Rule::Decision(_) => Some(decisions.next().expect("a decision that fires is taken").chosen as u32),
        };
        Act { world, month, rule, element, option }
    };
    trace.firings.iter().map(act).collect()
}

const SEED: u64 = 1953;
const FIRST_WORLD: u64 = 5;

fn by_the_oracle(
    model: &Model,
    scenario: &Scenario,
    outputs: &Outputs,
    worlds: u64,
) -> Vec<Result<WorldResult, Failure>> {
    let worlds = Worlds::from(FIRST_WORLD..FIRST_WORLD + worlds);
    worlds.iter().map(|world| run_world(model, scenario, SEED, world, outputs, None)).collect()
}

fn same_worlds(case: &str, model: &Model, outputs: &Outputs, batch: &Batch, expected: &[Result<WorldResult, Failure>]) {
    for (place, expected) in expected.iter().enumerate() {
        let stopped = batch.stopped.iter().find(|stopped| stopped.world == batch.worlds.at(place));
        match expected {
            Err(failure) => {
                assert_eq!(stopped.map(|stopped| stopped.month), Some(failure.month), "{case}: {failure:?}");
            }
            Ok(result) => {
                assert_eq!(stopped, None, "{case}: world {place} stopped");
                same(case, model, outputs, batch, place, result);
            }
        }
    }
}

/// Requires the same bits of one world.
fn same(case: &str, model: &Model, outputs: &Outputs, batch: &Batch, place: usize, expected: &WorldResult) {
    let worlds = batch.worlds.len() as usize;
    for (column, values) in expected.monthly.iter().enumerate() {
        for (month, &value) in values.iter().enumerate() {
            let found = batch.monthly[column][month * worlds + place];
            let (variable, element) = outputs.monthly[column];
            let name = &model.variables[variable.index()].name;
            assert_eq!(
                value.to_bits(),
                found.to_bits(),
                "{case}: world {place}, {name}[{element}], month {month}: {value} and {found}"
            );
        }
    }
    for (column, &value) in expected.finals.iter().enumerate() {
        let found = batch.finals[column][place];
        assert_eq!(value.to_bits(), found.to_bits(), "{case}: world {place}, final {column}: {value} and {found}");
    }
}
