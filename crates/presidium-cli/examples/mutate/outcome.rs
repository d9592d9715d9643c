//! What becomes of a case: refused, or run in the oracle and in the vector engine, which must agree.

use presidium_engine::oracle::run_world;
use presidium_engine::{Batch, Options, Outputs, Program, Scenario, Size, Workspace, Worlds};
use presidium_lang::MemorySources;
use presidium_lang::clock::Step;
use presidium_lang::model::{Change, ClaimBody, Model, RuleId, VariableId};

use super::cases::Case;

/// Worlds that both run.
const WORLDS: u64 = 3;

/// Their luck.
const SEED: u64 = 1953;

/// What-ifs of the model that are run on its program.
const WHAT_IFS: usize = 2;

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
    let (model, warnings) = match presidium_lang::analyse(&sources).into_model() {
        Ok(sound) => sound,
        Err(report) => {
            assert!(!report.render().is_empty());
            return "refused";
        }
    };
    let warned = warnings.render();
    assert_eq!(presidium_lang::visible(&warned), warned);
    compared(&model)
}

/// Runs some worlds in both, as the model is and under other scenarios, and compares all bits.
fn compared(model: &Model) -> &'static str {
    let size = Size::of(model);
    if size.bytes(WORLDS as usize, 1) > BYTES_MAX {
        return "sound, and too large to run";
    }
    if size.operations() * model.step_count() as f64 > OPERATIONS_MAX {
        return "sound, and too long to run";
    }
    let outputs = outputs(model);
    let options = Options { width: WORLDS as usize, ..Options::default() };
    let program = Program::compile(model, &Scenario::default(), &outputs, &options);
    let mut workspace = Workspace::new();
    let course = program.run_course(program.own_inputs(), SEED, Worlds::from(0..WORLDS), &mut workspace);
    let some_end = agrees(model, &Scenario::default(), &outputs, course.batch());
    let mut served = false;
    for scenario in scenarios(model) {
        let Some(inputs) = program.inputs(model, &scenario) else { continue };
        served = true;
        let batch = program.run_under(&inputs, SEED, Worlds::from(0..WORLDS), &mut workspace);
        agrees(model, &scenario, &outputs, &batch);
        let fork =
            program.run_fork(&course, program.own_inputs(), &inputs, SEED, Worlds::from(0..WORLDS), &mut workspace);
        assert_eq!(shown(fork), shown(batch), "forked, {scenario:?}");
    }
    match (some_end, served) {
        (false, _) => "run, and every world fails",
        (true, false) => "run and compared",
        (true, true) => "run and compared, also under other scenarios",
    }
}

/// Some what-ifs of the model, and from the middle of its time on the first of its rules forbidden.
fn scenarios(model: &Model) -> Vec<Scenario> {
    let what_ifs = model.what_ifs.iter().take(WHAT_IFS).map(|what_if| what_if.changes.clone());
    let first_step = Step(model.first_step.0.midpoint(model.last_step.0));
    let rule = model.rules.first().map(|_| RuleId::from_raw(0));
    let forbid = rule.map(|rule| Change::Forbid { rule, element: None, first_step, last_step: model.last_step });
    let changes = what_ifs.chain(forbid.map(|change| vec![change]));
    changes.map(|changes| Scenario { changes, ..Scenario::default() }).collect()
}

/// Requires of the worlds of a batch what the oracle finds; whether any of them ends.
fn agrees(model: &Model, scenario: &Scenario, outputs: &Outputs, batch: &Batch) -> bool {
    let mut some_end = false;
    for (place, world) in Worlds::from(0..WORLDS).iter().enumerate() {
        let stopped = batch.stops.iter().find(|stopped| stopped.world == world);
        match run_world(model, scenario, SEED, world, outputs, None) {
            Err(failure) => assert_eq!(stopped.map(|stopped| stopped.month), Some(failure.month), "{failure:?}"),
            Ok(expected) => {
                some_end = true;
                assert_eq!(stopped, None, "{scenario:?}");
                let monthly = expected.monthly.iter().zip(&batch.monthly);
                for (column, (expected, found)) in monthly.enumerate() {
                    let found = found.iter().skip(place).step_by(WORLDS as usize);
                    let same = expected.iter().zip(found).all(|(one, other)| one.to_bits() == other.to_bits());
                    assert!(same, "world {world}, {:?}, {scenario:?}", outputs.monthly[column]);
                }
                for (expected, found) in expected.finals.iter().zip(&batch.finals) {
                    assert_eq!(expected.to_bits(), found[place].to_bits(), "world {world}, {scenario:?}");
                }
            }
        }
    }
    some_end
}

/// All that was found; a run and its fork need not have computed as much.
fn shown(batch: Batch) -> String {
    format!("{:?}", Batch { operations: 0, ..batch })
}

/// All claims and tests, and the first values of all variables.
fn outputs(model: &Model) -> Outputs {
    let variables = (0..model.variables.len()).map(VariableId::new);
    let elements = |variable: VariableId| {
        let elements = model.variables[variable].elements(model);
        elements.map(move |element| (variable, element))
    };
    let seen = model.claims.iter().map(|claim| match &claim.body {
        ClaimBody::Holds(seen) | ClaimBody::Effect { outcome: seen, .. } => seen.clone(),
    });
    Outputs {
        finals: seen.collect(),
        acts: true,
        ballots: true,
        monthly: variables.flat_map(elements).take(OBSERVED).collect(),
        cells: Vec::new(),
        tests: model.tests.iter().filter(|test| test.given.is_none()).map(|test| test.holds.clone()).collect(),
    }
}
