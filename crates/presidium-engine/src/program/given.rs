//! What a run gives to a program, by name: inputs, and the priors of parameters.

use presidium_lang::model::{Element, RuleId, SetId, VariableId};

use crate::distribution::Quantile;

/// A scalar that the scenario of a run gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Input {
    /// Whether a switch is on.
    Switch(VariableId),
    /// The value of an element of a parameter that is a plain number.
    Number(VariableId, Element),
    /// Which prior an element of a parameter has: 0 if it is the same in all worlds, else one more than the place of the reading by
    /// which it is computed.
    Reading(VariableId, Element),
    /// By how much priors are widened that are computed in each world.
    Widened,
    /// For each month, whether an element of a rule may act.
    Allowed(RuleId, Element),
    /// For each month, the option to which an element of a decision is pinned, or -1.
    Pinned(RuleId, Element),
    /// For each month, the option to which the vote of a member is pinned, or -1; the member by root set and ordinal.
    PinnedVote(RuleId, Element, SetId, u32),
}

/// A prior in a program.
#[derive(Clone, Debug)]
pub struct Drawn {
    pub quantile: Quantile,
    /// The element of a parameter whose prior it is; of a draw, none.
    pub parameter: Option<(VariableId, Element)>,
    /// Between which numbers its values lie, in every run.
    pub bounds: (f64, f64),
}

impl Input {
    /// Whether its value may change from month to month.
    pub fn is_monthly(self) -> bool {
        matches!(self, Input::Allowed(..) | Input::Pinned(..) | Input::PinnedVote(..))
    }

    /// Whether it can only be 0 or 1.
    pub fn is_truth(self) -> bool {
        matches!(self, Input::Switch(_) | Input::Allowed(..))
    }
}
