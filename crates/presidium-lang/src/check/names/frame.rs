//! The frame: the title and the months of the model.

use crate::ast::{self, Declaration};
use crate::calendar::Month;
use crate::check::checker::Checker;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::span::{FileId, Span};

impl Checker<'_> {
    /// The title and the months of the model.
    pub(in crate::check) fn frame(&mut self, declarations: &[Declaration]) {
        let frames: Vec<&ast::ModelFrame> = declarations
            .iter()
            .filter_map(|d| match d {
                Declaration::Model(frame) => Some(frame),
                _ => None,
            })
            .collect();
        let Some(frame) = frames.first() else {
            if !declarations.iter().any(|d| matches!(d, Declaration::BrokenModel)) {
                let message = "there is no `model` declaration";
                let help = "write `model \"Title\" from 1953-03 to 1964-12` in a block marked `presidium`";
                let start = Span::new(FileId::from_raw(0), 0..0);
                self.error(Diagnostic::error(&codes::NO_MODEL, start, message).help(help));
            }
            return;
        };
        self.framed = true;
        for second in &frames[1..] {
            let diagnostic = Diagnostic::error(&codes::NO_MODEL, second.span, "there is a second `model` declaration")
                .label(frame.span, "the first one");
            self.complaints.findings.push(diagnostic);
        }
        self.model.title = frame.title.text.clone();
        self.model.first_month = Month::at(frame.first.months);
        self.model.last_month = Month::at(frame.last.months);
        if frame.last.months < frame.first.months {
            let diagnostic = Diagnostic::error(&codes::BAD_WINDOW, frame.last.span, "the model ends before it begins")
                .label(frame.first.span, "its first month");
            self.complaints.findings.push(diagnostic);
            self.model.last_month = self.model.first_month;
        }
        self.model.until_month = self.model.last_month;
        if let Some(until) = frame.until {
            if until.months < frame.last.months {
                let message = "a run cannot be carried on to a month before the model ends";
                let diagnostic =
                    Diagnostic::error(&codes::BAD_WINDOW, until.span, message).label(frame.last.span, "its last month");
                self.complaints.findings.push(diagnostic);
            }
            self.model.until_month = self.model.last_month.max(Month::at(until.months));
        }
        (self.model.seed, self.model.worlds) = (frame.seed, frame.worlds);
        if let Some(split) = frame.split {
            if split.months < frame.first.months || split.months >= frame.last.months {
                let message =
                    "the split leaves nothing to be forecast: it lies outside the model, or in its last month";
                let diagnostic = Diagnostic::error(&codes::BAD_WINDOW, split.span, message)
                    .label(frame.first.span, "its first month")
                    .label(frame.last.span, "its last month");
                self.complaints.findings.push(diagnostic);
            }
            self.model.split = Some(Month::at(split.months));
        }
    }
}
