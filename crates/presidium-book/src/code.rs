//! Code to HTML: the letters as written, with points at what is declared and links at what is named.

use std::ops::Range;

use presidium_lang::{Document, Span, WordKind, cited};

use crate::Book;
use crate::markup::html;
use crate::names::Declaration;
use crate::pages::SOURCES;

/// The code of a block.
pub fn block(book: &Book<'_>, chapter: usize, number: usize, range: Range<usize>) -> String {
    let file = book.chapters[chapter].file;
    let mut code = String::new();
    let mut at = range.start;
    for declaration in book.names.of_block(chapter, number) {
        for place in 0..declaration.written.words.len() {
            let span = declaration.written.words[place].span;
            code += &gap(book.document, Span::new(file, at..span.range().start));
            code += &word(book, declaration, place, true);
            at = span.range().end;
        }
    }
    code += &gap(book.document, Span::new(file, at..range.end));
    fenced(code.trim_end_matches('\n'))
}

/// The clauses of a declaration, without points to link to.
pub fn clauses(book: &Book<'_>, declaration: &Declaration) -> String {
    declaration.clauses.first().map_or_else(String::new, |first| excerpt(book, declaration, first.span))
}

/// The words of a declaration from those of a clause on, without points to link to.
pub fn excerpt(book: &Book<'_>, declaration: &Declaration, first: Span) -> String {
    let mut code = String::new();
    let mut at = first.range().start;
    for (place, word_at) in
        declaration.written.words.iter().enumerate().filter(|(_, word)| word.span.start >= first.start)
    {
        let span = word_at.span;
        code += &gap(book.document, Span::new(span.file, at..span.range().start));
        code += &word(book, declaration, place, false);
        at = span.range().end;
    }
    fenced(&code.lines().map(|line| line.strip_prefix("    ").unwrap_or(line)).collect::<Vec<_>>().join("\n"))
}

fn fenced(code: &str) -> String {
    format!("<pre class=\"presidium\"><code class=\"language-presidium\">{code}\n</code></pre>\n")
}

/// Space and comments.
fn gap(document: &Document, span: Span) -> String {
    let comment = |line: &str| match line.find('#') {
        Some(start) => format!("{}{}", &line[..start], marked("comment", &html(&line[start..]))),
        None => line.to_owned(),
    };
    let lines: Vec<String> = document.text(span).split('\n').map(comment).collect();
    lines.join("\n")
}

fn word(book: &Book<'_>, declaration: &Declaration, place: usize, with_points: bool) -> String {
    let word = declaration.written.words[place];
    let text = book.document.text(word.span);
    match word.kind {
        WordKind::Name => name(book, declaration, place, with_points),
        WordKind::Text if with_points => match book.names.declared_at(word.span) {
            Some(entry) => format!("<span id=\"{}\" class=\"text\">{}</span>", entry.anchor, html(text)),
            None => marked("text", &html(text)),
        },
        WordKind::Text => marked("text", &html(text)),
        WordKind::Citation => citation(book, text),
        WordKind::Number | WordKind::Date => marked("number", text),
        WordKind::Row | WordKind::Sign => html(text),
    }
}

fn name(book: &Book<'_>, declaration: &Declaration, place: usize, with_points: bool) -> String {
    let word = declaration.written.words[place];
    let text = book.document.text(word.span);
    if let Some(entry) = book.names.declared_at(word.span) {
        return match with_points {
            true => format!("<span id=\"{}\" class=\"declared\">{text}</span>", entry.anchor),
            false => marked("declared", text),
        };
    }
    match book.names.at(word.span).map(|named| named.entry) {
        Some(Some(entry)) => linked(&book.names.entries[entry].link, text, &book.names.entries[entry].label),
        Some(None) => text.to_owned(),
        None => marked("word", text),
    }
}

/// `[key, place]`, each key linked to its source.
fn citation(book: &Book<'_>, text: &str) -> String {
    let source = |source: presidium_lang::model::Source| {
        let known = book.model.citations.iter().any(|citation| citation.key == source.key);
        let key = match known {
            true => format!("<a href=\"{}#source-{}\">{}</a>", SOURCES.file, source.key, html(&source.key)),
            false => html(&source.key),
        };
        if source.locator.is_empty() { key } else { format!("{key}, {}", html(&source.locator)) }
    };
    let sources: Vec<String> = cited(text).into_iter().map(source).collect();
    format!("[{}]", sources.join("; "))
}

fn linked(link: &str, text: &str, label: &str) -> String {
    let title = if label.is_empty() { String::new() } else { format!(" title=\"{}\"", html(label)) };
    format!("<a href=\"{link}\"{title}>{text}</a>")
}

fn marked(class: &str, text: &str) -> String {
    format!("<span class=\"{class}\">{text}</span>")
}
