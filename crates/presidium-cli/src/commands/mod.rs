//! One file for each command: arguments in, [`Output`](crate::output::Output) out.

pub mod bands;
pub mod book;
pub mod calibrate;
pub mod check;
pub mod completions;
pub mod deals;
pub mod design;
pub mod discover;
pub mod drivers;
pub mod fmt;
pub mod ledger;
pub mod life;
pub mod list;
pub mod luck;
pub mod runs;
pub mod serve;
pub mod tipping;
pub mod validate;
pub mod what_if;
pub mod why;
pub mod why_claim;
pub mod world;
