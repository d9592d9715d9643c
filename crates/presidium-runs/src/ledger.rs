//! The ledger as a table: the rows that every surface shows as data.

use presidium_lab::{Answer, Ledger, LedgerQuestion, Request};
use presidium_query::{Study, views};
use serde_json::Value;

use crate::columns::{Cells, Column, Kind, Rows};

/// The columns of the table, each with the field of a row that it shows.
const COLUMNS: [(&str, Kind, &str); 20] = [
    ("claim", Kind::Text, "its id"),
    ("kind", Kind::Text, "E event, Q quantity, N negative, C cause"),
    ("role", Kind::Text, "what the claim is for: structural, calibration, seen, held-out"),
    ("verdict", Kind::Text, "holds, fails, unclear or void"),
    ("void", Kind::Text, "why it says nothing"),
    ("place", Kind::Text, "where it stands in the text whose claims these are"),
    ("touches", Kind::Text, "the systems that it rests on"),
    ("held", Kind::Count, "in how many worlds it holds; missing of a cause"),
    ("worlds", Kind::Count, "of how many worlds that were completed and tell of it"),
    ("low", Kind::Number, "lower end of the 95 % interval of the share, or of the effect"),
    ("high", Kind::Number, "upper end of it"),
    ("without", Kind::Number, "of a cause: the mean without it"),
    ("effect", Kind::Number, "of a cause: the mean difference that it makes"),
    ("unit", Kind::Text, "of the effect; empty for a share of worlds"),
    ("expect", Kind::Text, "of a cause: in which direction it is said to move the outcome"),
    ("up", Kind::Count, "of a cause: worlds in which the outcome is higher with it"),
    ("down", Kind::Count, "of a cause: worlds in which it is lower"),
    ("missing", Kind::Count, "completed worlds in which what the claim looks at is missing"),
    ("share", Kind::Number, "held by worlds"),
    ("words", Kind::Text, "the claim"),
];

/// A row for each claim, failing ones first.
pub fn table(study: &Study, request: &Request<LedgerQuestion>, answer: &Answer<Ledger>) -> (Vec<Column>, Rows) {
    let columns = columns();
    let mut rows = Rows::new(&columns);
    let view = serde_json::to_value(views::ledger(study, request, answer)).unwrap_or_default();
    for row in view["rows"].as_array().into_iter().flatten() {
        for ((name, kind, _), cells) in COLUMNS.iter().zip(&mut rows.columns) {
            match *name {
                "share" => cells.number(share(row)),
                "missing" => cells.count(row["missing"].as_u64().unwrap_or(0)),
                name => put(cells, *kind, &row[name]),
            }
        }
    }
    (columns, rows)
}

/// Its columns.
pub fn columns() -> Vec<Column> {
    COLUMNS.iter().map(|&(name, kind, words)| Column::new(name, kind, words)).collect()
}

fn share(row: &Value) -> Option<f64> {
    let (held, worlds) = (row["held"].as_u64()?, row["worlds"].as_u64()?);
    (worlds > 0).then(|| held as f64 / worlds as f64)
}

fn put(cells: &mut Cells, kind: Kind, value: &Value) {
    match (kind, value) {
        (Kind::Count, Value::Number(number)) => cells.count(number.as_u64().unwrap_or(0)),
        (Kind::Number, Value::Number(number)) => cells.number(number.as_f64()),
        (_, Value::String(text)) => cells.text(text),
        (_, Value::Array(texts)) => {
            let texts: Vec<&str> = texts.iter().filter_map(Value::as_str).collect();
            cells.text(&texts.join(" "));
        }
        _ => cells.missing(),
    }
}
