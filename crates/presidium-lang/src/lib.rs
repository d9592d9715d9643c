//! Document to checked model: the language of Presidium.
//!
//! A model is a folder of Markdown files with code in fenced blocks. [`load`] reads it through [`Sources`], checks
//! names, sets, units and sources, and returns a [`model::Model`], or a [`Report`] of everything that is wrong.
//!
//! ```text
//! source → reading → document → lexer → parser → ast → check → model
//! ```
//! Each stage goes on after a mistake, so that one run reports as many independent mistakes as there are. Refused:
//! any I/O beyond [`Sources`]; any knowledge of how a model is run.

mod ast;
pub mod calendar;
mod chapters;
mod characters;
mod check;
mod circles;
pub mod codes;
pub mod diagnostic;
pub mod document;
mod fences;
mod findings;
mod format;
mod habits;
mod letters;
mod lexer;
pub mod model;
mod outline;
mod parser;
mod reading;
mod source;
mod suggestion;
mod token;
mod words;

pub use characters::visible;
pub use diagnostic::{Diagnostic, Report, Severity};
pub use document::{Document, Span};
pub use format::format;
pub use outline::{Word, WordKind, Written, outline};
pub use parser::{RESERVED, cited};
pub use reading::{NotText, decode};
pub use source::{FILE_BYTES_MAX, FILES_MAX, MODEL_BYTES_MAX, MemorySources, Sources, Unread};

use chapters::Chapters;
use model::{Change, Model, VariableId};
use reading::Reader;

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
    let reader = Reader::new(sources);
    let Chapters { document, whole, unreadable } = Chapters::read(&reader);
    // What the texts that are missing declare would all be reported as unknown.
    let (model, mut report) = match unreadable {
        true => (None, Report::in_order(whole.findings, document)),
        false => {
            let (model, report) = check::check(&reader, document, whole);
            (Some(model), report)
        }
    };
    chapters::warn_of_refused(&reader, &mut report);
    match model {
        Some(model) if !report.has_errors() => Ok(Loaded { model, warnings: report }),
        _ => Err(Box::new(report)),
    }
}

/// Changes of a model, with what their author should look at again.
#[derive(Clone, Debug)]
pub struct Changes {
    /// In the order in which they were written.
    pub changes: Vec<Change>,
    /// Warnings, and the texts that were read.
    pub warnings: Report,
}

/// Reads changes that are made together, each in a text of its own and in the words of a line of a `what if`:
/// `pin report to silent`, `forbid plot[Premier] from 1957-01`; `set` may be left out: `plot_zeal = 0.5 1/year`.
///
/// # Errors
/// What is wrong with the first text that cannot be read, or with the changes; among it that two of them change the same
/// thing.
pub fn parse_changes(model: &Model, texts: &[&str]) -> Result<Changes, Box<Report>> {
    let mut document = Document::default();
    let mut parsed = vec![];
    for (i, text) in texts.iter().enumerate() {
        let name = if texts.len() == 1 { "change".to_string() } else { format!("change {}", i + 1) };
        let file = document.add_plain(&name, (*text).to_string());
        if let Some(unseen) = characters::check(&document, file) {
            return Err(Box::new(Report::new(unseen.into(), document)));
        }
        match parser::parse_change(file, text) {
            Ok(change) => parsed.push(change),
            Err(findings) => return Err(Box::new(Report::new(findings, document))),
        }
    }
    let (changes, warnings) = check::check_changes(model, document, &parsed).map_err(Box::new)?;
    Ok(Changes { changes, warnings })
}

/// Reads a single change, as [`parse_changes`] does, without the warnings.
///
/// # Errors
/// What is wrong with the text, as in a document.
pub fn parse_change(model: &Model, text: &str) -> Result<Change, Box<Report>> {
    let Changes { mut changes, warnings } = parse_changes(model, &[text])?;
    changes.pop().ok_or_else(|| Box::new(warnings))
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
    if let Some(unseen) = characters::check(&document, file) {
        return Err(Box::new(Report::new(unseen.into(), document)));
    }
    match parser::parse_name(file, text) {
        Ok((name, elements)) => check::check_observable(model, document, &name, &elements).map_err(Box::new),
        Err(findings) => Err(Box::new(Report::new(findings, document))),
    }
}
