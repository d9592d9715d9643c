//! `presidium check`: is the model sound, what is it made of, how well are its numbers known, do its tests hold?

use presidium_engine::Scenario;
use presidium_lab::{Trials, trials};
use presidium_lang::model::{Evidence, Model, Rule, Status, Variable, VariableKind};
use serde::Serialize;

use crate::arguments::CheckArguments;
use crate::figures::{count, month};
use crate::json::{Head, document};
use crate::output::{HEADING, HOLDS, Output, print_error, styled};
use crate::progress::watched;
use crate::setup::{load, run_until};
use crate::stop::{CHECK_FAILED, Stop};
use crate::table::{Align, table};
use crate::trials_view::{TestView, test_views, tests_text};

pub fn run(arguments: &CheckArguments) -> Result<Output, Stop> {
    let loaded = load(&arguments.model.model)?;
    let warnings = &loaded.warnings;
    if !warnings.diagnostics.is_empty() {
        print_error(&format!("{}\n\n", warnings.render_styled()));
    }
    let mut model = loaded.model.clone();
    run_until(&mut model, &arguments.until)?;
    let model = &model;
    let ensemble = arguments.luck.ensemble(arguments.worlds);
    let outcome = arguments.run.then(|| watched(|watch| trials(model, &Scenario::default(), ensemble, watch)));
    let outcome = outcome.transpose()?;
    let text = match arguments.json {
        true => json(model, warnings.diagnostics.len(), outcome.as_ref()),
        false => report(model, warnings.diagnostics.len(), outcome.as_ref()),
    };
    let sound = outcome.is_none_or(|trials| trials.all_hold());
    Ok(Output { text, code: if sound { 0 } else { CHECK_FAILED } })
}

fn report(model: &Model, warnings: usize, outcome: Option<&Trials>) -> String {
    let title = format!("{}, {} to {}", model.title, month(model.first_month), month(model.last_month));
    let mut text = format!("{}\n", styled(HEADING, &title));
    let counts = |counted: &[(&str, usize)]| -> Vec<Vec<String>> {
        let shown = counted.iter().filter(|(_, n)| *n > 0);
        shown.map(|(what, n)| vec![count(*n as u64), (*what).to_owned()]).collect()
    };
    text += &format!("\nDeclarations\n{}", table(&counts(&declarations(model)), &[Align::Right, Align::Left], 2));
    text += &format!(
        "\nNumbers, by how they are known\n{}",
        table(&counts(&statuses(model)), &[Align::Right, Align::Left], 2)
    );
    if let Some(trials) = outcome {
        text += &format!("\n{}", tests_text(model, trials));
    }
    let warned = match warnings {
        0 => "no warnings".to_owned(),
        1 => "1 warning".to_owned(),
        n => format!("{n} warnings"),
    };
    text + &format!("\n{}, {warned}\n", styled(HOLDS, "no errors"))
}

/// How many declarations of each kind the author wrote.
fn declarations(model: &Model) -> [(&'static str, usize); 18] {
    let variables = |of_kind: fn(&VariableKind) -> bool| {
        model.variables.iter().filter(|variable| !variable.hidden && of_kind(&variable.kind)).count()
    };
    let events = model.rules.iter().filter(|rule| matches!(rule, Rule::Event(_))).count();
    [
        ("sets", model.sets.len()),
        ("data", variables(|kind| matches!(kind, VariableKind::Data { .. }))),
        ("parameters", variables(|kind| matches!(kind, VariableKind::Parameter { .. }))),
        ("switches", variables(|kind| matches!(kind, VariableKind::Switch { .. }))),
        ("series", variables(|kind| matches!(kind, VariableKind::Series { .. }))),
        ("draws", variables(|kind| matches!(kind, VariableKind::Draw { .. }))),
        ("stocks", variables(|kind| matches!(kind, VariableKind::Stock { .. }))),
        ("equations", variables(|kind| matches!(kind, VariableKind::Let { .. }))),
        ("states", variables(|kind| matches!(kind, VariableKind::State { .. }))),
        ("bodies", model.bodies.len()),
        ("events", events),
        ("decisions", model.rules.len() - events),
        ("claims", model.claims.len()),
        ("tests", model.tests.len()),
        ("what-ifs", model.what_ifs.len() - model.systems().count()),
        ("systems", model.systems().count()),
        ("records", model.records.len()),
        ("works cited", model.citations.len()),
    ]
}

/// How many numbers are sourced, estimated or assumed; each reading of a parameter counts.
fn statuses(model: &Model) -> [(&'static str, usize); 3] {
    let evidence: Vec<&Evidence> = model.variables.iter().flat_map(Variable::known).collect();
    let of = |status| evidence.iter().filter(|evidence| evidence.status == status).count();
    [("sourced", of(Status::Sourced)), ("estimate", of(Status::Estimate)), ("assumption", of(Status::Assumption))]
}

fn json(model: &Model, warnings: usize, outcome: Option<&Trials>) -> String {
    #[derive(Serialize)]
    struct More {
        warnings: usize,
        declarations: std::collections::BTreeMap<&'static str, usize>,
        statuses: std::collections::BTreeMap<&'static str, usize>,
    }
    let more = More {
        warnings,
        declarations: declarations(model).into_iter().collect(),
        statuses: statuses(model).into_iter().collect(),
    };
    let rows: Vec<TestView> = outcome.iter().flat_map(|trials| test_views(model, trials)).collect();
    let head = match outcome {
        Some(trials) => Head::of_model(model).with_worlds(trials.worlds, trials.failures.worlds),
        None => Head::of_model(model),
    };
    document(&head, &more, &rows)
}
