//! The works that a model may cite.

use std::collections::BTreeSet;

use biblatex::{ChunksExt, Entry, EntryType, Person};

use crate::model;

/// Entries by key.
#[derive(Default)]
pub struct Bibliography {
    entries: biblatex::Bibliography,
    /// It could not be read, and every key is taken for granted.
    broken: bool,
}

impl Bibliography {
    pub fn new(entries: biblatex::Bibliography) -> Self {
        Self { entries, broken: false }
    }

    /// One that could not be read.
    pub fn broken() -> Self {
        Self { broken: true, ..Self::default() }
    }

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
