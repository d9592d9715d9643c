//! The tests that the model states of itself: extreme conditions and conservation, as in `check --run`.

use presidium_lab::trials;
use serde::Serialize;

use super::{Report, ensemble, part_rows, raw};
use crate::arguments::ValidateArguments;
use crate::progress::watched_as;
use crate::setup::Setup;
use crate::stop::Stop;
use crate::trials_view::{test_views, tests_text};

/// Worlds unless asked otherwise: a test that fails usually fails in most worlds.
const WORLDS: u64 = 100;

#[derive(Serialize)]
struct Summary {
    tests: usize,
    hold: usize,
    worlds: u64,
    failed: u64,
}

pub fn report(setup: &Setup, arguments: &ValidateArguments) -> Result<Report, Stop> {
    let (model, ensemble) = (&setup.model, ensemble(arguments, WORLDS));
    let trials = watched_as("tests", |watch| trials(model, &setup.scenario, ensemble, watch))?;
    let hold = trials.tests.iter().filter(|test| test.broken == 0).count();
    let failed = trials.failures.worlds;
    Ok(Report {
        text: tests_text(model, &trials),
        summary: raw(&Summary { tests: trials.tests.len(), hold, worlds: trials.worlds, failed }),
        rows: part_rows("tests", test_views(model, &trials)),
        sound: trials.all_hold(),
    })
}
