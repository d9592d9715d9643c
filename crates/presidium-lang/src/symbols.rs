//! Symbols, which are what names stand for, and references, which are the places that name them.

use oxc_index::define_index_type;

use crate::span::Span;

define_index_type! {
    /// Position of a symbol in an [`Analysis`](crate::Analysis).
    pub struct SymbolId = u32;
    DEBUG_FORMAT = "SymbolId({})";
}

/// Something that has a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Symbol {
    /// Its name; of a test, its words.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// The author's words for it, such as a label or a question; may be empty. Of an element without a label its name,
    /// with spaces.
    pub label: String,
    /// The name where it is declared; nothing for units and functions of the language, and for the `it` of a subset.
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
    /// How often something happens in a class of cases.
    BaseRate,
    /// An index, a member of a body, or a person who decides.
    Binding,
    /// A value that a rule computes for itself.
    Local,
    /// A function of the language.
    Function,
    /// A function of the language that looks back: `previous`, `delay`, `smooth`.
    Memory,
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
            SymbolKind::BaseRate => "base rate",
            SymbolKind::Binding => "bound name",
            SymbolKind::Local => "local value",
            SymbolKind::Function | SymbolKind::Memory => "function",
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
