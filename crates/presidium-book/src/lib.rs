//! A checked model to a book: mdBook source made from the text of the model alone.
//!
//! [`book`] returns pages and writes none. The chapters stay as their author wrote them, with every name in the code and
//! every citation turned into a link; behind them stand pages that are drawn up from the declarations: an overview by the
//! ODD+D protocol, parameters, decisions, claims, sources, and an index. What a name means is what the checker found it to
//! mean: the references of the [`Analysis`]. Refused: guesses from words; figures of a run, which belong to a ledger;
//! sentences about the model that its text does not say; a question of a protocol that the text cannot answer is left out.

#![warn(missing_docs)]

mod boundary;
mod chapter;
mod claims;
mod code;
mod data;
mod decisions;
mod evidence;
mod frame;
mod index;
mod markup;
mod names;
mod overview;
mod pages;
mod parameters;
mod sections;
mod sources;
mod systems;
mod used;
mod uses;

use presidium_lang::model::Model;
use presidium_lang::{Analysis, Clause, ClauseKind, Document};

use names::{Declaration, Names};
use pages::Chapter;
use uses::Uses;

/// A file of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Relative to the folder of the book, with `/` between folders.
    pub path: String,
    /// Its content.
    pub text: String,
}

/// What all pages are made of.
struct Book<'a> {
    model: &'a Model,
    document: &'a Document,
    chapters: Vec<Chapter>,
    names: Names,
    uses: Uses,
}

impl Book<'_> {
    /// What a clause says, in the author's words on one line.
    fn said(&self, declaration: &Declaration, kind: ClauseKind) -> Option<String> {
        declaration.clause(kind).map(|clause| self.document.written(clause.content).text)
    }

    /// What a declaration sets its name to: each of its values and distributions, in the author's words.
    fn values(&self, declaration: &Declaration) -> Vec<String> {
        let is_value = |clause: &&Clause| matches!(clause.kind, ClauseKind::Value | ClauseKind::Prior);
        let values = declaration.clauses.iter().filter(is_value);
        values.map(|clause| self.document.written(clause.content).text).collect()
    }
}

/// The book of a model: `book.toml`, `src/SUMMARY.md`, its chapters and the pages about it, in that order.
///
/// Nothing if the model has errors.
///
/// # Example
/// ```
/// use presidium_lang::MemorySources;
///
/// let chapter = "# Tiny\n\n```presidium\nmodel \"Tiny\" from 1953-03 to 1953-12\nlet two : 1 = 1 + 1\n```\n";
/// let analysis = presidium_lang::analyse(&MemorySources::new("tiny").with("model.md", chapter));
/// let pages = presidium_book::book(&analysis).unwrap();
/// let chapter = pages.iter().find(|page| page.path == "src/model.md").unwrap();
/// assert!(chapter.text.contains("id=\"def-two\""));
/// ```
pub fn book(analysis: &Analysis) -> Option<Vec<Page>> {
    let (model, document) = (analysis.model.as_ref()?, &analysis.document);
    let chapters = pages::chapters(document);
    let names = Names::new(analysis, &chapters);
    let uses = Uses::new(model, &names);
    let book = Book { model, document, chapters, names, uses };
    let cited = sources::citations(&book);
    let mut pages = frame::pages(&book);
    pages.extend(book.chapters.iter().map(|chapter| page(&chapter.page, chapter::text(&book, chapter))));
    for (generated, text) in [
        (pages::OVERVIEW, overview::text(&book)),
        (pages::BOUNDARY, boundary::text(&book)),
        (pages::PARAMETERS, parameters::text(&book)),
        (pages::DATA, data::text(&book)),
        (pages::DECISIONS, decisions::text(&book)),
        (pages::CLAIMS, claims::text(&book)),
        (pages::SYSTEMS, systems::text(&book)),
        (pages::EVIDENCE, evidence::text(&book)),
        (pages::SOURCES, sources::text(&book, &cited)),
        (pages::INDEX, index::text(&book)),
    ] {
        pages.push(page(generated.file, text));
    }
    Some(pages)
}

/// Whether a page of this file name is drawn up, and no chapter of an author.
///
/// ```
/// assert!(presidium_book::is_drawn_up("parameters.md") && presidium_book::is_drawn_up("SUMMARY.md"));
/// assert!(!presidium_book::is_drawn_up("10-institutions.md"));
/// ```
pub fn is_drawn_up(file: &str) -> bool {
    file == "SUMMARY.md" || pages::GENERATED.iter().any(|page| page.file == file)
}

fn page(file: &str, text: String) -> Page {
    Page { path: format!("src/{file}"), text }
}
