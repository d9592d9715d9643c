//! Variables: what has a value for each combination of elements.

use super::expressions::{Expr, Term};
use super::factor::Factor;
use super::ids::{Index, SetId, VariableId};
use super::text::{Evidence, Place};

/// The type of an expression or a variable, after units are reduced.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// A quantity; `symbol` is the unit it is shown in, `factor` that unit's.
    Quantity {
        symbol: String,
        factor: Factor,
    },
    Truth,
    Date,
    /// An element of the set (a root set), possibly none.
    Element {
        set: SetId,
        optional: bool,
    },
}

/// Anything with a name and a value for each combination of elements of its index sets.
///
/// Values are row-major: the last index varies fastest.
#[derive(Clone, Debug)]
pub struct Variable {
    pub name: String,
    /// The text given after the name, or empty. Of a hidden variable what the author wrote instead of a name.
    pub label: String,
    /// One binding and one set for each index, in order.
    pub indices: Vec<Index>,
    pub ty: Type,
    pub kind: VariableKind,
    pub evidence: Option<Evidence>,
    pub place: Place,
    /// Made by the compiler (a delay, a smoothing, a rule's own count), not written by the author.
    pub hidden: bool,
}

#[derive(Clone, Debug)]
pub enum VariableKind {
    /// Fixed data by element (an attribute column or a `data` table).
    Data { values: Vec<f64> },
    /// Drawn once per world; one prior for each element. The first reading is the default.
    Parameter { readings: Vec<Reading> },
    /// A yes-or-no of the model's own making, on unless a what-if turns it off. Truth, no indices.
    Switch { on: bool },
    /// Exogenous data over time: for each element, one value per month from the model's first to its last month.
    Series { monthly: Vec<Vec<f64>> },
    /// Computed from the state at the step's start.
    Let { value: Expr },
    /// Integrated. `inflows` and `outflows` are per year.
    Stock { initial: Expr, inflows: Vec<Term>, outflows: Vec<Term>, at_least: Option<Expr>, at_most: Option<Expr> },
    /// What moves from stock to stock; without an end it comes from outside of the model or goes there. Its value is what
    /// flowed in the last step, per year: `wanted`, cut where a stock has no more to give or no more room. 0 before
    /// the first step, and always for an element whose ends are one stock.
    Flow { wanted: Expr, from: Option<End>, to: Option<End> },
    /// The value that an expression had `steps` steps ago, as seen at this moment of that step; `initial` before there
    /// was one. Made by the compiler for `delay` and `previous`.
    Lag { value: Expr, initial: Expr, steps: u32, seen: Moment },
    /// A random number.
    Draw { per: Period, prior: Prior, correlation: f64 },
    /// Discrete; changed only by rules.
    State { initial: Expr },
}

/// The stock at an end of a flow.
#[derive(Clone, Debug)]
pub struct End {
    pub stock: VariableId,
    /// Each a bound index of the flow or the ordinal of an element, so that it is known before a run.
    pub indices: Vec<Expr>,
    /// What the stock calls the flow; empty if it has no words of its own for it.
    pub label: String,
}

/// A rival value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Empty for a parameter without rival readings.
    pub name: String,
    /// One for each element, row-major.
    pub priors: Vec<Prior>,
    pub evidence: Evidence,
}

/// When in a step a value is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// With the lets, on the state at the step's start.
    Equations,
    /// At the end of the step, by a claim or a test.
    Observation,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    World,
    Year,
    Step,
}

/// A distribution in base units, with optional truncation to `[low, high]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Prior {
    pub shape: Shape,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A number known exactly, or fixed by the author.
    Fixed(f64),
    Normal {
        mean: f64,
        sd: f64,
    },
    /// `median` in base units, `sigma` the standard deviation of the logarithm.
    Lognormal {
        median: f64,
        sigma: f64,
    },
    /// Beta on [0, 1] by its two shape parameters.
    Beta {
        alpha: f64,
        beta: f64,
    },
    Uniform {
        low: f64,
        high: f64,
    },
    Triangular {
        low: f64,
        mode: f64,
        high: f64,
    },
    Poisson {
        mean: f64,
    },
    /// Values with weights; weights need not sum to one.
    Discrete {
        values: Vec<f64>,
        weights: Vec<f64>,
    },
}

impl Variable {
    /// How well its numbers are known: of a parameter one for each reading; none where nothing is to be known.
    pub fn known(&self) -> Vec<&Evidence> {
        match &self.kind {
            VariableKind::Parameter { readings } => readings.iter().map(|reading| &reading.evidence).collect(),
            _ => self.evidence.iter().collect(),
        }
    }

    /// What a reader knows it by: its name, or of a hidden variable what the author wrote.
    pub fn known_as(&self) -> &str {
        if self.hidden { &self.label } else { &self.name }
    }
}
