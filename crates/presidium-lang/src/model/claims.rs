//! What is asked of worlds: claims, tests, what-ifs, records.

use super::expressions::Expr;
use super::ids::{Element, RuleId, SetId, VariableId, WhatIfId};
use super::scenario::Condition;
use super::text::{Evidence, Place};
use super::variables::{Prior, Type};
use crate::clock::Step;

/// Watches an expression through a world; evaluated at the end of every step within its window.
#[derive(Clone, Debug)]
pub struct Observer {
    /// What is kept of the values.
    pub kind: ObserverKind,
    /// The expression, evaluated at the end of each step.
    pub value: Expr,
    /// First and last month, both included.
    pub first_step: Step,
    /// Included.
    pub last_step: Step,
}

/// What an observer keeps of the values in its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ObserverKind {
    /// The value in the last month of the window.
    At,
    /// Whether it held in some month.
    Ever,
    /// Whether it held in every month.
    Always,
    /// The date of the first month in which it held, or [`NEVER`](super::NEVER).
    First,
    /// The sum over the months.
    Sum,
    /// The mean over the months.
    Mean,
    /// The smallest value.
    Min,
    /// The largest value.
    Max,
}

/// Something that the model is held to.
#[derive(Clone, Debug)]
pub struct Claim {
    /// As in the article: `B7`.
    pub id: String,
    /// The claim in words.
    pub words: String,
    /// What sort of statement it is.
    pub kind: ClaimKind,
    /// What the author knew of the claim when choosing numbers.
    pub role: Role,
    /// Where in the text whose claims these are it stands, in the author's words; empty if not said.
    pub passage: String,
    /// The systems that it is said to rest on, in the author's order.
    pub touches: Vec<WhatIfId>,
    /// Only worlds in which this holds are asked; of a causal claim, as they are with the cause.
    pub given: Option<Condition>,
    /// What leads to what holds, in order. A world has come as far as its steps hold from the first one on.
    pub steps: Vec<ClaimStep>,
    /// What is looked at.
    pub body: ClaimBody,
    /// The condition of what holds, or the outcome, as it was written.
    pub written: String,
    /// The last month that it looks at.
    pub horizon: Step,
    /// Where it is declared.
    pub place: Place,
}

/// A step on the way to what a claim says.
#[derive(Clone, Debug)]
pub struct ClaimStep {
    /// The step in words.
    pub words: String,
    /// True or false of a world, read at its end.
    pub holds: Expr,
}

/// What sort of statement a claim is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClaimKind {
    /// Something happened.
    Event,
    /// Something was so large.
    Quantity,
    /// Something did not happen.
    Negative,
    /// Something made a difference.
    Cause,
}

/// What a claim was used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Numbers of the model were chosen with an eye on it.
    Calibration,
    /// It was to be held out, but whoever built the model had seen how it comes out when something was chosen.
    Seen,
    /// No number was chosen with an eye on it.
    HeldOut,
    /// It follows from how the model is built.
    Structural,
}

/// What is looked at to decide a claim.
#[derive(Clone, Debug)]
pub enum ClaimBody {
    /// True or false of a world, read at its end.
    Holds(Expr),
    /// The mean over worlds of `outcome` with the cause present minus `outcome` without it.
    Effect {
        /// The change that takes the cause away.
        without: WhatIfId,
        /// What the cause is said to move.
        outcome: Expr,
        /// The type of the outcome; a truth makes a share of worlds.
        ty: Type,
        /// In which direction the cause is said to move it.
        direction: Direction,
    },
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

/// In which direction a cause moves an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// With the cause the outcome is larger.
    Increases,
    /// With the cause the outcome is smaller.
    Decreases,
}

/// A condition that must hold at the end of every step of every world.
#[derive(Clone, Debug)]
pub struct Test {
    /// What is tested, in words.
    pub name: String,
    /// The change under which it must hold.
    pub given: Option<WhatIfId>,
    /// The condition.
    pub holds: Expr,
    /// Where it is declared.
    pub place: Place,
}

