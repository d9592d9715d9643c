//! The tree to a checked model: names, units, sets, types, order, sources.
//!
//! One [`Checker`] goes through the declarations several times: first every name is entered, so that declarations may
//! stand in any order; then sets and data are filled in, because priors and subsets need their values; then all
//! expressions are checked and lowered; last, lets are put in order. Each file of this folder adds the methods for
//! one kind of thing.

mod data;
mod declarations;
mod expressions;
mod known;
mod names;
mod values;
mod whole;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use crate::ast::{self, Declaration};
use crate::calendar::Month;
use crate::characters;
use crate::codes;
use crate::diagnostic::{Diagnostic, Report};
use crate::document::{Document, FileId, Span};
use crate::findings::Findings;
use crate::model::{BindingId, LocalId, Model, SetId, VariableId, WhatIfId};
use crate::parser::Chapter;
use crate::reading::Reader;
use crate::suggestion::Suggestions;
use crate::symbols::{Reference, Symbol};
use crate::units::UnitTable;
use data::bibliography::Bibliography;
use data::tables::Table;
use known::draft::{Beside, Draft};
use known::entities::{Names, Pending, RuleInfo, VariableInfo};
use known::references::References;
use whole::judgements::Judgement;
use whole::links::StockTerm;

pub(crate) use declarations::changes::{check_changes, check_observable, check_scenario};

/// What is known while a model is being checked.
pub(crate) struct Checker<'a> {
    reader: &'a Reader<'a>,
    document: Document,
    findings: Findings,
    suggestions: Suggestions,
    model: Draft<'a>,
    units: UnitTable<'a>,
    bibliography: Bibliography,
    names: Names<'a>,
    /// What the names that have been resolved stand for.
    references: References,
    what_ifs: BTreeMap<String, WhatIfId>,
    /// Of subsets.
    set_parents: BTreeMap<SetId, SetId>,
    /// Beside `model.variables`.
    variables: Beside<'a, VariableInfo>,
    /// Beside the rules of the model, in document order.
    rules: Beside<'a, RuleInfo>,
    /// Sets and data that are filled in when first needed.
    pending: Vec<Pending<'a>>,
    pending_by_name: HashMap<String, usize>,
    pending_by_set: BTreeMap<SetId, usize>,
    tables: HashMap<String, Option<Rc<Table>>>,
    /// The set of every binding made so far.
    binding_sets: Vec<SetId>,
    local_count: u32,
    /// What each let reads in the same step, and where.
    let_reads: BTreeMap<VariableId, Vec<(VariableId, Span)>>,
    /// Where each variable is read, as far as it has been checked.
    readings: Vec<(VariableId, Span)>,
    /// What flows into and out of stocks, as terms of the stocks.
    stock_terms: Vec<StockTerm>,
    /// What is looked at when all is known.
    judgements: Vec<Judgement>,
    /// Unknown names that have been reported; each is reported once.
    reported: HashSet<String>,
    cited: BTreeSet<String>,
    /// Declarations with a mistake in grammar, in order of reading.
    faulty: Vec<Span>,
    /// The months of the model are known.
    framed: bool,
    /// Bodies over sets that do not exist.
    broken_bodies: BTreeSet<String>,
    /// The declaration that is being checked, for the names of hidden variables.
    owner: String,
}

/// What the check of a document gives.
pub(crate) struct Checked {
    pub model: Model,
    pub report: Report,
    pub symbols: Vec<Symbol>,
    pub references: Vec<Reference>,
}

/// Checks all declarations of a document.
pub(crate) fn check(reader: &Reader<'_>, document: Document, chapters: Chapter) -> Checked {
    let mut checker = Checker::new(reader, document);
    checker.findings = chapters.findings;
    checker.faulty = chapters.faulty;
    checker.model.name = reader.sources.name();
    checker.run(&chapters.declarations);
    let (symbols, references) = checker.references.finish();
    let report = Report::in_order(checker.findings, checker.document);
    Checked { model: checker.model.into_model(), report, symbols, references }
}

