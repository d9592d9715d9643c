//! The bibliography `sources.bib`, and citations in prose.

use biblatex::{ChunksExt, Entry, EntryType, Person, RawBibliography};
use std::collections::BTreeSet;

use crate::check::Checker;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::document::Span;
use crate::model;

const FILE: &str = "sources.bib";

/// Entries by key.
#[derive(Default)]
pub struct Bibliography {
    entries: biblatex::Bibliography,
    /// It could not be read, and every key is taken for granted.
    broken: bool,
}

impl Bibliography {
    pub fn has(&self, key: &str) -> bool {
        self.broken || self.entries.get(key).is_some()
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.keys()
    }

    /// The cited entries, each as one line.
    pub fn citations(&self, cited: &BTreeSet<String>) -> Vec<model::Citation> {
        let entry = |key: &String| {
            self.entries.get(key).map(|e| model::Citation {
                key: key.clone(),
                text: line(e),
                note: field(e, "note").unwrap_or_default(),
            })
        };
        cited.iter().filter_map(entry).collect()
    }
}

/// `Author year, title`
fn line(entry: &Entry) -> String {
    let people = |people: Vec<Person>| match people.as_slice() {
        [] => None,
        [one] => Some(one.name.clone()),
        [one, others] if others.name == "others" => Some(format!("{} et al.", one.name)),
        [one, two] => Some(format!("{} and {}", one.name, two.name)),
        [one, ..] => Some(format!("{} et al.", one.name)),
    };
    let author = entry.author().ok().and_then(people);
    let editor = || entry.editors().ok().and_then(|editors| people(editors.into_iter().next()?.0));
    let field = |name: &str| field(entry, name);
    let who = author.or_else(editor).or_else(|| field("organization")).unwrap_or_default();
    let year = field("year").or_else(|| field("date")).unwrap_or_default();
    let title = field("title").unwrap_or_default();
    let kind =
        if entry.entry_type == EntryType::Article { field("journaltitle").or_else(|| field("journal")) } else { None };
    let head = [who, year].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" ");
    [Some(head), Some(title), kind].into_iter().flatten().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(", ")
}

fn field(entry: &Entry, name: &str) -> Option<String> {
    entry.get(name).map(|chunks| chunks.format_verbatim())
}

impl Checker<'_> {
    /// Reads the bibliography if the model has one.
    pub(in crate::check) fn read_bibliography(&mut self) {
        if !self.reader.holds(FILE) {
            return;
        }
        let text = match self.reader.text(FILE) {
            Ok(text) => text,
            Err(fault) => {
                self.bibliography.broken = true;
                let id = self.add_file(FILE, String::new());
                return self.error(fault.at(Span::new(id, 0..0)));
            }
        };
        let id = self.add_file(FILE, text.clone());
        let parsed = RawBibliography::parse(&text).and_then(|raw| {
            let keys = raw.entries.iter().map(|entry| &entry.v.key);
            keys.for_each(|key| self.declare_work(key.v, Span::new(id, key.span.clone())));
            biblatex::Bibliography::from_raw(raw)
        });
        match parsed {
            Ok(entries) => self.bibliography.entries = entries,
            Err(error) => {
                self.bibliography.broken = true;
                let message = format!("the bibliography cannot be read: {}", error.kind);
                self.error(Diagnostic::error(&codes::BAD_BIBLIOGRAPHY, Span::new(id, error.span), message));
            }
        }
    }
}

/// Keys end with a year, such as `tompson-1995` or `zemskov-1991b`; other brackets in prose are not citations.
pub fn looks_like_key(text: &str) -> bool {
    let Some((name, year)) = text.rsplit_once('-') else {
        return false;
    };
    let digits: String = year.chars().take_while(char::is_ascii_digit).collect();
    let suffix = &year[digits.len()..];
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    digits.len() == 4
        && suffix.len() <= 1
        && suffix.chars().all(|c| c.is_ascii_lowercase())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(is_word)
}
