//! Headings as points to link to.

use presidium_lang::document::File;

use crate::Book;
use crate::markup::plain;
use crate::names::Declaration;
use crate::pages::Chapter;

/// Identifier of the point before a heading, by its place in the file.
pub fn heading_anchor(place: usize) -> String {
    format!("section-{place}")
}

/// The heading above an offset, with its chapter, as a link.
pub fn section_at(book: &Book<'_>, chapter: &Chapter, offset: usize) -> String {
    let headings = &book.document.file(chapter.file).headings;
    let Some(place) = headings.partition_point(|heading| heading.start <= offset).checked_sub(1) else {
        return format!("[{}]({})", plain(&chapter.title), chapter.page);
    };
    let title = match &headings[place].title {
        title if *title == chapter.title => title.clone(),
        title => format!("{}: {title}", chapter.title),
    };
    format!("[{}]({}#{})", plain(&title), chapter.page, heading_anchor(place))
}

/// The heading above a declaration, as a link.
pub fn section_of(book: &Book<'_>, declaration: &Declaration) -> String {
    let chapter = &book.chapters[declaration.chapter];
    section_at(book, chapter, declaration.written.span.range().start)
}

/// Offsets on the line of a heading, which mdBook makes a link of its own.
pub fn in_heading(file: &File, offset: usize) -> bool {
    file.heading(offset).is_some_and(|heading| file.line_start(offset) <= heading.start)
}
