//! JSON documents: what every one says of itself, and how they are laid out as text.
//!
//! A document is one object whose `rows` stand one to a line, so that it reads as a whole with `jq` and line by line
//! with `grep`.

use std::io::{self, Write};

use presidium_lab::{Answer, Left};
use presidium_lang::model::Model;
use serde::Serialize;
use serde_json::ser::Formatter;

use crate::study::Study;

/// Said under every table and in every document, so that no figure travels without it.
pub const NOTE: &str = "Shares of simulated worlds under this model and these parameter ranges; not the probability \
                        that something was true.";

/// What every document says of itself.
#[derive(Clone, Debug, Serialize)]
pub struct Head<'a> {
    pub model: &'a str,
    pub title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Worlds asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worlds: Option<u64>,
    /// Worlds that failed and are in no denominator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed: Option<u64>,
    /// True if the run was interrupted: then these are fewer worlds than were asked for.
    #[serde(skip_serializing_if = "is_not")]
    pub interrupted: bool,
    /// True if recorded decisions were conditioned on the record.
    pub follows_record: bool,
    /// Up to this month, itself included; absent if to the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub followed_until: Option<String>,
    /// Only worlds count in which this holds.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    pub condition: Option<&'a str>,
    /// So many are left, of those that were completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<u64>,
    /// In so many of them the condition is missing; absent if in none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub where_missing: Option<u64>,
    /// Changes that apply to every world of the run, as they were spelt.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub changed: &'a [String],
    pub note: &'static str,
}

impl<'a> Head<'a> {
    /// A document about a model without worlds.
    pub fn of_model(model: &'a Model) -> Head<'a> {
        let (model, title) = (&model.name, &model.title);
        Head {
            model,
            title,
            seed: None,
            worlds: None,
            failed: None,
            interrupted: false,
            follows_record: false,
            followed_until: None,
            condition: None,
            left: None,
            where_missing: None,
            changed: &[],
            note: NOTE,
        }
    }

    /// A document about worlds of a model as changed.
    pub fn of_run(study: &'a Study, seed: u64) -> Head<'a> {
        let (model, changed) = (&study.model, study.changed.as_slice());
        let followed = study.scenario.follow_record;
        let followed_until = followed.filter(|until| *until < model.last_step).map(|until| model.clock.text(until));
        let follows_record = followed.is_some();
        let condition = study.condition.as_ref().map(|condition| condition.words.as_str());
        Head { seed: Some(seed), follows_record, followed_until, condition, changed, ..Head::of_model(&study.model) }
    }

    /// With the number of worlds that the condition leaves, if there is one.
    pub fn with_left(self, left: Left) -> Head<'a> {
        let where_missing = (left.missing > 0).then_some(left.missing);
        Head { left: self.condition.map(|_| left.held), where_missing, ..self }
    }

    /// A document about an answer, which may have been interrupted.
    pub fn of_answer<R>(study: &'a Study, seed: u64, answer: &Answer<R>) -> Head<'a> {
        Head { interrupted: !answer.complete, ..Head::of_run(study, seed) }
    }

    /// With the number of worlds, and of those that failed.
    pub fn with_worlds(self, worlds: u64, failed: u64) -> Head<'a> {
        Head { worlds: Some(worlds), failed: Some(failed), ..self }
    }
}

/// A mark that most documents do not have.
fn is_not(mark: &bool) -> bool {
    !mark
}

/// One object: the fields of a head, then further ones, then rows.
#[derive(Serialize)]
pub struct Document<'a, More, Row> {
    #[serde(flatten)]
    pub head: Head<'a>,
    #[serde(flatten)]
    pub more: More,
    pub rows: Vec<Row>,
}

/// A document as text, with a row to a line.
pub fn json_text(document: &impl Serialize) -> String {
    let mut text = vec![];
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, RowsOnLines::default());
    let written = document.serialize(&mut serializer);
    // Writing into memory cannot fail, nor can a view: every key of a view is a string.
    debug_assert!(written.is_ok(), "{written:?}");
    text.push(b'\n');
    String::from_utf8(text).unwrap_or_default()
}

/// Nothing beyond the head.
#[derive(Serialize)]
pub struct Nothing {}

/// Compact JSON in which every object of a list of the document begins a line, and the end of such a list too.
#[derive(Default)]
struct RowsOnLines {
    /// How many objects and lists are open.
    depth: usize,
    /// True if the innermost open thing is a list of the document that holds rows.
    in_rows: bool,
}

/// The depth of a list that is a field of the document.
const LIST: usize = 2;

impl RowsOnLines {
    fn begin_row(&mut self, writer: &mut (impl Write + ?Sized)) -> io::Result<()> {
        self.in_rows |= self.depth == LIST;
        if self.depth == LIST { writer.write_all(b"\n") } else { Ok(()) }
    }
}

impl Formatter for RowsOnLines {
    fn begin_array<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        writer.write_all(b"[")
    }

    fn end_array<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        let ends_rows = self.depth == LIST && std::mem::take(&mut self.in_rows);
        self.depth -= 1;
        writer.write_all(if ends_rows { b"\n]" } else { b"]" })
    }

    fn begin_object<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin_row(writer)?;
        self.depth += 1;
        writer.write_all(b"{")
    }

    fn end_object<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        writer.write_all(b"}")
    }

    fn write_raw_fragment<W: Write + ?Sized>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        self.begin_row(writer)?;
        writer.write_all(fragment.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Row {
        claim: &'static str,
    }

    #[test]
    fn a_document_is_one_object_with_a_row_to_a_line() {
        let model = Model { name: "m".to_owned(), ..Model::default() };
        let head = Head::of_model(&model);
        let rows = vec![Row { claim: "A1" }, Row { claim: "A2" }];
        let text = json_text(&Document { head: head.clone(), more: Nothing {}, rows });
        let parsed: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(parsed["rows"][1]["claim"], "A2");
        assert_eq!(text.lines().count(), 4);
        let empty = json_text(&Document { head, more: Nothing {}, rows: Vec::<Row>::new() });
        let empty: serde_json::Value = serde_json::from_str(&empty).unwrap();
        assert_eq!(empty["rows"], serde_json::json!([]));
    }
}
