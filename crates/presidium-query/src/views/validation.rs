//! The parts of a validation, in one document.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::study::Study;
use crate::views::document::{Document, Head};

/// One part: a summary under its name, and rows that say to which part they belong.
#[derive(Debug)]
pub struct PartView {
    name: &'static str,
    summary: Option<Box<RawValue>>,
    rows: Vec<Box<RawValue>>,
}

#[derive(Serialize)]
struct PartRow<T> {
    part: &'static str,
    #[serde(flatten)]
    row: T,
}

impl PartView {
    pub(crate) fn new<T: Serialize>(
        name: &'static str,
        summary: &impl Serialize,
        rows: impl IntoIterator<Item = T>,
    ) -> PartView {
        // The views that are written here never fail.
        let rows = rows.into_iter().filter_map(|row| to_raw_value(&PartRow { part: name, row }).ok());
        PartView { name, summary: to_raw_value(summary).ok(), rows: rows.collect() }
    }
}

/// All parts, in their order.
pub fn validation(study: &Study, seed: u64, complete: bool, parts: Vec<PartView>) -> impl Serialize {
    let mut summaries = BTreeMap::new();
    let mut rows = vec![];
    for part in parts {
        part.summary.into_iter().for_each(|summary| drop(summaries.insert(part.name, summary)));
        rows.extend(part.rows);
    }
    Document { head: Head { interrupted: !complete, ..Head::of_run(study, seed) }, more: summaries, rows }
}
