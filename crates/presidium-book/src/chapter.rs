//! A chapter as its author wrote it, with points and links put in.

use std::ops::Range;

use presidium_lang::document::{File, FileId};

use crate::Book;
use crate::code;
use crate::markup::{anchor, counted, html, html_link};
use crate::names::{Declaration, Entry};
use crate::pages::{Chapter, SOURCES};
use crate::sources::{citing_anchor, known_brackets};

/// What stands in the place of a stretch of the file.
struct Edit {
    range: Range<usize>,
    text: String,
}

/// The page of a chapter.
pub fn text(book: &Book<'_>, chapter: &Chapter) -> String {
    let file = book.document.file(chapter.file);
    let place = book.chapters.iter().position(|other| other.file == chapter.file).unwrap_or_default();
    let mut edits = headings(file);
    edits.extend(blocks(book, file, place));
    edits.extend(citations(book, chapter.file));
    edits.extend(emphasised(book, file));
    apply(&file.text, edits)
}

/// Identifier of the point before a heading, by its place in the file.
pub fn heading_anchor(place: usize) -> String {
    format!("section-{place}")
}

/// The point of the heading above an offset.
pub fn section_link(chapter: &Chapter, file: &File, offset: usize) -> String {
    match file.headings.partition_point(|heading| heading.start <= offset).checked_sub(1) {
        Some(place) => format!("{}#{}", chapter.page, heading_anchor(place)),
        None => chapter.page.clone(),
    }
}

fn headings(file: &File) -> Vec<Edit> {
    let points = file.headings.iter().enumerate();
    let edit = |(place, heading): (usize, &presidium_lang::document::Heading)| Edit {
        range: heading.start..heading.start,
        text: anchor(&heading_anchor(place)),
    };
    points.map(edit).collect()
}

/// Blocks within lists stay as they are: HTML would end the list.
fn blocks(book: &Book<'_>, file: &File, chapter: usize) -> Vec<Edit> {
    let flat = file.blocks.iter().enumerate().filter(|(_, block)| block.indent == 0);
    let edit = |(number, block): (usize, &presidium_lang::document::Block)| {
        let code = code::block(book, chapter, number, block.range.clone());
        Edit { range: block.whole.clone(), text: code + &declared(book, chapter, number) }
    };
    flat.map(edit).collect()
}

/// What a block declares, and who else uses that.
fn declared(book: &Book<'_>, chapter: usize, block: usize) -> String {
    let declarations: Vec<&Declaration> = book.names.of_block(chapter, block).collect();
    let of = |declaration: &&Declaration| declaration.entries.clone();
    let entries: Vec<usize> = declarations.iter().flat_map(of).collect();
    let shown = entries.iter().filter(|&&entry| book.names.entries[entry].is_read());
    let lines: Vec<String> = shown.map(|&entry| users(book, chapter, entry)).collect();
    if lines.is_empty() {
        return String::new();
    }
    let names: Vec<String> = entries
        .iter()
        .map(|&entry| &book.names.entries[entry])
        .filter(|entry| !matches!(entry.kind, "element" | "unit"))
        .map(|entry| html_link(&entry.link, &entry.name))
        .collect();
    let summary = match names.len() {
        n if n > 8 => format!("{}, and where they are used", counted(n, "name", "names")),
        _ => format!("{}, and where used", names.join(", ")),
    };
    format!("<details class=\"used\"><summary>{summary}</summary>\n<ul>\n{}\n</ul>\n</details>\n", lines.join("\n"))
}

fn users(book: &Book<'_>, chapter: usize, entry: usize) -> String {
    let named = &book.names.entries[entry];
    let with = |wanted: fn(crate::uses::Use) -> bool| -> Vec<usize> {
        book.uses.of(entry).filter(|(_, used)| wanted(*used)).map(|(declaration, _)| declaration).collect()
    };
    let mut parts = vec![];
    for (verb, users) in [("changed by", with(|used| used.changes)), ("read by", with(|used| used.reads))] {
        if !users.is_empty() {
            parts.push(format!("{verb} {}", by_chapter(book, chapter, &users)));
        }
    }
    let parts = if parts.is_empty() { "read by nothing else".to_owned() } else { parts.join("; ") };
    format!("<li>{} {parts}</li>", html_link(&named.link, &named.name))
}

/// Links to declarations, those of other chapters under their titles.
pub fn by_chapter(book: &Book<'_>, home: usize, declarations: &[usize]) -> String {
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
    let name = if entry.kind == "test" { "a test" } else { &entry.name };
    Some(html_link(&entry.link, name))
}

/// Citations in prose, with a point to come back to.
fn citations(book: &Book<'_>, file: FileId) -> Vec<Edit> {
    let edit = |(place, (span, sources)): (usize, (presidium_lang::Span, Vec<presidium_lang::model::Source>))| {
        let source = |source: &presidium_lang::model::Source| {
            let link = format!("[{0}]({1}#source-{0})", source.key, SOURCES.file);
            if source.locator.is_empty() { link } else { format!("{link}, {}", source.locator) }
        };
        let sources: Vec<String> = sources.iter().map(source).collect();
        let text = format!("<a id=\"{}\"></a>\\[{}\\]", citing_anchor(place), sources.join("; "));
        Edit { range: span.range(), text }
    };
    known_brackets(book, file).into_iter().enumerate().map(edit).collect()
}

/// `*farm_confusion*` and `*Camps*` name a variable and a chapter.
fn emphasised(book: &Book<'_>, file: &File) -> Vec<Edit> {
    let edit = |range: &Range<usize>| {
        let inside = file.text[range.clone()].replace('\n', " ");
        let before = file.text[..range.start].ends_with('*') && !file.text[..range.start].ends_with("**");
        let after = file.text[range.end..].starts_with('*') && !file.text[range.end..].starts_with("**");
        let link = if before && after { meant(book, &inside)? } else { return None };
        let whole = range.start - 1..range.end + 1;
        Some(Edit { text: format!("[{}]({link})", &file.text[whole.clone()]), range: whole })
    };
    file.prose.iter().filter(|range| !in_heading(file, range.start)).filter_map(edit).collect()
}

fn meant(book: &Book<'_>, text: &str) -> Option<String> {
    if let Some(chapter) = book.chapters.iter().find(|chapter| chapter.title.eq_ignore_ascii_case(text)) {
        return Some(chapter.page.clone());
    }
    let named = |entry: &&Entry| !matches!(entry.kind, "element" | "unit");
    let lower = text.to_lowercase();
    let entry = book.names.find(text).filter(named).or_else(|| book.names.find(&lower).filter(named))?;
    Some(entry.link.clone())
}

/// Offsets on the line of a heading, which mdBook makes a link of its own.
pub fn in_heading(file: &File, offset: usize) -> bool {
    file.heading(offset).is_some_and(|heading| file.line_start(offset) <= heading.start)
}

fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut result = String::with_capacity(text.len() * 2);
    let mut at = 0;
    for edit in edits {
        if edit.range.start < at {
            continue;
        }
        result.push_str(&text[at..edit.range.start]);
        result.push_str(&edit.text);
        at = edit.range.end;
    }
    result + &text[at..]
}
