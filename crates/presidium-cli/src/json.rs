//! JSON documents. View structures are written here by hand; no type of the laboratory knows how it is spelt.
//!
//! A document is one object whose `rows` stand one to a line, so that it reads as a whole with `jq` and line by line
//! with `grep`.

use presidium_lang::model::Model;
use serde::Serialize;

use crate::output::NOTE;
use crate::setup::Setup;

/// What every document says of itself.
#[derive(Serialize)]
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
    /// True if recorded decisions were conditioned on the record.
    pub follows_record: bool,
    /// Changes that apply to every world of the run, as they were spelt.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub changed: &'a [String],
    pub note: &'static str,
}

impl<'a> Head<'a> {
    /// A document about a model without worlds.
    pub fn of_model(model: &'a Model) -> Head<'a> {
        let (model, title) = (&model.name, &model.title);
        Head { model, title, seed: None, worlds: None, failed: None, follows_record: false, changed: &[], note: NOTE }
    }

    /// A document about worlds of a model as changed.
    pub fn of_run(setup: &'a Setup, seed: u64) -> Head<'a> {
        let (follows_record, changed) = (setup.scenario.follow_record, setup.changed.as_slice());
        Head { seed: Some(seed), follows_record, changed, ..Head::of_model(&setup.model) }
    }

    /// With the number of worlds, and of those that failed.
    pub fn with_worlds(self, worlds: u64, failed: u64) -> Head<'a> {
        Head { worlds: Some(worlds), failed: Some(failed), ..self }
    }
}

/// One object: the fields of `head`, then those of `more`, then `rows`.
pub fn document(head: &Head<'_>, more: &impl Serialize, rows: &[impl Serialize]) -> String {
    let rows: Vec<String> = rows.iter().map(text).collect();
    let fields: Vec<String> =
        [text(head), text(more)].iter().map(|object| inner(object).to_owned()).filter(|f| !f.is_empty()).collect();
    let rows = if rows.is_empty() { String::new() } else { format!("\n{}\n", rows.join(",\n")) };
    format!("{{{},\"rows\":[{rows}]}}\n", fields.join(","))
}

/// Nothing beyond the head.
#[derive(Serialize)]
pub struct Nothing {}

fn text(value: &impl Serialize) -> String {
    // Only maps with keys that are not strings, and writers that fail, can make this fail; there are none here.
    serde_json::to_string(value).unwrap_or_default()
}

fn inner(object: &str) -> &str {
    object.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or_default()
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
        let text = document(&head, &Nothing {}, &[Row { claim: "A1" }, Row { claim: "A2" }]);
        let parsed: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(parsed["rows"][1]["claim"], "A2");
        assert_eq!(text.lines().count(), 4);
        let empty: serde_json::Value = serde_json::from_str(&document(&head, &Nothing {}, &[] as &[Row])).unwrap();
        assert_eq!(empty["rows"], serde_json::json!([]));
    }
}
