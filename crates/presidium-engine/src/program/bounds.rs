//! Between which numbers a value must lie, and whether it may be missing.
//!
//! What is proved here need not be checked in a run: a comparison of two values that cannot be infinite, say. Bounds are
//! computed with the operations themselves, whose rounding keeps order; those of elementary functions are widened by more
//! than their error. A proof too weak costs a check, never a wrong value. Not here: which values are checked (see `lower`).

use presidium_lang::model::NEVER;

use crate::finite::LARGEST;
use crate::kernels::{Binary, Unary};
use crate::math;

/// All values that a node can have lie between `low` and `high`, both included, or are missing if that may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    pub low: f64,
    pub high: f64,
    /// Whether the value may be missing (not a number).
    pub missing: bool,
}

/// Room for the error of an elementary function, relative to its value.
const ROOM: f64 = 1e-9;

impl Bounds {
    /// Nothing is known.
    pub const UNKNOWN: Bounds = Bounds { low: f64::NEG_INFINITY, high: f64::INFINITY, missing: true };
    pub const TRUTH: Bounds = Bounds { low: 0.0, high: 1.0, missing: false };
    /// A value that is carried from step to step.
    pub const CARRIED: Bounds = Bounds { low: -LARGEST, high: LARGEST, missing: false };

    /// Whether a value lies within.
    pub fn hold(self, value: f64) -> bool {
        if value.is_nan() { self.missing } else { self.low <= value && value <= self.high }
    }

    pub fn between(low: f64, high: f64) -> Bounds {
        Bounds { low, high, missing: false }
    }

    /// Around some values.
    pub fn around(values: &[f64]) -> Bounds {
        let mut bounds = Bounds { low: f64::INFINITY, high: f64::NEG_INFINITY, missing: false };
        for &value in values {
            bounds.missing |= value.is_nan();
            bounds.low = bounds.low.min(value);
            bounds.high = bounds.high.max(value);
        }
        if bounds.low > bounds.high { Bounds { low: 0.0, high: 0.0, missing: true } } else { bounds }
    }

    /// Whether the value is a finite number in any case.
    pub fn is_finite(self) -> bool {
        !self.missing && self.low > f64::NEG_INFINITY && self.high < f64::INFINITY
    }

    /// Whether the value may be carried from step to step in any case.
    pub fn may_be_carried(self) -> bool {
        !self.missing && self.low > -LARGEST && self.high < LARGEST
    }

    fn may_be_infinite(self) -> bool {
        self.low == f64::NEG_INFINITY || self.high == f64::INFINITY
    }

    fn has_zero(self) -> bool {
        self.low <= 0.0 && self.high >= 0.0
    }

    /// Around both.
    pub fn or(self, other: Bounds) -> Bounds {
        let (low, high) = (self.low.min(other.low), self.high.max(other.high));
        Bounds { low, high, missing: self.missing || other.missing }
    }

    /// With room for the error of an elementary function.
    pub fn widened(self) -> Bounds {
        let room = |value: f64| value.abs() * ROOM + f64::MIN_POSITIVE;
        Bounds { low: self.low - room(self.low), high: self.high + room(self.high), ..self }
    }

    pub fn unary(op: Unary, x: Bounds) -> Bounds {
        let rising = |f: fn(f64) -> f64| Bounds { low: f(x.low), high: f(x.high), ..x };
        match op {
            Unary::Copy => x,
            Unary::Negate => Bounds { low: -x.high, high: -x.low, ..x },
            Unary::Not => Bounds::TRUTH,
            Unary::Abs if x.low >= 0.0 => x,
            Unary::Abs if x.high <= 0.0 => Bounds { low: -x.high, high: -x.low, ..x },
            Unary::Abs => Bounds { low: 0.0, high: x.high.max(-x.low), ..x },
            Unary::Sqrt if x.low >= 0.0 => rising(f64::sqrt),
            Unary::Floor => rising(f64::floor),
            Unary::Round => rising(f64::round),
            Unary::Sin | Unary::Cos => {
                let largest = math::LARGEST_ANGLE;
                let missing = x.missing || x.low < -largest || x.high > largest;
                Bounds { low: -1.0 - ROOM, high: 1.0 + ROOM, missing }
            }
            Unary::Tanh => Bounds { low: -1.0 - ROOM, high: 1.0 + ROOM, ..x },
            Unary::Exp => Bounds { low: 0.0, ..rising(math::exp).widened() },
            Unary::Ln if x.low > 0.0 => rising(math::ln).widened(),
            Unary::Logistic | Unary::NormalCdf => Bounds { low: -ROOM, high: 1.0 + ROOM, ..x },
            // Of a uniform number, which keeps away from 0 and 1 by 2^-53.
            Unary::NormalQuantile if x.low > 0.0 && x.high < 1.0 => Bounds::between(-9.0, 9.0),
            Unary::Finite => Bounds { low: x.low.max(-f64::MAX), high: x.high.min(f64::MAX), missing: !x.is_finite() },
            Unary::Flaw => Bounds { low: 0.0, high: 0.0, missing: !x.is_finite() },
            Unary::YearOf | Unary::MonthOf if x.is_finite() => Bounds::CARRIED,
            _ => Bounds::UNKNOWN,
        }
    }

