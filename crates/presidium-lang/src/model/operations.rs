//! What each operation means for values: the single definition behind constants and runs.
//!
//! The checker folds constants with it and the engine's oracle evaluates with it, so that an expression has the same bits
//! whenever it is computed; vector code is held to it bit for bit. Every formula is spelt as compares, selects and plain
//! arithmetic in a fixed order; nothing is fused or reassociated. Not here: elementary functions (see `presidium_math`)
//! and dates (see [`calendar`]).
//!
//! A value that is missing is not a number, and what needs it is missing too. Infinite values cannot be compared or folded
//! over.

use super::expressions::{Among, BinaryOp, Fold, Function, UnaryOp};
use super::missing::NONE;
use presidium_math::{self as math, max, min};

use crate::calendar;

/// A truth as a value.
pub fn truth(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

/// A value as a truth.
pub fn holds(value: f64) -> bool {
    value != 0.0
}

/// `op x`
pub fn unary(op: UnaryOp, x: f64) -> f64 {
    match op {
        _ if x.is_nan() => x,
        UnaryOp::Negate => -x,
        UnaryOp::Not => truth(!holds(x)),
    }
}

/// `a op b`
///
/// ```
/// use presidium_lang::model::{BinaryOp, operations::binary};
/// assert_eq!(binary(BinaryOp::Power, 3.0, 2.0), 9.0);
/// assert!(binary(BinaryOp::Less, f64::NAN, 2.0).is_nan());
/// ```
pub fn binary(op: BinaryOp, a: f64, b: f64) -> f64 {
    if let Some(settled) = settled(op, a) {
        return settled;
    }
    match op {
        _ if b.is_nan() => b,
        _ if compares(op) && (a.is_infinite() || b.is_infinite()) => f64::NAN,
        BinaryOp::Add => a + b,
        BinaryOp::Subtract => a - b,
        BinaryOp::Multiply => a * b,
        BinaryOp::Divide => a / b,
        BinaryOp::Power => math::pow(a, b),
        BinaryOp::Equal => truth(a == b),
        BinaryOp::NotEqual => truth(a != b),
        BinaryOp::Less => truth(a < b),
        BinaryOp::LessOrEqual => truth(a <= b),
        BinaryOp::Greater => truth(a > b),
        BinaryOp::GreaterOrEqual => truth(a >= b),
        BinaryOp::And => truth(holds(a) && holds(b)),
        BinaryOp::Or => truth(holds(a) || holds(b)),
    }
}

/// The value of an operation whose left side settles it, so that the right side is not needed.
pub fn settled(op: BinaryOp, a: f64) -> Option<f64> {
    match op {
        _ if a.is_nan() => Some(a),
        BinaryOp::And if !holds(a) => Some(0.0),
        BinaryOp::Or if holds(a) => Some(1.0),
        _ => None,
    }
}

/// Whether an operation asks how its operands stand to each other.
pub fn compares(op: BinaryOp) -> bool {
    use BinaryOp::*;
    matches!(op, Equal | NotEqual | Less | LessOrEqual | Greater | GreaterOrEqual)
}

/// A function of as many arguments as it takes.
pub fn call(function: Function, x: &[f64]) -> f64 {
    if let Some(missing) = x.iter().find(|value| value.is_nan()) {
        return *missing;
    }
    match function {
        Function::Min => min(x[0], x[1]),
        Function::Max => max(x[0], x[1]),
        Function::Abs => x[0].abs(),
        Function::Sqrt => x[0].sqrt(),
        Function::Exp => math::exp(x[0]),
        Function::Ln => math::ln(x[0]),
        Function::Logistic => math::logistic(x[0]),
        Function::Floor => x[0].floor(),
        Function::Clamp => min(max(x[0], x[1]), x[2]),
        Function::NormalCdf => math::normal_cdf(x[0]),
        Function::Sin => math::sin(x[0]),
        Function::Cos => math::cos(x[0]),
        Function::Tan => math::tan(x[0]),
        Function::Tanh => math::tanh(x[0]),
        Function::Round => x[0].round(),
        Function::Mod => modulo(x[0], x[1]),
        Function::Within if x[0] < x[1] || x[0] > x[2] => f64::NAN,
        Function::Within => x[0],
        Function::MonthOf => calendar::month_of(x[0]),
        Function::YearOf => calendar::year_of(x[0]),
        Function::AddMonths => calendar::add_months(x[0], x[1]),
        Function::AddDays => calendar::add_days(x[0], x[1]),
    }
}

/// What is left of `x` after whole steps of `y`, exactly, with the sign of `y`; missing for steps of zero.
///
/// ```
/// use presidium_lang::model::operations::modulo;
/// assert_eq!([modulo(7.0, 3.0), modulo(-1.0, 3.0), modulo(1.0, -3.0)], [1.0, 2.0, -2.0]);
/// assert!(modulo(1.0, 0.0).is_nan());
/// ```
pub fn modulo(x: f64, y: f64) -> f64 {
    let left = x % y;
    if left * y < 0.0 { left + y } else { left }
}

/// A sum of terms, from the first to the last; zero without terms.
pub fn sum(terms: impl IntoIterator<Item = f64>) -> f64 {
    terms.into_iter().reduce(|sum, term| sum + term).unwrap_or(0.0)
}

/// Piecewise linear, flat outside: on the last point whose x is not greater, plus its slope. Zero without points.
///
/// ```
/// use presidium_lang::model::operations::lookup;
/// let points = [(0.0, 1.0), (10.0, 3.0)];
/// assert_eq!([-1.0, 5.0, 11.0].map(|x| lookup(&points, x)), [1.0, 2.0, 3.0]);
/// ```
pub fn lookup(points: &[(f64, f64)], argument: f64) -> f64 {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return 0.0 };
    let x = min(max(argument, first.0), last.0);
    let mut value = first.1 + (x - first.0) * slope(points, 0);
    for (place, &(from, start)) in points.iter().enumerate().skip(1) {
        if x >= from {
            value = start + (x - from) * slope(points, place);
        }
    }
    value
}

