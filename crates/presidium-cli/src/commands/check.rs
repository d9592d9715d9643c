//! `presidium check`: is the model sound, what is it made of, how well are its numbers known, do its tests hold?

use std::collections::BTreeMap;

use presidium_engine::Scenario;
use presidium_lab::{Trials, trials};
use presidium_lang::model::{Evidence, Literal, Model, Place, Rule, Status, Variable, VariableKind};
use presidium_lang::{Report, analyse};
use serde::Serialize;

use crate::arguments::CheckArguments;
use crate::figures::count;
use crate::json::{Head, document};
use crate::memory::affordable;
use crate::output::{HEADING, HOLDS, Output, print_error, styled};
use crate::progress::watched;
use crate::setup::{mistakes, run_until};
use crate::shipped::sources;
use crate::stop::{CHECK_FAILED, Stop};
use crate::table::{Align, table};
use crate::trials_view::{TestView, test_views, tests_text};

pub fn run(arguments: &CheckArguments) -> Result<Output, Stop> {
    let shown = |report: &Report| if arguments.all { report.render_styled(usize::MAX) } else { mistakes(report) };
    let sources = sources(&arguments.model.model)?;
    let (mut model, report) = analyse(&*sources).into_model().map_err(|report| Stop::Model(shown(&report)))?;
    let warnings = report.warnings();
    if warnings > 0 {
        print_error(&format!("{}\n\n", shown(&report)));
    }
    run_until(&mut model, &arguments.until)?;
    let model = &model;
    if arguments.run {
        affordable(model, arguments.memory.on(arguments.luck.threads()))?;
    }
    let ensemble = arguments.luck.ensemble(arguments.worlds);
    let outcome = arguments.run.then(|| watched(|watch| trials(model, &Scenario::default(), ensemble, watch)));
    let outcome = outcome.transpose()?;
    let text = match arguments.json {
        true => json(model, warnings, arguments.numbers, outcome.as_ref()),
        false => overview(model, warnings, arguments.numbers, outcome.as_ref()),
    };
    let sound = outcome.is_none_or(|trials| trials.all_hold());
    Ok(Output { text, code: if sound { 0 } else { CHECK_FAILED } })
}

fn overview(model: &Model, warnings: usize, numbers: bool, outcome: Option<&Trials>) -> String {
    let title = format!("{}, {} to {}", model.title, model.first_month, model.last_month);
    let mut text = format!("{}\n", styled(HEADING, &title));
    let counts = |counted: &[(&str, usize)]| -> Vec<Vec<String>> {
        let shown = counted.iter().filter(|(_, n)| *n > 0);
        shown.map(|(what, n)| vec![count(*n as u64), (*what).to_owned()]).collect()
    };
    text += &format!("\nDeclarations\n{}", table(&counts(&declarations(model)), &[Align::Right, Align::Left], 2));
    text += &format!(
        "\nNumbers, by how they are known\n{}",
        table(&counts(&known(model)), &[Align::Right, Align::Left], 2)
    );
    if numbers {
        text += &format!("\n{}", literals_text(&model.literals));
    }
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
fn declarations(model: &Model) -> [(&'static str, usize); 19] {
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
        ("flows", variables(|kind| matches!(kind, VariableKind::Flow { .. }))),
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

/// The same, and how many say nothing of it.
fn known(model: &Model) -> Vec<(&'static str, usize)> {
    let without = ("written in equations, without a status", model.literals.len());
    statuses(model).into_iter().chain([without]).collect()
}

/// Where each of them stands, under its heading.
fn literals_text(literals: &[Literal]) -> String {
    let mut text = "Numbers in equations, without a status\n".to_owned();
    let under_headings = literals
        .chunk_by(|one, other| (&one.place.file, &one.place.heading) == (&other.place.file, &other.place.heading));
    for literals in under_headings {
        let row = |literal: &Literal| {
            let place = format!("{}:{}", literal.place.file, literal.place.line);
            vec![place, literal.declaration.clone(), literal.text.clone()]
        };
        let rows: Vec<Vec<String>> = literals.iter().map(row).collect();
        text += &format!("  {}\n{}", literals[0].place.heading, table(&rows, &[Align::Left; 3], 4));
    }
    text
}

/// A number in an equation.
#[derive(Serialize)]
struct LiteralView<'a> {
    number: &'a str,
    declaration: &'a str,
    heading: &'a str,
    file: &'a str,
    line: u32,
}

fn literal_view(literal: &Literal) -> LiteralView<'_> {
    let Place { file, line, heading } = &literal.place;
    LiteralView { number: &literal.text, declaration: &literal.declaration, heading, file, line: *line }
}

fn json(model: &Model, warnings: usize, numbers: bool, outcome: Option<&Trials>) -> String {
    #[derive(Serialize)]
    struct More<'a> {
        warnings: usize,
        declarations: BTreeMap<&'static str, usize>,
        statuses: BTreeMap<&'static str, usize>,
        /// How many numbers stand in equations, without a status.
        without_status: usize,
        #[serde(skip_serializing_if = "Option::is_none")]
        numbers: Option<Vec<LiteralView<'a>>>,
    }
    let more = More {
        warnings,
        declarations: declarations(model).into_iter().collect(),
        statuses: statuses(model).into_iter().collect(),
        without_status: model.literals.len(),
        numbers: numbers.then(|| model.literals.iter().map(literal_view).collect()),
    };
    let rows: Vec<TestView> = outcome.iter().flat_map(|trials| test_views(model, trials)).collect();
    let head = match outcome {
        Some(trials) => Head::of_model(model).with_worlds(trials.worlds, trials.failures.worlds),
        None => Head::of_model(model),
    };
    document(&head, &more, &rows)
}
