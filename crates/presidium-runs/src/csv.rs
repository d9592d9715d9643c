//! A table as comma-separated values (RFC 4180), with the numbers of the Parquet file to the last digit.

use crate::columns::{Cell, Column, Rows};

/// The names of the columns, then a line for each row; what is missing is empty.
pub fn csv(columns: &[Column], rows: &Rows) -> String {
    let names = columns.iter().map(|column| field(&column.name));
    let mut text = names.collect::<Vec<_>>().join(",") + "\n";
    let mut cells: Vec<_> = rows.columns.iter().map(|column| column.cells()).collect();
    for _ in 0..rows.len() {
        let fields: Vec<String> = cells.iter_mut().map(|column| column.next().map_or_else(String::new, cell)).collect();
        text += &(fields.join(",") + "\n");
    }
    text
}

fn cell(cell: Cell<'_>) -> String {
    match cell {
        Cell::Missing => String::new(),
        Cell::Count(count) => count.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::Truth(truth) => truth.to_string(),
        Cell::Text(text) => field(&String::from_utf8_lossy(text)),
    }
}

fn field(text: &str) -> String {
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}
