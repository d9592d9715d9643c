//! Checks declarations, one kind after the other: quantities, rules, claims, changes.
//!
//! Each file turns the tree of a declaration into its part of the model, and asks `expressions` for every value in it.

pub(super) mod ballots;
pub(super) mod base_rates;
pub(super) mod beyond;
pub(super) mod changes;
pub(super) mod claims;
pub(super) mod clashes;
pub(super) mod decisions;
pub(super) mod effects;
pub(super) mod flows;
pub(super) mod knowledge;
pub(super) mod options;
pub(super) mod priors;
pub(super) mod quantities;
pub(super) mod rules;
