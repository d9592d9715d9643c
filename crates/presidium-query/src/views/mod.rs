//! Reports as data: structures that are written with serde. Fields may be added; none changes its meaning (decision 5).
//!
//! No type of the laboratory is written itself, so that it may change without changing what other programs read.

mod ablation;
mod bands;
mod calibration;
mod claim_reasons;
mod clauses;
mod contents;
mod deals;
mod discoveries;
mod document;
mod drivers;
mod inventory;
mod ledger;
mod life;
mod luck;
mod marks;
mod nulls;
mod occurrences;
mod pairs;
mod priors;
pub(crate) mod share;
mod skill;
mod tests;
mod tipping;
mod validation;
mod values;
mod votes;
mod why;
mod world;

pub use ablation::{STRONGEST, ablation, named};
pub use bands::{SeriesView, band_series, bands, bands_csv};
pub use calibration::calibration;
pub use claim_reasons::{ToLookAt, claim_reasons};
pub use contents::{contents, credibility};
pub use deals::deals;
pub use discoveries::discovery;
pub use document::{Document, Head, NOTE, Nothing, json_text};
pub use drivers::drivers;
pub use inventory::{Entry, FileEntry, check, files, list};
pub use ledger::ledger;
pub use life::life;
pub use luck::luck;
pub use nulls::{NULLS, ROLES, nulls};
pub use occurrences::occurrences;
pub use pairs::{VALUES_SHOWN, pairs};
pub use priors::priors;
pub use skill::{coverage_of, forecasts, skill};
pub use tests::{test_views, tests};
pub use tipping::tipping;
pub use validation::{PartView, validation};
pub use values::values;
pub use votes::votes;
pub use why::why;
pub use world::{found, world};
