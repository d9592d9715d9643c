//! The tree to a checked model: names, units, sets, types, order, sources.
//!
//! One [`Checker`] goes through the declarations several times. Each stage is a folder, and imports only what stands
//! before it:
//!
//! ```text
//! known, values → checker → names, data, expressions → declarations → whole
//! ```
//! `names` enters every name, so that declarations may stand in any order; `data` fills sets and tables, because priors and
//! subsets need their values; `declarations` checks and lowers them, with the help of `expressions`; `whole` puts lets in
//! order and judges what only the whole model can tell. `known` is what the checker knows, `values` what expressions
//! amount to. A method that another folder may call is `pub(in crate::check)`; those are the doors.

mod checker;
mod data;
mod declarations;
mod expressions;
mod known;
mod names;
mod values;
mod whole;

use oxc_index::IndexVec;

use crate::ast::Declaration;
use crate::chapters::LibraryText;
use crate::document::Document;
use crate::model::Model;
use crate::parser::Chapter;
use crate::reading::Reader;
use crate::report::Report;
use crate::symbols::{Reference, Symbol, SymbolId};
use checker::Checker;

pub(crate) use declarations::changes::{check_changes, check_condition, check_observable, check_scenario};

/// What the check of a document gives.
pub(crate) struct Checked {
    pub model: Model,
    pub report: Report,
    pub symbols: IndexVec<SymbolId, Symbol>,
    pub references: Vec<Reference>,
}

/// Checks all declarations of a document.
pub(crate) fn check(reader: &Reader<'_>, document: Document, chapters: Chapter, libraries: &[LibraryText]) -> Checked {
    let mut checker = Checker::new(reader, document);
    checker.complaints.findings = chapters.findings;
    checker.complaints.faulty = chapters.faulty;
    checker.model.name = reader.sources.name();
    checker.run(&chapters.declarations, libraries);
    let (symbols, references) = checker.references.finish();
    let report = Report::in_order(checker.complaints.findings, checker.texts.document);
    Checked { model: checker.model.into_model(), report, symbols, references }
}

impl<'a> Checker<'a> {
    fn run(&mut self, declarations: &'a [Declaration], libraries: &'a [LibraryText]) {
        self.read_bibliography();
        self.declare_units(declarations);
        self.frame(declarations);
        self.declare_names(declarations);
        self.read_libraries(libraries);
        self.import(declarations);
        self.declare_functions(declarations);
        self.check_letters();
        self.fill_pending();
        self.check_sizes();
        self.check_functions();
        self.check_quantities(declarations);
        self.check_bodies(declarations);
        self.check_rules(declarations);
        self.link_stocks(declarations);
        self.check_what_ifs(declarations);
        self.check_claims(declarations);
        self.check_base_rates(declarations);
        self.check_records(declarations);
        self.order_lets();
        self.order_beginnings();
        self.finish_rules();
        self.check_prose();
        self.judge();
        self.warn_unread();
        self.model.functions = self.signatures();
        self.model.units = self.units.to_model();
        self.model.sections = self.texts.document.sections();
        self.model.literals = self.literals(declarations);
        self.model.citations = self.texts.bibliography.citations(&self.texts.cited);
    }
}
