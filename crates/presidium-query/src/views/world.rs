//! The chronicle of a world as data.

use presidium_engine::oracle::Trace;
use presidium_engine::{Failure, World};
use presidium_lab::{ChronicleLine, Found, chronicle, rule_name};
use serde::Serialize;

use crate::conditions::share;
use crate::figures::known;
use crate::reasons::failure_words;
use crate::study::Study;
use crate::views::document::{Document, Head};
use crate::views::marks::is_not;

/// How a world was found.
#[derive(Serialize)]
pub struct FoundView {
    /// The worlds in which the condition holds.
    held: u64,
    /// Of so many in which it can be told.
    of: u64,
    low: Option<f64>,
    high: Option<f64>,
    /// The first of them, by number.
    first: Vec<u64>,
}

impl FoundView {
    /// Of what was found.
    pub fn of(found: &Found) -> FoundView {
        let (share, first) = (share(found.left), found.first.iter().map(|world| world.0).collect());
        let interval = share.wilson();
        FoundView { held: share.held, of: share.worlds, low: known(interval.low), high: known(interval.high), first }
    }
}

/// A row for each line.
pub fn world<'a>(
    study: &'a Study,
    (seed, world): (u64, World),
    found: Option<&Found>,
    trace: &Trace,
    failure: Option<&Failure>,
) -> impl Serialize + use<'a> {
    #[derive(Serialize)]
    struct More {
        world: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        found: Option<FoundView>,
        #[serde(skip_serializing_if = "Option::is_none")]
        failure: Option<String>,
    }
    let rows =
        chronicle(&study.model, &trace.lines).into_iter().map(|ChronicleLine { line, text, repeats, .. }| LineView {
            date: study.model.clock.text(line.month),
            rule: rule_name(&study.model, line.rule, line.element),
            text,
            vacant: line.vacant,
            repeats,
        });
    Document {
        head: Head::of_run(study, seed),
        more: More { world: world.0, found: found.map(FoundView::of), failure: failure.map(failure_words) },
        rows: rows.collect(),
    }
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
