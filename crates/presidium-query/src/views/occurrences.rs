//! How often things happen, beside the record, as data.

use presidium_lab::{Beside, Counts, Occurrence, Occurrences, Sample};
use presidium_lang::clock::Step;
use presidium_lang::model::Model;
use serde::Serialize;

use crate::figures::known;
use crate::occurrences::{elements, option_name, shown, step_text, years};
use crate::views::validation::PartView;

/// A row for each kind of thing, in document order.
pub fn occurrences(model: &Model, split: Step, found: &Occurrences) -> PartView {
    let summary = Summary { split: model.clock.seen_text(split), worlds: found.worlds, failed: found.failures.worlds };
    PartView::new("chronicle", &summary, found.kinds.iter().map(|kind| RowView::new(model, kind)))
}

#[derive(Serialize)]
struct Summary {
    split: String,
    worlds: u64,
    failed: u64,
}

#[derive(Serialize)]
struct RowView<'a> {
    rule: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    option: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    elements: Vec<String>,
    /// Worlds in which it happens.
    happens_in: u64,
    up_to_split: SideView,
    after_split: SideView,
    /// Of the worlds in which it happens the 10, 50 and 90 % quantiles of the first date.
    first: [Option<String>; 3],
    /// The same of the years from one time to the next.
    apart: [Option<f64>; 3],
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded: Option<Vec<String>>,
}

/// How often in a world, on one side of the split.
#[derive(Serialize)]
struct SideView {
    mean: Option<f64>,
    quantiles: [Option<u64>; 3],
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count_likely: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_likely: Option<f64>,
}

impl<'a> RowView<'a> {
    fn new(model: &'a Model, of: &Occurrence) -> Self {
        let text = |step: &Step| model.clock.text(*step);
        RowView {
            rule: model.rules[of.kind.rule].name(),
            option: option_name(model, of.kind),
            elements: elements(model, of.kind),
            happens_in: of.firsts().len(),
            up_to_split: SideView::new(&of.counts(Sample::In), of.beside(Sample::In)),
            after_split: SideView::new(&of.counts(Sample::Out), of.beside(Sample::Out)),
            first: shown(&of.firsts()).map(|step| step.map(|step| step_text(model, step))),
            apart: shown(&of.gaps()).map(|steps| steps.map(|steps| years(model, steps))),
            recorded: of.recorded().map(|steps| steps.iter().map(text).collect()),
        }
    }
}

impl SideView {
    fn new(counts: &Counts<'_>, beside: Option<Beside>) -> Self {
        SideView {
            mean: known(counts.mean()),
            quantiles: shown(counts),
            recorded: beside.map(|beside| beside.recorded),
            count_likely: beside.map(|beside| beside.count_likely),
            first_likely: beside.and_then(|beside| beside.first_likely),
        }
    }
}
