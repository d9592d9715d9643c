//! The page of sources, each with the places that cite it.

use std::collections::BTreeMap;

use presidium_lang::document::FileId;
use presidium_lang::model::Source;
use presidium_lang::{Span, WordKind, cited};

use crate::Book;
use crate::markup::{code, plain};
use crate::sections::in_heading;
use presidium_lang::SymbolKind;

/// A place that cites a source.
pub struct Citing {
    chapter: usize,
    /// What the reader sees of it, in Markdown.
    words: String,
    link: String,
}

/// Identifier of the point at a citation in prose, by its place among those of the chapter.
pub fn citing_anchor(place: usize) -> String {
    format!("cite-{place}")
}

/// Brackets in prose all of whose keys are sources of the model.
pub fn known_brackets(book: &Book<'_>, file: FileId) -> Vec<(Span, Vec<Source>)> {
    let is_known = |source: &Source| book.model.citations.iter().any(|citation| citation.key == source.key);
    let brackets = book.document.brackets(file).into_iter();
    let in_prose = brackets.filter(|span| !in_heading(book.document.file(file), span.range().start));
    let sources = in_prose.map(|span| (span, cited(book.document.text(span))));
    sources.filter(|(_, sources)| sources.iter().all(is_known)).collect()
}

/// Where each source is cited: prose, declarations and records, chapter by chapter.
pub fn citations(book: &Book<'_>) -> BTreeMap<String, Vec<Citing>> {
    let mut citations: BTreeMap<String, Vec<Citing>> = BTreeMap::new();
    for (place, chapter) in book.chapters.iter().enumerate() {
        let file = book.document.file(chapter.file);
        for (number, (span, sources)) in known_brackets(book, chapter.file).into_iter().enumerate() {
            let heading = file.heading(span.range().start).map_or("", |heading| &heading.title);
            let link = format!("{}#{}", chapter.page, citing_anchor(number));
            for source in sources {
                let words = plain(if heading.is_empty() { "text" } else { heading });
                let citing = Citing { chapter: place, words, link: link.clone() };
                citations.entry(source.key).or_default().push(citing);
            }
        }
    }
    for declaration in &book.names.declarations {
        let Some(entry) = declaration.entries.first().map(|&first| &book.names.entries[first]) else { continue };
        let words = declaration.written.words.iter().filter(|word| word.kind == WordKind::Citation);
        for source in words.flat_map(|word| cited(book.document.text(word.span))) {
            let citing = Citing { chapter: declaration.chapter, words: code(&entry.name), link: entry.link.clone() };
            citations.entry(source.key).or_default().push(citing);
        }
    }
    for record in &book.model.records {
        let Some(entry) = book.names.of_kind(SymbolKind::Record, &record.name) else { continue };
        let chapter = book.names.declarations[entry.declaration].chapter;
        for point in &record.points {
            let citing = Citing { chapter, words: code(&entry.name), link: entry.link.clone() };
            citations.entry(point.source.clone()).or_default().push(citing);
        }
    }
    citations
}

pub fn text(book: &Book<'_>, citations: &BTreeMap<String, Vec<Citing>>) -> String {
    let mut text = "# Sources\n\nWorks that the model cites, with the places that cite them.\n\n".to_owned();
    if book.model.citations.is_empty() {
        return "# Sources\n\nThe model cites no works.\n".to_owned();
    }
    for source in &book.model.citations {
        let parts = [source.text.trim_end_matches('.'), source.note.trim_end_matches('.')];
        let parts: Vec<String> = parts.iter().filter(|part| !part.is_empty()).map(|part| plain(part)).collect();
        let cited = citations.get(&source.key).map_or_else(String::new, |citing| places(book, citing));
        text += &format!(
            "<div id=\"source-{0}\" class=\"anchor\"></div>\n\n**{0}** {1}.  \n{cited}\n\n",
            source.key,
            parts.join(". "),
        );
    }
    text
}

fn places(book: &Book<'_>, citing: &[Citing]) -> String {
    let mut order: Vec<&Citing> = vec![];
    for one in citing {
        if !order.iter().any(|other| (other.chapter, &other.words) == (one.chapter, &one.words)) {
            order.push(one);
        }
    }
    order.sort_by_key(|one| one.chapter);
    let groups = order.chunk_by(|one, other| one.chapter == other.chapter).map(|group| {
        let links: Vec<String> = group.iter().map(|one| format!("[{}]({})", one.words, one.link)).collect();
        format!("*{}:* {}", plain(&book.chapters[group[0].chapter].title), links.join(", "))
    });
    groups.collect::<Vec<_>>().join("; ")
}
