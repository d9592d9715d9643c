//! The bibliography `sources.bib`, and what rests on it: the status of numbers, citations in code and in prose.

use biblatex::RawBibliography;

use crate::ast;
use crate::check::checker::Checker;
use crate::check::known::bibliography::{Bibliography, looks_like_key};
use crate::check::known::references::Space;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{Evidence, Source, Status};
use crate::parser::split_citation;
use crate::span::{FileId, Span};
use crate::symbols::ReferenceKind;

const FILE: &str = "sources.bib";

impl Checker<'_> {
    /// Reads the bibliography if the model has one.
    pub(in crate::check) fn read_bibliography(&mut self) {
        if !self.texts.reader.holds(FILE) {
            return;
        }
        let text = match self.texts.reader.text(FILE) {
            Ok(text) => text,
            Err(fault) => {
                self.texts.bibliography = Bibliography::broken();
                let id = self.add_file(FILE, String::new());
                return self.error(fault.at(Span::new(id, 0..0)));
            }
        };
        let id = self.add_file(FILE, text.clone());
        let parsed = RawBibliography::parse(&text).and_then(|raw| {
            let keys = raw.entries.iter().map(|entry| &entry.v.key);
            keys.for_each(|key| self.declare_work(key.v, Span::new(id, key.span.clone())));
            biblatex::Bibliography::from_raw(raw)
        });
        match parsed {
            Ok(entries) => self.texts.bibliography = Bibliography::new(entries),
            Err(error) => {
                self.texts.bibliography = Bibliography::broken();
                let message = format!("the bibliography cannot be read: {}", error.kind);
                self.error(Diagnostic::error(&codes::BAD_BIBLIOGRAPHY, Span::new(id, error.span), message));
            }
        }
    }

    /// Status and sources of a number; without one it is an error.
    pub(in crate::check) fn evidence(
        &mut self,
        written: Option<&ast::Evidence>,
        at: Span,
        what: &str,
    ) -> Option<Evidence> {
        let Some(written) = written else {
            let message = format!("{what} does not say how well it is known");
            let help = "end it with `sourced [key, place]`, `estimate [key]` or `assumption`";
            self.error(Diagnostic::error(&codes::NO_STATUS, at, message).help(help));
            return None;
        };
        if written.status == Status::Sourced && written.citations.is_empty() {
            let message = "a sourced number says where it comes from";
            let help = "write `sourced [key, place]`, with a key of `sources.bib`";
            self.error(Diagnostic::error(&codes::NO_CITATION, written.span, message).help(help));
        }
        let sources = self.sources_of(&written.citations);
        Some(Evidence { status: written.status, looked_ahead: written.looked_ahead, sources })
    }

    /// Citations, checked against the bibliography.
    pub(in crate::check) fn sources_of(&mut self, citations: &[ast::Citation]) -> Vec<Source> {
        let mut sources = vec![];
        for citation in citations {
            self.cite(&citation.key);
            sources.push(Source { key: citation.key.text.clone(), locator: citation.locator.clone() });
        }
        sources
    }

    fn cite(&mut self, key: &ast::Name) {
        self.refer(Space::Works, key, ReferenceKind::Cites);
        self.texts.cited.insert(key.text.clone());
        if self.texts.bibliography.has(&key.text) || !self.complaints.reported.insert(format!("source {}", key.text)) {
            return;
        }
        let help = self.complaints.suggestions.did_you_mean(&key.text, self.texts.bibliography.keys());
        let message = format!("the bibliography has no source `{}`", key.text);
        let diagnostic = Diagnostic::error(&codes::UNKNOWN_SOURCE, key.span, message);
        self.error(diagnostic.help(help.unwrap_or_else(|| "add it to `sources.bib`".to_string())));
    }

    /// Citations in prose. A bracket that does not look like one is left alone.
    pub(in crate::check) fn check_prose(&mut self) {
        let files = self.texts.document.files.iter().enumerate();
        let chapters: Vec<FileId> = files.filter(|(_, file)| !file.is_library).map(|(id, _)| FileId::new(id)).collect();
        for id in chapters {
            let text = &self.texts.document.file(id).text;
            let brackets = self.texts.document.brackets(id);
            let citations: Vec<_> = brackets.iter().flat_map(|b| split_citation(id, text, b.range())).collect();
            for citation in citations {
                if self.texts.bibliography.has(&citation.key.text) || looks_like_key(&citation.key.text) {
                    self.cite(&citation.key);
                }
            }
        }
    }
}
