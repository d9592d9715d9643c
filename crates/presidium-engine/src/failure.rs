//! Worlds that stop, and why, as values; words for them are made elsewhere.

use presidium_lang::clock::Step;
use presidium_lang::model::{BinaryOp, Function};

use crate::ballot::VoteError;
use crate::distribution::PriorError;
use crate::worlds::World;

/// A world that stopped: a value that is not finite, or a vote of nobody. Also, why a value is missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Failure {
    /// The world.
    pub world: World,
    /// The month in which it stopped.
    pub month: Step,
    /// Name of the equation or rule, with its elements.
    pub equation: String,
    /// Heading under which it stands.
    pub section: String,
    /// What was wrong.
    pub fault: Fault,
}

/// What was wrong with a value, or with a vote.
///
/// # Example
/// ```
/// use presidium_engine::{Fault, Needed};
/// assert_eq!(Fault::of(1.0 / 0.0, Needed::Rate), Fault::Infinite(Needed::Rate));
/// assert_eq!(Fault::of(1e200, Needed::Value), Fault::TooLarge(Needed::Value, 1e200));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// It is infinite.
    Infinite(Needed),
    /// It is not a number.
    NotANumber(Needed),
    /// It lies beyond what a world may carry from month to month.
    TooLarge(Needed, f64),
    /// An operation that has no value for these numbers.
    Operation(f64, BinaryOp, f64),
    /// A function that has no value for these numbers.
    Function(Function, Vec<f64>),
    /// One side of a comparison is infinite.
    ComparesInfinite,
    /// A sum, a minimum or the like over a value that is infinite.
    FoldsInfinite,
    /// Elements are ordered by an infinite value.
    OrdersInfinite,
    /// What a lot is drawn by lies below zero, or has no sum.
    NoLot,
    /// Nothing can be drawn from a prior.
    Prior(PriorError),
    /// A vote cannot be held.
    Vote(VoteError),
}

/// What a value was needed for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Needed {
    /// An equation's own value.
    #[default]
    Value,
    /// What a claim looks at.
    Observed,
    /// The value that a rule gives to a variable, by its name with its elements.
    Assigned(String),
    /// An element whose value a rule changes.
    Element,
    /// The condition of a rule.
    Condition,
    /// The rate of a rule.
    Rate,
    /// The condition of a `for`.
    ForCondition,
    /// What a `for` is ordered by.
    ForOrder,
    /// The condition of an `if`.
    IfCondition,
    /// The person who decides.
    Decider,
    /// The order in which a decision is taken for its elements.
    Order,
    /// The condition of an appeal.
    AppealCondition,
    /// Who is a member of a body.
    Member,
    /// Who is present at a vote.
    Present,
    /// Whether an option is available.
    Available,
    /// The majority of a vote.
    Majority,
    /// The quorum of a vote.
    Quorum,
    /// The abstention of a vote.
    Abstention,
    /// Who is in the chair.
    Chair,
    /// The exponent of a vote.
    Exponent,
    /// A utility.
    Utility,
    /// The noise of a vote.
    Noise,
    /// The order in which the members of a body vote.
    Turn,
}

impl Fault {
    /// What is wrong with a value that may not be carried.
    pub fn of(value: f64, needed: Needed) -> Fault {
        match value {
            _ if value.is_infinite() => Fault::Infinite(needed),
            _ if value.is_nan() => Fault::NotANumber(needed),
            _ => Fault::TooLarge(needed, value),
        }
    }
}

impl Default for Fault {
    fn default() -> Fault {
        Fault::NotANumber(Needed::default())
    }
}
