//! What becomes of a case: refused, or run in the oracle and in the vector engine, which must agree.

use presidium_engine::oracle::run_world;
use presidium_engine::{Options, Outputs, Program, Scenario, Size, Workspace};
use presidium_lang::MemorySources;
use presidium_lang::model::{ClaimBody, Model, VariableId};

use super::cases::Case;

/// Worlds that both run.
const WORLDS: u64 = 3;

/// Memory for a program.
const BYTES_MAX: f64 = 1e9;

/// Operations of a world.
const OPERATIONS_MAX: f64 = 3e7;

/// Values of each month that are compared.
const OBSERVED: usize = 200;

/// A word for the outcome.
pub fn of(case: &Case) -> &'static str {
    let sources =
        case.iter().fold(MemorySources::new("case"), |sources, (name, text)| sources.with(name, text.as_str()));
    let loaded = match presidium_lang::load(&sources) {
        Ok(loaded) => loaded,
        Err(report) => {
            assert!(!report.render().is_empty());
            return "refused";
        }
    };
    let warned = loaded.warnings.render();
    assert_eq!(presidium_lang::visible(&warned), warned);
    compared(&loaded.model)
}

/// Runs some worlds in both, and compares all bits.
fn compared(model: &Model) -> &'static str {
    let size = Size::of(model);
    if size.bytes(WORLDS as usize, 1) > BYTES_MAX {
        return "sound, and too large to run";
    }
    if size.operations() * model.step_count() as f64 > OPERATIONS_MAX {
        return "sound, and too long to run";
    }
    let scenario = Scenario::default();
    let outputs = outputs(model);
    let options = Options { width: WORLDS as usize, ..Options::default() };
    let program = Program::compile(model, &scenario, &outputs, &options);
    let batch = program.run(1953, 0..WORLDS, &mut Workspace::new());
    let mut word = "run, and every world fails";
    for world in 0..WORLDS {
        let stopped = batch.stopped.iter().find(|stopped| stopped.world == world);
        match run_world(model, &scenario, 1953, world, &outputs, None) {
            Err(failure) => assert_eq!(stopped.map(|stopped| stopped.month), Some(failure.month), "{failure:?}"),
            Ok(expected) => {
                word = "run and compared";
                assert_eq!(stopped, None);
                let place = world as usize;
                let monthly = expected.monthly.iter().zip(&batch.monthly);
                for (column, (expected, found)) in monthly.enumerate() {
                    let found = found.iter().skip(place).step_by(WORLDS as usize);
                    let same = expected.iter().zip(found).all(|(one, other)| one.to_bits() == other.to_bits());
                    assert!(same, "world {world}, {:?}", outputs.monthly[column]);
                }
                for (expected, found) in expected.finals.iter().zip(&batch.finals) {
                    assert_eq!(expected.to_bits(), found[place].to_bits(), "world {world}");
                }
            }
        }
    }
    word
}

/// All claims and tests, and the first values of all variables.
fn outputs(model: &Model) -> Outputs {
    let variables = (0..model.variables.len() as u32).map(VariableId);
    let elements = |variable: VariableId| {
        let len = model.variables[variable.index()].len(model) as u32;
        (0..len).map(move |element| (variable, element))
    };
    let seen = model.claims.iter().map(|claim| match &claim.body {
        ClaimBody::Holds(seen) | ClaimBody::Effect { outcome: seen, .. } => seen.clone(),
    });
    Outputs {
        finals: seen.collect(),
        acts: true,
        ballots: true,
        monthly: variables.flat_map(elements).take(OBSERVED).collect(),
        tests: model.tests.iter().filter(|test| test.given.is_none()).map(|test| test.holds.clone()).collect(),
    }
}
