//! What is asked of worlds: claims, tests, what-ifs, records.

use super::expressions::Expr;
use super::ids::{Element, RuleId, VariableId, WhatIfId};
use super::text::Place;
use super::variables::{Prior, Type};
use crate::calendar::Month;

/// Watches an expression through a world; evaluated at the end of every step within its window.
#[derive(Clone, Debug)]
pub struct Observer {
    pub kind: ObserverKind,
    pub value: Expr,
    /// First and last month, both included.
    pub first_month: Month,
    pub last_month: Month,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ObserverKind {
    /// The value in the last month of the window.
    At,
    Ever,
    Always,
    /// The date of the first month in which it held, or [`NEVER`].
    First,
    Sum,
    Mean,
    Min,
    Max,
}

#[derive(Clone, Debug)]
pub struct Claim {
    /// As in the article: `B7`.
    pub id: String,
    pub words: String,
    pub kind: ClaimKind,
    pub role: Role,
    /// Where in the text whose claims these are it stands, in the author's words; empty if not said.
    pub passage: String,
    /// The systems that it is said to rest on, in the author's order.
    pub touches: Vec<WhatIfId>,
    pub body: ClaimBody,
    /// The last month that it looks at.
    pub horizon: Month,
    pub place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClaimKind {
    Event,
    Quantity,
    Negative,
    Cause,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    Calibration,
    HeldOut,
    Structural,
}

#[derive(Clone, Debug)]
pub enum ClaimBody {
    /// True or false of a world, read at its end.
    Holds(Expr),
    /// The mean over worlds of `outcome` with the cause present minus `outcome` without it.
    Effect { without: WhatIfId, outcome: Expr, ty: Type, direction: Direction },
}

impl Claim {
    /// The change that takes the cause of a causal claim away.
    pub fn cause(&self) -> Option<WhatIfId> {
        match self.body {
            ClaimBody::Effect { without, .. } => Some(without),
            ClaimBody::Holds(_) => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Increases,
    Decreases,
}

/// A condition that must hold at the end of every step of every world.
#[derive(Clone, Debug)]
pub struct Test {
    pub name: String,
    /// The change under which it must hold.
    pub given: Option<WhatIfId>,
    pub holds: Expr,
    pub place: Place,
}

/// A named list of changes: a what-if, or the switching off of a system.
#[derive(Clone, Debug)]
pub struct WhatIf {
    pub name: String,
    pub words: String,
    pub changes: Vec<Change>,
    /// It is a system of the model, and the changes keep it from acting.
    pub is_system: bool,
    pub place: Place,
}

/// A change to a model: the same on the command line, in a document, in a URL.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Fixes a parameter or replaces its prior, for all its elements or one (row-major position).
    Parameter {
        variable: VariableId,
        element: Option<Element>,
        prior: Prior,
    },
    Switch {
        variable: VariableId,
        on: bool,
    },
    /// Chooses the reading of one parameter, by position.
    Reading {
        variable: VariableId,
        reading: usize,
    },
    /// The decision chooses this option whenever it opens in the window.
    Pin {
        rule: RuleId,
        element: Option<Element>,
        option: usize,
        first_month: Month,
        last_month: Month,
    },
    /// The event or decision does not act in the window.
    Forbid {
        rule: RuleId,
        element: Option<Element>,
        first_month: Month,
        last_month: Month,
    },
}

/// Observations that a variable is compared with; never read by a mechanism.
#[derive(Clone, Debug)]
pub struct Record {
    pub name: String,
    pub variable: VariableId,
    pub element: Element,
    pub points: Vec<RecordPoint>,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq)]
pub struct RecordPoint {
    /// Month of the observation; for a yearly figure the last month of the year.
    pub month: Month,
    /// In base units.
    pub value: f64,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub source: String,
    /// A seen, B standard figure, C approximate.
    pub grade: char,
}
