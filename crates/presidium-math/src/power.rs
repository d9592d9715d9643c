//! Powers: by repeated multiplication for small whole exponents, else as e^(y ln x) with twice the usual digits.
//!
//! The error of a plain `exp(y * ln(x))` grows to hundreds of ulp, for an absolute error of the exponent is a relative
//! one of the result. Here the logarithm and the product are pairs of numbers whose sum is the value (Dekker 1971).
//! Refused: a fused product error; it is had from halves of the factors, at seventeen operations instead of one.

use super::{LN_2_HIGH, LN_2_LOW, exp_of_sum, exponent_and_mantissa, max, min, polynomial, round};

/// Whole exponents up to this size are done by multiplication.
const WHOLE_MAX: f64 = 8.0;

/// `x^y`.
///
/// A whole `y` up to 8 in size is done by repeated multiplication: `pow(x, 2.0)` is exactly `x * x`. Otherwise the error
/// is under 1.2 ulp. `pow(x, 0.0)` is 1 even at zero; zero to a negative power is infinite; a negative `x` has powers
/// only for whole `y`.
///
/// ```
/// use presidium_math::pow;
/// assert_eq!(pow(3.0, 2.0), 9.0);
/// assert_eq!(pow(16.0, 0.25), 2.0);
/// assert!(pow(-2.0, 0.5).is_nan());
/// ```
#[inline(always)]
pub fn pow(x: f64, y: f64) -> f64 {
    if is_small_whole(y) { pow_whole(x, y) } else { pow_general(x, y) }
}

/// The same bits as [`pow`] by doing both ways and choosing: for loops over exponents that differ from lane to lane.
///
/// ```
/// assert_eq!(presidium_math::pow_without_branch(3.0, 2.0), 9.0);
/// ```
#[inline(always)]
pub fn pow_without_branch(x: f64, y: f64) -> f64 {
    let (whole, general) = (pow_whole(x, y), pow_general(x, y));
    if is_small_whole(y) { whole } else { general }
}

/// Whether [`pow`] multiplies for this exponent.
///
/// ```
/// assert!(presidium_math::is_small_whole(-2.0));
/// assert!(!presidium_math::is_small_whole(0.5));
/// ```
#[inline(always)]
pub fn is_small_whole(y: f64) -> bool {
    round(y) == y && y.abs() <= WHOLE_MAX
}

/// `x^y` for a whole `y` up to 8 in size, by squaring.
///
/// ```
/// assert_eq!(presidium_math::pow_whole(2.0, -3.0), 0.125);
/// ```
#[inline(always)]
pub fn pow_whole(x: f64, y: f64) -> f64 {
    let mut bits_left = y.abs();
    let mut factor = x;
    let mut product = 1.0;
    for _ in 0..4 {
        let half = round(bits_left * 0.5 - 0.25);
        product = if bits_left > half + half { product * factor } else { product };
        bits_left = half;
        factor = factor * factor;
    }
    if y < 0.0 { 1.0 / product } else { product }
}

/// `x^y` for any exponent by logarithm and exponential.
///
/// ```
/// assert_eq!(presidium_math::pow_general(2.0, 10.0), 1024.0);
/// ```
#[inline(always)]
pub fn pow_general(x: f64, y: f64) -> f64 {
    // Beyond these every power but that of 1 is zero or infinite, and the products below would overflow.
    let exponent = min(max(y, -1e22), 1e22);
    let logarithm = ln_pair(x.abs());
    let product = times(logarithm.0, exponent);
    let product_low = product.1 + logarithm.1 * exponent;
    let product_low = if product.0.abs() > 800.0 { 0.0 } else { product_low };
    let size = exp_of_sum(product.0, product_low);
    let at_limit = if (y > 0.0) == (x == 0.0) { 0.0 } else { f64::INFINITY };
    let size = if x == 0.0 || x.abs() == f64::INFINITY { at_limit } else { size };
    let half = exponent * 0.5;
    let sign = if round(half) == half { 1.0 } else { -1.0 };
    let below_zero = if round(exponent) == exponent { sign * size } else { f64::NAN };
    let value = if x < 0.0 { below_zero } else { size };
    let value = if y == 0.0 || x == 1.0 { 1.0 } else { value };
    if x.is_nan() || y.is_nan() { f64::NAN } else { value }
}

/// ln x for a positive finite x as a sum of two numbers; relative error about 2^-66.
#[inline(always)]
fn ln_pair(x: f64) -> (f64, f64) {
    let (k, m) = exponent_and_mantissa(x);
    // s = (m - 1) / (m + 1) as a pair: a quotient, and what its remainder adds.
    let f = m - 1.0;
    let divisor = m + 1.0;
    let divisor_low = m - (divisor - 1.0);
    let s = f / divisor;
    let back = times(s, divisor);
    let s_low = (((f - back.0) - back.1) - s * divisor_low) / divisor;
    // ln m = 2 s + 2/3 s^3 + s^5 (2/5 + ...), of which only the last needs no second part.
    let square = times(s, s);
    let square_low = square.1 + 2.0 * s * s_low;
    let cube = times(square.0, s);
    let cube_low = cube.1 + square_low * s + square.0 * s_low;
    let third = times(cube.0, 0.666_666_666_666_666_6);
    let third_low = third.1 + cube_low * 0.666_666_666_666_666_6 + cube.0 * 3.700_743_415_417_188e-17;
    let tail = cube.0
        * square.0
        * polynomial(
            square.0,
            [
                0.400_000_000_000_000_24,
                0.285_714_285_713_385_1,
                0.222_222_222_711_023_4,
                0.181_818_082_475_445_43,
                0.153_855_747_964_620_32,
                0.132_859_574_351_933_52,
                0.129_136_176_721_822_5,
            ],
        );
    let mantissa = sum_of_falling(2.0 * s, third.0);
    let whole = sum_of_falling(k * LN_2_HIGH, mantissa.0);
    let low = whole.1 + (mantissa.1 + (2.0 * s_low + third_low + tail) + k * LN_2_LOW);
    sum_of_falling(whole.0, low)
}

/// `a * b` exactly, as the rounded product and its error (Dekker 1971).
#[inline(always)]
fn times(a: f64, b: f64) -> (f64, f64) {
    let (a_high, a_low) = halves(a);
    let (b_high, b_low) = halves(b);
    let product = a * b;
    let error = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
    (product, error)
}

/// `a` as a sum of two numbers of 26 bits each (Veltkamp 1968).
#[inline(always)]
fn halves(a: f64) -> (f64, f64) {
    let scaled = a * 134_217_729.0; // 2^27 + 1
    let high = scaled - (scaled - a);
    (high, a - high)
}

/// `a + b` exactly, as the rounded sum and its error, where `a` is zero or no smaller in size than `b`.
#[inline(always)]
fn sum_of_falling(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    (sum, b - (sum - a))
}
