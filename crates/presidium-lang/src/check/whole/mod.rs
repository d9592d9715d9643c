//! Looks at the whole, when every declaration has been checked: the order of lets, flows that link stocks, what is
//! unsound by its ranges, numbers in equations.
//!
//! Nothing is entered or filled here.

pub(super) mod beginnings;
pub(super) mod cohorts;
pub(super) mod judgements;
pub(super) mod links;
pub(super) mod literals;
pub(super) mod order;
pub(super) mod unlinked;
