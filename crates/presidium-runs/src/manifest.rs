//! What a run was asked, as it stands in its folder.

use std::path::Path;

use presidium_lab::Fingerprint;
use presidium_query::Inquiry;
use serde::{Deserialize, Serialize};

use crate::disk::{read, write_whole};
use crate::error::RunsError;
use crate::layout::{LAYOUT_VERSION, Layout, MANIFEST};
use crate::tables::TableName;

/// `run.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// How the folder is laid out.
    pub layout: u32,
    /// All that the tables depend on, but for how many worlds there are.
    pub run: Fingerprint,
    /// The model, of which there is a copy in the folder.
    pub model: ModelOf,
    /// The version of the language.
    pub language: u32,
    /// The version of the engine: it rises when bits change.
    pub engine: u32,
    /// What was asked, in words; with how many worlds there are to be.
    pub request: Inquiry,
    /// The changes as they were spelt.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<String>,
    /// The tables that are kept.
    pub tables: Vec<TableName>,
    /// Variables of the table of months.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<String>,
    /// Worlds in a chunk.
    pub chunk_worlds: u64,
}

/// Of which model the worlds are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelOf {
    /// Its folder's name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Of its equations, priors and rules.
    pub fingerprint: Fingerprint,
}

impl Manifest {
    /// How many worlds there are to be.
    pub fn worlds(&self) -> u64 {
        self.request.worlds.unwrap_or(0)
    }

    /// How many chunks these are.
    pub fn chunks(&self) -> u64 {
        self.worlds().div_ceil(self.chunk_worlds.max(1))
    }

    /// That of a folder.
    ///
    /// # Errors
    /// [`RunsError::NoRun`], [`RunsError::Damaged`], or [`RunsError::Layout`] of a later version.
    pub fn read(folder: &Path) -> Result<Manifest, RunsError> {
        #[derive(Deserialize)]
        struct Version {
            layout: u32,
        }
        let path = folder.join(MANIFEST);
        let bytes = read(&path)?.ok_or_else(|| RunsError::NoRun(folder.to_owned()))?;
        let damaged = |error| RunsError::damaged(&path, error);
        let Version { layout } = serde_json::from_slice(&bytes).map_err(damaged)?;
        if layout != LAYOUT_VERSION {
            return Err(RunsError::Layout { path: folder.to_owned(), found: layout, known: LAYOUT_VERSION });
        }
        let manifest: Manifest = serde_json::from_slice(&bytes).map_err(damaged)?;
        if manifest.chunk_worlds == 0 || !manifest.chunk_worlds.is_multiple_of(presidium_lab::CHUNK_WORLDS) {
            return Err(RunsError::damaged(&path, RunsError::TornChunks(manifest.chunk_worlds)));
        }
        Ok(manifest)
    }

    pub(crate) fn write(&self, layout: &Layout) -> Result<(), RunsError> {
        // Numbers and texts: there is nothing that could not be written.
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        write_whole(&layout.file(MANIFEST), &bytes)
    }

    /// In what this run differs from one that is asked for, in words; none if they are one run, whatever its number of worlds.
    pub(crate) fn differs(&self, asked: &Manifest) -> Option<String> {
        let fields = |of: &Manifest| {
            let mut fields = of.fields();
            // Spelling and titles make no other run.
            let loose = ["request worlds", "changed", "chunk_worlds", "model title"];
            fields.retain(|(name, _)| !loose.contains(&name.as_str()));
            fields
        };
        let (kept, asked) = (fields(self), fields(asked));
        let find = |of: &[(String, String)], name: &str| {
            of.iter().find(|(known, _)| known == name).map_or("nothing".to_owned(), |(_, text)| text.clone())
        };
        let names = kept.iter().chain(&asked).map(|(name, _)| name.as_str());
        let differing = names.filter(|name| find(&kept, name) != find(&asked, name));
        // What says most stands first.
        let first = differing.min_by_key(|name| (*name == "run", name.contains("fingerprint")))?;
        let words = first.strip_prefix("request ").unwrap_or(first);
        Some(format!("its {words} is {}, and {} is asked for", find(&kept, first), find(&asked, first)))
    }

    /// Everything that it says, by name.
    pub(crate) fn fields(&self) -> Vec<(String, String)> {
        let mut fields = vec![];
        flatten("", &serde_json::to_value(self).unwrap_or_default(), &mut fields);
        fields
    }
}

/// The fields of nested objects, by their names.
fn flatten(name: &str, value: &serde_json::Value, fields: &mut Vec<(String, String)>) {
    match value {
        serde_json::Value::Object(inner) => inner.iter().for_each(|(key, value)| {
            let name = if name.is_empty() { key.clone() } else { format!("{name} {key}") };
            flatten(&name, value, fields);
        }),
        value => fields.push((name.to_owned(), value.to_string())),
    }
}
