//! What a run is asked to do otherwise than the model says.

use super::claims::Change;
use super::expressions::Expr;
use crate::clock::Step;

/// A model as changed. [`Scenario::to_text`] writes it in the words of the language, and
/// [`parse_scenario`](crate::parse_scenario) reads it back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scenario {
    /// Applied in order; a later change of the same thing wins.
    pub changes: Vec<Change>,
    /// Up to this step, itself included, decisions with recorded choices open exactly in the recorded months, with the recorded
    /// option, and at no other time. After it they are free.
    pub follow_record: Option<Step>,
    /// Decisions are taken by luck alone: every utility is zero, and a member without luck in the model (or with luck of no
    /// scale) has luck of scale 1, so that each draws a lot among the available options.
    pub lots: bool,
    /// The value of each parameter lies this many times as far from its prior's median, on the natural scale of the
    /// prior. Draws are luck, and stay.
    pub widen: Option<f64>,
}

/// A condition on a whole world, by which worlds are chosen; see [`parse_condition`](crate::parse_condition).
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// As it was written.
    pub words: String,
    /// Evaluated at the end of a world.
    pub holds: Expr,
    /// The last step that it looks at.
    pub horizon: Step,
}
