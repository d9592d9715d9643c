//! What came of the tests of a model, as data.

use presidium_lab::ModelTests;
use presidium_lang::model::Model;
use serde::Serialize;

use crate::views::validation::PartView;

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
pub fn test_views<'a>(model: &'a Model, tests: &ModelTests) -> Vec<TestView<'a>> {
    let tests = model.tests.iter().zip(&tests.tests);
    let views = tests.map(|(test, trial)| TestView {
        test: &test.name,
        given: test.given.map(|id| model.what_ifs[id].name.as_str()),
        holds: trial.broken == 0,
        broken: trial.broken,
        first_world: trial.first.map(|(world, _)| world.0),
        first_date: trial.first.map(|(_, at)| model.clock.seen_text(at)),
    });
    views.collect()
}

/// A row for each test.
pub fn tests(model: &Model, tests: &ModelTests) -> PartView {
    let hold = tests.tests.iter().filter(|test| test.broken == 0).count();
    let failed = tests.failures.worlds;
    let summary = Summary { tests: tests.tests.len(), hold, worlds: tests.worlds, failed };
    PartView::new("tests", &summary, test_views(model, tests))
}

#[derive(Serialize)]
struct Summary {
    tests: usize,
    hold: usize,
    worlds: u64,
    failed: u64,
}
