//! What is given twice: columns of a table, elements of a list or table, dates of a series.
//!
//! Without a complaint one of the two would win, and nobody would know which.

use std::collections::BTreeMap;

use crate::ast::Text;
use crate::check::checker::Checker;
use crate::check::known::table::Table;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::Element;
use crate::span::Span;

/// A value of a series or record with the moment for which it stands.
pub struct Dated {
    /// Row-major position of the element.
    pub element: Element,
    /// Months since the year 0.
    pub moment: f64,
    /// The date as written.
    pub span: Span,
}

impl Checker<'_> {
    /// Reports columns of the same name; columns without a name are nobody's.
    pub(super) fn repeated_columns(&mut self, table: &Table) {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        for column in table.columns.iter().filter(|column| !column.text.is_empty()) {
            if let Some(first) = first.get(column.text.as_str()) {
                let message = format!("the table has two columns `{}`", column.text);
                let diagnostic = Diagnostic::error(&codes::REPEATED_COLUMN, column.span, message);
                let help = "rename one, or leave it out; only the first would be read";
                self.complaints.findings.push(diagnostic.label(*first, "the first one").help(help));
            }
            first.entry(&column.text).or_insert(column.span);
        }
    }

    /// Reports an element that is given again.
    pub(super) fn repeated_row(&mut self, again: &Text, first: Span) {
        let message = format!("`{}` is given twice", again.text);
        let diagnostic = Diagnostic::error(&codes::REPEATED_ROW, again.span, message).here("given again here");
        self.error(diagnostic.label(first, "given here first").help("leave one of them out"));
    }

    /// Reports values that stand for the same moment; `what` says of what they are.
    pub(super) fn repeated_dates(&mut self, what: &str, values: &[Dated]) {
        let mut first: BTreeMap<(Element, i64), &Dated> = BTreeMap::new();
        for value in values {
            // Days are fractions of a month.
            let moment = (value.moment * 10_000.0).round() as i64;
            let Some(earlier) = first.get(&(value.element, moment)) else {
                first.insert((value.element, moment), value);
                continue;
            };
            let (now, before) = (self.texts.document.text(value.span), self.texts.document.text(earlier.span));
            let message = match now == before {
                true => format!("{what} has two values for {now}"),
                false => {
                    let date = self.model.clock.date_text(value.moment);
                    format!("{what} has two values for {date}: `{before}` and `{now}` stand for the same time")
                }
            };
            let diagnostic = Diagnostic::error(&codes::SAME_DATE, value.span, message).here("the second value");
            self.error(diagnostic.label(earlier.span, "the first value").help("leave one of them out"));
        }
    }
}
