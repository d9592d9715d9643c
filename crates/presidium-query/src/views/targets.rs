//! How far worlds lie from what a model is fitted to, as data.

use presidium_lab::{Aims, AimsQuestion, BesideAims, SeenAims};
use presidium_lang::model::Model;
use serde::Serialize;

use crate::calibrations::{aim_kind, aim_name, aim_title, aims_sentence, observed_cell, predicted_cell};
use crate::figures::known;
use crate::views::validation::PartView;

/// What lies out farther than so many standard deviations is far.
pub const FAR: f64 = 3.0;

#[derive(Serialize)]
struct Summary {
    /// The month up to which the model is fitted.
    split: String,
    /// To what it is fitted, in words.
    aims: String,
    /// How many of them lie far out.
    far: usize,
    worlds: u64,
    failed: u64,
}

#[derive(Serialize)]
struct Row {
    target: String,
    /// `series`, `claim` or `base rate`.
    kind: &'static str,
    /// The name with the unit of the figures.
    label: String,
    /// Of a series the last figure, give or take its error.
    observed: String,
    predicted: String,
    /// How far it lies out, in standard deviations of all errors together: of a series at its worst figure.
    off: Option<f64>,
}

/// A row for each of them, the farthest out first. The model is the one that ends where it is fitted.
pub fn targets(model: &Model, question: &AimsQuestion, seen: &SeenAims) -> PartView {
    let aims: &Aims = &question.aims;
    let found = BesideAims::of(model, aims, seen);
    let summary = Summary {
        split: model.clock.seen_text(model.last_step),
        aims: aims_sentence(aims),
        far: far(&found),
        worlds: found.worlds,
        failed: seen.failures.worlds,
    };
    PartView::new("targets", &summary, far_first(&found).map(|place| row(model, aims, &found, place)))
}

/// How many aims lie far out; what worlds do not predict at all is one of them.
pub fn far(found: &BesideAims) -> usize {
    found.off.iter().filter(|off| off.is_nan() || **off > FAR).count()
}

/// Positions of aims, the farthest out first.
pub fn far_first(found: &BesideAims) -> impl Iterator<Item = usize> {
    let mut places: Vec<usize> = (0..found.off.len()).collect();
    places.sort_by(|&one, &other| found.off[other].total_cmp(&found.off[one]));
    places.into_iter()
}

fn row(model: &Model, aims: &Aims, found: &BesideAims, place: usize) -> Row {
    let aim = &aims.aims[place];
    Row {
        target: aim_name(model, aim),
        kind: aim_kind(aim),
        label: aim_title(model, aim),
        observed: observed_cell(model, aim),
        predicted: predicted_cell(model, aim, &found.predicted[place]),
        off: known(found.off[place]),
    }
}
