//! Variables: what has a value for each combination of elements.

use super::expressions::{Expr, Term};
use super::factor::Factor;
use super::ids::{Index, SetId, VariableId};
use super::knowledge::Audience;
use super::text::{Evidence, Place};

/// The type of an expression or a variable, after units are reduced.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// A quantity; `symbol` is the unit it is shown in, `factor` that unit's.
    Quantity {
        /// As its author wrote it: `tonne/year`, `1`.
        symbol: String,
        /// Of that unit.
        factor: Factor,
    },
    /// Yes or no.
    Truth,
    /// A day, or a month.
    Date,
    /// An element of the set (a root set), possibly none.
    Element {
        /// A root set.
        set: SetId,
        /// It may be none.
        optional: bool,
    },
}

/// Anything with a name and a value for each combination of elements of its index sets.
///
/// Values are row-major: the last index varies fastest.
#[derive(Clone, Debug)]
pub struct Variable {
    /// As declared.
    pub name: String,
    /// The text given after the name, or empty. Of a hidden variable what the author wrote instead of a name.
    pub label: String,
    /// One binding and one set for each index, in order.
    pub indices: Vec<Index>,
    /// What its values are.
    pub ty: Type,
    /// How its values come about.
    pub kind: VariableKind,
    /// How well it is known; of a parameter its first reading.
    pub evidence: Option<Evidence>,
    /// Where it is declared.
    pub place: Place,
    /// Who knows its values; everybody if it is absent.
    pub known_to: Option<Audience>,
    /// Made by the compiler (a delay, a smoothing, a rule's own count), not written by the author.
    pub hidden: bool,
}

/// How the values of a variable come about.
#[derive(Clone, Debug)]
pub enum VariableKind {
    /// Fixed data by element (an attribute column or a `data` table).
    Data {
        /// In base units, one for each element.
        values: Vec<f64>,
    },
    /// Drawn once per world; one prior for each element. The first reading is the default.
    Parameter {
        /// At least one.
        readings: Vec<Reading>,
        /// Between the luck of its elements, from 0 up to but not 1.
        correlation: f64,
    },
    /// A yes-or-no of the model's own making, on unless a what-if turns it off. Truth, no indices.
    Switch {
        /// Its position unless something changes it.
        on: bool,
    },
    /// Exogenous data over time: for each element, one value per month from the model's first to its last month.
    Series {
        /// In base units.
        monthly: Vec<Vec<f64>>,
    },
    /// Computed from the state at the step's start.
    Let {
        /// Evaluated anew in every step.
        value: Expr,
    },
    /// Integrated. `inflows` and `outflows` are per year.
    Stock {
        /// The amount when a world begins.
        initial: Expr,
        /// What is added, per year.
        inflows: Vec<Term>,
        /// What is taken away, per year.
        outflows: Vec<Term>,
        /// The amount never falls below it.
        at_least: Option<Expr>,
        /// The amount never rises above it.
        at_most: Option<Expr>,
    },
    /// What moves from stock to stock; without an end it comes from outside of the model or goes there. Its value is what
    /// flowed in the last step, per year: `wanted`, cut where a stock has no more to give or no more room. 0 before
    /// the first step, and always for an element whose ends are one stock.
    Flow {
        /// Per year, before any limit.
        wanted: Expr,
        /// The stock that it leaves.
        from: Option<End>,
        /// The stock that it enters.
        to: Option<End>,
    },
    /// The value that an expression had `steps` steps ago, as seen at this moment of that step; `initial` before there
    /// was one. Made by the compiler for `delay` and `previous`.
    Lag {
        /// What is looked back at.
        value: Expr,
        /// The value before there was one.
        initial: Expr,
        /// How many steps it looks back.
        steps: u32,
        /// When in that step the value was seen.
        seen: Moment,
    },
    /// A random number.
    Draw {
        /// How often it is drawn.
        per: Period,
        /// Its distribution.
        priors: Priors,
        /// Between the luck of its elements, from 0 up to but not 1.
        correlation: f64,
    },
    /// Discrete; changed only by rules.
    State {
        /// The value when a world begins.
        initial: Expr,
    },
}

