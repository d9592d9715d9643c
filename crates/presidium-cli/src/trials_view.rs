//! What came of the tests that a model states, in words and as data: for `check --run` and `validate tests`.

use presidium_lab::Trials;
use presidium_lang::model::Model;
use serde::Serialize;

use crate::figures::count;
use crate::output::{FAILS, HOLDS, styled};
use crate::report::failures_note;
use crate::table::{Align, table};

/// A line for each test, and the worlds that failed.
pub fn tests_text(model: &Model, trials: &Trials) -> String {
    let rows = model.tests.iter().zip(&trials.tests).map(|(test, trial)| {
        let given = test.given.map_or_else(String::new, |id| format!(" (given {})", model.what_ifs[id.index()].name));
        let (verdict, detail) = match trial.first {
            None => ("holds", String::new()),
            Some((world, at)) => {
                let broken = count(trial.broken);
                ("fails", format!(": in {broken} worlds, first in world {world}, {}", at))
            }
        };
        vec![verdict.to_owned(), format!("{}{given}{detail}", test.name)]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let broken = trials.tests.iter().filter(|trial| trial.broken > 0).count();
    let title = match broken {
        0 => styled(HOLDS, &format!("Tests: all {} hold in {} worlds", rows.len(), count(trials.worlds))),
        n => styled(FAILS, &format!("Tests: {n} of {} fail in {} worlds", rows.len(), count(trials.worlds))),
    };
    let failures = failures_note(&trials.failures);
    format!("{title}\n{}{failures}", table(&rows, &[Align::Left, Align::Left], 2))
}

/// One test.
#[derive(Serialize)]
pub struct TestView<'a> {
    test: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    given: Option<&'a str>,
    holds: bool,
    /// Worlds in which it did not.
    broken: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_world: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_date: Option<String>,
}

/// One view for each test of the model.
pub fn test_views<'a>(model: &'a Model, trials: &Trials) -> Vec<TestView<'a>> {
    let tests = model.tests.iter().zip(&trials.tests);
    let views = tests.map(|(test, trial)| TestView {
        test: &test.name,
        given: test.given.map(|id| model.what_ifs[id.index()].name.as_str()),
        holds: trial.broken == 0,
        broken: trial.broken,
        first_world: trial.first.map(|(world, _)| world.0),
        first_date: trial.first.map(|(_, at)| at.to_string()),
    });
    views.collect()
}
