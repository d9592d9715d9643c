//! What a folder says of itself: a README for people, and the metadata of each table.

use std::collections::BTreeMap;

use presidium_query::followed_words;
use presidium_query::views::NOTE;
use serde::Serialize;

use crate::columns::{Column, Kind};
use crate::disk::write_whole;
use crate::error::RunsError;
use crate::kept::KeptRun;
use crate::tables::Table;

/// What the metadata says of a column.
#[derive(Serialize)]
struct About<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    unit: &'a str,
    words: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    source: &'a str,
}

impl KeptRun {
    /// The metadata of a table.
    pub(crate) fn about(&self, table: &Table) -> Vec<(String, String)> {
        self.about_columns(&table.columns)
    }

    /// The run, what was asked, and each column with its unit and source.
    pub(crate) fn about_columns(&self, columns: &[Column]) -> Vec<(String, String)> {
        let columns: BTreeMap<&str, About<'_>> = columns
            .iter()
            .map(|column| {
                let Column { unit, words, source, .. } = column;
                (column.name.as_str(), About { unit, words, source })
            })
            .collect();
        let json = |value: &dyn Fn() -> serde_json::Result<String>| value().unwrap_or_default();
        // How many worlds are asked for may change; a chunk does not.
        let request = presidium_query::Inquiry { worlds: None, ..self.manifest.request.clone() };
        vec![
            ("presidium:run".to_owned(), self.manifest.run.to_string()),
            ("presidium:model".to_owned(), self.manifest.model.title.clone()),
            ("presidium:model_fingerprint".to_owned(), self.manifest.model.fingerprint.to_string()),
            ("presidium:request".to_owned(), json(&|| serde_json::to_string(&request))),
            ("presidium:columns".to_owned(), json(&|| serde_json::to_string(&columns))),
            ("presidium:note".to_owned(), NOTE.to_owned()),
        ]
    }

    /// Explains the folder and every column.
    pub(crate) fn write_readme(&self) -> Result<(), RunsError> {
        write_whole(&self.layout.file("README.md"), self.readme().as_bytes())
    }

    fn readme(&self) -> String {
        let (manifest, model) = (&self.manifest, &self.study().model);
        let mut text = format!(
            "# {}\n\nA kept run of Presidium: {} worlds, {} to {}, seed {}.\n",
            model.title,
            manifest.worlds(),
            model.clock.text(model.first_step),
            model.clock.seen_code(model.last_step),
            self.request().seed
        );
        if !manifest.changed.is_empty() {
            text += &format!("Changed: {}.\n", manifest.changed.join("; "));
        }
        if let Some(record) = followed_words(model, &self.study().scenario) {
            text += &format!(
                "Followed is {record}: recorded decisions come out as they did, and claims that this forces are void.\n"
            );
        }
        text += &format!("\n{NOTE}\n\n");
        text += &format!(
            "Run `{}` of model `{}` (`{}`), language {}, engine {}, layout {}. What was asked stands in `run.json`; `model` is a copy of the \
             model.\n\n",
            manifest.run,
            manifest.model.name,
            manifest.model.fingerprint,
            manifest.language,
            manifest.engine,
            manifest.layout
        );
        text += &format!(
            "The worlds stand in `chunks`, {} in each; a chunk is whole once it has its `sums.json`. `ledger` and `bands` at the top are \
             there once `presidium gather` has put all chunks together, which `gathered.json` says. A value is missing where a world \
             failed, or where the model has none. Nobody is an empty text, and a date that has not come is `never`.\n",
            manifest.chunk_worlds
        );
        for table in self.tables() {
            text += &format!("\n## chunks/*/{}\n\n{}\n\n", table.name.file(), table.name.words());
            text += "| column | type | unit | what it is | source |\n|---|---|---|---|---|\n";
            for Column { name, kind, unit, words, source } in &table.columns {
                let cells =
                    [&format!("`{name}`"), kind_word(*kind), unit, words, source].map(|cell| cell.replace('|', "\\|"));
                text += &format!("| {} |\n", cells.join(" | "));
            }
        }
        text
    }
}

fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Count | Kind::Seed => "count",
        Kind::Number => "number",
        Kind::Truth => "truth",
        Kind::Text => "text",
    }
}
