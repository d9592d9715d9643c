//! The checked model: what a document means, after names, sets and units have been resolved.
//!
//! This is the one thing that the language hands to the engine. Every expression here is sound: indices fit their
//! sets, units have been reduced to base units, every name is an id. Nothing here is expanded: an equation over
//! sixty people is one equation. Refused: any trace of how a run is carried out (no slots, no lanes, no threads).
//!
//! # Values
//! Every value is an `f64` in base units.
//! - a truth is 0 or 1;
//! - an element is its ordinal in its *root* set (a subset's elements keep the ordinals of the root set);
//!   [`NONE`] stands for "nobody";
//! - a date is a count of months since the start of the year 0 (`1953-03` is `1953 * 12 + 2`); a day within a month
//!   is a fraction; [`NEVER`] is later than every date;
//! - a duration is a quantity in years.

mod ballots;
mod checked;
mod claims;
mod expressions;
mod factor;
mod ids;
mod integration;
mod knowledge;
pub(crate) mod missing;
pub mod operations;
mod positions;
mod priors;
mod rows;
mod rules;
mod scenario;
mod text;
mod variables;

pub use ballots::*;
pub use checked::*;
pub use claims::*;
pub use expressions::*;
pub use factor::Factor;
pub use ids::*;
pub use integration::*;
pub use knowledge::Audience;
pub use missing::{NEVER, NONE};
pub use positions::{places, position};
pub use priors::Flaw;
pub use rows::Rows;
pub use rules::*;
pub use scenario::{Condition, Deal, Redraw, Scenario};
pub use text::*;
pub use variables::*;
