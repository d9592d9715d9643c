//! Diagnostics with the texts that they point into, as they are shown: in the manner of `rustc`, through
//! `annotate-snippets`.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::characters::{visible, visible_offset};
use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::document::Document;
use crate::findings::Findings;
use crate::span::FileId;

/// Lines between two places that are shown in one piece of text.
const STRETCH_LINES: u32 = 100;

/// Bytes between two places that are shown in one piece of text.
const STRETCH_BYTES: u32 = 20_000;

/// Letters of a line between two places that are shown in one piece of text, and of a place that are underlined.
const STRETCH_LETTERS: usize = 1_000;

/// Letters of a sentence of a diagnostic; it may quote a text of any length.
const LETTERS_MAX: usize = 1_000;

/// A label, and whether the mistake is there.
type Placed<'a> = (bool, &'a Label);

/// Diagnostics with the document that they point into.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// In order of the document, at most ten thousand errors and as many warnings.
    pub diagnostics: Vec<Diagnostic>,
    /// Errors beyond those.
    pub further_errors: usize,
    /// Warnings beyond those.
    pub further_warnings: usize,
    /// The texts that were read.
    pub document: Document,
}

impl Report {
    pub(crate) fn new(findings: Findings, document: Document) -> Self {
        let (diagnostics, further_errors, further_warnings) = findings.into_parts();
        Self { diagnostics, further_errors, further_warnings, document }
    }

    /// The same in order of the document, whatever the order of finding.
    pub(crate) fn in_order(findings: Findings, document: Document) -> Self {
        let mut report = Self::new(findings, document);
        report.diagnostics.sort_by_key(|found| (found.span(), found.code.id));
        report
    }

    /// All diagnostics as plain text, and the number of those that are not kept.
    pub fn render(&self) -> String {
        self.render_with(&Renderer::plain(), usize::MAX)
    }

    /// The first of the diagnostics with colours for a terminal, errors before warnings, and the number of the others.
    pub fn render_styled(&self, most: usize) -> String {
        self.render_with(&Renderer::styled(), most)
    }

    /// True if at least one of the diagnostics is an error.
    pub fn has_errors(&self) -> bool {
        self.errors() > 0
    }

    /// Number of errors, with those that are not kept.
    pub fn errors(&self) -> usize {
        self.kept(Severity::Error) + self.further_errors
    }

    /// Number of warnings, with those that are not kept.
    pub fn warnings(&self) -> usize {
        self.kept(Severity::Warning) + self.further_warnings
    }

