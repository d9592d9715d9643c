//! What names stand for, and what the checker knows of it beyond the model.

use crate::analysis::SymbolKind;
use std::collections::BTreeMap;

use super::types::Ty;
use super::units::Measure;
use crate::ast;
use crate::document::Span;
use crate::model::{Index, Period, RuleId, SetId, VariableId, VariableKind};

/// A name with the place where it was given.
#[derive(Clone, Debug)]
pub struct Named {
    pub entity: Entity,
    pub span: Option<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entity {
    Set(SetId),
    /// An element of a root set by its ordinal.
    Element(SetId, u32),
    Variable(VariableId),
    Rule(RuleId),
    Body(usize),
    /// Its declaration could not be read; uses are not reported.
    Broken,
}

/// What the checker knows of a variable beyond the model.
#[derive(Clone, Debug)]
pub struct VariableInfo {
    pub ty: Ty,
    /// The unit it is written in.
    pub measure: Measure,
    pub sort: Sort,
    pub span: Option<Span>,
    pub read: bool,
    /// An index set is unknown; nothing of the declaration is checked.
    pub broken: bool,
}

/// Kinds of variables, known before their contents are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Data,
    Parameter,
    Switch,
    Series,
    Let,
    Stock,
    Flow,
    WorldDraw,
    Draw,
    State,
}

impl Sort {
    pub fn of(kind: &VariableKind) -> Sort {
        match kind {
            VariableKind::Data { .. } => Sort::Data,
            VariableKind::Parameter { .. } => Sort::Parameter,
            VariableKind::Switch { .. } => Sort::Switch,
            VariableKind::Series { .. } => Sort::Series,
            VariableKind::Let { .. } | VariableKind::Lag { .. } => Sort::Let,
            VariableKind::Stock { .. } => Sort::Stock,
            VariableKind::Flow { .. } => Sort::Flow,
            VariableKind::Draw { per: Period::World, .. } => Sort::WorldDraw,
            VariableKind::Draw { .. } => Sort::Draw,
            VariableKind::State { .. } => Sort::State,
        }
    }

    /// What a variable of this sort is to those who ask for names.
    pub fn symbol(self) -> SymbolKind {
        match self {
            Sort::Data => SymbolKind::Data,
            Sort::Parameter => SymbolKind::Parameter,
            Sort::Switch => SymbolKind::Switch,
            Sort::Series => SymbolKind::Series,
            Sort::Let => SymbolKind::Let,
            Sort::Stock => SymbolKind::Stock,
            Sort::Flow => SymbolKind::Flow,
            Sort::WorldDraw | Sort::Draw => SymbolKind::Draw,
            Sort::State => SymbolKind::State,
        }
    }

    pub fn describe(self) -> &'static str {
        match self {
            Sort::Data => "data",
            Sort::Parameter => "a parameter",
            Sort::Switch => "a switch",
            Sort::Series => "a series",
            Sort::Let => "a let",
            Sort::Stock => "a stock",
            Sort::Flow => "a flow",
            Sort::WorldDraw | Sort::Draw => "a draw",
            Sort::State => "a state",
        }
    }
}

/// What the checker knows of an event or a decision before the rule itself is checked.
#[derive(Clone, Debug)]
pub struct RuleInfo {
    pub name: String,
    pub indices: Vec<Index>,
    /// Empty for an event.
    pub options: Vec<String>,
    pub is_decision: bool,
    /// An index set is unknown; nothing of the declaration is checked.
    pub broken: bool,
    /// Hidden states, made when something reads them: for an event one, for a decision one per option.
    pub counts: BTreeMap<usize, VariableId>,
    pub dates: BTreeMap<usize, VariableId>,
}

/// A set, an attribute or data that is filled in when first needed.
pub struct Pending<'a> {
    pub work: Work<'a>,
    pub progress: Progress,
    pub span: Span,
}

#[derive(Clone, Copy)]
pub enum Work<'a> {
    Set(&'a ast::Set, SetId),
    Attribute(&'a ast::Set, SetId, usize, VariableId),
    Data(&'a ast::Data, VariableId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    Waiting,
    Running,
    Done,
}
