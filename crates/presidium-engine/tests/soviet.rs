//! The Soviet model: the oracle and the vector engine agree on all of it, bit for bit.

mod common;
#[path = "common/folder.rs"]
mod folder;

use std::path::Path;

use common::{
    Backend, Forking, Shared, Vectors, agree, agree_as_usual, agree_on_one_program, answers_alike, claims, everything,
    question, report_the_same,
};
use presidium_engine::oracle::{Origin, Replay, Trace, run_world};
use presidium_engine::{Options, Outputs, Program, Scenario, Workspace, World, Worlds};
use presidium_lang::clock::Step;
use presidium_lang::model::{Element, Model, Type, VariableKind, WhatIf};

fn soviet() -> Model {
    folder::model(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/ussr-1953"))
}

#[test]
fn the_ledger_of_the_soviet_model_is_the_same() {
    let model = soviet();
    agree("ussr-1953", &model, &Scenario::default(), &claims(&model), 6);
}

#[test]
fn every_variable_of_the_soviet_model_is_the_same() {
    let model = soviet();
    agree("ussr-1953", &model, &Scenario::default(), &everything(&model), 2);
}

#[test]
fn what_rules_do_in_the_soviet_model_is_told_the_same() {
    let model = soviet();
    report_the_same("ussr-1953", &model, &Scenario::default(), 4);
}

#[test]
fn the_soviet_model_following_the_record_is_the_same() {
    let model = soviet();
    let scenario = Scenario { follow_record: Some(model.until_step), ..Scenario::default() };
    agree_as_usual("ussr-1953, following the record", &model, &scenario, &claims(&model), 3);
}

/// The record opens an appeal in June 1957 without a challenge of the model's own.
#[test]
fn no_appeal_that_the_record_opened_outlives_its_month() {
    let model = soviet();
    let scenario = Scenario { follow_record: Some(Step::of_month(1957, 12)), ..Scenario::default() };
    let appealed = (model.variable("appealed").expect("it is declared"), Element(0));
    let outputs = Outputs { monthly: vec![appealed], ..Outputs::default() };
    let program = Program::compile(&model, &scenario, &outputs, &Options::default());
    let seen = program.run(1953, Worlds::from(0..8), &mut Workspace::new());
    assert!(seen.monthly[0].iter().all(|appealed| *appealed == 0.0));
}

#[test]
fn the_soviet_model_by_lot_and_with_wider_priors_is_the_same() {
    let model = soviet();
    let lots = Scenario { lots: true, ..Scenario::default() };
    agree_as_usual("ussr-1953, by lot", &model, &lots, &claims(&model), 3);
    let wide = Scenario { widen: Some(2.0), ..Scenario::default() };
    agree_as_usual("ussr-1953, twice as wide", &model, &wide, &claims(&model), 3);
}

#[test]
fn every_what_if_of_the_soviet_model_is_the_same_on_one_program_and_on_its_own() {
    let model = soviet();
    let (outputs, none) = (Outputs { acts: true, ..claims(&model) }, Scenario::default());
    let asked = question(&model, &none, &outputs, 8);
    let one = Program::compile(&model, &none, &outputs, &Options::default());
    let mut shared = Shared { program: &one, workspace: Workspace::new() };
    let mut forking = Forking::new(&one, asked.seed, asked.worlds);
    for what_if in &model.what_ifs {
        let scenario = Scenario { changes: what_if.changes.clone(), ..Scenario::default() };
        let asked = question(&model, &scenario, &outputs, 8);
        let of_its_own = Vectors::default().run(&asked);
        answers_alike(&what_if.name, &mut shared, &asked, &of_its_own);
        answers_alike(&format!("{}, forked", what_if.name), &mut forking, &asked, &of_its_own);
    }
    let of = |what_if: &WhatIf| Scenario { changes: what_if.changes.clone(), ..Scenario::default() };
    let scenarios: Vec<Scenario> = model.what_ifs.iter().map(of).collect();
    let served = agree_on_one_program("ussr-1953", &model, &scenarios, &Options::default(), &outputs, 1);
    assert_eq!(served, scenarios.len());
}

/// Every value that is explained is the one that a run records, and its terms make it up.
#[test]
fn why_in_the_soviet_model_tells_what_a_run_records() {
    let model = soviet();
    let (scenario, outputs, world) = (Scenario::default(), everything(&model), World(13));
    let recorded = run_world(&model, &scenario, 1953, world, &outputs, None).expect("the world does not fail");
    let replay = Replay::new(&model, &scenario, 1953, world);
    for (column, &(variable, element)) in outputs.monthly.iter().enumerate().step_by(29) {
        for step in [0, 1, 50, model.step_count() - 1] {
            let told = replay.explain(variable, element, model.first_step + step as u32).expect("it does not fail");
            let declared = &model.variables[variable];
            let name = &declared.name;
            assert_eq!(
                told.value.to_bits(),
                recorded.monthly[column][step].to_bits(),
                "{name}[{element}], step {step}"
            );
            let is_sum = matches!(declared.kind, VariableKind::Let { .. } | VariableKind::Stock { .. });
            if is_sum && matches!(declared.ty, Type::Quantity { .. }) {
                let sum: f64 = told.terms.iter().map(|term| term.value).sum();
                let size = told.terms.iter().map(|term| term.value.abs()).sum::<f64>().max(told.value.abs());
                assert!((sum - told.value).abs() <= 1e-9 * size, "{name}[{element}]: {sum} is not {}", told.value);
            }
        }
    }
}

/// The trace of a run is the one of a replay, and what it tells of a state is what the state became.
#[test]
fn the_trace_of_the_soviet_model_tells_every_change() {
    let model = soviet();
    let (scenario, outputs, world) = (Scenario::default(), everything(&model), World(13));
    let mut trace = Trace::default();
    let recorded = run_world(&model, &scenario, 1953, world, &outputs, Some(&mut trace)).expect("no failure");
    assert_eq!(&trace, Replay::new(&model, &scenario, 1953, world).trace());
    assert!(trace.lines.len() > 100 && trace.decisions.len() > 20 && trace.firings.len() > 100);
    let mut last = std::collections::BTreeMap::new();
    for change in &trace.assignments {
        last.insert((change.variable, change.position), change.value);
    }
    for (column, &(variable, element)) in outputs.monthly.iter().enumerate() {
        if let (VariableKind::State { .. }, Some(value)) =
            (&model.variables[variable].kind, last.get(&(variable, element)))
        {
            let end = recorded.monthly[column].last().expect("a month");
            assert_eq!(value.to_bits(), end.to_bits(), "{}[{element}]", model.variables[variable].name);
        }
    }
    let replay = Replay::new(&model, &scenario, 1953, world);
    let office = model.variable("holder").expect("offices have holders");
    let told = replay.explain(office, Element::default(), model.last_step).expect("no failure");
    assert!(matches!(told.origin, Origin::Rule { .. } | Origin::Initial));
}
