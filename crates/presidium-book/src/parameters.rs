//! All parameters with their priors as written, under the chapters that declare them.

use presidium_lang::model::{Reading, Source, Type, Variable, VariableKind};

use crate::Book;
use crate::markup::{code, counted, plain, table};
use crate::names::Entry;
use crate::pages::SOURCES;
use presidium_lang::SymbolKind;

const HEAD: [&str; 6] = ["name", "unit", "prior or value", "meaning", "status", "source"];

pub fn text(book: &Book<'_>) -> String {
    let count = book.names.entries.iter().filter(|entry| entry.kind == SymbolKind::Parameter).count();
    let mut text = format!(
        "# Parameters\n\n{}. Each is constant within a world and, where a prior stands, drawn anew for the next; the \
         first of several readings is the default. Priors are as the chapters write them.\n\n",
        counted(count, "parameter", "parameters")
    );
    for (place, chapter) in book.chapters.iter().enumerate() {
        let own = |entry: &&Entry| {
            entry.kind == SymbolKind::Parameter && book.names.declarations[entry.declaration].chapter == place
        };
        let rows: Vec<Vec<String>> =
            book.names.entries.iter().filter(own).flat_map(|entry| rows(book, entry)).collect();
        if !rows.is_empty() {
            text += &format!("## {}\n\n{}", plain(&chapter.title), table(&HEAD, &rows));
        }
    }
    text
}

/// One row for each reading.
fn rows(book: &Book<'_>, entry: &Entry) -> Vec<Vec<String>> {
    let Some(variable) = variable(book, &entry.name) else { return vec![] };
    let VariableKind::Parameter { readings: rivals, .. } = &variable.kind else { return vec![] };
    let written = book.values(&book.names.declarations[entry.declaration]);
    let row = |(reading, value): (&Reading, String)| {
        let name = if reading.name.is_empty() { String::new() } else { format!(" ({})", plain(&reading.name)) };
        vec![
            format!("{}{name}", linked(book, entry)),
            code(unit(&variable.ty)),
            code(&value),
            plain(&entry.label),
            reading.evidence.status_words(),
            sources(book, &reading.evidence.sources),
        ]
    };
    rivals.iter().zip(written).map(row).collect()
}

/// The variable of this name that the author declared.
pub fn variable<'a>(book: &Book<'a>, name: &str) -> Option<&'a Variable> {
    book.model.variables.iter().find(|variable| !variable.hidden && variable.name == name)
}

/// The name with its index sets, linked to where it is declared.
pub fn linked(book: &Book<'_>, entry: &Entry) -> String {
    let indices = variable(book, &entry.name).map_or(&[][..], |variable| &variable.indices);
    let sets: Vec<&str> = indices.iter().map(|index| book.model.sets[index.set].name.as_str()).collect();
    let sets = if sets.is_empty() { String::new() } else { format!("[{}]", sets.join(", ")) };
    format!("[{}]({})", code(&format!("{}{sets}", entry.name)), entry.link)
}

/// The unit as the author wrote it; nothing for pure numbers and what is no quantity.
pub fn unit(ty: &Type) -> &str {
    match ty {
        Type::Quantity { symbol, .. } if symbol != "1" => symbol,
        _ => "",
    }
}

/// Keys with places, linked to the page of sources.
pub fn sources(book: &Book<'_>, cited: &[Source]) -> String {
    let source = |source: &Source| {
        let known = book.model.citations.iter().any(|citation| citation.key == source.key);
        let key = match known {
            true => format!("[{0}]({1}#source-{0})", source.key, SOURCES.file),
            false => plain(&source.key),
        };
        if source.locator.is_empty() { key } else { format!("{key}, {}", plain(&source.locator)) }
    };
    cited.iter().map(source).collect::<Vec<_>>().join("; ")
}
