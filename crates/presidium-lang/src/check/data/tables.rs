//! Tables of data, written in a block or read from a CSV file; every cell knows its place.

use std::rc::Rc;

use crate::ast::{Row, Text};
use crate::calendar::parse_date;
use crate::check::checker::Checker;
use crate::check::known::entities::Entity;
use crate::check::known::table::Table;
use crate::check::known::types::Ty;
use crate::clock::Clock;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{NEVER, NONE, SetId};
use crate::span::{FileId, Span};
use crate::units::Measure;

impl Checker<'_> {
    /// A table in a block; its first row names the columns.
    pub(super) fn block_table(&mut self, rows: &[Row]) -> Option<Table> {
        let (head, body) = rows.split_first()?;
        let mut table = Table { columns: head.cells.clone(), rows: vec![], span: head.span };
        for row in body {
            if row.cells.len() != table.columns.len() {
                let message =
                    format!("this row has {} cells, the table {} columns", row.cells.len(), table.columns.len());
                self.error(Diagnostic::error(&codes::BAD_TABLE, row.span, message).label(head.span, "the columns"));
                continue;
            }
            table.rows.push(row.cells.clone());
        }
        self.repeated_columns(&table);
        Some(table)
    }

    /// A CSV file of the model; read once.
    pub(super) fn file_table(&mut self, file: &Text) -> Option<Rc<Table>> {
        if let Some(known) = self.texts.tables.get(&file.text) {
            return known.clone();
        }
        let table = self.read_table(file).map(Rc::new);
        self.texts.tables.insert(file.text.clone(), table.clone());
        table
    }

    fn read_table(&mut self, file: &Text) -> Option<Table> {
        let text = match self.texts.reader.text(&file.text) {
            Ok(text) => text,
            Err(fault) => {
                self.error(fault.at(file.span));
                return None;
            }
        };
        let id = self.add_file(&file.text, text.clone());
        if let Some(open) = open_quote(&text) {
            self.unclosed_quote(Span::new(id, open..open + 1), file);
            return None;
        }
        match parse_csv(id, &text) {
            Ok(table) => {
                self.repeated_columns(&table);
                Some(table)
            }
            Err((span, reason)) => {
                let message = format!("the file `{}` is not a table: {reason}", file.text);
                self.error(Diagnostic::error(&codes::BAD_TABLE, span, message).label(file.span, "read from here"));
                None
            }
        }
    }

    fn unclosed_quote(&mut self, open: Span, file: &Text) {
        let message = format!("a quotation mark in `{}` is not closed", file.text);
        let help = "end the cell with `\"`, or write `\"\"` for a quotation mark within it";
        let diagnostic = Diagnostic::error(&codes::UNCLOSED_QUOTE, open, message).here("it is opened here");
        self.error(diagnostic.label(file.span, "read from here").help(help));
    }

    /// Position of a column, or a complaint.
    pub(super) fn demand_column(&mut self, table: &Table, name: &str, asked: Span) -> Option<usize> {
        let found = table.column(name);
        if found.is_none() {
            let message = format!("the table has no column `{name}`");
            let help = self.complaints.suggestions.did_you_mean(name, table.columns.iter().map(|c| c.text.as_str()));
            let head = table.columns.first().map_or(table.span, |c| c.span);
            let head = table.columns.last().map_or(head, |last| head.to(last.span));
            self.error(Diagnostic::error(&codes::BAD_TABLE, asked, message).label(head, "its columns").help_if(help));
        }
        found
    }

    /// The value of a cell in base units; nothing for an empty cell.
    pub(super) fn cell_value(&mut self, cell: &Text, ty: &Ty, measure: &Measure) -> Option<f64> {
        let text = cell.text.trim();
        let empty = text.is_empty() || text == "-";
        let value = match ty {
            Ty::Quantity(_) => parse_number(text).map(|number| number * measure.factor),
            Ty::Truth => match text {
                "true" | "yes" | "1" => Some(1.0),
                "false" | "no" | "0" => Some(0.0),
                _ => None,
            },
            Ty::Date if empty || text == "never" => Some(NEVER),
            Ty::Date => match &self.model.clock {
                Clock::Plain { factor, .. } => parse_number(text).map(|number| number * *factor),
                _ => parse_date(text),
            },
            Ty::Element { optional: true, .. } if empty || text == "none" => Some(NONE),
            Ty::Element { set, .. } => return self.cell_element(cell, *set),
            _ => return None,
        };
        if value.is_none() && !empty {
            let due = match ty {
                Ty::Quantity(_) => "a number",
                Ty::Truth => "`true` or `false`",
                _ => "a date, such as `1953-03`",
            };
            let message = format!("`{text}` is not {due}");
            self.error(Diagnostic::error(&codes::BAD_TABLE, cell.span, message));
            return Some(0.0);
        }
        value
    }

    /// The root ordinal of the element that a cell names.
    fn cell_element(&mut self, cell: &Text, set: SetId) -> Option<f64> {
        if cell.text.is_empty() || cell.text == "-" {
            return None;
        }
        let ordinal = self.element_of(&cell.text, cell.span, set).unwrap_or(0);
        Some(f64::from(ordinal))
    }

    /// The position of an element in a set whose elements are known.
    pub(super) fn position_of(&self, id: &str, set: SetId) -> Option<usize> {
        let the_set = &self.model.sets[set];
        match self.names.get(id).map(|named| named.entity) {
            Some(Entity::Element(root, ordinal)) if root == the_set.root => {
                the_set.ordinals.binary_search(&ordinal).ok()
            }
            // Something else took the name first, and that has been reported.
            Some(_) => the_set.elements.iter().position(|element| element == id),
            None => None,
        }
    }

    /// The root ordinal of an element of `set`, or a complaint.
    pub(in crate::check) fn element_of(&mut self, id: &str, span: Span, set: SetId) -> Option<u32> {
        self.fill_set(set, span);
        self.refer_element(id, span);
        let the_set = &self.model.sets[set];
        if let Some(position) = self.position_of(id, set) {
            return Some(the_set.ordinals[position]);
        }
        let set_name = the_set.name.clone();
        match self.names.get(id).map(|n| n.entity) {
            Some(Entity::Broken) => {}
            Some(Entity::Element(of, _)) => {
                let of = self.model.sets[of].name.clone();
                let message = format!("`{id}` is an element of `{of}`, not of `{set_name}`");
                self.error(Diagnostic::error(&codes::WRONG_SET, span, message));
            }
            _ => {
                if self.complaints.reported.insert(format!("element {id} of {set_name}")) {
                    let message = format!("`{set_name}` has no element `{id}`");
                    let elements = self.model.sets[set].elements.iter().map(String::as_str);
                    let help = self.complaints.suggestions.did_you_mean(id, elements);
                    self.error(Diagnostic::error(&codes::UNKNOWN_NAME, span, message).help_if(help));
                }
            }
        }
        None
    }
}

