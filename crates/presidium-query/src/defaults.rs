//! What is asked where nobody says otherwise: as the model says, else as here. It is the same on every surface.

use presidium_lang::clock::Step;
use presidium_lang::model::Model;

use crate::problem::Problem;

/// The seed of a model that names none: one is as good as another.
const SEED: u64 = 1953;

/// Worlds of a ledger of a model that does not say: a share by a point then shows.
const LEDGER_WORLDS: u64 = 10_000;

/// Worlds of a comparison, of bands, and of an ablation: a change of a share by two points shows.
pub const COMPARED_WORLDS: u64 = 2_000;

/// Worlds of forecasts, of which a hundred are kept; and with null models and wider priors.
pub const FORECAST_WORLDS: u64 = 1_000;

/// Worlds in which tests are run: one that fails usually fails in most worlds.
pub const TEST_WORLDS: u64 = 100;

/// Worlds by which the events of one world are weighed: what happens in one of a hundred then shows as rare.
pub const WEIGHED_WORLDS: u64 = 500;

/// A condition must leave so many worlds: of fewer a share is known to no better than ten points to each side.
pub const LEFT_AT_LEAST: u64 = 100;

/// Worlds in which causes are tested.
pub const CAUSE_WORLDS: u64 = 1_000;

/// Worlds in which switches and rival readings are turned.
pub const FLIP_WORLDS: u64 = 500;

/// To so many values a parameter is set.
pub const TIPPING_POINTS: usize = 9;

/// So many times a world is run with its parameters, and with its luck.
pub const LUCK_TIMES: u64 = 5;

/// The seed of a run that names none.
///
/// # Example
/// ```
/// use presidium_lang::model::Model;
/// assert_eq!(presidium_query::seed(&Model { seed: Some(7), ..Model::default() }), 7);
/// ```
pub fn seed(model: &Model) -> u64 {
    model.seed.unwrap_or(SEED)
}

/// How many worlds a ledger is made of, if nobody says.
pub fn ledger_worlds(model: &Model) -> u64 {
    model.worlds.unwrap_or(LEDGER_WORLDS)
}

/// The last month of the record that is no news: that of the [`split`] or, in a model that holds nothing out, the last one.
pub fn seen_until(model: &Model) -> Step {
    split(model).unwrap_or(model.last_step)
}

/// The last month that forecasts of records may have seen.
///
/// # Errors
/// [`Problem::NoSplit`] if the model does not say.
pub fn split(model: &Model) -> Result<Step, Problem> {
    let middle = Step(model.first_step.0.midpoint(model.last_step.0));
    model.split.ok_or_else(|| Problem::NoSplit { example: model.clock.seen_text(middle) })
}
