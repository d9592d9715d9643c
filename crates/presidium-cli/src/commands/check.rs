//! `presidium check`: is the model sound, what is it made of, how well are its numbers known, do its tests hold?

use std::sync::Arc;

use presidium_lab::{Executor, Laboratory, ModelTestQuestion, ModelTests, Request};
use presidium_lang::model::{Literal, Model};
use presidium_lang::{Report, analyse};
use presidium_query::figures::count;
use presidium_query::inventory::{declarations, known};
use presidium_query::run_until;
use presidium_query::views::{self, json_text};

use crate::arguments::CheckArguments;
use crate::mistakes::mistakes;
use crate::output::{FAILS, HEADING, HOLDS, Output, print_error, styled};
use crate::progress::ask;
use crate::shipped::sources;
use crate::stop::{CHECK_FAILED, INTERRUPTED, Stop};
use crate::table::{Align, table};
use crate::tests_view::tests_text;
use presidium_query::affordable;

pub fn run(arguments: &CheckArguments) -> Result<Output, Stop> {
    let shown = |report: &Report| if arguments.all { report.render_styled(usize::MAX) } else { mistakes(report) };
    let sources = sources(&arguments.model.model)?;
    let (mut model, warned) = analyse(&*sources).into_model().map_err(|report| Stop::Model(shown(&report)))?;
    let warnings = warned.warnings();
    if warnings > 0 {
        print_error(&format!("{}\n\n", shown(&warned)));
    }
    arguments.until.until.iter().try_for_each(|until| run_until(&mut model, until))?;
    let model = &Arc::new(model);
    if arguments.run {
        affordable(model, arguments.memory.on(arguments.luck.threads()))?;
    }
    let answer = match arguments.run {
        true => {
            let executor = Arc::new(Executor::new(arguments.luck.threads())?);
            let laboratory = Laboratory::new(model.clone(), executor);
            Some(ask(
                &laboratory,
                &Request::new(ModelTestQuestion {}, arguments.luck.seed.of(model), arguments.worlds),
            )?)
        }
        false => None,
    };
    let outcome = answer.as_ref().map(|answer| &answer.report);
    let text = match arguments.json {
        true => json_text(&views::check(model, warnings, arguments.numbers, answer.as_ref())),
        false => report(model, warnings, arguments.numbers, outcome),
    };
    let sound = outcome.is_none_or(ModelTests::all_hold);
    let code = if sound { 0 } else { CHECK_FAILED };
    let interrupted = answer.is_some_and(|answer| !answer.complete);
    Ok(Output { text, code: if interrupted { INTERRUPTED } else { code } })
}

fn report(model: &Model, warnings: usize, numbers: bool, outcome: Option<&ModelTests>) -> String {
    let title = format!(
        "{}, {} to {}",
        model.title,
        model.clock.text(model.first_step),
        model.clock.seen_code(model.last_step)
    );
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
    text + &format!("\n{}\n", summary(warnings, outcome))
}

/// `no errors, 2 warnings, 1 test fails`
fn summary(warnings: usize, outcome: Option<&ModelTests>) -> String {
    let warned = match warnings {
        0 => "no warnings".to_owned(),
        1 => "1 warning".to_owned(),
        n => format!("{n} warnings"),
    };
    let broken = outcome.map_or(0, |trials| trials.tests.iter().filter(|test| test.broken > 0).count() as u64);
    let stopped = outcome.map_or(0, |trials| trials.failures.worlds);
    let failing = [("test", broken), ("world", stopped)].into_iter().filter(|&(_, n)| n > 0);
    let failing: Vec<String> = failing
        .map(|(what, n)| if n == 1 { format!("1 {what} fails") } else { format!("{} {what}s fail", count(n)) })
        .collect();
    match failing.is_empty() {
        true => format!("{}, {warned}", styled(HOLDS, "no errors")),
        false => format!("no errors, {warned}, {}", styled(FAILS, &failing.join(", "))),
    }
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
