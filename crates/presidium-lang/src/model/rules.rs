//! Bodies, events and decisions of the checked model.

use super::ballots::Ballot;
use super::expressions::{Expr, Term};
use super::ids::{Index, LocalId, SetId, VariableId};
use super::text::{Place, Source, Written};
use super::variables::Type;

/// A set of people or blocs that can vote: the elements where `member` holds.
#[derive(Clone, Debug)]
pub struct Body {
    pub name: String,
    pub label: String,
    pub index: Index,
    pub member: Expr,
    /// Seats or influence of a member; one each if absent.
    pub weight: Option<Expr>,
    pub place: Place,
}

#[expect(clippy::large_enum_variant, reason = "a few hundred at most; boxes would be in every match")]
#[derive(Clone, Debug)]
pub enum Rule {
    Event(Event),
    Decision(Decision),
}

#[derive(Clone, Debug)]
pub struct Event {
    pub name: String,
    pub label: String,
    pub indices: Vec<Index>,
    /// Opens when this turns true (or is true, see `repeat`); always open if absent.
    pub when: Option<Expr>,
    /// Per year; if present the event fires in an open step with probability `1 - exp(-rate * step)`.
    pub rate: Option<Expr>,
    pub written: WrittenOpening,
    pub repeat: Repeat,
    pub effects: Vec<Effect>,
    /// How often this event has fired, by element; present if something reads it.
    pub count: Option<VariableId>,
    /// Date of the last firing, [`NEVER`] before the first.
    pub date: Option<VariableId>,
    pub place: Place,
}

/// When a rule may act, in the author's words.
#[derive(Clone, Debug, Default)]
pub struct WrittenOpening {
    /// `when …`, and each `unless …`.
    pub when: Option<Written>,
    /// `rate …`
    pub rate: Option<Written>,
}

/// How often a rule may act.
///
/// For a rule with a `rate`, `Opening` and `EveryStep` are the same: each open step is a new chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Once per world and element.
    Once,
    /// Once each time that `when` turns from false to true; it counts as false before the first step.
    Opening,
    /// In every step in which `when` holds.
    EveryStep,
}

#[derive(Clone, Debug)]
pub enum Effect {
    /// `target[indices] := value` or `+=`. An index that is none, or not in the index set, makes it do nothing.
    Assign { variable: VariableId, indices: Vec<Expr>, add: bool, value: Expr, written: Written },
    /// Binds a local for the effects that follow.
    Local { local: LocalId, name: String, value: Expr, ty: Type, written: Written },
    ForEach {
        index: Index,
        filter: Option<Expr>,
        body: Vec<Effect>,
        /// `for p in Person where …`
        written: Written,
    },
    If {
        condition: Expr,
        then: Vec<Effect>,
        otherwise: Vec<Effect>,
        /// `if …`
        written: Written,
    },
    /// A line of the chronicle.
    Say(Message),
}

#[derive(Clone, Debug)]
pub struct Message {
    pub pieces: Vec<MessagePiece>,
}

#[derive(Clone, Debug)]
pub enum MessagePiece {
    Text(String),
    /// Elements are shown by label, quantities in the unit of the type, dates as months.
    Value {
        value: Expr,
        ty: Type,
    },
}

#[derive(Clone, Debug)]
pub struct Decision {
    pub name: String,
    /// The question as the author put it.
    pub question: String,
    pub indices: Vec<Index>,
    pub when: Option<Expr>,
    /// Per year, as in an event.
    pub rate: Option<Expr>,
    pub written: WrittenOpening,
    pub repeat: Repeat,
    pub decider: Decider,
    pub appeal: Option<Appeal>,
    /// At least two. Where no option wins, the last one is taken: write the status quo last.
    pub options: Vec<DecisionOption>,
    pub recorded: Vec<Recorded>,
    /// For each option how often it was chosen; present if something reads it.
    pub counts: Vec<Option<VariableId>>,
    /// For each option the date of the last time it was chosen.
    pub dates: Vec<Option<VariableId>>,
    pub place: Place,
}

#[expect(clippy::large_enum_variant, reason = "a few hundred at most; boxes would be in every match")]
#[derive(Clone, Debug)]
pub enum Decider {
    /// One person; `None` (nobody in office) takes the last option. Utilities read the person as `local`.
    Person {
        who: Expr,
        set: SetId,
        local: LocalId,
        noise: Option<Expr>,
    },
    Body(Ballot),
}

/// If the vote chose `against` and `when` holds, `ballot` decides instead.
#[derive(Clone, Debug)]
pub struct Appeal {
    /// Index of the option appealed against.
    pub against: usize,
    pub when: Option<Expr>,
    pub ballot: Ballot,
}

#[derive(Clone, Debug)]
pub struct DecisionOption {
    pub name: String,
    pub label: String,
    /// Can be chosen at all; always if absent. The last option must have none.
    pub available: Option<Expr>,
    /// Utilities for the first decider, then for the appeal's body if there is one. Empty means zero.
    pub utilities: Vec<Vec<Term>>,
    pub effects: Vec<Effect>,
}

#[derive(Clone, Debug)]
pub struct Recorded {
    /// Elements of the decision's indices (positions in the index sets) to which it applies.
    pub elements: Vec<u32>,
    pub option: usize,
    /// Months since year 0, day as a fraction.
    pub date: f64,
    pub sources: Vec<Source>,
}

impl Rule {
    pub fn name(&self) -> &str {
        match self {
            Rule::Event(event) => &event.name,
            Rule::Decision(decision) => &decision.name,
        }
    }

    pub fn indices(&self) -> &[Index] {
        match self {
            Rule::Event(event) => &event.indices,
            Rule::Decision(decision) => &decision.indices,
        }
    }

    pub fn place(&self) -> &Place {
        match self {
            Rule::Event(event) => &event.place,
            Rule::Decision(decision) => &decision.place,
        }
    }

    /// The name of an option by its position; empty for an event, which has none.
    pub fn option(&self, position: usize) -> &str {
        match self {
            Rule::Event(_) => "",
            Rule::Decision(decision) => decision.options.get(position).map_or("", |option| &option.name),
        }
    }

    /// The condition under which it may act.
    pub fn when(&self) -> Option<&Expr> {
        match self {
            Rule::Event(event) => event.when.as_ref(),
            Rule::Decision(decision) => decision.when.as_ref(),
        }
    }

    /// Its hazard per year.
    pub fn rate(&self) -> Option<&Expr> {
        match self {
            Rule::Event(event) => event.rate.as_ref(),
            Rule::Decision(decision) => decision.rate.as_ref(),
        }
    }

    /// Its condition and its hazard in the author's words.
    pub fn written(&self) -> &WrittenOpening {
        match self {
            Rule::Event(event) => &event.written,
            Rule::Decision(decision) => &decision.written,
        }
    }
}
