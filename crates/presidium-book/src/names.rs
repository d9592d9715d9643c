//! Every name that the model declares, with the point of the book where that stands.

use std::collections::{BTreeMap, BTreeSet};

use presidium_lang::{
    Analysis, Clause, ClauseKind, ReferenceKind, Span, Symbol, SymbolId, SymbolKind, Written, outline,
};

use crate::pages::Chapter;

/// A declaration with the names that it makes.
#[derive(Clone, Debug)]
pub struct Declaration {
    pub written: Written,
    /// Position among the chapters.
    pub chapter: usize,
    /// Positions among the entries; the first is the declaration's own.
    pub entries: Vec<usize>,
    pub clauses: Vec<Clause>,
}

impl Declaration {
    /// The first clause of this kind.
    pub fn clause(&self, kind: ClauseKind) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.kind == kind)
    }

    /// Whether a word stands in a clause of one of these kinds.
    pub fn has_in(&self, kinds: &[ClauseKind], word: Span) -> bool {
        let around = |clause: &&Clause| clause.span.start <= word.start && word.end <= clause.span.end;
        self.clauses.iter().filter(around).any(|clause| kinds.contains(&clause.kind))
    }
}

/// A name.
#[derive(Clone, Debug)]
pub struct Entry {
    pub name: String,
    pub kind: SymbolKind,
    /// The author's words for it; may be empty.
    pub label: String,
    /// Identifier of its point on the page.
    pub anchor: String,
    /// Page and point.
    pub link: String,
    /// Position among the declarations.
    pub declaration: usize,
    /// Where it is declared; an element stands at its set.
    pub word: Option<Span>,
}

impl Entry {
    /// Something that has a value, is a rule, or a body: what others can read.
    pub fn is_read(&self) -> bool {
        use SymbolKind::{Claim, Element, Record, Set, System, Test, Unit, WhatIf};
        !matches!(self.kind, Set | Element | Unit | Claim | Test | WhatIf | Record | System)
    }
}

/// What a word of the code names.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    /// Nothing for what has no point in the book: a bound name, an option, a unit of the language.
    pub entry: Option<usize>,
    pub kind: ReferenceKind,
}

/// All names of a model.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// In document order.
    pub declarations: Vec<Declaration>,
    /// In document order.
    pub entries: Vec<Entry>,
    /// Names of the one space that equations see, units and functions behind all others.
    shared: BTreeMap<String, usize>,
    of_symbol: BTreeMap<SymbolId, usize>,
    /// How many there are of each kind.
    counts: BTreeMap<SymbolKind, usize>,
    /// Points that are taken.
    links: BTreeSet<String>,
    /// By the place of the word.
    named: BTreeMap<Span, Named>,
    /// Calls of functions that look back.
    looking_back: Vec<(Span, String)>,
}

impl Names {
    pub fn new(analysis: &Analysis, chapters: &[Chapter]) -> Names {
        let mut names = Names::default();
        let declarations = analysis.chapters.iter().flat_map(|chapter| &chapter.declarations);
        for (declaration, written) in declarations.zip(outline(&analysis.document)) {
            let Some(chapter) = chapters.iter().position(|chapter| chapter.file == written.span.file) else { continue };
            let mut entries = vec![];
            for id in entered(analysis, &declaration.symbols) {
                let home = entries.first().map(|&first: &usize| names.entries[first].anchor.clone());
                entries.push(names.entries.len());
                names.enter((id, analysis.symbol(id)), &chapters[chapter].page, home);
            }
            names.declarations.push(Declaration { written, chapter, entries, clauses: declaration.clauses.clone() });
        }
        for found in &analysis.references {
            let symbol = analysis.symbol(found.symbol);
            match symbol.kind {
                SymbolKind::Function if symbol.declared.is_none() => continue,
                SymbolKind::Memory => {
                    names.looking_back.push((found.span, symbol.name.clone()));
                    continue;
                }
                _ => {}
            }
            let entry = names.of_symbol.get(&found.symbol).copied();
            names.named.insert(found.span, Named { entry, kind: found.kind });
        }
        names
    }

    /// What a name means in equations.
    pub fn find(&self, name: &str) -> Option<&Entry> {
        self.shared.get(name).map(|&place| &self.entries[place])
    }

