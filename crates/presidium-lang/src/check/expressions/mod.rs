//! Checks expressions: types, units and indices, and what an expression is lowered to.
//!
//! `expression` and `expression_of` are its doors. Declarations may not enter: an expression knows its scope, and not who
//! asks.

pub(super) mod absent;
pub(super) mod among;
pub(super) mod calls;
pub(super) mod dates;
pub(super) mod delays;
pub(super) mod fit;
pub(super) mod folds;
pub(super) mod gradual;
pub(super) mod hidden;
pub(super) mod limits;
pub(super) mod lots;
pub(super) mod moments;
pub(super) mod narrowing;
pub(super) mod observers;
pub(super) mod operators;
pub(super) mod own;
pub(super) mod places;
pub(super) mod queries;
pub(super) mod reads;
pub(super) mod shapes;
pub(super) mod votes;
