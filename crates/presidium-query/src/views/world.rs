//! The chronicle of a world as data.

use presidium_engine::World;
use presidium_lab::{ChronicleLine, Entry, Found, History, chronicle, rule_name, variable_name};
use presidium_lang::model::Model;
use serde::Serialize;

use crate::conditions::{self, share};
use crate::figures::known;
use crate::reasons::failure_words;
use crate::study::Study;
use crate::views::document::{Document, Head, Nothing};
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

/// In how many worlds a condition holds, and in which first.
pub fn found<'a>(study: &'a Study, seed: u64, found: &Found) -> impl Serialize + use<'a> {
    #[derive(Serialize)]
    struct More {
        /// The same in a sentence.
        words: Option<String>,
        /// Whether so many are enough for a figure.
        enough: bool,
        #[serde(flatten)]
        found: FoundView,
    }
    let condition = study.condition.as_ref();
    let words = condition.map(|condition| conditions::found(condition, found));
    let enough = condition.is_none_or(|condition| conditions::too_few(condition, found.left).is_none());
    Document {
        head: Head::of_run(study, seed).with_worlds(found.worlds, found.failures.worlds).with_left(found.left),
        more: More { words, enough, found: FoundView::of(found) },
        rows: Vec::<Nothing>::new(),
    }
}

/// A row for each line.
pub fn world<'a>(
    study: &'a Study,
    (seed, world): (u64, World),
    found: Option<&Found>,
    history: &History,
    entries: &[Entry<'_>],
) -> impl Serialize + use<'a> {
    #[derive(Serialize)]
    struct More {
        world: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        found: Option<FoundView>,
        #[serde(skip_serializing_if = "Option::is_none")]
        failure: Option<String>,
    }
    let model = &study.model;
    let weighing = |line: &ChronicleLine<'_>| {
        let is_its = |entry: &&Entry<'_>| entry.lines.iter().any(|told| std::ptr::eq(told.line, line.line));
        entries.iter().find(is_its).map(|entry| WeightView::of(model, entry))
    };
    let rows = chronicle(model, &history.trace.lines).into_iter().map(|told| LineView {
        date: model.clock.text(told.line.month),
        rule: rule_name(model, told.line.rule, told.line.element),
        weight: weighing(&told),
        text: told.text,
        vacant: told.line.vacant,
        repeats: told.repeats,
    });
    Document {
        head: Head::of_run(study, seed),
        more: More {
            world: world.0,
            found: found.map(FoundView::of),
            failure: history.failure.as_ref().map(failure_words),
        },
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
    /// Of what is not repeated.
    #[serde(flatten)]
    weight: Option<WeightView>,
}

/// What an event weighs, as data.
#[derive(Serialize)]
struct WeightView {
    /// In bits.
    weight: f64,
    /// How many others of this world weigh more.
    rank: usize,
    rarity: f64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    offices: Vec<String>,
    #[serde(skip_serializing_if = "is_not")]
    voted: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    claims: Vec<String>,
}

impl WeightView {
    /// Of an entry.
    fn of(model: &Model, entry: &Entry<'_>) -> WeightView {
        let weight = &entry.weight;
        WeightView {
            weight: weight.total(),
            rank: entry.rank,
            rarity: weight.rarity,
            offices: weight.offices.iter().map(|&(office, of)| variable_name(model, office, of)).collect(),
            voted: weight.voted,
            claims: weight.claims.iter().map(|&claim| model.claims[claim].id.clone()).collect(),
        }
    }
}
