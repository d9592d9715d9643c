//! The state of a check, in parts; and what every stage does with it.

use crate::characters;
use crate::check::known::complaints::Complaints;
use crate::check::known::draft::{Beside, Draft};
use crate::check::known::entities::{Filling, Names, RuleInfo, VariableInfo};
use crate::check::known::functions::{Calls, Functions, Library};
use crate::check::known::later::Later;
use crate::check::known::references::References;
use crate::check::known::scope::Bindings;
use crate::check::known::texts::Texts;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::model::{BindingId, LocalId, RuleId, SetId, VariableId};
use crate::reading::Reader;
use crate::span::{FileId, Span};
use crate::units::UnitTable;

/// What is known while a model is being checked.
pub(crate) struct Checker<'a> {
    pub(super) texts: Texts<'a>,
    pub(super) complaints: Complaints,
    pub(super) model: Draft<'a>,
    pub(super) units: UnitTable<'a>,
    pub(super) names: Names<'a>,
    /// What the names that have been resolved stand for.
    pub(super) references: References,
    /// Beside `model.variables`.
    pub(super) variables: Beside<'a, VariableId, VariableInfo>,
    /// Beside the rules of the model, in document order.
    pub(super) rules: Beside<'a, RuleId, RuleInfo>,
    pub(super) filling: Filling<'a>,
    pub(super) bound: Bindings,
    /// Functions of the author's own, and those that are imported.
    pub(super) functions: Functions<'a>,
    pub(super) libraries: Vec<Library<'a>>,
    pub(super) calls: Calls,
    pub(super) later: Later,
    /// The months of the model are known.
    pub(super) framed: bool,
    /// The declaration that is being checked, for the names of hidden variables.
    pub(super) owner: String,
}

impl<'a> Checker<'a> {
    pub(super) fn new(reader: &'a Reader<'a>, document: Document) -> Self {
        Self {
            texts: Texts::new(reader, document),
            complaints: Complaints::default(),
            model: Draft::new(),
            units: UnitTable::built_in(),
            names: Names::default(),
            references: References::default(),
            variables: Beside::new(),
            rules: Beside::new(),
            filling: Filling::default(),
            bound: Bindings::default(),
            functions: Functions::new(),
            libraries: vec![],
            calls: Calls::default(),
            later: Later::default(),
            framed: false,
            owner: String::new(),
        }
    }

    /// Adds a file that is no chapter.
    pub(super) fn add_file(&mut self, name: &str, text: String) -> FileId {
        let file = self.texts.document.add_plain(name, text);
        self.complaints.findings.extend(characters::check(file, &self.texts.document.file(file).text));
        file
    }

    pub(super) fn error(&mut self, diagnostic: Diagnostic) {
        self.complaints.findings.push(diagnostic);
    }

    /// Reports a clause that is not there, unless one could not be read.
    pub(super) fn missing_clause(&mut self, span: Span, message: impl Into<String>, help: &str) {
        if !self.is_faulty(span) {
            self.error(Diagnostic::error(&codes::MISSING_CLAUSE, span, message).help(help));
        }
    }

    /// Has the declaration around this place a mistake in grammar?
    pub(super) fn is_faulty(&self, span: Span) -> bool {
        // Declarations stand one after the other.
        let after =
            self.complaints.faulty.partition_point(|whole| (whole.file, whole.start) <= (span.file, span.start));
        let before = after.checked_sub(1).map(|last| self.complaints.faulty[last]);
        before.is_some_and(|whole| whole.file == span.file && span.end <= whole.end)
    }

    /// A new name for an element of a set.
    pub(super) fn new_binding(&mut self, set: SetId) -> BindingId {
        self.bound.sets.push(set)
    }

    pub(super) fn new_local(&mut self) -> LocalId {
        self.bound.locals += 1;
        LocalId::from_raw(self.bound.locals - 1)
    }
}