/// A named list of changes: a what-if, or the switching off of a system.
#[derive(Clone, Debug)]
pub struct WhatIf {
    /// As declared.
    pub name: String,
    /// What it means, in words; may be empty.
    pub words: String,
    /// In document order.
    pub changes: Vec<Change>,
    /// It is a system of the model, and the changes keep it from acting.
    pub is_system: bool,
    /// Where it is declared.
    pub place: Place,
}

/// A change to a model: the same on the command line, in a document, in a URL.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Fixes a parameter or replaces its prior, for all its elements or one (row-major position).
    Parameter {
        /// The parameter.
        variable: VariableId,
        /// The only element that is changed; all if absent.
        element: Option<Element>,
        /// In base units.
        prior: Prior,
    },
    /// Turns a switch on or off.
    Switch {
        /// The switch.
        variable: VariableId,
        /// Its new position.
        on: bool,
    },
    /// Chooses the reading of one parameter, by position.
    Reading {
        /// The parameter.
        variable: VariableId,
        /// Position among its readings.
        reading: usize,
    },
    /// The decision chooses this option whenever it opens in the window.
    Pin {
        /// The decision.
        rule: RuleId,
        /// The only element of the decision; all if absent.
        element: Option<Element>,
        /// Position among its options.
        option: usize,
        /// First month of the window.
        first_step: Step,
        /// Last month of the window, included.
        last_step: Step,
    },
    /// A member votes for this option, whatever he makes of it, whenever he is present and the option is available.
    PinVote {
        /// The decision.
        rule: RuleId,
        /// The only element of the decision; all if absent.
        element: Option<Element>,
        /// The root set of the bodies to which the member belongs.
        root: SetId,
        /// The member, as a root ordinal.
        member: u32,
        /// Position among its options.
        option: usize,
        /// First step of the window.
        first_step: Step,
        /// Last step of the window, included.
        last_step: Step,
    },
    /// The event or decision does not act in the window.
    Forbid {
        /// The event or decision.
        rule: RuleId,
        /// The only element of the rule; all if absent.
        element: Option<Element>,
        /// First month of the window.
        first_step: Step,
        /// Last month of the window, included.
        last_step: Step,
    },
}

/// How often something happens in a class of cases, of which the model is one: a count with its exposure, to be compared with
/// what worlds count. Never read by a mechanism.
#[derive(Clone, Debug)]
pub struct BaseRate {
    /// As declared.
    pub name: String,
    /// What is counted, in words.
    pub words: String,
    /// How often it happens in a world; a pure number, read at the world's end.
    pub counts: Expr,
    /// In what it is counted: in base units, or a number of trials.
    pub over: Expr,
    /// What was counted elsewhere.
    pub reference: ReferenceClass,
    /// What exposures are; a pure number of trials.
    pub ty: Type,
    /// How well the count is known.
    pub evidence: Option<Evidence>,
    /// The last step that it looks at.
    pub horizon: Step,
    /// Where it is declared.
    pub place: Place,
}

/// What was counted in a class of cases.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReferenceClass {
    /// So often at least.
    pub least: u64,
    /// So often at most, if every case that can be argued about is counted; each count from `least` on is as likely.
    pub most: u64,
    /// In what it was counted, in base units; more than 0.
    pub exposure: f64,
    /// The exposure is a number of trials, of which each either counts or does not.
    pub of_trials: bool,
}

/// Observations that a variable is compared with; never read by a mechanism.
#[derive(Clone, Debug)]
pub struct Record {
    /// As declared.
    pub name: String,
    /// What was observed.
    pub variable: VariableId,
    /// Row-major position in the variable.
    pub element: Element,
    /// In order of time.
    pub points: Vec<RecordPoint>,
    /// Whoever built the model had seen its points after the split when something was chosen.
    pub is_seen: bool,
    /// Where it is declared.
    pub place: Place,
}

/// One observation.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordPoint {
    /// Month of the observation; for a yearly figure the last month of the year.
    pub month: Step,
    /// In base units.
    pub value: f64,
    /// Lower end of what the source thinks possible, in base units.
    pub low: Option<f64>,
    /// Upper end of what the source thinks possible, in base units.
    pub high: Option<f64>,
    /// Key of the work; may be empty.
    pub source: String,
    /// A seen, B standard figure, C approximate.
    pub grade: char,
}
