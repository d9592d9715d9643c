//! A table of data: named columns and rows of cells, each of which knows its place.

use crate::ast::Text;
use crate::span::Span;

/// Named columns and rows of cells.
#[derive(Clone, Debug)]
pub struct Table {
    pub columns: Vec<Text>,
    pub rows: Vec<Vec<Text>>,
    /// Where the table is.
    pub span: Span,
}

impl Table {
    /// Position of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.text == name)
    }
}
