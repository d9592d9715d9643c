//! Programs written as texts, and the question whether the oracle and the engine agree about them.
#![allow(dead_code, unused_imports, reason = "each test uses its part of this")]

mod backend;

use std::path::{Path, PathBuf};

pub use backend::{Backend, Forking, Oracle, Question, Shared, Vectors};
use presidium_engine::{Batch, Options, Outputs, Program, Scenario, Workspace, Worlds};
use presidium_lang::MemorySources;
use presidium_lang::model::{ClaimBody, Element, Model, VariableId};

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
    let variables = (0..model.variables.len()).map(VariableId::new);
    let elements = |variable: VariableId| {
        let elements = model.variables[variable].elements(model);
        elements.map(move |element| (variable, element))
    };
    let monthly: Vec<_> = variables.flat_map(elements).collect();
    let (months, some) = (model.step_count() as u32, monthly.iter().zip(0..).step_by(5));
    let cell = |(&(variable, element), place): (&(VariableId, Element), u32)| {
        [place, 5 * place].map(|step| (variable, element, model.first_step + step % months))
    };
    Outputs { cells: some.flat_map(cell).collect(), monthly, ..claims(model) }
}

/// All claims and tests, but no variable for its own sake.
pub fn claims(model: &Model) -> Outputs {
    let seen = model.claims.iter().flat_map(|claim| {
        let (ClaimBody::Holds(seen) | ClaimBody::Effect { outcome: seen, .. }) = &claim.body;
        let given = claim.given.iter().map(|given| &given.holds);
        given.chain(claim.steps.iter().map(|step| &step.holds)).chain([seen]).cloned()
    });
    Outputs {
        finals: seen.collect(),
        monthly: Vec::new(),
        cells: Vec::new(),
        acts: false,
        ballots: false,
        tests: model.tests.iter().filter(|test| test.given.is_none()).map(|test| test.holds.clone()).collect(),
    }
}

/// Requires the same bits of the oracle and the vector engine in some worlds, at several widths, optimised and not; and that not
/// all of them fail.
pub fn agree(name: &str, model: &Model, scenario: &Scenario, outputs: &Outputs, worlds: u64) {
    assert!(compare(name, model, scenario, outputs, worlds) > 0, "{name}: every world fails");
}

/// As [`agree`], but all worlds may fail; how many were completed.
pub fn compare(name: &str, model: &Model, scenario: &Scenario, outputs: &Outputs, worlds: u64) -> u64 {
    let ways = [(true, 8), (true, 1), (false, 8)];
    let ways =
        ways.into_iter().flat_map(|(optimise, many)| [1, 2, 3, 256].map(|width| Options { optimise, width, many }));
    let ways: Vec<Options> = ways.collect();
    agree_in(&ways, name, &question(model, scenario, outputs, worlds))
}

/// As [`agree`], with programs as they are usually made.
pub fn agree_as_usual(name: &str, model: &Model, scenario: &Scenario, outputs: &Outputs, worlds: u64) {
    let completed = agree_in(&[Options::default()], name, &question(model, scenario, outputs, worlds));
    assert!(completed > 0, "{name}: every world fails");
}

fn agree_in(ways: &[Options], name: &str, question: &Question<'_>) -> u64 {
    let expected = Oracle.run(question);
    for options in ways {
        let mut vectors = Vectors { options: *options, ..Vectors::default() };
        answers_alike(&format!("{name}, {options:?}"), &mut vectors, question, &expected);
    }
    question.worlds.len() - expected.stops.len() as u64
}

/// What is asked of some worlds.
pub fn question<'a>(model: &'a Model, scenario: &'a Scenario, outputs: &'a Outputs, worlds: u64) -> Question<'a> {
    let worlds = Worlds::from(FIRST_WORLD..FIRST_WORLD + worlds);
    Question { model, scenario, outputs, seed: SEED, worlds }
}

/// Requires that a backend answers as expected.
pub fn answers_alike(case: &str, backend: &mut dyn Backend, question: &Question<'_>, expected: &Batch) {
    same_batches(case, question, &backend.run(question), expected);
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
    let mut forking = Forking::new(&program, SEED, Worlds::from(FIRST_WORLD..FIRST_WORLD + worlds));
    let mut shared = Shared { program: &program, workspace: Workspace::new() };
    let served: Vec<&Scenario> =
        scenarios.iter().filter(|scenario| program.inputs(model, scenario).is_some()).collect();
    for scenario in &served {
        let question = question(model, scenario, outputs, worlds);
        let expected = Oracle.run(&question);
        let case = format!("{name}, {options:?}, {scenario:?}");
        answers_alike(&case, &mut shared, &question, &expected);
        answers_alike(&format!("{case}, forked"), &mut forking, &question, &expected);
    }
    served.len()
}

/// Requires the same bits of two answers to a question.
pub fn same_batches(case: &str, question: &Question<'_>, found: &Batch, expected: &Batch) {
    let Question { model, outputs, worlds, .. } = question;
    assert_eq!((found.worlds, expected.worlds), (*worlds, *worlds), "{case}");
    assert_eq!(found.stops, expected.stops, "{case}");
    assert_eq!(found.acts, expected.acts, "{case}");
    // Texts, since a number that is none is not equal to itself.
    assert_eq!(found.ballots.len(), expected.ballots.len(), "{case}");
    for (found, expected) in found.ballots.iter().zip(&expected.ballots) {
        assert_eq!(format!("{found:?}"), format!("{expected:?}"), "{case}");
    }
    let count = worlds.len() as usize;
    for (column, (found, expected)) in found.monthly.iter().zip(&expected.monthly).enumerate() {
        let (variable, element) = outputs.monthly[column];
        let name = &model.variables[variable].name;
        same_column(found, expected, |place| {
            let (month, world) = (place / count, worlds.at(place % count));
            format!("{case}: world {world}, {name}[{element}], month {month}")
        });
    }
    for (column, (found, expected)) in found.finals.iter().zip(&expected.finals).enumerate() {
        same_column(found, expected, |place| format!("{case}: world {}, final {column}", worlds.at(place)));
    }
    for (column, (found, expected)) in found.cells.iter().zip(&expected.cells).enumerate() {
        same_column(found, expected, |place| format!("{case}: world {}, cell {column}", worlds.at(place)));
    }
    assert_eq!(found.cells.len(), expected.cells.len(), "{case}");
    let columns = |batch: &Batch| (batch.monthly.len(), batch.finals.len());
    assert_eq!(columns(found), columns(expected), "{case}");
}

fn same_column(found: &[f64], expected: &[f64], place: impl Fn(usize) -> String) {
    assert_eq!(found.len(), expected.len());
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert_eq!(found.to_bits(), expected.to_bits(), "{}: {found} and {expected}", place(at));
    }
}

/// Requires that the engine reports the same acts of rules and the same votes as the oracle's trace.
pub fn report_the_same(name: &str, model: &Model, scenario: &Scenario, worlds: u64) {
    let outputs = Outputs { acts: true, ballots: true, ..Outputs::default() };
    let options = Options { width: 3, ..Options::default() };
    agree_in(&[options], name, &question(model, scenario, &outputs, worlds));
}

const SEED: u64 = 1953;
const FIRST_WORLD: u64 = 5;
