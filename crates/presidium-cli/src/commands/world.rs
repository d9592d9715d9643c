//! `presidium world`: the chronicle of one world.

use presidium_engine::oracle::{Trace, run_world};
use presidium_engine::{Failure, Outputs, World};
use presidium_lab::{Told, rule_name, told};
use serde::Serialize;

use crate::arguments::WorldArguments;
use crate::json::{Head, document};
use crate::output::{FAILS, FAINT, Output, styled};
use crate::report::heading;
use crate::setup::Setup;
use crate::stop::{NO_WORLD, Stop};
use crate::table::{Align, table, wrap};

pub fn run(arguments: &WorldArguments) -> Result<Output, Stop> {
    let setup = Setup::new(&arguments.scenario, 1)?;
    let (seed, world) = (arguments.seed.seed, World(arguments.world));
    let mut trace = Trace::default();
    let result = run_world(&setup.model, &setup.scenario, seed, world, &Outputs::default(), Some(&mut trace));
    let failure = result.err();
    let code = if failure.is_some() { NO_WORLD } else { 0 };
    let text = match arguments.json {
        true => json(&setup, seed, world, &trace, failure.as_ref()),
        false => chronicle(&setup, seed, world, &trace, failure.as_ref()),
    };
    Ok(Output { text, code })
}

fn chronicle(setup: &Setup, seed: u64, world: World, trace: &Trace, failure: Option<&Failure>) -> String {
    let subtitle = format!("world {world}, seed {seed}: one of many possible histories under this model");
    let once = told(&setup.model, &trace.lines).into_iter().filter(|told| !told.repeats);
    let rows: Vec<Vec<String>> = once.map(|told| vec![told.line.month.to_string(), words(&told)]).collect();
    let mut text = format!("{}{}\n\n", heading(setup), styled(FAINT, &wrap(&subtitle, 0)));
    text += &table(&rows, &[Align::Left, Align::Left], 0);
    if trace.lines.is_empty() {
        text += "Nothing happens that this model would tell.\n";
    }
    if let Some(failure) = failure {
        text += &format!("{}  {}\n", failure.month, styled(FAILS, &failure_words(failure)));
    }
    text
}

/// What is said, and how long it goes on; a line about nobody is about a vacancy.
fn words(told: &Told<'_>) -> String {
    let text = match told.text.strip_prefix("nobody ") {
        Some(rest) if told.line.vacant => format!("Nobody {rest}"),
        _ => told.text.clone(),
    };
    match (told.line.vacant, told.until) {
        (true, Some(last)) => format!("{text} (vacant until {})", last),
        (true, None) => format!("{text} (vacant)"),
        (false, Some(last)) if last == told.line.month + 1 => format!("{text} (and again in {})", last),
        (false, Some(last)) => format!("{text} (and each month until {})", last),
        (false, None) => text,
    }
}

/// What stopped a world.
pub fn failure_words(failure: &Failure) -> String {
    format!("the world fails: {}: {} (“{}”)", failure.equation, failure.reason, failure.section)
}

/// One line of the chronicle.
#[derive(Serialize)]
struct LineView {
    date: String,
    rule: String,
    text: String,
    /// It names nobody.
    #[serde(skip_serializing_if = "is_not")]
    vacant: bool,
    /// The rule said the same of the same element in the month before.
    #[serde(skip_serializing_if = "is_not")]
    repeats: bool,
}

/// Marks that most lines do not have are left out.
fn is_not(mark: &bool) -> bool {
    !mark
}

fn json(setup: &Setup, seed: u64, world: World, trace: &Trace, failure: Option<&Failure>) -> String {
    #[derive(Serialize)]
    struct More {
        world: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        failure: Option<String>,
    }
    let model = &setup.model;
    let head = Head::of_run(setup, seed);
    let rows = told(&setup.model, &trace.lines).into_iter().map(|Told { line, text, repeats, .. }| LineView {
        date: line.month.to_string(),
        rule: rule_name(model, line.rule, line.element),
        text,
        vacant: line.vacant,
        repeats,
    });
    document(&head, &More { world: world.0, failure: failure.map(failure_words) }, &rows.collect::<Vec<_>>())
}
