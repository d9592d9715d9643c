//! Events, decisions and bodies as written.

use super::expressions::{Argument, Expr, Known, Term};
use super::words::{Citation, Header, Index, Name, Text};
use crate::model::{Base, Need, QuorumOf};
use crate::span::Span;

/// What events and decisions share.
#[derive(Clone, Debug)]
pub struct Trigger {
    pub when: Option<Expr>,
    pub rate: Option<Expr>,
    pub unless: Vec<Expr>,
    pub repeat: crate::model::Repeat,
    pub every: Option<Every>,
    /// `at most 8 times`: how often it may happen in one step.
    pub most: Option<Expr>,
}

/// `every 4 years from 1954-03`
#[derive(Clone, Debug)]
pub struct Every {
    pub period: Expr,
    /// The first time; the first month of the model if it is not said.
    pub from: Option<Expr>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Event {
    pub header: Header,
    pub trigger: Trigger,
    pub effects: Vec<Effect>,
    pub says: Vec<Said>,
    pub recorded: Vec<RecordedEvent>,
}

/// A line of the chronicle, and who hears of it.
#[derive(Clone, Debug)]
pub struct Said {
    pub text: Text,
    pub known: Option<Known>,
}

#[derive(Clone, Debug)]
pub enum Effect {
    Assign { target: Expr, add: bool, value: Expr },
    Let { name: Name, value: Expr },
    For { index: Index, filter: Option<Expr>, order: Option<Order>, body: Vec<Effect> },
    If { condition: Expr, then: Vec<Effect>, otherwise: Vec<Effect> },
    Say(Said),
}

/// In which order the elements of a `for` come.
#[derive(Clone, Debug)]
pub enum Order {
    /// `in order by largest strength[p]`
    Key { largest: bool, key: Expr },
    /// `in order by lot`
    Lot(Span),
}

#[derive(Clone, Debug)]
pub struct Decision {
    pub header: Header,
    pub trigger: Trigger,
    pub turns: Option<Turns>,
    pub decider: Option<Decider>,
    pub appeal: Option<Appeal>,
    pub options: Vec<DecisionOption>,
    pub recorded: Vec<Recorded>,
}

/// When the elements of a decision have their turn.
#[derive(Clone, Debug)]
pub struct Turns {
    pub span: Span,
    /// `in order by e`, `in order by lot`; without one `together`.
    pub order: Option<Order>,
}

#[derive(Clone, Debug)]
pub enum Decider {
    Person { who: Expr, name: Option<Name>, noise: Option<Expr> },
    Vote(Ballot),
}

#[derive(Clone, Debug)]
pub struct Ballot {
    pub body: Name,
    pub member: Name,
    pub settings: Vec<Setting>,
}

/// One setting of a ballot.
#[derive(Clone, Debug)]
pub struct Setting {
    pub name: Name,
    pub value: SettingValue,
}

#[derive(Clone, Debug)]
pub enum SettingValue {
    /// `weighted`
    Flag,
    Expr(Expr),
    /// `majority at least 2/3 of those present`
    Majority {
        need: Need,
        share: Expr,
        base: Base,
    },
    /// `unanimity of all members`
    Unanimity(Base),
    /// `plurality`
    Plurality,
    /// `quorum 7 heads`; nothing after the number means a share of what the vote counts.
    Quorum {
        least: Expr,
        of: Option<QuorumOf>,
    },
    /// `ballots 30`
    Ballots(Expr),
    /// `run-off`
    RunOff,
    /// `in turn`, `in turn by largest seniority[m]`
    InTurn(Option<Order>),
    /// The arguments of `rule pce(…)`.
    Pce(Vec<Argument>),
}

#[derive(Clone, Debug)]
pub struct Appeal {
    pub against: ChosenName,
    pub when: Option<Expr>,
    pub ballot: Ballot,
}

/// `option name "label"`, or `option name[p: Person where condition] "label"`
#[derive(Clone, Debug)]
pub struct DecisionOption {
    pub name: Name,
    pub indices: Vec<Index>,
    /// Of which elements there is an option now.
    pub filter: Option<Expr>,
    pub label: Option<Text>,
    pub available: Option<Expr>,
    /// For whom, and the terms.
    pub utilities: Vec<(Name, Vec<Term>)>,
    pub effects: Vec<Effect>,
    pub says: Vec<Said>,
}

#[derive(Clone, Debug)]
pub struct Recorded {
    pub option: ChosenName,
    pub date: Expr,
    pub citations: Vec<Citation>,
    pub elements: Vec<Name>,
}

/// When an event happened in history.
#[derive(Clone, Debug)]
pub struct RecordedEvent {
    /// `1956-06-28`; nothing for `never`.
    pub date: Option<Expr>,
    pub span: Span,
    pub citations: Vec<Citation>,
    pub elements: Vec<Name>,
}

/// An option as it is named outside of its decision: `remove`, `elect[Anna]`.
#[derive(Clone, Debug)]
pub struct ChosenName {
    pub name: Name,
    pub elements: Vec<Name>,
}

#[derive(Clone, Debug)]
pub struct Body {
    pub name: Name,
    pub label: Option<Text>,
    pub index: Index,
    pub member: Option<Expr>,
    pub weight: Option<Expr>,
}
