//! Document to checked model: the language of Presidium.
//!
//! A model is a folder of Markdown files with code in fenced blocks. [`load`] reads it through [`Sources`], checks
//! names, sets, units and sources, and returns a [`model::Model`], or a [`Report`] of everything that is wrong. [`analyse`]
//! gives more, also of a model with errors: where every name is declared and used.
//!
//! ```text
//! source → reading → document → lexer → parser → ast → check → model
//! ```
//! Each stage goes on after a mistake, so that one run reports as many independent mistakes as there are. Refused:
//! any I/O beyond [`Sources`]; any knowledge of how a model is run.

#![warn(missing_docs)]

mod analysis;
mod ast;
pub mod calendar;
mod changes;
mod chapters;
mod characters;
mod check;
mod circles;
mod clause;
pub mod clock;
pub mod codes;
pub mod diagnostic;
pub mod document;
mod fences;
mod figures;
mod findings;
mod format;
mod habits;
mod letters;
mod lexer;
mod libraries;
pub mod model;
mod outline;
mod parser;
mod print;
mod reading;
mod report;
mod source;
mod span;
mod suggestion;
mod symbols;
mod token;
mod units;
mod words;

pub use analysis::{Analysis, Chapter, Declaration};
pub use changes::{
    Changes, parse_change, parse_changes, parse_condition, parse_observable, parse_scenario, parts_of_condition,
};
pub use characters::visible;
pub use clause::{Clause, ClauseKind};
pub use diagnostic::{Diagnostic, Severity};
pub use document::{Document, Position};
pub use format::format;
pub use libraries::Library;
pub use outline::{Word, WordKind, Written, outline};
pub use parser::cited;
pub use reading::{NotText, decode};
pub use report::Report;
pub use source::{FILE_BYTES_MAX, FILES_MAX, MODEL_BYTES_MAX, MemorySources, Sources, Unread};
pub use span::Span;
pub use symbols::{Reference, ReferenceKind, Symbol, SymbolId, SymbolKind};

use oxc_index::IndexVec;

use chapters::Chapters;
use check::Checked;
use model::Model;
use reading::Reader;

/// The version of what texts mean; it rises when a text comes to mean something else. What version 1 of the language had
/// means the same in version 2.
pub const LANGUAGE_VERSION: u32 = 1;

/// The versions of the language that are read.
pub const LANGUAGE_VERSIONS: std::ops::RangeInclusive<u64> = 1..=2;

/// A model that can be run, with what its author should look at again.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The checked model.
    pub model: Model,
    /// Warnings in order of the document, at most ten thousand. The texts that they point into are part of the
    /// [`Analysis`].
    pub warnings: Vec<Diagnostic>,
}

/// Reads and checks a model, and tells all that is known of it, also if it is wrong.
///
/// # Example
/// ```
/// use presidium_lang::{MemorySources, ReferenceKind, analyse};
///
/// let chapter = "```presidium\nmodel \"Tiny\" from 1953-03 to 1953-12\nlet two : 1 = one + 1\nlet three : 1 = two + 1\n```\n";
/// let analysis = analyse(&MemorySources::new("tiny").with("model.md", chapter));
/// assert_eq!(analysis.diagnostics[0].message, "nothing is named `one`");
/// assert!(analysis.model.is_none());
///
/// let read = analysis.references.iter().find(|found| found.kind == ReferenceKind::Reads).unwrap();
/// assert_eq!(analysis.symbol(read.symbol).name, "two");
/// ```
pub fn analyse(sources: &dyn Sources) -> Analysis {
    let reader = Reader::new(sources);
    let Chapters { document, mut whole, libraries, unreadable } = Chapters::read(&reader);
    let clauses = std::mem::take(&mut whole.clauses);
    // What the texts that are missing declare would all be reported as unknown.
    let (model, mut report, names) = match unreadable {
        true => (None, Report::in_order(whole.findings, document), (IndexVec::new(), vec![])),
        false => {
            let Checked { model, report, symbols, references } = check::check(&reader, document, whole, &libraries);
            (Some(model), report, (symbols, references))
        }
    };
    chapters::warn_of_refused(&reader, &mut report);
    Analysis::new(report, model, names).with_chapters(clauses)
}

/// Reads and checks a model that is to be run: [`analyse`], of which only the model and its warnings are kept.
///
/// # Errors
/// Everything that is wrong with it, if anything is; warnings are included.
///
/// # Example
/// ```
/// use presidium_lang::{MemorySources, load};
///
/// let sources = MemorySources::new("tiny").with("model.md", "```presidium\nmodel \"Tiny\" from 1953-03 to 1953-12\n```\n");
/// let model = load(&sources)?.model;
/// assert_eq!((model.title.as_str(), model.step_count()), ("Tiny", 10));
/// # Ok::<(), Box<presidium_lang::Report>>(())
/// ```
pub fn load(sources: &dyn Sources) -> Result<Loaded, Box<Report>> {
    let (model, report) = analyse(sources).into_model()?;
    Ok(Loaded { model, warnings: report.diagnostics })
}
