//! What the compiler says to an author: what is wrong, where, why, and how to mend it.
//!
//! A [`Diagnostic`] has a stable code, one headline, labelled stretches of text, notes (context) and helps (the only
//! part that proposes).

use crate::codes::Code;
use crate::span::Span;
pub use crate::suggestion::{did_you_mean, nearest};

/// Places that one diagnostic shows.
const LABELS_MAX: usize = 20;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The model cannot be run.
    Error,
    /// The model can be run, and probably does not say what its author meant.
    Warning,
}

/// A stretch of text with a word about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// May be empty.
    pub text: String,
}

/// One mistake.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// Its kind; stable over versions.
    pub code: &'static Code,
    /// How bad it is.
    pub severity: Severity,
    /// The headline, lower case, without full stop.
    pub message: String,
    /// The first label is the place of the mistake; the others explain it.
    pub labels: Vec<Label>,
    /// Places beyond those that are shown.
    pub further_places: usize,
    /// Context.
    pub notes: Vec<String>,
    /// How to mend it.
    pub helps: Vec<String>,
}

impl Diagnostic {
    /// A mistake at `span`.
    pub fn error(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        let labels = vec![Label { span, text: String::new() }];
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            labels,
            further_places: 0,
            notes: vec![],
            helps: vec![],
        }
    }

    /// Something suspicious at `span`.
    pub fn warning(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// Says something at the place of the mistake itself.
    pub fn here(mut self, text: impl Into<String>) -> Self {
        self.labels[0].text = text.into();
        self
    }

    /// Points at another place, if it is among the first.
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        match self.labels.len() < LABELS_MAX {
            true => self.labels.push(Label { span, text: text.into() }),
            false => self.further_places += 1,
        }
        self
    }

    /// Adds context.
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Proposes a mend.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.helps.push(text.into());
        self
    }

    /// Proposes a mend, if there is one.
    pub fn help_if(mut self, text: Option<String>) -> Self {
        self.helps.extend(text);
        self
    }

    /// Where the mistake is.
    pub fn span(&self) -> Span {
        self.labels[0].span
    }
}
