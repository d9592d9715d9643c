//! Who reads a name, and who changes it.

use std::collections::BTreeMap;

use presidium_lang::{Document, Word, WordKind};

use crate::names::{Declaration, Names};

/// How a declaration uses a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Use {
    pub reads: bool,
    pub changes: bool,
}

/// For each entry the declarations that use it, in document order.
#[derive(Clone, Debug, Default)]
pub struct Uses(BTreeMap<usize, BTreeMap<usize, Use>>);

impl Uses {
    pub fn new(document: &Document, names: &Names) -> Uses {
        let mut uses = Uses::default();
        for (place, declaration) in names.declarations.iter().enumerate() {
            for (at, entry) in named(document, names, declaration) {
                if declaration.entries.contains(&entry) && !changes(document, &declaration.written.words, at) {
                    continue;
                }
                let used = uses.0.entry(entry).or_default().entry(place).or_default();
                match changes(document, &declaration.written.words, at) {
                    true => used.changes = true,
                    false => used.reads = true,
                }
            }
        }
        uses
    }

    /// Declarations that use an entry.
    pub fn of(&self, entry: usize) -> impl Iterator<Item = (usize, Use)> {
        self.0.get(&entry).into_iter().flatten().map(|(&declaration, &used)| (declaration, used))
    }

    /// Another declaration reads it.
    pub fn is_read(&self, entry: usize) -> bool {
        self.of(entry).any(|(_, used)| used.reads)
    }
}

/// The words of a declaration that name something of the model, with what they name.
pub fn named(document: &Document, names: &Names, declaration: &Declaration) -> Vec<(usize, usize)> {
    let words = declaration.written.words.iter().enumerate().skip(1);
    let names_of = words.filter(|(_, word)| word.kind == WordKind::Name).filter_map(|(at, word)| {
        let text = document.text(word.span);
        let free = !declaration.bound.contains(text) && names.declared_at(word.span).is_none();
        names.position(text).filter(|_| free).map(|entry| (at, entry))
    });
    names_of.collect()
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