/// Slope of the piece that begins at a point; zero at the last point and at a jump.
pub fn slope(points: &[(f64, f64)], place: usize) -> f64 {
    match points.get(place + 1) {
        Some(&(x, y)) if x > points[place].0 => (y - points[place].1) / (x - points[place].0),
        _ => 0.0,
    }
}

/// A fold under way: the elements that passed the filter so far, in the order of their set.
///
/// ```
/// use presidium_lang::model::{Fold, operations::Folded};
/// let mut best = Folded::new(Fold::ArgMax);
/// [3.0, 7.0, 7.0].iter().zip(0..).for_each(|(&body, ordinal)| best.take(f64::from(ordinal), body));
/// assert_eq!(best.result(), 1.0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Folded {
    fold: Fold,
    missing: bool,
    count: f64,
    /// Of a product what it has come to.
    sum: f64,
    /// The smallest or largest body so far, infinite before there was one; and its element.
    best: f64,
    at: f64,
}

impl Folded {
    /// A fold over nothing so far. Sums start at zero, products at one.
    pub fn new(fold: Fold) -> Folded {
        let best = if matches!(fold, Fold::Min | Fold::ArgMin) { f64::INFINITY } else { f64::NEG_INFINITY };
        let sum = if fold == Fold::Product { 1.0 } else { 0.0 };
        Folded { fold, missing: false, count: 0.0, sum, best, at: NONE }
    }

    /// Takes in an element, by its root ordinal, with the value of the body.
    pub fn take(&mut self, ordinal: f64, value: f64) {
        self.count += 1.0;
        self.missing |= !value.is_finite();
        match self.fold {
            Fold::Sum | Fold::Mean => self.sum += value,
            Fold::Product => self.sum *= value,
            Fold::Count | Fold::Any | Fold::All => self.sum += truth(holds(value)),
            Fold::Min | Fold::ArgMin if value < self.best => (self.best, self.at) = (value, ordinal),
            Fold::Max | Fold::ArgMax if value > self.best => (self.best, self.at) = (value, ordinal),
            Fold::Min | Fold::Max | Fold::ArgMin | Fold::ArgMax => {}
        }
    }

    /// The value of the fold.
    pub fn result(&self) -> f64 {
        match self.fold {
            _ if self.missing => f64::NAN,
            Fold::Sum | Fold::Count | Fold::Product => self.sum,
            Fold::Mean => self.sum / max(self.count, 1.0),
            Fold::Min | Fold::Max if self.best.is_infinite() => 0.0,
            Fold::Min | Fold::Max => self.best,
            Fold::Any => truth(self.sum > 0.0),
            Fold::All => truth(self.sum == self.count),
            Fold::ArgMin | Fold::ArgMax => self.at,
        }
    }
}

/// The answer of elements, each with its root ordinal and its key, in the order of their set.
///
/// ```
/// use presidium_lang::model::{Among, operations::among};
/// let elements = [(0.0, 5.0), (1.0, 2.0), (2.0, 5.0)];
/// assert_eq!([1.0, 2.0, 3.0, 4.0].map(|k| among(Among::Nth, k, &elements)), [1.0, 0.0, 2.0, -1.0]);
/// assert_eq!([0.0, 1.0, 2.0, 7.0].map(|x| among(Among::Rank, x, &elements)), [2.0, 1.0, 3.0, 0.0]);
/// assert_eq!([0.1, 0.5, 0.9].map(|u| among(Among::Lot, u, &elements)), [0.0, 1.0, 2.0]);
/// ```
pub fn among(question: Among, argument: f64, elements: &[(f64, f64)]) -> f64 {
    if argument.is_nan() || elements.iter().any(|(_, key)| !key.is_finite()) {
        return f64::NAN;
    }
    match question {
        Among::Nth => {
            let at = elements.iter().find(|element| place_of(element, elements) == argument);
            at.map_or(NONE, |(ordinal, _)| *ordinal)
        }
        Among::Rank => {
            let own = elements.iter().find(|(ordinal, _)| *ordinal == argument);
            own.map_or(0.0, |own| place_of(own, elements))
        }
        Among::Lot => by_lot(argument, elements),
    }
}

/// The place of an element in the order of the keys, from 1 on.
fn place_of(own: &(f64, f64), elements: &[(f64, f64)]) -> f64 {
    let is_before = |other: &&(f64, f64)| other.1 < own.1 || other.1 == own.1 && other.0 < own.0;
    1.0 + elements.iter().filter(is_before).count() as f64
}

/// The first element up to which more than this part of all keys is gathered, or the last one that has a key.
fn by_lot(part: f64, elements: &[(f64, f64)]) -> f64 {
    let whole = sum(elements.iter().map(|(_, key)| *key));
    if !whole.is_finite() || elements.iter().any(|(_, key)| *key < 0.0) {
        return f64::NAN;
    }
    let (limit, mut gathered, mut at) = (part * whole, 0.0, NONE);
    for (ordinal, key) in elements {
        if *key > 0.0 && gathered <= limit {
            at = *ordinal;
        }
        gathered += key;
    }
    at
}
