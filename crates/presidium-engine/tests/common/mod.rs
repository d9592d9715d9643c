//! Programs written as texts, and the question whether the oracle and the engine agree about them.
#![allow(dead_code, reason = "each test uses its part of this")]

use std::path::{Path, PathBuf};

use presidium_engine::oracle::run_world;
use presidium_engine::{Options, Outputs, Program, Scenario, Workspace};
use presidium_lang::MemorySources;
use presidium_lang::model::{ClaimBody, Model, VariableId};

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
        let len = model.variables[variable.index()].len(model) as u32;
        (0..len).map(move |element| (variable, element))
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
        tests: model.tests.iter().filter(|test| test.given.is_none()).map(|test| test.holds.clone()).collect(),
    }
}

/// Requires the same bits of both in some worlds, at several widths, optimised and not.
pub fn agree(name: &str, model: &Model, scenario: &Scenario, outputs: &Outputs, worlds: u64) {
    let seed = 1953;
    let first = 5;
    let expected: Vec<_> =
        (first..first + worlds).map(|world| run_world(model, scenario, seed, world, outputs, None)).collect();
    for optimise in [true, false] {
        for width in [1, 2, 3, 64] {
            let program = Program::compile(model, scenario, outputs, &Options { optimise, width });
            let batch = program.run(seed, first..first + worlds, &mut Workspace::new());
            let case = format!("{name}, width {width}, optimise {optimise}");
            for (place, expected) in expected.iter().enumerate() {
                let stopped = batch.stopped.iter().find(|stopped| stopped.world == first + place as u64);
                match expected {
                    Err(failure) => {
                        assert_eq!(stopped.map(|stopped| stopped.month), Some(failure.month), "{case}: {failure:?}");
                    }
                    Ok(result) => {
                        assert_eq!(stopped, None, "{case}: world {place} stopped");
                        let months = model.step_count();
                        for (column, values) in result.monthly.iter().enumerate() {
                            for (month, &value) in values.iter().enumerate() {
                                let found = batch.monthly[column][month * worlds as usize + place];
                                let (variable, element) = outputs.monthly[column];
                                let of = &model.variables[variable.index()].name;
                                assert_eq!(
                                    value.to_bits(),
                                    found.to_bits(),
                                    "{case}: world {place}, {of}[{element}], month {month} of {months}: {value} and {found}"
                                );
                            }
                        }
                        for (column, &value) in result.finals.iter().enumerate() {
                            let found = batch.finals[column][place];
                            assert_eq!(
                                value.to_bits(),
                                found.to_bits(),
                                "{case}: world {place}, final {column}: {value} and {found}"
                            );
                        }
                    }
                }
            }
        }
    }
}
