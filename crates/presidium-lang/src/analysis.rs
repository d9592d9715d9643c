//! What is known of a model, right or wrong: its texts, what is wrong with them, and what every name stands for.
//!
//! This is what other tools stand on: a book that links names, an editor that jumps to declarations. The references are
//! those that the checker noted while it resolved names, so nobody has to guess them from words. Refused: names that the
//! checker does not resolve, such as those within a declaration that could not be read.

use crate::diagnostic::{Diagnostic, Report};
use crate::document::{Document, FileId, Span};
use crate::model::Model;
use crate::outline::outline;

/// A model as far as it could be understood.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// The texts that were read.
    pub document: Document,
    /// The chapters in order, each with its declarations.
    pub chapters: Vec<Chapter>,
    /// Errors and warnings in order of the document, at most ten thousand of each.
    pub diagnostics: Vec<Diagnostic>,
    /// Errors beyond those.
    pub further_errors: usize,
    /// Warnings beyond those.
    pub further_warnings: usize,
    /// Every place that names a symbol, once, in order of the document.
    pub references: Vec<Reference>,
    /// What has a name; a [`SymbolId`] is a position in them.
    pub symbols: Vec<Symbol>,
    /// The checked model, if there is no error.
    pub model: Option<Model>,
}

/// A Markdown file of the model.
#[derive(Clone, Debug)]
pub struct Chapter {
    /// The file.
    pub file: FileId,
    /// Its declarations in order, also those that could not be read.
    pub declarations: Vec<Declaration>,
}

/// A declaration of a chapter.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// From its keyword to its last word.
    pub span: Span,
    /// Position of its block among the blocks of the file.
    pub block: usize,
    /// What it declares, in order of the document; its own name comes first, if it has one.
    pub symbols: Vec<SymbolId>,
    /// The clauses of an event, a decision, its options, a stock or a body, in order of their keywords: an option comes
    /// before its own clauses.
    pub clauses: Vec<Clause>,
}

/// A part of a declaration that begins with a word of the language: `when …`, `option …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clause {
    /// That word.
    pub keyword: Span,
    /// From that word to the last one.
    pub span: Span,
}

/// Position of a symbol in an [`Analysis`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SymbolId(pub u32);

impl SymbolId {
    /// As a position.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Something that has a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Symbol {
    /// Its name; of a test, its words.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// The name where it is declared; nothing for units of the language, and for the `it` of a subset.
    pub declared: Option<Span>,
    /// What its values are: a unit as declared, `truth`, `date`, or the set of its elements, `Person?` if there may be
    /// none. Of an element and of a bound name, its set. Empty for what has no value, or none that is known.
    pub unit: String,
    /// The set of each of its indices; nothing where there is no such set.
    pub indices: Vec<Option<SymbolId>>,
}

/// What a symbol is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SymbolKind {
    /// A unit of the document or of the language.
    Unit,
    /// A set or a subset.
    Set,
    /// An element of a set.
    Element,
    /// A column of the table of a set.
    Attribute,
    /// Numbers that are the same in every world.
    Data,
    /// A number that is drawn for each world.
    Parameter,
    /// One of the rival values of a parameter.
    Reading,
    /// A mechanism that can be switched off.
    Switch,
    /// A number that changes with time as it is written.
    Series,
    /// An amount that flows change.
    Stock,
    /// What moves from stock to stock.
    Flow,
    /// What is computed anew in every step.
    Let,
    /// Luck.
    Draw,
    /// What stays until a rule changes it.
    State,
    /// A rule that happens.
    Event,
    /// A rule by which somebody chooses.
    Decision,
    /// An option of a decision.
    Option,
    /// Those who vote together.
    Body,
    /// Figures of history to compare with.
    Record,
    /// A claim of the ledger.
    Claim,
    /// What must hold in every world.
    Test,
    /// Changes with a name.
    WhatIf,
    /// A part of the model, and how it is switched off.
    System,
    /// An index, a member of a body, or a person who decides.
    Binding,
    /// A value that a rule computes for itself.
    Local,
    /// An entry of the bibliography.
    Work,
    /// Its declaration has a mistake in grammar, so that only its name is known.
    Unreadable,
}

impl SymbolKind {
    /// In words, without an article: `what if`, `stock`.
    pub fn word(self) -> &'static str {
        match self {
            SymbolKind::Unit => "unit",
            SymbolKind::Set => "set",
            SymbolKind::Element => "element",
            SymbolKind::Attribute => "attribute",
            SymbolKind::Data => "data",
            SymbolKind::Parameter => "param",
            SymbolKind::Reading => "reading",
            SymbolKind::Switch => "switch",
            SymbolKind::Series => "series",
            SymbolKind::Stock => "stock",
            SymbolKind::Flow => "flow",
            SymbolKind::Let => "let",
            SymbolKind::Draw => "draw",
            SymbolKind::State => "state",
            SymbolKind::Event => "event",
            SymbolKind::Decision => "decision",
            SymbolKind::Option => "option",
            SymbolKind::Body => "body",
            SymbolKind::Record => "record",
            SymbolKind::Claim => "claim",
            SymbolKind::Test => "test",
            SymbolKind::WhatIf => "what if",
            SymbolKind::System => "system",
            SymbolKind::Binding => "bound name",
            SymbolKind::Local => "local value",
            SymbolKind::Work => "work",
            SymbolKind::Unreadable => "unreadable declaration",
        }
    }
}

