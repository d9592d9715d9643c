//! Between words and the laboratory: words become requests, reports become words and data.
//!
//! A command, a page and a notebook ask in the same words and show the same figures, because both are made here. What is asked is
//! an [`Inquiry`], which can be written down; [`Study`] is a model under assumptions; a [`Problem`] says what is wrong with words;
//! [`figures`], [`headline`], [`chronicles`], [`claims`], [`reasons`] and [`votes`] say in words what was found, and [`views`] are the same as data.
//! Not here: flags, buttons, colours, columns, sockets; and nothing is computed that a report does not hold.

pub mod calibrations;
pub mod chains;
pub mod chronicles;
pub mod claim_reasons;
pub mod claims;
pub mod conditions;
pub mod deals;
mod defaults;
pub mod designs;
pub mod discoveries;
pub mod drivers;
pub mod evidence;
pub mod figures;
pub mod headline;
mod inquiry;
pub mod inventory;
pub mod lives;
pub mod lucks;
mod memory;
pub mod occurrences;
pub mod over_time;
pub mod posterior;
mod problem;
pub mod reasons;
pub mod said;
mod study;
pub mod targets;
pub mod tipping;
pub mod views;
pub mod votes;
mod words;

pub use bytesize::ByteSize;
pub use defaults::{
    CAUSE_WORLDS, COMPARED_WORLDS, FLIP_WORLDS, FORECAST_WORLDS, LEFT_AT_LEAST, LUCK_TIMES, TEST_WORLDS,
    TIPPING_POINTS, WEIGHED_WORLDS, ledger_worlds, seed, seen_until, split,
};
pub use inquiry::{Asked, Extended, Inquiry, Question, Spelt, spelt};
pub use memory::{Allowed, TooLarge, affordable, affords};
pub use problem::Problem;
pub use study::{Assumptions, Study};
pub use words::{
    bands, changes, claims_named, condition, followed, followed_words, month_of_model, observable, observables,
    readings, run_until, scenario, subject, variable, variables, what_if, what_if_words, who,
};
