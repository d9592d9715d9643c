//! Claims with their predicates, tests, what-ifs and records.

use std::collections::BTreeSet;

use presidium_lang::calendar::Month;
use presidium_lang::model::{Claim, Record};

use crate::markup::{counted, plain, section};
use crate::names::{Declaration, Entry};
use crate::pages::SOURCES;
use crate::{Book, chapter, code, markup};

pub fn text(book: &Book<'_>) -> String {
    let mut text =
        "# Claims, tests, what-ifs, records\n\nWhat the model is held to. Whether it holds is not in this book: \
                    `presidium run` says so.\n\n"
            .to_owned();
    text += &titled("## Claims", &of_kind(book, "claim").filter_map(|entry| claim(book, entry)).collect::<String>());
    text += &titled("## What-ifs", &of_kind(book, "what if").map(|entry| what_if(book, entry)).collect::<String>());
    text += &titled("## Tests", &of_kind(book, "test").map(|entry| test(book, entry)).collect::<String>());
    let rows: Vec<Vec<String>> = book.model.records.iter().map(|record| row(book, record)).collect();
    let words = "Observations that variables are compared with; no equation reads them. Grades: A seen in the source, B \
                 standard figure, C approximate.";
    text + &section("## Records", words, &["record", "points", "from", "to", "grades", "sources"], &rows)
}

fn titled(title: &str, body: &str) -> String {
    if body.is_empty() { String::new() } else { format!("{title}\n\n{body}") }
}

fn of_kind<'a>(book: &'a Book<'_>, kind: &'static str) -> impl Iterator<Item = &'a Entry> {
    book.names.entries.iter().filter(move |entry| entry.kind == kind)
}

fn claim(book: &Book<'_>, entry: &Entry) -> Option<String> {
    let claim: &Claim = book.model.claims.iter().find(|claim| claim.id == entry.name)?;
    let declaration = &book.names.declarations[entry.declaration];
    let mut kinds = format!("{}, {}", claim.kind.word(), claim.role.word());
    if !claim.passage.is_empty() {
        kinds += &format!(", “{}”", plain(&claim.passage));
    }
    let rows = predicate(book, declaration);
    Some(format!(
        "**[{}]({})** {} ({kinds}; {})\n\n{}\n",
        plain(&claim.id),
        entry.link,
        plain(&claim.words),
        section_of(book, declaration),
        code::excerpt(book, declaration, rows),
    ))
}

/// The first word behind the role.
fn predicate(book: &Book<'_>, declaration: &Declaration) -> usize {
    let words = &declaration.written.words;
    let opens = |word: &&str| matches!(*word, "holds" | "without" | "effect");
    let texts: Vec<&str> = words.iter().map(|word| book.document.text(word.span)).collect();
    texts.iter().position(opens).unwrap_or(0)
}

fn what_if(book: &Book<'_>, entry: &Entry) -> String {
    let declaration = &book.names.declarations[entry.declaration];
    let name_is_labelled = usize::from(!entry.label.is_empty());
    let words = if entry.label.is_empty() { String::new() } else { format!(" {}", plain(&entry.label)) };
    format!(
        "**[{}]({})**{words} ({})\n\n{}\n",
        plain(&entry.name),
        entry.link,
        section_of(book, declaration),
        code::excerpt(book, declaration, 3 + name_is_labelled),
    )
}

fn test(book: &Book<'_>, entry: &Entry) -> String {
    let declaration = &book.names.declarations[entry.declaration];
    let name = plain(&entry.name);
    let code = code::excerpt(book, declaration, 2);
    format!("**[{name}]({})** ({})\n\n{code}\n", entry.link, section_of(book, declaration))
}

/// The heading above a declaration, as a link.
pub fn section_of(book: &Book<'_>, declaration: &Declaration) -> String {
    let chapter = &book.chapters[declaration.chapter];
    chapter::section_of(book, chapter, declaration.written.span.range().start)
}

fn row(book: &Book<'_>, record: &Record) -> Vec<String> {
    let name = match book.names.of_kind("record", &record.name) {
        Some(entry) => format!("[{}]({})", markup::code(&record.name), entry.link),
        None => markup::code(&record.name),
    };
    let months = record.points.iter().map(|point| point.month);
    let end = |found: Option<Month>| found.map(|month| month.to_string()).unwrap_or_default();
    let grades: BTreeSet<char> = record.points.iter().map(|point| point.grade).collect();
    let of_grade = |grade: &char| {
        let count = record.points.iter().filter(|point| point.grade == *grade).count();
        format!("{grade} {count}")
    };
    let sources: BTreeSet<&str> = record.points.iter().map(|point| point.source.as_str()).collect();
    let source = |source: &&str| match book.model.citations.iter().any(|citation| citation.key == **source) {
        true => format!("[{source}]({}#source-{source})", SOURCES.file),
        false => plain(source),
    };
    vec![
        name,
        counted(record.points.len(), "point", "points"),
        end(months.clone().min()),
        end(months.max()),
        grades.iter().map(of_grade).collect::<Vec<_>>().join(", "),
        sources.iter().filter(|key| !key.is_empty()).map(source).collect::<Vec<_>>().join(", "),
    ]
}
