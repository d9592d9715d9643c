//! References: what each name of the document stands for, noted at the moment when the checker finds it out.
//!
//! Nothing is looked up here that the checker has not looked up: a table of names says which symbol the checker entered
//! under a name, and a place is noted once, with what it meant first. Refused: complaints.

use std::collections::HashMap;

use oxc_index::IndexVec;

use crate::ast;
use crate::check::known::functions::LibraryId;
use crate::model::{RuleId, VariableId};
use crate::span::Span;
use crate::symbols::{Reference, ReferenceKind, Symbol, SymbolId, SymbolKind};

/// Names that are told apart by where they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Space {
    /// What equations see.
    Names,
    Units,
    /// What is called with arguments.
    Functions,
    /// What the functions of a library call.
    Library(LibraryId),
    /// What-ifs and systems.
    WhatIfs,
    /// The works of the bibliography.
    Works,
    /// The options of a decision.
    Options(RuleId),
    /// The readings of a parameter.
    Readings(VariableId),
}

/// Everything that has a name, and where it is named.
#[derive(Default)]
pub struct References {
    symbols: IndexVec<SymbolId, Symbol>,
    declared: HashMap<Span, SymbolId>,
    entered: HashMap<Space, HashMap<String, SymbolId>>,
    found: Vec<Reference>,
    /// The sets of indices by name, which are known when all names have been entered.
    indexed: Vec<(SymbolId, Vec<String>)>,
}

impl References {
    /// The symbol that is declared at a place, made if it is new.
    pub fn declare(&mut self, kind: SymbolKind, name: &str, at: Option<Span>) -> SymbolId {
        if let Some(known) = at.and_then(|at| self.declared.get(&at)) {
            return *known;
        }
        let symbol = SymbolId::new(self.symbols.len());
        let name = name.to_string();
        self.symbols.push(Symbol {
            name,
            kind,
            declared: at,
            label: String::new(),
            unit: String::new(),
            indices: vec![],
        });
        if let Some(span) = at {
            self.declared.insert(span, symbol);
            self.found.push(Reference { span, kind: ReferenceKind::Declares, symbol });
        }
        symbol
    }

    /// From now on a name stands for a symbol.
    pub fn enter(&mut self, space: Space, name: &str, symbol: SymbolId) {
        self.entered.entry(space).or_default().insert(name.to_string(), symbol);
    }

    /// What a name of a space stands for.
    pub fn known(&self, space: Space, name: &str) -> Option<SymbolId> {
        self.entered.get(&space)?.get(name).copied()
    }

    /// The symbol that is declared at a place.
    pub fn declared_at(&self, place: Span) -> Option<SymbolId> {
        self.declared.get(&place).copied()
    }

    /// The sets over which a symbol has values.
    pub fn index(&mut self, symbol: SymbolId, indices: &[ast::Index]) {
        self.indexed.push((symbol, indices.iter().map(|index| index.set.text.clone()).collect()));
    }

    /// The author's words for a symbol.
    pub fn set_label(&mut self, symbol: SymbolId, label: &str) {
        self.symbols[symbol].label = label.to_string();
    }

    /// What the values of a symbol are.
    pub fn set_unit(&mut self, symbol: SymbolId, unit: String) {
        self.symbols[symbol].unit = unit;
    }

    /// A closer name for what is declared at a place.
    pub fn set_kind(&mut self, declared: Span, kind: SymbolKind) {
        if let Some(symbol) = self.declared.get(&declared) {
            self.symbols[*symbol].kind = kind;
        }
    }

    /// Notes a place that names a symbol, if there is one.
    pub fn note(&mut self, span: Span, kind: ReferenceKind, symbol: Option<SymbolId>) {
        self.found.extend(symbol.map(|symbol| Reference { span, kind, symbol }));
    }

    /// All symbols, and all references in order of the document.
    pub fn finish(mut self) -> (IndexVec<SymbolId, Symbol>, Vec<Reference>) {
        for (symbol, sets) in std::mem::take(&mut self.indexed) {
            let set =
                |name: &String| self.known(Space::Names, name).filter(|set| self.symbols[*set].kind == SymbolKind::Set);
            self.symbols[symbol].indices = sets.iter().map(set).collect();
        }
        self.found.sort_by_key(|reference| reference.span);
        self.found.dedup_by_key(|reference| reference.span);
        (self.symbols, self.found)
    }
}
