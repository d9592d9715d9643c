//! What a model declares, as data.

use std::collections::BTreeMap;

use presidium_lab::{Answer, ModelTests};
use presidium_lang::model::{Literal, Model, Place};
use serde::Serialize;

pub use crate::inventory::{Entry, FileEntry};
use crate::inventory::{declarations, looked_ahead, statuses};
use crate::views::document::{Document, Head, Nothing};
use crate::views::marks::is_zero;
use crate::views::tests::test_views;

/// A row of the document.
#[derive(Serialize)]
#[serde(untagged)]
enum Row<'a> {
    File(&'a FileEntry),
    Entry(&'a Entry<'a>),
}

/// A row for each file and each declaration.
pub fn list<'a>(model: &'a Model, files: &'a [FileEntry], entries: &'a [Entry<'a>]) -> impl Serialize + use<'a> {
    let rows: Vec<Row<'a>> = files.iter().map(Row::File).chain(entries.iter().map(Row::Entry)).collect();
    Document { head: Head::of_model(model), more: Nothing {}, rows }
}

/// A number in an equation.
#[derive(Serialize)]
struct LiteralView<'a> {
    number: &'a str,
    declaration: &'a str,
    heading: &'a str,
    file: &'a str,
    line: u32,
}

fn literal_view(literal: &Literal) -> LiteralView<'_> {
    let Place { file, line, heading } = &literal.place;
    LiteralView { number: &literal.text, declaration: &literal.declaration, heading, file, line: *line }
}

/// A row for each file of a book.
pub fn files<'a>(model: &'a Model, paths: impl Iterator<Item = &'a str>) -> impl Serialize {
    #[derive(Serialize)]
    struct File<'a> {
        path: &'a str,
    }
    Document { head: Head::of_model(model), more: Nothing {}, rows: paths.map(|path| File { path }).collect() }
}

/// A row for each test that was run; with `numbers`, the numbers that stand in equations.
pub fn check<'a>(
    model: &'a Model,
    warnings: usize,
    numbers: bool,
    answer: Option<&Answer<ModelTests>>,
) -> impl Serialize + use<'a> {
    #[derive(Serialize)]
    struct More<'a> {
        warnings: usize,
        declarations: BTreeMap<&'static str, usize>,
        statuses: BTreeMap<&'static str, usize>,
        /// How many of them were chosen with an eye on what came after the split.
        #[serde(skip_serializing_if = "is_zero")]
        looked_ahead: u64,
        /// How many numbers stand in equations, without a status.
        without_status: usize,
        #[serde(skip_serializing_if = "Option::is_none")]
        numbers: Option<Vec<LiteralView<'a>>>,
    }
    let more = More {
        warnings,
        declarations: declarations(model).into_iter().collect(),
        statuses: statuses(model).into_iter().collect(),
        looked_ahead: looked_ahead(model) as u64,
        without_status: model.literals.len(),
        numbers: numbers.then(|| model.literals.iter().map(literal_view).collect()),
    };
    let rows = answer.iter().flat_map(|answer| test_views(model, &answer.report)).collect();
    let head = match answer {
        Some(answer) => {
            let head = Head::of_model(model).with_worlds(answer.report.worlds, answer.report.failures.worlds);
            Head { interrupted: !answer.complete, ..head }
        }
        None => Head::of_model(model),
    };
    Document { head, more, rows }
}
