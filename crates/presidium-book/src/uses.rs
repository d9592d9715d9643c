//! Who reads a name, and who changes it.

use std::collections::BTreeMap;

use presidium_lang::{Document, Word};

use crate::names::{Declaration, Names};

/// How a declaration uses a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Use {
    /// An equation or a rule reads it.
    pub reads: bool,
    /// A rule changes it.
    pub changes: bool,
    /// A claim or a test speaks of it.
    pub claims: bool,
    /// A what-if or the switching off of a system sets it.
    pub alters: bool,
    /// Observations that it is compared with.
    pub records: bool,
}

/// For each entry the declarations that use it, in document order.
#[derive(Clone, Debug, Default)]
pub struct Uses(BTreeMap<usize, BTreeMap<usize, Use>>);

impl Uses {
    pub fn new(document: &Document, names: &Names) -> Uses {
        let mut uses = Uses::default();
        for (place, declaration) in names.declarations.iter().enumerate() {
            let own = declaration.entries.first().map(|&first| &names.entries[first]);
            let kind = own.map_or("", |own| own.kind);
            for (at, entry) in named(document, names, declaration) {
                let changes = changes(document, &declaration.written.words, at);
                if declaration.entries.contains(&entry) && !changes {
                    continue;
                }
                let used = uses.0.entry(entry).or_default().entry(place).or_default();
                match kind {
                    "record" => used.records = true,
                    "claim" | "test" => used.claims = true,
                    "what if" | "system" => used.alters = true,
                    _ if changes => used.changes = true,
                    _ => used.reads = true,
                }
            }
            // A record without `for` has the name of its variable.
            let recorded = own.filter(|own| own.kind == "record").and_then(|own| names.position(&own.name));
            let is_for = |word: &Word| document.text(word.span) == "for";
            if let Some(entry) = recorded.filter(|_| !declaration.written.words.iter().any(is_for)) {
                uses.0.entry(entry).or_default().entry(place).or_default().records = true;
            }
        }
        uses
    }

    /// Declarations that use an entry.
    pub fn of(&self, entry: usize) -> impl Iterator<Item = (usize, Use)> {
        self.0.get(&entry).into_iter().flatten().map(|(&declaration, &used)| (declaration, used))
    }

    /// Another declaration reads it, or a claim or test speaks of it.
    pub fn is_read(&self, entry: usize) -> bool {
        self.of(entry).any(|(_, used)| used.reads || used.claims)
    }
}

/// The words of a declaration that name something of the model, with what they name.
pub fn named(document: &Document, names: &Names, declaration: &Declaration) -> Vec<(usize, usize)> {
    let words = 1..declaration.written.words.len();
    words.filter_map(|at| names.meant(document, declaration, at).map(|entry| (at, entry))).collect()
}

/// Behind the name, and its elements if there are any, stands `:=` or `+=`.
pub fn changes(document: &Document, words: &[Word], name: usize) -> bool {
    let mut depth = 0;
    for word in &words[name + 1..] {
        match document.text(word.span) {
            "[" => depth += 1,
            "]" if depth > 0 => depth -= 1,
            sign if depth == 0 => return matches!(sign, ":=" | "+="),
            _ => {}
        }
    }
    false
}
