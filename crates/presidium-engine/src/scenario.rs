//! What is asked of a run: the changes to the model, and what is to be seen of each world.

use presidium_lang::clock::Step;
pub use presidium_lang::model::Scenario;
use presidium_lang::model::{Element, Expr, VariableId};

/// What is to be seen of each world.
///
/// # Example
/// ```
/// use presidium_engine::Outputs;
/// use presidium_lang::model::{Element, VariableId};
/// // The second element of the first variable, month by month, and what the rules do.
/// let outputs = Outputs { monthly: vec![(VariableId::from_raw(0), Element(1))], acts: true, ..Outputs::default() };
/// assert!(outputs.finals.is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outputs {
    /// Evaluated at the end of the last step; may read observers.
    pub finals: Vec<Expr>,
    /// Variables (row-major element) recorded at the end of every step.
    pub monthly: Vec<(VariableId, Element)>,
    /// Variables (row-major element) recorded at the end of one step, which is one of the run.
    pub cells: Vec<(VariableId, Element, Step)>,
    /// Conditions that must hold at the end of every step; the first month in which each fails is a further final.
    pub tests: Vec<Expr>,
    /// What every rule did is reported, see [`Act`](crate::Act).
    pub acts: bool,
    /// Every vote is reported, see [`Ballot`](crate::Ballot).
    pub ballots: bool,
}