impl<'a> Checker<'a> {
    fn new(reader: &'a Reader<'a>, document: Document) -> Self {
        Self {
            reader,
            document,
            model: Draft::new(),
            units: UnitTable::built_in(),
            findings: Findings::default(),
            suggestions: Suggestions::default(),
            bibliography: Bibliography::default(),
            names: Names::default(),
            references: References::default(),
            what_ifs: BTreeMap::new(),
            set_parents: BTreeMap::new(),
            variables: Beside::new(),
            rules: Beside::new(),
            pending: vec![],
            pending_by_name: HashMap::new(),
            pending_by_set: BTreeMap::new(),
            tables: HashMap::new(),
            binding_sets: vec![],
            local_count: 0,
            let_reads: BTreeMap::new(),
            readings: vec![],
            stock_terms: vec![],
            judgements: vec![],
            reported: HashSet::new(),
            cited: BTreeSet::new(),
            faulty: vec![],
            framed: false,
            broken_bodies: BTreeSet::new(),
            owner: String::new(),
        }
    }

    fn run(&mut self, declarations: &'a [Declaration]) {
        self.read_bibliography();
        self.frame(declarations);
        self.declare_units(declarations);
        self.declare_names(declarations);
        self.check_letters();
        self.fill_pending();
        self.check_sizes();
        self.check_quantities(declarations);
        self.check_bodies(declarations);
        self.check_rules(declarations);
        self.link_stocks(declarations);
        self.check_what_ifs(declarations);
        self.check_claims(declarations);
        self.check_records(declarations);
        self.order_lets();
        self.finish_rules();
        self.check_prose();
        self.judge();
        self.warn_unread();
        self.model.units = self.units.to_model();
        self.model.sections = self.document.sections();
        self.model.literals = self.literals(declarations);
        self.model.citations = self.bibliography.citations(&self.cited);
    }

    /// The title and the months of the model.
    fn frame(&mut self, declarations: &[Declaration]) {
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
                let start = Span::new(FileId(0), 0..0);
                self.error(Diagnostic::error(&codes::NO_MODEL, start, message).help(help));
            }
            return;
        };
        self.framed = true;
        for second in &frames[1..] {
            let diagnostic = Diagnostic::error(&codes::NO_MODEL, second.span, "there is a second `model` declaration")
                .label(frame.span, "the first one");
            self.findings.push(diagnostic);
        }
        self.model.title = frame.title.text.clone();
        self.model.first_month = Month::at(frame.first.months);
        self.model.last_month = Month::at(frame.last.months);
        if frame.last.months < frame.first.months {
            let diagnostic = Diagnostic::error(&codes::BAD_WINDOW, frame.last.span, "the model ends before it begins")
                .label(frame.first.span, "its first month");
            self.findings.push(diagnostic);
            self.model.last_month = self.model.first_month;
        }
        self.model.until_month = self.model.last_month;
        if let Some(until) = frame.until {
            if until.months < frame.last.months {
                let message = "a run cannot be carried on to a month before the model ends";
                let diagnostic =
                    Diagnostic::error(&codes::BAD_WINDOW, until.span, message).label(frame.last.span, "its last month");
                self.findings.push(diagnostic);
            }
            self.model.until_month = self.model.last_month.max(Month::at(until.months));
        }
    }

    /// Adds a file that is no chapter.
    fn add_file(&mut self, name: &str, text: String) -> FileId {
        let file = self.document.add_plain(name, text);
        self.findings.extend(characters::check(&self.document, file));
        file
    }

    fn error(&mut self, diagnostic: Diagnostic) {
        self.findings.push(diagnostic);
    }

    /// Reports a clause that is not there, unless one could not be read.
    fn missing_clause(&mut self, span: Span, message: impl Into<String>, help: &str) {
        if !self.is_faulty(span) {
            self.error(Diagnostic::error(&codes::MISSING_CLAUSE, span, message).help(help));
        }
    }

    /// Has the declaration around this place a mistake in grammar?
    fn is_faulty(&self, span: Span) -> bool {
        // Declarations stand one after the other.
        let after = self.faulty.partition_point(|whole| (whole.file, whole.start) <= (span.file, span.start));
        let before = after.checked_sub(1).map(|last| self.faulty[last]);
        before.is_some_and(|whole| whole.file == span.file && span.end <= whole.end)
    }

    /// A new name for an element of a set.
    fn new_binding(&mut self, set: SetId) -> BindingId {
        self.binding_sets.push(set);
        BindingId(self.binding_sets.len() as u32 - 1)
    }

    fn new_local(&mut self) -> LocalId {
        self.local_count += 1;
        LocalId(self.local_count - 1)
    }
}
