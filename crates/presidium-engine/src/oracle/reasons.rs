//! What the oracle says of a value or a rule when it is asked why.

use presidium_lang::clock::Step;
use presidium_lang::model::{Element, Index, Prior, Repeat, RuleId, Type, VariableId, Written};

use crate::failure::Failure;
use crate::layout::Cell;

/// Why an element of a variable had its value in a month of a world.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The variable.
    pub variable: VariableId,
    /// Its element.
    pub element: Element,
    /// The month.
    pub month: Step,
    /// In base units; at the end of the month's step.
    pub value: f64,
    /// Where the value comes from.
    pub origin: Origin,
    /// The summands, in order, with their names; one nameless term where the equation is no sum. For a stock: what it
    /// was, what rules did to it, what flowed in and out (in the step, not per year), what of a rule's doing was clipped.
    /// For a flow: what was wanted, and what its stocks held back.
    pub terms: Vec<TermValue>,
    /// What its equation read, each once, in the order of reading; of a prior that is computed, what that read.
    pub reads: Vec<ReadValue>,
    /// The prior of a parameter or a draw, if it is computed in each world: what it came to in this one.
    pub prior: Option<Prior>,
    /// What rules did to it in this month; of a value that only rules change, in the last month in which they did.
    pub changes: Vec<Change>,
    /// The last month, up to this one, in which a rule changed it.
    pub changed_in: Option<Step>,
    /// Why it is missing, if it is.
    pub missing: Option<Failure>,
}

/// What a rule did in a month.
#[derive(Clone, Debug, PartialEq)]
pub struct Acted {
    /// What it made of its chance; none if the record settled whether it acts.
    pub attempt: Option<Attempt>,
    /// The world stopped while the rule was carried out.
    pub stopped: Option<Failure>,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Origin {
    /// A table or an attribute of the document.
    Data,
    /// Exogenous data for the month.
    Series,
    /// A switch of the model, as the scenario sets it.
    Switch,
    /// A parameter, at this uniform of its prior.
    Parameter {
        /// The random number, from 0 to 1.
        uniform: f64,
    },
    /// A random number, at this uniform of its distribution.
    Draw {
        /// The random number, from 0 to 1.
        uniform: f64,
    },
    /// Computed at the start of the step.
    Equation,
    /// Integrated from flows.
    Balance,
    /// What the stocks at its ends let through of an equation.
    Flow,
    /// As it was at the end of an earlier month, or its first value.
    Earlier {
        /// The month.
        month: Option<Step>,
    },
    /// The first value of a state that no rule has changed yet.
    Initial,
    /// A rule changed the state last in this month.
    Rule {
        /// The rule.
        rule: RuleId,
        /// Its element.
        element: Element,
        /// The month.
        month: Step,
    },
}

/// A summand with its value in base units.
#[derive(Clone, Debug, PartialEq)]
pub struct TermValue {
    /// What it is.
    pub label: Label,
    /// The value.
    pub value: f64,
}

/// What a summand is.
#[derive(Clone, Debug, PartialEq)]
pub enum Label {
    /// A term of an equation, as its author calls it; empty if it has no name.
    Term(String),
    /// What a stock was at the end of the month before.
    Before,
    /// What events and decisions have changed a stock by.
    Rules,
    /// What the limits of a stock have added or taken.
    Limits,
    /// What a flow brought to a stock.
    Inflow(Cell),
    /// What a flow took from a stock.
    Outflow(Cell),
    /// What a flow wanted to move, where something else has moved.
    Wanted,
    /// How much more a flow wanted in the mean of a step than at its start, where rates are computed several times in it.
    WithinStep,
    /// What a flow did not move because a stock had no more.
    SourceEmpty(Cell),
    /// What a flow did not move because a stock was full.
    TargetFull(Cell),
}

/// A variable that was read, with its value then.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReadValue {
    /// The variable.
    pub variable: VariableId,
    /// Its element.
    pub element: Element,
    /// The value, in base units.
    pub value: f64,
}

/// A part of a rule in the author's words, and what it came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// The words, with their place.
    pub written: Written,
    /// What they came to.
    pub came_to: CameTo,
    /// What it read, each once; a part that was not needed was not read.
    pub reads: Vec<ReadValue>,
}

/// What a part of a rule came to.
#[derive(Clone, Debug, PartialEq)]
pub enum CameTo {
    /// A condition that held, or did not.
    Holds(bool),
    /// A hazard per year, in base units.
    Rate(f64),
    /// An element of a `for`, by its ordinal in the root set.
    Element {
        /// The name of the element, and its set.
        index: Index,
        /// The ordinal in the root set.
        ordinal: u32,
    },
    /// A value that the rule has given a name.
    Value {
        /// The value, in base units.
        value: f64,
        /// Its type.
        ty: Type,
    },
}

/// What a rule made of its chance in a month.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// The condition of the rule, if it has one.
    pub when: Option<Clause>,
    /// Only of a rule that was open and due.
    pub rate: Option<Clause>,
    /// Whether it acted.
    pub verdict: Opened,
}

/// Whether a rule acted, and else what kept it from acting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Opened {
    /// It acted.
    Acts,
    /// Its condition did not hold.
    Closed,
    /// It acts once, and has acted.
    Spent,
    /// Its condition held already the month before, and it acts when that turns true.
    Still,
    /// The scenario forbids it.
    Forbidden,
    /// The luck was not below the probability.
    Missed {
        /// The probability with which the hazard was to strike.
        probability: f64,
        /// The random number that was not below it.
        luck: f64,
    },
}

/// What a rule did to a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The month.
    pub month: Step,
    /// The rule.
    pub rule: RuleId,
    /// Its element.
    pub element: Element,
    /// The assignment; none where the rule only keeps count of itself.
    pub written: Option<Written>,
    /// In base units.
    pub before: f64,
    /// In base units.
    pub after: f64,
    /// The summands of what was assigned or added.
    pub terms: Vec<TermValue>,
    /// What the assignment and its indices read.
    pub reads: Vec<ReadValue>,
    /// The `if`, `for` and `let` around it, from the outside in; of the lets those that it rests on.
    pub around: Vec<Clause>,
}

/// The terms of a value, and what its equation read.
pub(super) type Explained = (Vec<TermValue>, Vec<ReadValue>);

/// What kept a rule that is open or not from acting, before its luck is asked.
pub(super) fn kept(open: bool, due: bool, forbidden: bool, repeat: Repeat) -> Opened {
    match (open, due, forbidden) {
        (false, ..) => Opened::Closed,
        (_, false, _) if repeat == Repeat::Once => Opened::Spent,
        (_, false, _) => Opened::Still,
        (_, _, true) => Opened::Forbidden,
        _ => Opened::Acts,
    }
}
