//! `presidium world`: the chronicle of one world.

use presidium_engine::oracle::{Trace, run_world};
use presidium_engine::{Failure, Outputs, World};
use presidium_lab::{ChronicleLine, chronicle};
use presidium_lang::clock::Clock;
use presidium_query::Study;
use presidium_query::reasons::failure_words;
use presidium_query::views::{self, json_text};

use crate::arguments::WorldArguments;
use crate::output::{FAILS, FAINT, Output, styled};
use crate::report::heading;
use crate::setup::Setup;
use crate::stop::{NO_WORLD, Stop};
use crate::table::{Align, table, wrap};

pub fn run(arguments: &WorldArguments) -> Result<Output, Stop> {
    let study = &Setup::new(&arguments.scenario, 1)?.study;
    let (seed, world) = (arguments.seed.of(&study.model), World(arguments.world));
    let mut trace = Trace::default();
    let result = run_world(&study.model, &study.scenario, seed, world, &Outputs::default(), Some(&mut trace));
    let failure = result.err();
    let code = if failure.is_some() { NO_WORLD } else { 0 };
    let text = match arguments.json {
        true => json_text(&views::world(study, (seed, world), &trace, failure.as_ref())),
        false => text(study, seed, world, &trace, failure.as_ref()),
    };
    Ok(Output { text, code })
}

fn text(study: &Study, seed: u64, world: World, trace: &Trace, failure: Option<&Failure>) -> String {
    let subtitle = format!("world {world}, seed {seed}: one of many possible histories under this model");
    let once = chronicle(&study.model, &trace.lines).into_iter().filter(|told| !told.repeats);
    let rows: Vec<Vec<String>> =
        once.map(|told| vec![study.model.clock.text(told.line.month), words(&study.model.clock, &told)]).collect();
    let mut text = format!("{}{}\n\n", heading(study), styled(FAINT, &wrap(&subtitle, 0)));
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
