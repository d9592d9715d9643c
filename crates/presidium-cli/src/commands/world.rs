//! `presidium world`: the chronicle of one world, which has a number or is found.

use presidium_engine::oracle::{Trace, run_world};
use presidium_engine::{Failure, Outputs, World};
use presidium_lab::{Answer, ChronicleLine, FindQuestion, Found, chronicle};
use presidium_lang::clock::Clock;
use presidium_query::Study;
use presidium_query::conditions;
use presidium_query::reasons::failure_words;
use presidium_query::views::{self, json_text};

use crate::arguments::{ConditionArguments, MOST_WORLDS, WorldArguments};
use crate::output::{FAILS, FAINT, HEADING, Output, styled};
use crate::progress::ask;
use crate::report::{heading, no_world};
use crate::setup::Setup;
use crate::stop::{NO_WORLD, Stop};
use crate::table::{Align, table, wrap};

/// One world, and how it was found.
struct Told {
    seed: u64,
    world: World,
    found: Option<Found>,
    trace: Trace,
    failure: Option<Failure>,
}

pub fn run(arguments: &WorldArguments) -> Result<Output, Stop> {
    let condition = ConditionArguments { condition: arguments.find.clone() };
    let setup = Setup::choosing(&arguments.scenario, &condition, arguments.luck.threads())?;
    let study = &setup.study;
    let seed = arguments.luck.seed.of(&study.model);
    let found = if arguments.find.is_some() { Some(find(&setup, arguments, seed)?.report) } else { None };
    let first = found.as_ref().and_then(|found| found.first.first().copied());
    let world = first.unwrap_or(World(arguments.world.unwrap_or_default()));
    let mut trace = Trace::default();
    let result = run_world(&study.model, &study.scenario, seed, world, &Outputs::default(), Some(&mut trace));
    let told = Told { seed, world, found, trace, failure: result.err() };
    let code = if told.failure.is_some() { NO_WORLD } else { 0 };
    let text = if arguments.json { json(study, &told) } else { text(study, &told) };
    Ok(Output { text, code })
}

/// The worlds in which the condition holds.
///
/// # Errors
/// [`Stop::NoWorld`] if it holds in none.
fn find(setup: &Setup, arguments: &WorldArguments, seed: u64) -> Result<Answer<Found>, Stop> {
    let answer = ask(&setup.laboratory()?, &setup.request(FindQuestion, seed, arguments.worlds)?)?;
    let found = &answer.report;
    no_world(&setup.study.model, found.worlds, &found.failures)?;
    match &setup.study.condition {
        Some(condition) if found.first.is_empty() => {
            let message = conditions::found(condition, found);
            let help = format!(
                "look through more, such as `--worlds {}`, or ask for less",
                (found.worlds * 10).min(MOST_WORLDS)
            );
            Err(Stop::NoWorld(format!("{message}\n  help: {help}")))
        }
        _ => Ok(answer),
    }
}

fn json(study: &Study, told: &Told) -> String {
    let Told { seed, world, found, trace, failure } = told;
    json_text(&views::world(study, (*seed, *world), found.as_ref(), trace, failure.as_ref()))
}

fn text(study: &Study, told: &Told) -> String {
    let Told { seed, world, found, trace, failure } = told;
    let mut text = heading(study);
    if let (Some(condition), Some(found)) = (&study.condition, found) {
        text += &format!("{}\n", styled(HEADING, &wrap(&conditions::found(condition, found), 0)));
    }
    let subtitle = format!("world {world}, seed {seed}: one of many possible histories under this model");
    let once = chronicle(&study.model, &trace.lines).into_iter().filter(|told| !told.repeats);
    let rows: Vec<Vec<String>> =
        once.map(|told| vec![study.model.clock.text(told.line.month), words(&study.model.clock, &told)]).collect();
    text += &format!("{}\n\n", styled(FAINT, &wrap(&subtitle, 0)));
    text += &table(&rows, &[Align::Left, Align::Left], 0);
    if trace.lines.is_empty() {
        text += "Nothing happens that this model would tell.\n";
    }
    if let Some(failure) = failure {
        text += &format!("{}  {}\n", study.model.clock.text(failure.month), styled(FAILS, &failure_words(failure)));
    }
    text
}

/// What is said, and how long it goes on; a line about nobody is about a vacancy.
fn words(clock: &Clock, told: &ChronicleLine<'_>) -> String {
    let text = match told.text.strip_prefix("nobody ") {
        Some(rest) if told.line.vacant => format!("Nobody {rest}"),
        _ => told.text.clone(),
    };
    match (told.line.vacant, told.until) {
        (true, Some(last)) => format!("{text} (vacant until {})", clock.text(last)),
        (true, None) => format!("{text} (vacant)"),
        (false, Some(last)) if last == told.line.month + 1 => format!("{text} (and again in {})", clock.text(last)),
        (false, Some(last)) => format!("{text} (and each {} until {})", clock.noun(), clock.text(last)),
        (false, None) => text,
    }
}
