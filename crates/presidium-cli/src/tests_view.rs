//! What came of the tests that a model states, in words: for `check --run` and `validate tests`.

use presidium_lab::ModelTests;
use presidium_lang::model::Model;

use crate::output::{FAILS, HOLDS, styled};
use crate::report::failures_note;
use crate::table::{Align, table};
use presidium_query::figures::count;

/// A line for each test, and the worlds that failed.
pub fn tests_text(model: &Model, trials: &ModelTests) -> String {
    let rows = model.tests.iter().zip(&trials.tests).map(|(test, trial)| {
        let given = test.given.map_or_else(String::new, |id| format!(" (given {})", model.what_ifs[id].name));
        let (verdict, detail) = match trial.first {
            None => ("holds", String::new()),
            Some((world, at)) => {
                let broken = count(trial.broken);
                ("fails", format!(": in {broken} worlds, first in world {world}, {}", model.clock.seen_text(at)))
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
    let failures = failures_note(model, &trials.failures);
    format!("{title}\n{}{failures}", table(&rows, &[Align::Left, Align::Left], 2))
}
