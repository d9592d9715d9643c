//! Enters names: sets, variables, rules, bodies and units, before anything is checked.
//!
//! `declare_names` and `declare_units` are its doors; later stages look names up with `named` and report with `unknown`.
//! No expression is checked here.

pub(super) mod declare;
pub(super) mod frame;
pub(super) mod functions;
mod libraries;
pub(super) mod look_alikes;
pub(super) mod symbols;
pub(super) mod units;