/// A place that names a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The name itself.
    pub span: Span,
    /// What the place does with it.
    pub kind: ReferenceKind,
    /// What is named.
    pub symbol: SymbolId,
}

/// What a place does with a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReferenceKind {
    /// It gives the name.
    Declares,
    /// It reads the value, or asks what a rule has done.
    Reads,
    /// A rule changes the value.
    Assigns,
    /// A what-if or a system changes it.
    Changes,
    /// It names it without asking for a value: the set of an index, a unit, an option, the body that votes.
    Names,
    /// It rests on a work of the bibliography.
    Cites,
}

impl Analysis {
    pub(crate) fn new(
        report: Report,
        model: Option<Model>,
        (symbols, references): (Vec<Symbol>, Vec<Reference>),
    ) -> Self {
        let model = model.filter(|_| !report.has_errors());
        let Report { diagnostics, further_errors, further_warnings, document } = report;
        let chapters = vec![];
        Self { document, chapters, diagnostics, further_errors, further_warnings, references, symbols, model }
    }

    /// The same with its chapters.
    pub(crate) fn with_chapters(mut self, mut clauses: Vec<Clause>) -> Self {
        clauses.sort_by_key(|clause| clause.keyword);
        let mut declared: Vec<(Span, SymbolId)> = vec![];
        for (position, symbol) in self.symbols.iter().enumerate() {
            declared.extend(symbol.declared.map(|span| (span, SymbolId(position as u32))));
        }
        declared.sort();
        let files = self.document.files.iter().enumerate().filter(|(_, file)| file.name.ends_with(".md"));
        self.chapters = files.map(|(file, _)| Chapter { file: FileId(file as u32), declarations: vec![] }).collect();
        for written in outline(&self.document) {
            let (file, span) = (written.span.file, written.span);
            let first = declared.partition_point(|(at, _)| (at.file, at.start) < (file, span.start));
            let within = declared[first..].iter().take_while(|(at, _)| at.file == file && at.end <= span.end);
            let symbols = within.map(|(_, symbol)| *symbol).collect();
            let first = clauses.partition_point(|clause| clause.keyword < span);
            let within =
                clauses[first..].iter().take_while(|clause| clause.span.file == file && clause.span.end <= span.end);
            let clauses = within.copied().collect();
            let declaration = Declaration { span, block: written.block, symbols, clauses };
            if let Some(chapter) = self.chapters.iter_mut().find(|chapter| chapter.file == file) {
                chapter.declarations.push(declaration);
            }
        }
        self
    }

    /// The symbol of this position.
    pub fn symbol(&self, id: SymbolId) -> &Symbol {
        &self.symbols[id.index()]
    }

    /// The reference at a byte of a file; its end counts as well, because a cursor stands behind a name.
    pub fn reference_at(&self, file: FileId, offset: usize) -> Option<&Reference> {
        let after =
            self.references.partition_point(|found| (found.span.file, found.span.start as usize) <= (file, offset));
        let found = self.references.get(after.checked_sub(1)?)?;
        (found.span.file == file && offset <= found.span.end as usize).then_some(found)
    }

    /// Every place that names a symbol, in order of the document; the declaration is among them.
    pub fn references_to(&self, symbol: SymbolId) -> impl Iterator<Item = &Reference> {
        self.references.iter().filter(move |found| found.symbol == symbol)
    }

    /// True if at least one of the diagnostics is an error.
    pub fn has_errors(&self) -> bool {
        self.further_errors > 0 || self.diagnostics.iter().any(|found| found.severity == crate::Severity::Error)
    }

    /// The model, if there is no error, and the report of the warnings with the texts that they point into.
    ///
    /// # Errors
    /// The report of everything that is wrong; warnings are included.
    pub fn into_model(self) -> Result<(Model, Report), Box<Report>> {
        match self.into_report() {
            (report, Some(model)) => Ok((model, report)),
            (report, None) => Err(Box::new(report)),
        }
    }

    /// The diagnostics with the texts that they point into, for those who show them; and the model.
    pub fn into_report(self) -> (Report, Option<Model>) {
        let Self { document, diagnostics, further_errors, further_warnings, model, .. } = self;
        (Report { diagnostics, further_errors, further_warnings, document }, model)
    }
}
