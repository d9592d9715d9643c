//! Document to checked model: the language of Presidium.
//!
//! A model is a folder of Markdown files with code in fenced blocks. [`load`] reads it through [`Sources`], checks
//! names, sets, units and sources, and returns a [`model::Model`], or a [`Report`] of everything that is wrong.
//!
//! ```text
//! source → document → lexer → parser → ast → check → model
//! ```
//! Each stage goes on after a mistake, so that one run reports as many independent mistakes as there are. Refused:
//! any I/O beyond [`Sources`]; any knowledge of how a model is run.

mod ast;
mod check;
pub mod codes;
pub mod diagnostic;
pub mod document;
mod fences;
mod format;
mod lexer;
pub mod model;
mod outline;
mod parser;
mod source;
mod token;
mod words;

pub use diagnostic::{Diagnostic, Report, Severity};
pub use document::{Document, Span};
pub use format::format;
pub use outline::{Word, WordKind, Written, outline};
pub use parser::{RESERVED, cited};
pub use source::{MemorySources, Sources};

use model::{Change, Model, VariableId};
use parser::Chapter;

/// A model that can be run, with what its author should look at again.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The checked model.
    pub model: Model,
    /// Warnings, and the texts that were read.
    pub warnings: Report,
}

/// Reads and checks a model.
///
/// # Errors
/// Everything that is wrong with it, if anything is; warnings are included.
pub fn load(sources: &dyn Sources) -> Result<Loaded, Box<Report>> {
    let mut document = Document::default();
    let mut whole = Chapter::default();
    let mut chapters: Vec<String> = sources.files().into_iter().filter(|file| file.ends_with(".md")).collect();
    chapters.sort();
    for name in chapters {
        let text = sources.read(&name);
        let file = document.add_chapter(&name, text.clone().unwrap_or_default());
        if let Err(reason) = text {
            let message = format!("`{name}` cannot be read: {reason}");
            whole.diagnostics.push(Diagnostic::error(&codes::UNREADABLE, Span::new(file, 0..0), message));
        }
        let chapter = parser::parse_file(&document, file);
        whole.declarations.extend(chapter.declarations);
        whole.diagnostics.extend(chapter.diagnostics);
        whole.faulty.extend(chapter.faulty);
    }
    if document.files.is_empty() {
        document.add_plain(&sources.name(), String::new());
    }
    let (model, report) = check::check(sources, document, whole);
    match report.has_errors() {
        true => Err(Box::new(report)),
        false => Ok(Loaded { model, warnings: report }),
    }
}

/// Reads a change of a model, in the words of a line of a `what if`, such as `pin report to silent` or
/// `forbid plot[Premier] from 1957-01`; `set` may be left out: `plot_zeal = 0.5 1/year`.
///
/// # Errors
/// What is wrong with the text, as in a document.
pub fn parse_change(model: &Model, text: &str) -> Result<Change, Box<Report>> {
    let mut document = Document::default();
    let file = document.add_plain("change", text.to_string());
    match parser::parse_change(file, text) {
        Ok(change) => check::check_change(model, document, &change).map_err(Box::new),
        Err(diagnostics) => Err(Box::new(Report { diagnostics, document })),
    }
}

/// Reads the name of a variable, with an element if only one is meant: `harvest`, `grievance[army]`.
///
/// The element is a row-major position; nothing stands for all elements.
///
/// # Errors
/// What is wrong with the text, as in a document.
pub fn parse_observable(model: &Model, text: &str) -> Result<(VariableId, Option<u32>), Box<Report>> {
    let mut document = Document::default();
    let file = document.add_plain("observable", text.to_string());
    match parser::parse_name(file, text) {
        Ok((name, elements)) => check::check_observable(model, document, &name, &elements).map_err(Box::new),
        Err(diagnostics) => Err(Box::new(Report { diagnostics, document })),
    }
}
