//! The index: every name with what it is and where it is declared.

use crate::Book;
use crate::markup::{code, plain, table};
use crate::names::Entry;
use presidium_lang::SymbolKind;

pub fn text(book: &Book<'_>) -> String {
    let shown = |entry: &&Entry| {
        !matches!(entry.kind, SymbolKind::Claim | SymbolKind::Test | SymbolKind::Record | SymbolKind::BaseRate)
    };
    let mut entries: Vec<&Entry> = book.names.entries.iter().filter(shown).collect();
    entries.sort_by_key(|entry| (entry.name.to_lowercase(), &entry.name));
    let mut text = "# Index of names\n\n".to_owned();
    let initial = |entry: &Entry| entry.name.chars().next().map_or(' ', |letter| letter.to_ascii_uppercase());
    for group in entries.chunk_by(|one, other| initial(one) == initial(other)) {
        let rows: Vec<Vec<String>> = group.iter().map(|entry| row(book, entry)).collect();
        text += &format!("## {}\n\n{}", initial(group[0]), table(&["name", "kind", "meaning", "chapter"], &rows));
    }
    text
}

fn row(book: &Book<'_>, entry: &Entry) -> Vec<String> {
    let chapter = &book.chapters[book.names.declarations[entry.declaration].chapter];
    vec![
        format!("[{}]({})", code(&entry.name), entry.link),
        entry.kind.word().to_owned(),
        plain(&entry.label),
        plain(&chapter.title),
    ]
}
