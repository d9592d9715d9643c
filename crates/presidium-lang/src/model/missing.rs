//! Values that stand for what is not there.

/// The value of an absent element.
pub const NONE: f64 = -1.0;

/// The value of a date that has not come: later than every date, and finite.
pub const NEVER: f64 = 1.0e9;