    /// Position of what a name means in equations.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.shared.get(name).copied()
    }

    /// What a word names; nothing for a word of the language.
    pub fn at(&self, word: Span) -> Option<Named> {
        self.named.get(&word).copied()
    }

    /// The words of a declaration that name something with a point in the book, but do not declare it: the position of
    /// the word, that of the entry, and what is done with it.
    pub fn used_in(&self, declaration: &Declaration) -> Vec<(usize, usize, ReferenceKind)> {
        let words = declaration.written.words.iter().enumerate();
        let used = words.filter_map(|(at, word)| {
            let Named { entry, kind } = self.at(word.span)?;
            entry.filter(|_| self.declared_at(word.span).is_none()).map(|entry| (at, entry, kind))
        });
        used.collect()
    }

    /// The functions called in a stretch of code that look back.
    pub fn looking_back(&self, within: Span) -> impl Iterator<Item = &str> {
        let calls = self
            .looking_back
            .iter()
            .filter(move |(at, _)| at.file == within.file && within.start <= at.start && at.end <= within.end);
        calls.map(|(_, name)| name.as_str())
    }

    /// The name declared by a word.
    pub fn declared_at(&self, word: Span) -> Option<&Entry> {
        let entry = &self.entries[self.at(word)?.entry?];
        (entry.word == Some(word)).then_some(entry)
    }

    /// The declarations of one block of a chapter.
    pub fn of_block(&self, chapter: usize, block: usize) -> impl Iterator<Item = &Declaration> {
        self.declarations.iter().filter(move |d| d.chapter == chapter && d.written.block == block)
    }

    /// The entry of that kind and name.
    pub fn of_kind(&self, kind: SymbolKind, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.kind == kind && entry.name == name)
    }

    /// Makes the entry of a symbol; an element stands at the point of its set.
    fn enter(&mut self, (id, symbol): (SymbolId, &Symbol), page: &str, home: Option<String>) {
        let kind = symbol.kind;
        let anchor = match home {
            Some(home) if kind == SymbolKind::Element => home,
            _ => self.free_anchor(page, kind, &symbol.name),
        };
        let place = self.entries.len();
        match kind {
            SymbolKind::WhatIf
            | SymbolKind::System
            | SymbolKind::Claim
            | SymbolKind::Test
            | SymbolKind::Record
            | SymbolKind::BaseRate => {}
            SymbolKind::Unit | SymbolKind::Function => drop(self.shared.entry(symbol.name.clone()).or_insert(place)),
            _ => drop(self.shared.insert(symbol.name.clone(), place)),
        }
        self.of_symbol.insert(id, place);
        let link = format!("{page}#{anchor}");
        let (name, label, declaration) = (symbol.name.clone(), symbol.label.clone(), self.declarations.len());
        let word = symbol.declared.filter(|_| kind != SymbolKind::Element);
        *self.counts.entry(kind).or_default() += 1;
        self.links.insert(link.clone());
        self.entries.push(Entry { name, kind, label, anchor, link, declaration, word });
    }

    /// `def-harvest`, `claim-B7`, `test-2`: no other point of the page has it.
    fn free_anchor(&self, page: &str, kind: SymbolKind, name: &str) -> String {
        use SymbolKind::{BaseRate, Claim, Record, System, Test, Unit, WhatIf};
        let of_kind = self.counts.get(&kind).copied().unwrap_or_default();
        let wanted = match kind {
            Test => format!("test-{}", of_kind + 1),
            Claim | Record | Unit | System => format!("{}-{name}", kind.word()),
            WhatIf => format!("what-if-{name}"),
            BaseRate => format!("base-rate-{name}"),
            _ => format!("def-{name}"),
        };
        let is_taken = self.links.contains(&format!("{page}#{wanted}"));
        if is_taken { format!("{wanted}-{of_kind}") } else { wanted }
    }
}

/// The symbols of a declaration that have a point in the book; a set has its elements, wherever they stand, at its end.
fn entered(analysis: &Analysis, declared: &[SymbolId]) -> Vec<SymbolId> {
    use SymbolKind::{Binding, Element, Local, Option, Reading, Unreadable, Work};
    let is_own = |id: &SymbolId| {
        !matches!(analysis.symbol(*id).kind, Element | Option | Reading | Binding | Local | Work | Unreadable)
    };
    let mut entered: Vec<SymbolId> = declared.iter().copied().filter(is_own).collect();
    if let Some(set) = entered.first().map(|id| analysis.symbol(*id)).filter(|own| own.kind == SymbolKind::Set) {
        let ids = (0..analysis.symbols.len()).map(SymbolId::new);
        let is_element = |id: &SymbolId| {
            let symbol = analysis.symbol(*id);
            symbol.kind == Element && symbol.unit == set.name
        };
        entered.extend(ids.filter(is_element));
    }
    entered
}
