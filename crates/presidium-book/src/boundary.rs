//! The boundary chart: what the model explains, what it takes as given, what it leaves out.

use crate::Book;
use crate::markup::{plain, section, table};
use crate::names::Entry;
use crate::pages::{Chapter, DATA, PARAMETERS};
use crate::parameters::linked;
use crate::sections::section_at;
use presidium_lang::SymbolKind;

/// How a chapter says what it leaves out.
const EXCLUDED: &str = "Not modelled:";

pub fn text(book: &Book<'_>) -> String {
    let mut text = "# Boundary chart\n\nWhat the model explains from within, what it takes from without, and what it \
                    leaves out and says so.\n\n"
        .to_owned();
    let head = ["name", "kind", "meaning"];
    text += "## Endogenous\n\nStocks, flows, states, and equations that others read.\n\n";
    text += &by_chapter(book, &head, &|place, entry| match entry.kind {
        SymbolKind::Stock | SymbolKind::Flow | SymbolKind::State => true,
        SymbolKind::Let => book.uses.is_read(place),
        _ => false,
    });
    text += &format!(
        "## Exogenous\n\nSeries over time, data, switches and luck; their values are under [Data]({}). [Parameters]({}) are on a page of their own.\n\n",
        DATA.file, PARAMETERS.file
    );
    text += &by_chapter(book, &head, &|_, entry| {
        matches!(
            entry.kind,
            SymbolKind::Series | SymbolKind::Data | SymbolKind::Attribute | SymbolKind::Switch | SymbolKind::Draw
        )
    });
    let rows: Vec<Vec<String>> = book.chapters.iter().flat_map(|chapter| excluded(book, chapter)).collect();
    text + &section("## Excluded", "As the chapters say it.", &["not modelled", "section"], &rows)
}

fn by_chapter(book: &Book<'_>, head: &[&str], wanted: &dyn Fn(usize, &Entry) -> bool) -> String {
    let mut text = String::new();
    for (place, chapter) in book.chapters.iter().enumerate() {
        let entries = book.names.entries.iter().enumerate();
        let own = entries
            .filter(|(at, entry)| book.names.declarations[entry.declaration].chapter == place && wanted(*at, entry));
        let rows: Vec<Vec<String>> = own
            .map(|(_, entry)| vec![linked(book, entry), entry.kind.word().to_owned(), plain(&entry.label)])
            .collect();
        if !rows.is_empty() {
            text += &format!("### {}\n\n{}", plain(&chapter.title), table(head, &rows));
        }
    }
    text
}

/// Every sentence that begins with "Not modelled:", with its section.
fn excluded(book: &Book<'_>, chapter: &Chapter) -> Vec<Vec<String>> {
    let file = book.document.file(chapter.file);
    let starts = file.text.match_indices(EXCLUDED).map(|(start, _)| start);
    let in_prose = starts.filter(|start| file.prose.iter().any(|range| range.contains(start)));
    let row = |start: usize| {
        let link = section_at(book, chapter, start);
        vec![sentence(&file.text[start + EXCLUDED.len()..]), link]
    };
    in_prose.map(row).collect()
}

/// Up to its full stop, or the end of the paragraph; its Markdown stays, its citations go.
fn sentence(text: &str) -> String {
    let paragraph = text.split("\n\n").next().unwrap_or_default().trim().replace('\n', " ");
    let ends =
        |(at, _): &(usize, &str)| paragraph[at + 2..].starts_with(|c: char| c.is_uppercase() || "[*\"(".contains(c));
    let end = paragraph.match_indices(". ").find(ends).map_or(paragraph.len(), |(at, _)| at);
    let sentence = paragraph[..end].trim_end_matches('.');
    let mut bare = String::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once(" [") {
        bare += before;
        rest = after.split_once(']').map_or("", |(_, after)| after);
    }
    bare + rest
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn a_sentence_ends_with_its_stop_or_its_paragraph() {
        assert_eq!(sentence(" a; b\nand c. More of it.\n\nNext."), "a; b and c");
        assert_eq!(sentence(" a (5.3), b [key-1999]; c"), "a (5.3), b; c");
        assert_eq!(sentence(" a. *Candour* is."), "a");
    }
}
