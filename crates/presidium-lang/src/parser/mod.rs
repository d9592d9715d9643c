//! Tokens to declarations, by recursive descent.
//!
//! A declaration ends where the next token in the first column begins, so a mistake never spreads beyond its
//! declaration; within it, reading goes on at the next clause. Reading never fails: what cannot be read is reported,
//! and left out.

mod ballots;
mod base_rates;
mod changes;
mod chapter;
mod claims;
mod declarations;
mod descent;
mod effects;
mod expressions;
mod habit;
mod header;
mod rules;
mod sets;
mod units;
mod words;

pub(crate) use changes::{parse_change, parse_expression, parse_name, parse_scenario};
pub(crate) use chapter::{Chapter, parse_file, split};
pub(crate) use descent::parse_inside;
pub(crate) use expressions::DATE_IN_FULL;
pub use header::cited;
pub(crate) use header::split_citation;
pub use words::RESERVED;