    fn kept(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    fn render_with(&self, renderer: &Renderer, most: usize) -> String {
        let shown = self.first(most);
        let mut rendered: Vec<String> = shown.iter().map(|d| self.render_one(renderer, d)).collect();
        let shown_errors = shown.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
        let others = (self.errors() - shown_errors, self.warnings() - (shown.len() - shown_errors));
        rendered
            .extend(more(others).map(|title| renderer.render(&[Group::with_title(Level::NOTE.primary_title(title))])));
        rendered.join("\n\n")
    }

    /// The first of the diagnostics in order of the document; no warning takes the place of an error.
    fn first(&self, most: usize) -> Vec<&Diagnostic> {
        let mut warnings = most.saturating_sub(self.kept(Severity::Error));
        let mut wanted = |diagnostic: &&Diagnostic| {
            let is_warning = diagnostic.severity == Severity::Warning;
            let shown = !is_warning || warnings > 0;
            warnings -= usize::from(is_warning && shown);
            shown
        };
        self.diagnostics.iter().filter(|diagnostic| wanted(diagnostic)).take(most).collect()
    }

    fn render_one(&self, renderer: &Renderer, diagnostic: &Diagnostic) -> String {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(sentence(&diagnostic.message)).id(diagnostic.code.id);
        let mut group = Group::with_title(title);
        for labels in self.stretches(diagnostic) {
            let window = self.window(&labels);
            let snippet = self.snippet(&labels, window.clone());
            let path = visible(&self.document.file(labels[0].1.span.file).name);
            group = match self.column_before(&labels, &window) {
                None => group.element(snippet.path(path)),
                Some((line, column)) => {
                    group.element(Origin::path(path).line(line).char_column(column)).element(snippet)
                }
            };
        }
        let place = self.document.place(diagnostic.span());
        if !place.heading.is_empty() {
            group = group.element(Level::NOTE.message(format!("in section “{}”", sentence(&place.heading))));
        }
        if diagnostic.further_places > 0 {
            group = group.element(Level::NOTE.message(format!("and {} more places", diagnostic.further_places)));
        }
        for note in &diagnostic.notes {
            group = group.element(Level::NOTE.message(sentence(note)));
        }
        for help in &diagnostic.helps {
            group = group.element(Level::HELP.message(sentence(help)));
        }
        renderer.render(&[group])
    }

    /// Labels that are shown in one piece of text, that of the mistake first: those of one file that are not far apart.
    fn stretches<'a>(&self, diagnostic: &'a Diagnostic) -> Vec<Vec<Placed<'a>>> {
        let line = |placed: &Placed<'_>| self.document.file(placed.1.span.file).line(placed.1.span.start as usize);
        let mut placed: Vec<Placed<'a>> =
            diagnostic.labels.iter().enumerate().map(|(i, label)| (i == 0, label)).collect();
        placed.sort_by_key(|(_, label)| label.span);
        let column = |placed: &Placed<'_>| {
            let start = placed.1.span.start as usize;
            start - self.document.file(placed.1.span.file).line_start(start)
        };
        let near = |one: &Placed<'a>, next: &Placed<'a>| {
            one.1.span.file == next.1.span.file
                && line(next) - line(one) < STRETCH_LINES
                && column(next).abs_diff(column(one)) < STRETCH_LETTERS
                && next.1.span.start - one.1.span.start < STRETCH_BYTES
        };
        let mut stretches: Vec<Vec<Placed<'a>>> = placed.chunk_by(near).map(<[_]>::to_vec).collect();
        stretches.sort_by_key(|labels| !labels.iter().any(|(is_primary, _)| *is_primary));
        stretches
    }

    fn snippet<'a>(
        &'a self,
        labels: &[Placed<'a>],
        lines: Range<usize>,
    ) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        let file = labels[0].1.span.file;
        let text = &self.document.file(file).text[lines.clone()];
        let shown = visible(text);
        let offset = |offset: u32| match &shown {
            Cow::Borrowed(_) => offset as usize - lines.start,
            Cow::Owned(_) => visible_offset(text, offset as usize - lines.start),
        };
        let annotations = labels.iter().map(|(is_primary, label)| {
            let kind = if *is_primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            let (start, end) = (offset(label.span.start), offset(label.span.end));
            let end = boundary(&shown, end.min(start + STRETCH_LETTERS)).max(start);
            kind.span(start..end).label(sentence(&label.text))
        });
        let annotations: Vec<_> = annotations.collect();
        let first_line = self.document.file(file).line(lines.start) as usize;
        Snippet::source(shown).line_start(first_line).annotations(annotations)
    }

    /// What is shown around some labels: their lines, but of a long one not what is far before the first and behind the last.
    fn window(&self, labels: &[Placed<'_>]) -> Range<usize> {
        let file = self.document.file(labels[0].1.span.file);
        let lines = self.lines(labels[0].1.span.file, labels.iter().map(|(_, label)| *label));
        let start = labels[0].1.span.start as usize;
        let ends =
            labels.iter().map(|(_, label)| (label.span.end as usize).min(label.span.start as usize + STRETCH_LETTERS));
        let end = ends.max().unwrap_or(start);
        let is_far = |distance: usize| distance > STRETCH_LETTERS;
        let first = if is_far(start.saturating_sub(lines.start)) { start - STRETCH_LETTERS / 2 } else { lines.start };
        let last = if is_far(lines.end.saturating_sub(end)) { end + STRETCH_LETTERS / 2 } else { lines.end };
        boundary(&file.text, first)..boundary(&file.text, last)
    }

    /// Line and column of the first of some labels, if the window does not begin where its line does.
    fn column_before(&self, labels: &[Placed<'_>], window: &Range<usize>) -> Option<(usize, usize)> {
        let file = self.document.file(labels[0].1.span.file);
        let (_, label) = labels.iter().find(|(is_primary, _)| *is_primary).unwrap_or(&labels[0]);
        let start = (label.span.start as usize).min(file.text.len());
        let line_start = file.line_start(start);
        let before = &file.text[line_start..start];
        (file.line_start(window.start) < window.start).then(|| (file.line(start) as usize, before.chars().count() + 1))
    }

    /// The lines of a file from the first label to the last: what else it holds need not be looked at.
    fn lines<'d>(&self, file: FileId, labels: impl Iterator<Item = &'d Label>) -> Range<usize> {
        let file = self.document.file(file);
        let (start, end) =
            labels.fold((u32::MAX, 0), |(start, end), label| (start.min(label.span.start), end.max(label.span.end)));
        let end = file.line_range(end as usize).end.min(file.text.len());
        // What is missing at the end of a file is shown at the end of its last line.
        let last = file.text.trim_end_matches('\n').len();
        file.line_start(last.min(start as usize))..end
    }
}

/// The last boundary of letters up to an offset.
fn boundary(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// A sentence that can be shown, cut off where nobody would read on.
fn sentence(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LETTERS_MAX) {
        None => visible(text),
        Some((end, _)) => format!("{}…", visible(&text[..end])).into(),
    }
}

/// How many errors and warnings are not shown, if any.
fn more((errors, warnings): (usize, usize)) -> Option<String> {
    let count = |n: usize, what: &str| match n {
        0 => None,
        1 => Some(format!("1 more {what}")),
        n => Some(format!("{n} more {what}s")),
    };
    let counts = [count(errors, "error"), count(warnings, "warning")];
    let counts: Vec<String> = counts.into_iter().flatten().collect();
    (!counts.is_empty()).then(|| format!("there are {}", counts.join(" and ")))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render())
    }
}

impl std::error::Error for Report {}
