//! Factors of units: how a number with a unit becomes a value in base units, and back.

use std::ops::{Div, Mul};

/// How many base units one of a unit is, as a fraction: a month is 1/12 year.
///
/// A number times a factor is a value in base units; a value divided by it is a number of units. Most units have whole
/// numbers on both sides, and then `k` of them are rounded once: 5 months are the number nearest to 5/12.
///
/// ```
/// use presidium_lang::model::Factor;
/// let month = Factor::new(1.0, 12.0);
/// assert_eq!(5.0 * month, 5.0 / 12.0);
/// assert_eq!(5.0 / 12.0 / month, 5.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factor {
    /// Above the line.
    pub times: f64,
    /// Below the line.
    pub over: f64,
}

impl Factor {
    /// Of base units.
    pub const ONE: Factor = Factor { times: 1.0, over: 1.0 };

    /// `times / over` base units, in lowest terms where both are whole.
    pub fn new(times: f64, over: f64) -> Factor {
        let divisor = common_divisor(times, over);
        Factor { times: times / divisor, over: over / divisor }
    }

    /// The factor of a power of the unit.
    pub fn power(self, power: i32) -> Factor {
        let one = if power > 0 { self } else { Factor { times: self.over, over: self.times } };
        (0..power.abs()).fold(Factor::ONE, |product, _| product * one)
    }
}

impl Mul<Factor> for f64 {
    type Output = f64;

    fn mul(self, factor: Factor) -> f64 {
        self * factor.times / factor.over
    }
}

impl Div<Factor> for f64 {
    type Output = f64;

    fn div(self, factor: Factor) -> f64 {
        self * factor.over / factor.times
    }
}

impl Mul for Factor {
    type Output = Factor;

    fn mul(self, other: Factor) -> Factor {
        Factor::new(self.times * other.times, self.over * other.over)
    }
}

/// The greatest number that divides both, if they are whole; else 1.
fn common_divisor(a: f64, b: f64) -> f64 {
    const WHOLE_MAX: f64 = 9_007_199_254_740_992.0; // 2^53
    let is_whole = |x: f64| x.fract() == 0.0 && (1.0..=WHOLE_MAX).contains(&x);
    if !is_whole(a) || !is_whole(b) {
        return 1.0;
    }
    let (mut a, mut b) = (a, b);
    while b != 0.0 {
        (a, b) = (b, a % b);
    }
    a
}
