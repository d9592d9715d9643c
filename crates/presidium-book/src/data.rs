//! The data: elements of sets with their attributes, and tables by one or two sets, from whatever file they came.

use presidium_lang::model::{Evidence, Model, NEVER, SetId, Type, Variable, VariableKind};

use crate::Book;
use crate::markup::{code, plain, table};
use crate::names::{Declaration, Entry};
use crate::parameters::{linked, sources, unit, variable};
use presidium_lang::SymbolKind;

/// Figures after which a number is cut; a table shows no more than its author wrote.
const FIGURES: i32 = 7;

pub fn text(book: &Book<'_>) -> String {
    let parts: String =
        book.names.declarations.iter().filter_map(|declaration| of_declaration(book, declaration)).collect();
    let words = "Fixed for all worlds. Units, status and sources are named above each table.";
    match parts.is_empty() {
        true => "# Data\n\nThe model has no data.\n".to_owned(),
        false => format!("# Data\n\n{words}\n\n{parts}"),
    }
}

fn of_declaration(book: &Book<'_>, declaration: &Declaration) -> Option<String> {
    let mut entries = declaration.entries.iter().map(|&place| &book.names.entries[place]);
    let first = entries.next()?;
    match first.kind {
        SymbolKind::Set => {
            set(book, first, &entries.filter(|entry| entry.kind == SymbolKind::Attribute).collect::<Vec<_>>())
        }
        SymbolKind::Data => data(book, first),
        _ => None,
    }
}

/// Elements down, attributes across.
fn set(book: &Book<'_>, entry: &Entry, attributes: &[&Entry]) -> Option<String> {
    let set = book.model.sets.iter().find(|set| set.name == entry.name)?;
    let columns: Vec<(&Entry, &Variable)> =
        attributes.iter().filter_map(|entry| Some((*entry, variable(book, &entry.name)?))).collect();
    if columns.is_empty() {
        return None;
    }
    let rows = set.labels.iter().enumerate().map(|(place, label)| {
        let cells = columns.iter().map(|(_, variable)| cell(book.model, variable, place));
        std::iter::once(plain(label)).chain(cells).collect()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let head: Vec<String> = std::iter::once(String::new())
        .chain(columns.iter().map(|(entry, _)| format!("[{}]({})", code(&entry.name), entry.link)))
        .collect();
    let known: Vec<String> =
        columns.iter().map(|(entry, variable)| format!("- {}\n", known(book, entry, variable))).collect();
    Some(format!("## {}\n\n{}\n{}", plain(&set.name), known.concat(), values(&head, &rows)))
}

/// With one set its elements down; with two the second across.
fn data(book: &Book<'_>, entry: &Entry) -> Option<String> {
    let variable = variable(book, &entry.name)?;
    let labels = |set: SetId| -> &[String] { &book.model.sets[set].labels };
    let (down, across) = match variable.indices.as_slice() {
        [one] => (labels(one.set), &[][..]),
        [one, two] => (labels(one.set), labels(two.set)),
        _ => return None,
    };
    let width = across.len().max(1);
    let rows = down.iter().enumerate().map(|(place, label)| {
        let cells = (0..width).map(|column| cell(book.model, variable, place * width + column));
        std::iter::once(plain(label)).chain(cells).collect()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let titles =
        if across.is_empty() { vec!["value".to_owned()] } else { across.iter().map(|label| plain(label)).collect() };
    let head: Vec<String> = std::iter::once(String::new()).chain(titles).collect();
    Some(format!("## {}\n\n{}\n\n{}", plain(&entry.name), known(book, entry, variable), values(&head, &rows)))
}

fn values(head: &[String], rows: &[Vec<String>]) -> String {
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    table(&head, rows)
}

/// Name, meaning, unit, status and sources.
fn known(book: &Book<'_>, entry: &Entry, variable: &Variable) -> String {
    let evidence = variable.evidence.as_ref();
    let parts = [
        plain(&entry.label),
        code(unit(&variable.ty)),
        evidence.map_or_else(String::new, Evidence::status_words),
        evidence.map_or_else(String::new, |evidence| sources(book, &evidence.sources)),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let colon = if parts.is_empty() { "" } else { ": " };
    format!("{}{colon}{}", linked(book, entry), parts.join(", "))
}

/// A value in the unit of its type; elements by their labels.
fn cell(model: &Model, variable: &Variable, place: usize) -> String {
    let VariableKind::Data { values } = &variable.kind else { return String::new() };
    let Some(&value) = values.get(place) else { return String::new() };
    match &variable.ty {
        Type::Quantity { factor, .. } => number(value / *factor),
        Type::Truth => (if value == 0.0 { "no" } else { "yes" }).to_owned(),
        Type::Date if value >= NEVER => "never".to_owned(),
        Type::Date => format!("<time>{}</time>", model.clock.date_text(value)),
        Type::Element { .. } if value < 0.0 => String::new(),
        Type::Element { set, .. } => {
            model.sets[*set].labels.get(value as usize).map(|label| plain(label)).unwrap_or_default()
        }
    }
}

/// Without the tail that a division by a unit may leave.
fn number(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let places = (FIGURES - 1 - value.abs().log10().floor() as i32).clamp(0, 12);
    let text = format!("{value:.*}", places as usize);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_as_written() {
        assert_eq!(
            [number(0.1 + 0.2), number(-0.25), number(2_472_247.0), number(0.0)],
            ["0.3", "-0.25", "2472247", "0"]
        );
    }
}