    pub fn binary(op: Binary, a: Bounds, b: Bounds) -> Bounds {
        if op.is_truth() {
            return Bounds::TRUTH;
        }
        let either = a.missing || b.missing;
        let infinite = a.may_be_infinite() && b.may_be_infinite();
        match op {
            Binary::Add => Bounds { low: a.low + b.low, high: a.high + b.high, missing: either || infinite }.sound(),
            Binary::Subtract => {
                Bounds { low: a.low - b.high, high: a.high - b.low, missing: either || infinite }.sound()
            }
            Binary::Multiply => {
                let lost = a.may_be_infinite() && b.has_zero() || b.may_be_infinite() && a.has_zero();
                corners(a, b, |a, b| a * b, either || lost)
            }
            Binary::Divide if !b.has_zero() => corners(a, b, |a, b| a / b, either || infinite),
            Binary::Divide => Bounds { missing: either || a.has_zero() || infinite, ..Bounds::UNKNOWN },
            Binary::Min => Bounds { low: a.low.min(b.low), high: a.high.min(b.high), missing: either },
            Binary::Max => Bounds { low: a.low.max(b.low), high: a.high.max(b.high), missing: either },
            Binary::Power => power(a, b, either),
            Binary::AddMonths | Binary::AddDays => shifted(a, b),
            _ => Bounds::UNKNOWN,
        }
    }

    /// Bounds that came out as no numbers say nothing.
    fn sound(self) -> Bounds {
        if self.low.is_nan() || self.high.is_nan() { Bounds::UNKNOWN } else { self }
    }
}

/// Bounds of an operation that rises or falls in each operand.
fn corners(a: Bounds, b: Bounds, operation: impl Fn(f64, f64) -> f64, missing: bool) -> Bounds {
    let corners = [(a.low, b.low), (a.low, b.high), (a.high, b.low), (a.high, b.high)];
    let values = corners.map(|(a, b)| operation(a, b));
    let around = Bounds::around(&values);
    if around.missing { Bounds::UNKNOWN } else { Bounds { missing, ..around } }
}

/// A date with a time added, by months or by days: near the plain sum, or the date itself if it is [`NEVER`]. Of dates and
/// times beyond all calendars nothing is known.
fn shifted(date: Bounds, years: Bounds) -> Bounds {
    let is_known = date.is_finite() && date.low > -NEVER && years.is_finite();
    if !is_known || years.high > NEVER || years.low < -NEVER {
        return Bounds::UNKNOWN;
    }
    // Months differ in length by a tenth, and years of the calendar from 365.25 days by less than 1 in 10 000.
    let room = 3.0 + years.high.max(-years.low) * 12.0 * 1e-4;
    let low = date.low + years.low * 12.0 - room;
    let high = date.high.min(NEVER) + years.high * 12.0 + room;
    Bounds::between(low.min(date.low), high.max(date.high))
}

/// Powers of positive numbers rise or fall in base and exponent; whole powers of others are bounded by their size.
fn power(a: Bounds, b: Bounds, missing: bool) -> Bounds {
    if missing || !a.is_finite() || !b.is_finite() {
        return Bounds::UNKNOWN;
    }
    if a.low > 0.0 {
        return corners(a, b, math::pow, false).widened();
    }
    let is_whole = b.low == b.high && math::is_small_whole(b.low) && b.low >= 0.0;
    if a.low == 0.0 && b.low > 0.0 {
        let largest = corners(Bounds::between(f64::MIN_POSITIVE, a.high), b, math::pow, false).widened();
        return Bounds { low: 0.0, ..largest };
    }
    if is_whole {
        let size = math::pow(a.high.max(-a.low), b.low);
        return Bounds::between(-size, size).widened();
    }
    Bounds::UNKNOWN
}
