//! What is known of a model, right or wrong: its texts, what is wrong with them, and what every name stands for.
//!
//! This is what other tools stand on: a book that links names, an editor that jumps to declarations. The references are
//! those that the checker noted while it resolved names, so nobody has to guess them from words. Refused: names that the
//! checker does not resolve, such as those within a declaration that could not be read.

use oxc_index::IndexVec;

use crate::clause::Clause;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Document;
use crate::model::Model;
use crate::outline::outline;
use crate::report::Report;
use crate::span::{FileId, Span};
use crate::symbols::{Reference, Symbol, SymbolId};

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
    pub symbols: IndexVec<SymbolId, Symbol>,
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
    /// Its clauses in order of their keywords: an option comes before its own clauses. A clause that could not be read is
    /// left out.
    pub clauses: Vec<Clause>,
}

impl Analysis {
    pub(crate) fn new(
        report: Report,
        model: Option<Model>,
        (symbols, references): (IndexVec<SymbolId, Symbol>, Vec<Reference>),
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
            declared.extend(symbol.declared.map(|span| (span, SymbolId::new(position))));
        }
        declared.sort();
        let files = self.document.files.iter().enumerate().filter(|(_, file)| file.name.ends_with(".md"));
        self.chapters = files.map(|(file, _)| Chapter { file: FileId::new(file), declarations: vec![] }).collect();
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
        &self.symbols[id]
    }

    /// The reference at a byte of a file; its end counts as well, because a cursor stands behind a name.
    pub fn reference_at(&self, file: FileId, offset: usize) -> Option<&Reference> {
        let after =
            self.references.partition_point(|found| (found.span.file, found.span.start as usize) <= (file, offset));
        let found = self.references.get(after.checked_sub(1)?)?;
        (found.span.file == file && offset <= found.span.end as usize).then_some(found)
    }

    /// Every place that names a symbol, in order of the document; the declaration is among them.
    ///
    /// ```
    /// use presidium_lang::{MemorySources, ReferenceKind, analyse};
    ///
    /// let chapter = "```presidium\nlet two : 1 = one\nlet three : 1 = two + 1\n```\n";
    /// let analysis = analyse(&MemorySources::new("tiny").with("model.md", chapter));
    /// let file = analysis.chapters[0].file;
    /// let cursor = chapter.rfind("two").unwrap();
    /// let symbol = analysis.reference_at(file, cursor).unwrap().symbol;
    /// let kinds: Vec<ReferenceKind> = analysis.references_to(symbol).map(|found| found.kind).collect();
    /// assert_eq!(kinds, [ReferenceKind::Declares, ReferenceKind::Reads]);
    /// ```
    pub fn references_to(&self, symbol: SymbolId) -> impl Iterator<Item = &Reference> {
        self.references.iter().filter(move |found| found.symbol == symbol)
    }

    /// True if at least one of the diagnostics is an error.
    pub fn has_errors(&self) -> bool {
        self.further_errors > 0 || self.diagnostics.iter().any(|found| found.severity == Severity::Error)
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
