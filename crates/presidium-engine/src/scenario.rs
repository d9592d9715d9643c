//! What is asked of a run: the changes to the model, and what is to be seen of each world.

use presidium_lang::model::{Change, Expr, VariableId};

/// The model as changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scenario {
    /// Applied in order; a later change of the same thing wins.
    pub changes: Vec<Change>,
    /// Decisions with recorded choices open exactly in the recorded months, with the recorded option, and at no other time.
    pub follow_record: bool,
    /// Decisions are taken by luck alone: every utility is zero, and a member without luck in the model (or with luck of no
    /// scale) has luck of scale 1, so that each draws a lot among the available options.
    pub lots: bool,
    /// The value of each parameter lies this many times as far from its prior's median, on the natural scale of the prior
    /// (see [`Quantile::widened`](crate::distribution::Quantile::widened)). Draws are luck, and stay.
    pub widen: Option<f64>,
}

/// What is to be seen of each world.
#[derive(Clone, Debug, Default)]
pub struct Outputs {
    /// Evaluated at the end of the last step; may read observers.
    pub finals: Vec<Expr>,
    /// Variables (row-major element) recorded at the end of every step.
    pub monthly: Vec<(VariableId, u32)>,
    /// Conditions that must hold at the end of every step; the first month in which each fails is a further final.
    pub tests: Vec<Expr>,
    /// What every rule did is told, see [`Act`](crate::Act).
    pub acts: bool,
    /// Every vote is told, see [`Ballot`](crate::Ballot).
    pub ballots: bool,
}

/// A world that stopped: a value that is not finite, or a vote of nobody.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Failure {
    pub world: u64,
    /// Months since year 0.
    pub month: u32,
    /// Name of the equation or rule, with its elements.
    pub equation: String,
    /// Heading under which it stands.
    pub section: String,
    /// What was wrong, in words.
    pub reason: String,
}
