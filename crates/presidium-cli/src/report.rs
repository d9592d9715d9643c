//! What several reports have in common: which worlds they are of, and what went wrong in some.

use presidium_lab::{Answer, Failures, Left, Request, fault_text};
use presidium_lang::clock::Step;
use presidium_lang::model::{Change, Model};

use crate::output::{FAILS, FAINT, HEADING, UNCLEAR, styled};
use crate::stop::Stop;
use crate::table::{Align, table, wrap};
use presidium_query::conditions::{self, looks_past_the_change, too_few};
use presidium_query::figures::{count, worlds};
use presidium_query::views::NOTE;
use presidium_query::{Study, followed_words};

/// Groups of failures that are told; the rest is counted.
const GROUPS_SHOWN: usize = 5;

/// Title of the model, its months, the worlds and what was changed.
pub fn heading_of_run<Q, R>(study: &Study, request: &Request<Q>, answer: &Answer<R>) -> String {
    let seed = request.seed;
    let words = match answer.complete {
        true => styled(FAINT, &format!("{}, seed {seed}", worlds(request.worlds))),
        false => {
            let run =
                format!("interrupted: the first {} of {}, seed {seed}", count(answer.worlds), worlds(request.worlds));
            styled(UNCLEAR, &run)
        }
    };
    format!("{}{words}\n", heading(study))
}

/// How many worlds a condition leaves; nothing without one.
///
/// # Errors
/// [`Stop::NoWorld`] if it leaves too few, with how many worlds should be enough.
pub fn left_note(study: &Study, left: Left) -> Result<String, Stop> {
    let Some(condition) = &study.condition else { return Ok(String::new()) };
    let Some((message, enough)) = too_few(condition, left) else {
        return Ok(format!("{}\n", styled(HEADING, &wrap(&conditions::left(condition, left), 0))));
    };
    let help = match enough {
        Some(worlds) => format!("ask for more worlds, such as `--worlds {worlds}`, or for less with `--where`"),
        None => "ask for less with `--where`, or for many more worlds".to_owned(),
    };
    Err(Stop::NoWorld(format!("{message}\n  help: {help}")))
}

/// That the condition on worlds looks at what a change has made, if so. `parted` is when histories were first seen to part.
pub fn past_note(study: &Study, changes: &[Change], parted: Option<Step>) -> String {
    let past = looks_past_the_change(study, changes, parted);
    past.map_or_else(String::new, |words| format!("\n{}\n", styled(UNCLEAR, &wrap(&words, 0))))
}

/// Title of the model, its months and what was changed.
pub fn heading(study: &Study) -> String {
    let model = &study.model;
    let title = format!(
        "{}, {} to {}",
        model.title,
        model.clock.text(model.first_step),
        model.clock.seen_code(model.last_step)
    );
    let mut text = format!("{}\n", styled(HEADING, &wrap(&title, 0)));
    if !study.changed.is_empty() {
        text += &format!("{}\n", wrap(&format!("changed: {}", study.changed.join("; ")), 0));
    }
    if let Some(record) = followed_words(model, &study.scenario) {
        let words = format!(
            "following {record}: recorded decisions come out as they did, and claims that this forces are void"
        );
        text += &format!("{}\n", wrap(&words, 0));
    }
    text
}

/// What every report ends with.
pub fn closing_note() -> String {
    format!("\n{}\n", styled(FAINT, &wrap(NOTE, 0)))
}

/// A note about worlds that failed, or nothing.
pub fn failures_note(model: &Model, failures: &Failures) -> String {
    if failures.worlds == 0 {
        return String::new();
    }
    let rows = failures.groups.iter().take(GROUPS_SHOWN).map(|group| {
        let first = &group.first;
        let words = format!(
            "{}: {} (“{}”; first in world {}, {})",
            first.equation,
            fault_text(&first.fault),
            first.section,
            first.world,
            model.clock.text(first.month)
        );
        vec![count(group.worlds), words]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let what =
        if failures.told < failures.worlds { format!("; of the first {}", failures.told) } else { String::new() };
    let failed = if failures.worlds == 1 { "world failed and is" } else { "worlds failed and are" };
    let title = format!("{} {failed} left out of every figure{what}", count(failures.worlds));
    let mut text = format!("\n{}\n{}", styled(FAILS, &wrap(&title, 0)), table(&rows, &[Align::Right, Align::Left], 2));
    if failures.groups.len() > GROUPS_SHOWN {
        text += &format!("  and {} other reasons\n", failures.groups.len() - GROUPS_SHOWN);
    }
    text
}

/// Claims that say nothing of some completed worlds, because what they look at is missing there; or nothing.
pub fn missing_note<'a>(model: &Model, rows: impl Iterator<Item = (&'a str, &'a Failures)>) -> String {
    let rows: Vec<Vec<String>> = rows
        .filter(|(_, missing)| missing.worlds > 0)
        .map(|(claim, missing)| vec![claim.to_owned(), count(missing.worlds), missing_words(model, missing)])
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let title = "What these claims look at is missing in some worlds, which are not in their figures";
    format!("\n{}\n{}", styled(FAILS, &wrap(title, 0)), table(&rows, &[Align::Left, Align::Right, Align::Left], 2))
}

/// What is missing in the first of some worlds, and when.
pub fn missing_words(model: &Model, missing: &Failures) -> String {
    let Some(group) = missing.groups.first() else { return String::new() };
    let first = &group.first;
    let equation = if first.equation.is_empty() { String::new() } else { format!("{}: ", first.equation) };
    format!(
        "{equation}{} (first in world {}, {})",
        fault_text(&first.fault),
        first.world,
        model.clock.text(first.month)
    )
}

/// An error if no world was completed.
///
/// # Errors
/// [`Stop::NoWorld`], with what went wrong.
pub fn no_world(model: &Model, worlds: u64, failures: &Failures) -> Result<(), Stop> {
    if failures.worlds < worlds {
        return Ok(());
    }
    Err(Stop::NoWorld(format!("no world could be completed\n{}", failures_note(model, failures).trim_end())))
}
