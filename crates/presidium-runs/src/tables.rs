//! The tables of a run: which there are, what their columns mean, and how rows are made of worlds.

use std::sync::Arc;

use parquet::data_type::ByteArray;
use presidium_lab::{LedgerExperiment, LedgerTally, RecordQuestion, Stretch};
use presidium_lang::clock::Step;
use presidium_lang::model::{Element, Index, Model, Scenario, Type};
use presidium_query::figures::{bare_value, known};
use serde::{Deserialize, Serialize};

use crate::columns::{Cells, Column, Kind, Rows};
use crate::events::Events;
use crate::series::Series;
use crate::votes::Votes;
use crate::worlds::WorldRows;

/// A table that is kept of the worlds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TableName {
    /// A row for each world; always kept.
    Worlds,
    /// A row for each thing that a rule did.
    Events,
    /// A row for each member in each vote.
    Votes,
    /// A row for each world and month.
    Series,
}

impl TableName {
    /// All of them.
    pub const ALL: [TableName; 4] = [TableName::Worlds, TableName::Events, TableName::Votes, TableName::Series];

    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            TableName::Worlds => "worlds",
            TableName::Events => "events",
            TableName::Votes => "votes",
            TableName::Series => "series",
        }
    }

    /// Its file in each chunk.
    pub fn file(self) -> String {
        format!("{}.parquet", self.word())
    }

    /// What a row is.
    pub(crate) fn words(self) -> &'static str {
        match self {
            TableName::Worlds => "A row for each world.",
            TableName::Events => {
                "A row for each event that happened and each decision that was taken, in the order of history. Worlds that failed have none."
            }
            TableName::Votes => {
                "A row for each member in each vote, in the order of history; a person who decides alone is the only member. Worlds that failed have none."
            }
            TableName::Series => "A row for each world and month, with values at the end of the month.",
        }
    }
}

/// What the tables of a run are made of.
pub struct Seen {
    pub model: Arc<Model>,
    pub scenario: Scenario,
    pub seed: u64,
    pub question: RecordQuestion,
}

/// A table with its columns.
pub struct Table {
    pub name: TableName,
    pub columns: Vec<Column>,
    /// Rows that are written at once, at least.
    pub group_rows: usize,
    maker: Maker,
}

enum Maker {
    Worlds(WorldRows),
    Events(Events),
    Votes(Votes),
    Series(Series),
}

/// Rows in a group of the tables that have many for each world.
const GROUP_ROWS: usize = 1 << 17;

impl Table {
    pub fn new(name: TableName, seen: &Seen) -> Table {
        let (columns, maker) = match name {
            TableName::Worlds => {
                let (columns, rows) = WorldRows::new(seen);
                (columns, Maker::Worlds(rows))
            }
            TableName::Events => (Events::columns(), Maker::Events(Events::new(seen))),
            TableName::Votes => (Votes::columns(), Maker::Votes(Votes::new(seen))),
            TableName::Series => (Series::columns(seen), Maker::Series(Series::new(seen))),
        };
        // All rows of a chunk make one group of the table of worlds, so that a column is read at once.
        let group_rows = if name == TableName::Worlds { usize::MAX } else { GROUP_ROWS };
        Table { name, columns, group_rows, maker }
    }

    /// Adds the rows of some worlds.
    pub fn fill(&mut self, found: &Stretch<LedgerTally>, experiment: &LedgerExperiment, rows: &mut Rows) {
        match &mut self.maker {
            Maker::Worlds(maker) => maker.fill(found, experiment, rows),
            Maker::Events(maker) => maker.fill(found, rows),
            Maker::Votes(maker) => maker.fill(found, rows),
            Maker::Series(maker) => maker.fill(found, rows),
        }
    }
}

/// The column of a type.
pub fn column_of(name: String, ty: &Type, words: String) -> Column {
    let kind = match ty {
        Type::Quantity { .. } => Kind::Number,
        Type::Truth => Kind::Truth,
        _ => Kind::Text,
    };
    let unit = match ty {
        Type::Quantity { symbol, .. } => symbol.clone(),
        _ => String::new(),
    };
    Column { unit, ..Column::new(name, kind, words) }
}

/// A value as every surface shows it as data: in its unit, elements by their ids, dates as they are written.
pub fn push(cells: &mut Cells, model: &Model, ty: &Type, value: Option<f64>) {
    match (ty, value) {
        (Type::Quantity { factor, .. }, value) => cells.number(value.and_then(|value| known(value / *factor))),
        (Type::Truth, value) => cells.truth(value.map(|value| value != 0.0)),
        (_, Some(value)) => cells.text(&bare_value(model, ty, value)),
        (_, None) => cells.missing(),
    }
}

/// The steps of a run as they are written.
pub struct Dates {
    first: Step,
    texts: Vec<ByteArray>,
}

impl Dates {
    pub fn of(model: &Model) -> Dates {
        let texts = model.steps().map(|step| ByteArray::from(model.clock.text(step).as_str()));
        Dates { first: model.first_step, texts: texts.collect() }
    }

    /// Of what is seen at the ends of steps.
    pub fn seen(model: &Model) -> Dates {
        let texts = model.steps().map(|step| ByteArray::from(model.clock.seen_text(step).as_str()));
        Dates { first: model.first_step, texts: texts.collect() }
    }

    pub fn push(&self, cells: &mut Cells, month: Step) {
        match self.texts.get((month - self.first) as usize) {
            Some(text) => cells.known_text(text),
            None => cells.missing(),
        }
    }
}

/// The elements of a rule in one text; none of a rule without.
pub fn elements_text(model: &Model, indices: &[Index], element: Element) -> Option<ByteArray> {
    let ids = presidium_lab::element_ids(model, indices, element);
    (!ids.is_empty()).then(|| ByteArray::from(ids.join(", ").as_str()))
}

/// A text, or none.
pub fn push_text(cells: &mut Cells, text: Option<&ByteArray>) {
    match text {
        Some(text) => cells.known_text(text),
        None => cells.missing(),
    }
}
