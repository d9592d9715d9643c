//! Claims with their predicates, tests, what-ifs, base rates and records.

use std::collections::BTreeSet;

use presidium_lang::clock::Step;
use presidium_lang::model::{Claim, Record};
use presidium_lang::{ClauseKind, SymbolKind};

use crate::markup::{counted, plain, section};
use crate::names::Entry;
use crate::pages::SOURCES;
use crate::sections::section_of;
use crate::{Book, code, markup};

pub fn text(book: &Book<'_>) -> String {
    let mut text =
        "# Claims, tests, what-ifs, records\n\nWhat the model is held to. Whether it holds is not in this book: \
                    `presidium run` says so.\n\n"
            .to_owned();
    text += &titled(
        "## Claims",
        &of_kind(book, SymbolKind::Claim).filter_map(|entry| claim(book, entry)).collect::<String>(),
    );
    text += &titled(
        "## What-ifs",
        &of_kind(book, SymbolKind::WhatIf).map(|entry| what_if(book, entry)).collect::<String>(),
    );
    text += &titled("## Tests", &of_kind(book, SymbolKind::Test).map(|entry| test(book, entry)).collect::<String>());
    text += &titled(
        "## Base rates",
        &of_kind(book, SymbolKind::BaseRate).map(|entry| base_rate(book, entry)).collect::<String>(),
    );
    let rows: Vec<Vec<String>> = book.model.records.iter().map(|record| row(book, record)).collect();
    let words = "Observations that variables are compared with; no equation reads them. Grades: A seen in the source, B \
                 standard figure, C approximate.";
    text + &section("## Records", words, &["record", "points", "from", "to", "grades", "sources"], &rows)
}

fn titled(title: &str, body: &str) -> String {
    if body.is_empty() { String::new() } else { format!("{title}\n\n{body}") }
}

fn of_kind<'a>(book: &'a Book<'_>, kind: SymbolKind) -> impl Iterator<Item = &'a Entry> {
    book.names.entries.iter().filter(move |entry| entry.kind == kind)
}

fn claim(book: &Book<'_>, entry: &Entry) -> Option<String> {
    let claim: &Claim = book.model.claims.iter().find(|claim| claim.id == entry.name)?;
    let declaration = &book.names.declarations[entry.declaration];
    let mut kinds = format!("{}, {}", claim.kind.word(), claim.role.word());
    if !claim.passage.is_empty() {
        kinds += &format!(", “{}”", plain(&claim.passage));
    }
    let said = [ClauseKind::Given, ClauseKind::Step, ClauseKind::Holds, ClauseKind::Without, ClauseKind::Outcome];
    let first = declaration.clauses.iter().find(|clause| said.contains(&clause.kind))?;
    Some(format!(
        "**[{}]({})** {} ({kinds}; {})\n\n{}\n",
        plain(&claim.id),
        entry.link,
        plain(&claim.words),
        section_of(book, declaration),
        code::excerpt(book, declaration, first.span),
    ))
}

fn what_if(book: &Book<'_>, entry: &Entry) -> String {
    let declaration = &book.names.declarations[entry.declaration];
    let code = code::clauses(book, declaration);
    let words = if entry.label.is_empty() { String::new() } else { format!(" {}", plain(&entry.label)) };
    format!("**[{}]({})**{words} ({})\n\n{code}\n", plain(&entry.name), entry.link, section_of(book, declaration),)
}

fn test(book: &Book<'_>, entry: &Entry) -> String {
    let declaration = &book.names.declarations[entry.declaration];
    let name = plain(&entry.name);
    let code = code::clauses(book, declaration);
    format!("**[{name}]({})** ({})\n\n{code}\n", entry.link, section_of(book, declaration))
}

fn base_rate(book: &Book<'_>, entry: &Entry) -> String {
    let declaration = &book.names.declarations[entry.declaration];
    let code = code::clauses(book, declaration);
    let (name, words) = (plain(&entry.name), plain(&entry.label));
    format!("**[{name}]({})** {words} ({})\n\n{code}\n", entry.link, section_of(book, declaration))
}

fn row(book: &Book<'_>, record: &Record) -> Vec<String> {
    let name = match book.names.of_kind(SymbolKind::Record, &record.name) {
        Some(entry) => format!("[{}]({})", markup::code(&record.name), entry.link),
        None => markup::code(&record.name),
    };
    let months = record.points.iter().map(|point| point.month);
    let end = |found: Option<Step>| found.map(|step| book.model.clock.seen_text(step)).unwrap_or_default();
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
