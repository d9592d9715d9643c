//! What names stand for, and what the checker knows of it beyond the model.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::ast;
use crate::check::known::types::Ty;
use crate::model::{DecisionOption, Index, Model, Period, Rule, RuleId, SetId, VariableId, VariableKind, WhatIfId};
use crate::span::Span;
use crate::symbols::SymbolKind;
use crate::units::Measure;
use crate::units::UnitTable;

/// What names stand for.
#[derive(Default)]
pub struct Names<'a> {
    entered: BTreeMap<String, Named>,
    /// Its names count as entered; each is looked up when it is asked for.
    checked: Option<&'a Model>,
    pub what_ifs: BTreeMap<String, WhatIfId>,
    /// Of subsets.
    pub set_parents: BTreeMap<SetId, SetId>,
    /// Bodies over sets that do not exist.
    pub broken_bodies: BTreeSet<String>,
    /// As written, for those who ask before they are checked.
    pub bodies: BTreeMap<String, &'a ast::Body>,
    pub decisions: BTreeMap<RuleId, &'a ast::Decision>,
}

impl<'a> Names<'a> {
    /// Those of a checked model.
    pub fn checked(model: &'a Model) -> Self {
        Self { checked: Some(model), ..Self::default() }
    }

    pub fn get(&self, name: &str) -> Option<Named> {
        self.entered.get(name).copied().or_else(|| entity_of(self.checked?, name).map(Named::checked))
    }

    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub fn enter(&mut self, name: &str, named: Named) {
        self.entered.insert(name.to_string(), named);
    }

    pub fn len(&self) -> usize {
        let of_sets = |model: &Model| model.sets.iter().map(|set| 1 + set.elements.len()).sum::<usize>();
        let of_model = |model: &Model| of_sets(model) + model.variables.len() + model.rules.len();
        self.entered.len() + self.checked.map_or(0, of_model)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Named)> {
        let checked: BTreeMap<&str, Named> = self.checked.map(names_of).unwrap_or_default();
        self.entered.iter().map(|(name, named)| (name.as_str(), *named)).chain(checked)
    }
}

/// Everything of a model that has a name, but for what the compiler has made.
fn names_of(model: &Model) -> BTreeMap<&str, Named> {
    let sets = model.sets.iter().map(|set| set.name.as_str());
    let elements = model.sets.iter().flat_map(|set| &set.elements).map(String::as_str);
    let variables = model.variables.iter().filter(|variable| !variable.hidden).map(|variable| variable.name.as_str());
    let rules = model.rules.iter().map(Rule::name);
    let all = sets.chain(elements).chain(variables).chain(rules);
    all.filter_map(|name| Some((name, Named::checked(entity_of(model, name)?)))).collect()
}

fn entity_of(model: &Model, name: &str) -> Option<Entity> {
    if let Some(variable) = model.variable(name) {
        return Some(Entity::Variable(variable));
    }
    if let Some(rule) = model.rules.iter().position(|rule| rule.name() == name) {
        return Some(Entity::Rule(RuleId::new(rule)));
    }
    for (position, set) in model.sets.iter().enumerate() {
        let id = SetId::new(position);
        if set.name == name {
            return Some(Entity::Set(id));
        }
        if set.root == id
            && let Some(ordinal) = set.elements.iter().position(|element| element == name)
        {
            return Some(Entity::Element(id, ordinal as u32));
        }
    }
    None
}

/// A name with the place where it was given.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    pub entity: Entity,
    pub span: Option<Span>,
}

impl Named {
    fn checked(entity: Entity) -> Self {
        Self { entity, span: None }
    }
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

impl VariableInfo {
    /// Of a variable of a checked model.
    pub fn checked(model: &Model, id: VariableId) -> Self {
        let variable = &model.variables[id];
        let measure = UnitTable::of_model(&model.units).of_type(&variable.ty);
        let ty = Ty::of_model(&variable.ty, &measure);
        Self { ty, measure, sort: Sort::of(&variable.kind), span: None, read: true, broken: false }
    }
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
    /// As declared; empty for an event.
    pub options: Vec<OptionInfo>,
    pub is_decision: bool,
    /// An index set is unknown; nothing of the declaration is checked.
    pub broken: bool,
    /// Hidden states, made when something reads them: for an event one, for a decision one per option as declared.
    pub counts: BTreeMap<usize, VariableId>,
    pub dates: BTreeMap<usize, VariableId>,
    /// The same of what is kept of the last time that a decision was taken; what there is but once stands at 0.
    pub kept: BTreeMap<(Keep, usize), VariableId>,
}

/// What is kept of the last time that a decision was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Keep {
    Times,
    Date,
    Elected,
    Votes,
    Leads,
    /// Of the body that is asked first, or of the one that is appealed to.
    Voted(usize),
    Margin,
    Turnout,
    Ballots,
}

/// What the checker knows of an option before its decision is checked.
#[derive(Clone, Debug)]
pub struct OptionInfo {
    pub name: String,
    /// It stands for each combination of elements.
    pub indices: Vec<Index>,
    /// A set is unknown.
    pub broken: bool,
}

impl OptionInfo {
    /// Of an option of a checked model.
    fn checked(option: &DecisionOption) -> Self {
        let indices = option.over.iter().flat_map(|over| over.indices.clone()).collect();
        Self { name: option.declared_name().to_string(), indices, broken: false }
    }
}

impl RuleInfo {
    /// Of a rule of a checked model.
    pub fn checked(model: &Model, id: RuleId) -> Self {
        let rule = &model.rules[id];
        let options = match rule {
            Rule::Event(_) => vec![],
            Rule::Decision(decision) => decision.declared().map(OptionInfo::checked).collect(),
        };
        Self {
            name: rule.name().to_string(),
            indices: rule.indices().to_vec(),
            options,
            is_decision: matches!(rule, Rule::Decision(_)),
            broken: false,
            counts: BTreeMap::new(),
            dates: BTreeMap::new(),
            kept: BTreeMap::new(),
        }
    }
}

/// Sets and data that are filled in when first needed.
#[derive(Default)]
pub struct Filling<'a> {
    pub pending: Vec<Pending<'a>>,
    /// Positions among them.
    pub by_name: HashMap<String, usize>,
    pub by_set: BTreeMap<SetId, usize>,
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
