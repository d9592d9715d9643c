//! What lowered expressions amount to: their values if they are known before a run, the ranges they lie in, how they are
//! shown and rewritten.
//!
//! Pure functions over the model. The checker may not enter.

pub(super) mod constant;
pub(super) mod ranges;
pub(super) mod rewrite;
