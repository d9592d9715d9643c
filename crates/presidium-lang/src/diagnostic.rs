//! What the compiler says to an author: what is wrong, where, why, and how to mend it.
//!
//! A [`Diagnostic`] has a stable code, one headline, labelled stretches of text, notes (context) and helps (the only
//! part that proposes). A [`Report`] holds all of them with the document they point into, and renders them in the
//! manner of `rustc` through `annotate-snippets`.

use std::borrow::Cow;
use std::fmt;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::characters::{visible, visible_offset};
use crate::codes::Code;
use crate::document::{Document, FileId, Span};
pub use crate::suggestion::{did_you_mean, nearest};

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
    /// Context.
    pub notes: Vec<String>,
    /// How to mend it.
    pub helps: Vec<String>,
}

impl Diagnostic {
    /// A mistake at `span`.
    pub fn error(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        let labels = vec![Label { span, text: String::new() }];
        Self { code, severity: Severity::Error, message: message.into(), labels, notes: vec![], helps: vec![] }
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

    /// Points at another place.
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
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

/// Diagnostics with the document that they point into.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// In order of the document.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that were read.
    pub document: Document,
}

impl Report {
    /// The whole report as plain text.
    pub fn render(&self) -> String {
        self.render_with(&Renderer::plain())
    }

    /// The whole report with colours for a terminal.
    pub fn render_styled(&self) -> String {
        self.render_with(&Renderer::styled())
    }

    /// True if at least one of the diagnostics is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }

    fn render_with(&self, renderer: &Renderer) -> String {
        let rendered: Vec<String> = self.diagnostics.iter().map(|d| self.render_one(renderer, d)).collect();
        rendered.join("\n\n")
    }

    fn render_one(&self, renderer: &Renderer, diagnostic: &Diagnostic) -> String {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut files: Vec<FileId> = diagnostic.labels.iter().map(|l| l.span.file).collect();
        files.dedup();
        let mut group = level
            .primary_title(visible(&diagnostic.message))
            .id(diagnostic.code.id)
            .elements(files.iter().map(|&file| self.snippet(file, diagnostic)));
        let place = self.document.place(diagnostic.span());
        if !place.heading.is_empty() {
            group = group.element(Level::NOTE.message(format!("in section “{}”", visible(&place.heading))));
        }
        for note in &diagnostic.notes {
            group = group.element(Level::NOTE.message(visible(note)));
        }
        for help in &diagnostic.helps {
            group = group.element(Level::HELP.message(visible(help)));
        }
        renderer.render(&[group])
    }

    fn snippet<'a>(
        &'a self,
        file: FileId,
        diagnostic: &'a Diagnostic,
    ) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        let text = &self.document.file(file).text;
        let shown = visible(text);
        let offset = |offset: u32| match &shown {
            Cow::Borrowed(_) => offset as usize,
            Cow::Owned(_) => visible_offset(text, offset as usize),
        };
        let here = |label: &&Label| label.span.file == file;
        let annotations = diagnostic.labels.iter().enumerate().filter(|(_, l)| here(l)).map(|(i, label)| {
            let kind = if i == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            kind.span(offset(label.span.start)..offset(label.span.end)).label(visible(&label.text))
        });
        let annotations: Vec<_> = annotations.collect();
        Snippet::source(shown).path(visible(&self.document.file(file).name)).annotations(annotations)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render())
    }
}

impl std::error::Error for Report {}
