//! A chapter as its author wrote it, with points and links put in.

use std::ops::Range;

use presidium_lang::document::{File, FileId};

use crate::Book;
use crate::code;
use crate::markup::anchor;
use crate::names::Entry;
use crate::pages::{Chapter, SOURCES};
use crate::sections::{heading_anchor, in_heading};
use crate::sources::{citing_anchor, known_brackets};
use crate::used;
use presidium_lang::SymbolKind;

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
        Edit { range: block.whole.clone(), text: code + &used::under_block(book, chapter, number) }
    };
    flat.map(edit).collect()
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
    let named = |entry: &&Entry| !matches!(entry.kind, SymbolKind::Element | SymbolKind::Unit);
    let lower = text.to_lowercase();
    let entry = book.names.find(text).filter(named).or_else(|| book.names.find(&lower).filter(named))?;
    Some(entry.link.clone())
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