/// The stock at an end of a flow.
#[derive(Clone, Debug)]
pub struct End {
    /// What the flow leaves or enters.
    pub stock: VariableId,
    /// Each a bound index of the flow or the ordinal of an element, so that it is known before a run.
    pub indices: Vec<Expr>,
    /// What the stock calls the flow; empty if it has no words of its own for it.
    pub label: String,
}

/// A rival value of a parameter.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Empty for a parameter without rival readings.
    pub name: String,
    /// Of its elements.
    pub priors: Priors,
    /// How well it is known.
    pub evidence: Evidence,
}

/// The distributions of the elements of a parameter or a draw.
#[derive(Clone, Debug)]
pub enum Priors {
    /// The same in all worlds: one for each element, row-major.
    Known(Vec<Prior>),
    /// Computed in each world from what is known there, such as other parameters.
    Computed(ComputedPrior),
}

/// A distribution whose arguments are computed in each world and for each element.
#[derive(Clone, Debug)]
pub struct ComputedPrior {
    /// Its shape.
    pub family: Family,
    /// As many as the family takes; of a discrete distribution each value before its weight.
    pub arguments: Vec<Expr>,
    /// The lower and the upper limit.
    pub within: Option<(Expr, Expr)>,
    /// As its author wrote it.
    pub written: String,
}

/// A shape of distributions, whatever its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// A number.
    Fixed,
    /// By mean and standard deviation.
    Normal,
    /// By median and the standard deviation of the logarithm.
    Lognormal,
    /// By alpha and beta.
    Beta,
    /// By its ends.
    Uniform,
    /// By its ends and the likeliest value, which stands between them.
    Triangular,
    /// By its mean.
    Poisson,
    /// By values and their weights.
    Discrete,
}

/// When in a step a value is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// With the lets, on the state at the step's start.
    Equations,
    /// At the end of the step, by a claim or a test.
    Observation,
}

/// How often luck is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Once for a world.
    World,
    /// Once for each calendar year.
    Year,
    /// Once for each month.
    Step,
}

/// A distribution in base units, with optional truncation to `[low, high]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Prior {
    /// The distribution before it is cut.
    pub shape: Shape,
    /// Lower limit; none if absent.
    pub low: Option<f64>,
    /// Upper limit; none if absent.
    pub high: Option<f64>,
}

/// A family of distributions with its arguments, in base units.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A number known exactly, or fixed by the author.
    Fixed(f64),
    /// A normal distribution.
    Normal {
        /// In base units.
        mean: f64,
        /// The standard deviation in base units, above zero.
        sd: f64,
    },
    /// `median` in base units, `sigma` the standard deviation of the logarithm.
    Lognormal {
        /// In base units, above zero.
        median: f64,
        /// A pure number above zero.
        sigma: f64,
    },
    /// Beta on [0, 1] by its two shape parameters.
    Beta {
        /// A pure number above zero.
        alpha: f64,
        /// A pure number above zero.
        beta: f64,
    },
    /// A uniform distribution.
    Uniform {
        /// In base units.
        low: f64,
        /// In base units, above `low`.
        high: f64,
    },
    /// A triangular distribution.
    Triangular {
        /// In base units.
        low: f64,
        /// The likeliest value.
        mode: f64,
        /// In base units, above `low`.
        high: f64,
    },
    /// A Poisson distribution.
    Poisson {
        /// Above zero, at most a million.
        mean: f64,
    },
    /// Values with weights; weights need not sum to one.
    Discrete {
        /// In base units.
        values: Vec<f64>,
        /// One for each value, none below zero, not all zero.
        weights: Vec<f64>,
    },
}

impl Variable {
    /// How well its numbers are known: of a parameter one for each reading; none where nothing is to be known.
    pub fn known(&self) -> Vec<&Evidence> {
        match &self.kind {
            VariableKind::Parameter { readings, .. } => readings.iter().map(|reading| &reading.evidence).collect(),
            _ => self.evidence.iter().collect(),
        }
    }

    /// What a reader knows it by: its name, or of a hidden variable what the author wrote.
    pub fn known_as(&self) -> &str {
        if self.hidden { &self.label } else { &self.name }
    }
}