/// A plain number; thousands may be set apart by `_`.
pub fn parse_number(text: &str) -> Option<f64> {
    let text = text.trim().replace('_', "");
    match text.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().ok().map(|value| value / 100.0),
        None => text.parse().ok(),
    }
    .filter(|value: &f64| value.is_finite())
}

/// Where a cell begins with a quotation mark that never ends it.
fn open_quote(text: &str) -> Option<usize> {
    let (mut open, mut cell_begins) = (None, true);
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        match (c, open) {
            ('"', None) if cell_begins => open = Some(at),
            // Two of them within a cell are one.
            ('"', Some(_)) if characters.peek().is_some_and(|(_, next)| *next == '"') => _ = characters.next(),
            ('"', Some(_)) => open = None,
            _ => {}
        }
        cell_begins = open.is_none() && matches!(c, ',' | '\n' | '\r');
    }
    open
}

fn parse_csv(file: FileId, text: &str) -> Result<Table, (Span, String)> {
    let whole = Span::new(file, 0..text.lines().next().map_or(0, str::len));
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = vec![];
    for record in reader.records() {
        let record = record.map_err(|error| (whole, error.to_string()))?;
        let start = record.position().map_or(0, |p| p.byte() as usize);
        records.push(cells_of(file, text, start, &record));
    }
    if records.is_empty() {
        return Err((whole, "it is empty".to_string()));
    }
    let columns = records.remove(0);
    let mut rows = vec![];
    for row in records {
        if row.len() > columns.len() {
            let span = row[columns.len()].span;
            return Err((span, format!("a row has {} cells for {} columns", row.len(), columns.len())));
        }
        let missing = columns.len() - row.len();
        let end = row.last().map_or(whole, |cell| cell.span.end_point());
        let blanks = std::iter::repeat_n(Text { text: String::new(), span: end }, missing);
        rows.push(row.into_iter().chain(blanks).collect());
    }
    Ok(Table { columns, rows, span: whole })
}

/// Finds each field in the text of its record, so that a complaint can point at it.
fn cells_of(file: FileId, text: &str, start: usize, record: &csv::StringRecord) -> Vec<Text> {
    let mut at = start;
    let mut cells = vec![];
    for field in record {
        let found = text.get(at..).and_then(|rest| rest.find(field)).map_or(at, |offset| at + offset);
        let end = (found + field.len()).min(text.len());
        let inside = found + (field.len() - field.trim_start().len());
        let trimmed = field.trim();
        cells.push(Text { text: trimmed.to_string(), span: Span::new(file, inside..inside + trimmed.len()) });
        at = end;
    }
    cells
}
