//! What stands under a block of code: the names that it declares, and who reads and changes them.

use crate::Book;
use crate::decisions::sees_and_changes;
use crate::markup::{counted, html, html_link};
use crate::names::{Declaration, Entry};
use crate::uses::Use;
use presidium_lang::SymbolKind;

/// More names than this are counted on the line that is always seen.
const NAMES_MAX: usize = 8;

/// A line with what a block declares, and behind it a list of users; nothing if nothing in it can be used.
pub fn under_block(book: &Book<'_>, chapter: usize, block: usize) -> String {
    let declarations: Vec<&Declaration> = book.names.of_block(chapter, block).collect();
    let entries: Vec<usize> = declarations.iter().flat_map(|declaration| declaration.entries.clone()).collect();
    let lines: Vec<String> = entries.iter().filter_map(|&entry| users(book, chapter, entry)).collect();
    if lines.is_empty() {
        return String::new();
    }
    let shown = entries.iter().map(|&entry| &book.names.entries[entry]);
    let shown: Vec<&Entry> = shown
        .filter(|entry| !matches!(entry.kind, SymbolKind::Element | SymbolKind::Unit | SymbolKind::Test))
        .collect();
    let summary = match shown.len() {
        n if n > NAMES_MAX => counted(n, "name", "names"),
        _ => shown.iter().map(|entry| html_link(&entry.link, &entry.name)).collect::<Vec<_>>().join(", "),
    };
    let list = lines.join("\n");
    format!("<details class=\"used\"><summary>{summary}: where used</summary>\n<ul>\n{list}\n</ul>\n</details>\n")
}

/// Rules and what-ifs that nothing refers to have no line; a variable that nothing reads says so.
fn users(book: &Book<'_>, chapter: usize, entry: usize) -> Option<String> {
    let named = &book.names.entries[entry];
    let is_rule = matches!(named.kind, SymbolKind::Event | SymbolKind::Decision);
    let is_part = matches!(named.kind, SymbolKind::WhatIf | SymbolKind::System);
    if !named.is_read() && !is_part {
        return None;
    }
    let with = |wanted: fn(Use) -> bool| -> Vec<usize> {
        book.uses.of(entry).filter(|(_, used)| wanted(*used)).map(|(declaration, _)| declaration).collect()
    };
    let mut parts = vec![];
    if is_rule {
        let (_, changed) = sees_and_changes(book, &book.names.declarations[named.declaration]);
        let changed = changed.iter().map(|&other| &book.names.entries[other]);
        let links: Vec<String> = changed.map(|other| html_link(&other.link, &other.name)).collect();
        parts.extend((!links.is_empty()).then(|| format!("changes {}", links.join(", "))));
    }
    let verbs = [
        ("changed by", with(|used| used.changes)),
        (if is_rule { "asked by" } else { "read by" }, with(|used| used.reads)),
        ("in claims and tests", with(|used| used.claims)),
        ("altered by", with(|used| used.alters)),
        ("compared with", with(|used| used.records)),
    ];
    let some = verbs.iter().filter(|(_, users)| !users.is_empty());
    parts.extend(some.map(|(verb, users)| format!("{verb} {}", by_chapter(book, chapter, users))));
    if parts.is_empty() && (is_rule || is_part) {
        return None;
    }
    if !is_rule && !is_part && !book.uses.is_read(entry) {
        parts.push("read by nothing else".to_owned());
    }
    Some(format!("<li>{} {}</li>", html_link(&named.link, &named.name), parts.join("; ")))
}

/// Links to declarations, those of other chapters behind and under their titles.
fn by_chapter(book: &Book<'_>, home: usize, declarations: &[usize]) -> String {
    let chapter_of = |declaration: &usize| book.names.declarations[*declaration].chapter;
    let mut groups = vec![];
    for group in declarations.chunk_by(|one, other| chapter_of(one) == chapter_of(other)) {
        let links: Vec<String> = group.iter().filter_map(|&declaration| declaration_link(book, declaration)).collect();
        let chapter = chapter_of(&group[0]);
        let title = match chapter == home {
            true => String::new(),
            false => format!("<em>{}:</em> ", html(&book.chapters[chapter].title)),
        };
        if !links.is_empty() {
            groups.push((chapter != home, format!("{title}{}", links.join(", "))));
        }
    }
    groups.sort_by_key(|(other, _)| *other);
    groups.into_iter().map(|(_, group)| group).collect::<Vec<_>>().join("; ")
}

fn declaration_link(book: &Book<'_>, declaration: usize) -> Option<String> {
    let first = *book.names.declarations[declaration].entries.first()?;
    let entry = &book.names.entries[first];
    let name = if entry.kind == SymbolKind::Test { "a test" } else { &entry.name };
    Some(html_link(&entry.link, name))
}
