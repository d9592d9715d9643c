//! Elementary functions that give the same bits on every machine.
//!
//! A world must be reproducible to the last bit anywhere, and platform libraries differ in theirs. So every function
//! here is one sequence of additions, multiplications, divisions, square roots, comparisons and bit operations, which
//! IEEE 754 defines exactly, without branches: in a loop over lanes the compiler turns it into vector code that
//! computes the very same sequence. The checker folds constants with these functions and the engine runs worlds with
//! them. Refused: fused multiply-add (not everywhere, and it rounds differently), tables, and any knowledge of models.
//!
//! Errors are stated in ulp, units in the last place of the result, against 50-digit arithmetic (`tests/math.rs`).

mod normal;
mod power;
mod trigonometry;

pub use normal::{normal_cdf, normal_quantile};
pub use power::{is_small_whole, pow, pow_general, pow_whole, pow_without_branch};
pub use trigonometry::{LARGEST_ANGLE, cos, sin, tan, tanh};

/// Adding and subtracting this rounds a number below 2^51 in size to the nearest whole one.
const ROUNDER: f64 = 6_755_399_441_055_744.0; // 1.5 * 2^52
const TWO_TO_52: f64 = 4_503_599_627_370_496.0;
const TWO_TO_54: f64 = 18_014_398_509_481_984.0;

/// ln 2 in two parts: products of the first with whole numbers up to 2^20 are exact.
const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// `e^x`; 0 below about -745.13, infinite above about 709.78.
///
/// Error under 0.9 ulp.
///
/// ```
/// assert_eq!(presidium_math::exp(0.0), 1.0);
/// assert!((presidium_math::exp(1.0) - std::f64::consts::E).abs() < 1e-15);
/// ```
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    exp_of_sum(x, 0.0)
}

/// `e^(high + low)` for a `low` much smaller than `high`.
///
/// Source: Cody and Waite 1980, ch. 6: e^x = 2^k e^r with |r| <= ln 2 / 2, the latter by a near-minimax polynomial.
#[inline(always)]
fn exp_of_sum(high: f64, low: f64) -> f64 {
    let high = if high < -800.0 { -800.0 } else { high };
    let high = if high > 800.0 { 800.0 } else { high };
    let k = round(high * std::f64::consts::LOG2_E);
    let r_high = high - k * LN_2_HIGH;
    let r_low = low - k * LN_2_LOW;
    let r = r_high + r_low;
    let rest = (r_high - r) + r_low;
    let cubic = polynomial(
        r,
        [
            0.166_666_666_666_666_7,
            0.041_666_666_666_666_664,
            0.008_333_333_333_330_062,
            0.001_388_888_888_888_655_2,
            0.000_198_412_698_630_536_18,
            2.480_158_731_714_449_8e-5,
            2.755_726_845_999_706_4e-6,
            2.755_728_296_954_995e-7,
            2.510_038_549_551_032e-8,
            2.091_123_663_026_154_5e-9,
        ],
    );
    let series = 1.0 + (r + (r * r * (0.5 + r * cubic) + rest));
    // In two factors, so that neither leaves the range of exponents and a subnormal result is rounded once.
    let k_half = round(k * 0.5);
    series * two_to(k_half) * two_to(k - k_half)
}

/// The natural logarithm; negative infinity at zero, not a number below.
///
/// Error under 0.9 ulp.
///
/// Source: the method of Sun's fdlibm (`e_log.c`): x = 2^k m with m near 1, and ln m by a series in (m - 1) / (m + 1).
///
/// ```
/// assert_eq!(presidium_math::ln(1.0), 0.0);
/// assert!(presidium_math::ln(-1.0).is_nan());
/// ```
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    let (k, m) = exponent_and_mantissa(x);
    let f = m - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let series = z * polynomial(
        z,
        [
            0.666_666_666_666_667,
            0.399_999_999_998_994_44,
            0.285_714_286_260_032_7,
            0.222_222_111_302_598_78,
            0.181_828_894_556_749_47,
            0.153_317_106_182_107_73,
            0.146_165_854_248_886_23,
        ],
    );
    let half_square = 0.5 * f * f;
    let value = k * LN_2_HIGH - ((half_square - (s * (half_square + series) + k * LN_2_LOW)) - f);
    let value = if x > 0.0 { value } else { f64::NAN };
    let value = if x == 0.0 { f64::NEG_INFINITY } else { value };
    if x == f64::INFINITY { x } else { value }
}

/// `1 / (1 + e^-x)`, from 0 to 1.
///
/// Error under 2 ulp while the result is above 1e-308.
///
/// ```
/// assert_eq!(presidium_math::logistic(0.0), 0.5);
/// ```
#[inline(always)]
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

/// The quantile of the standard Gumbel distribution at `u`: `-ln(-ln u)`.
///
/// Adding independent values of it, times a scale, to the utilities of options and taking the best gives the
/// multinomial logit choice (McFadden 1974).
///
/// ```
/// assert!(presidium_math::gumbel_quantile(0.5) > 0.366);
/// ```
#[inline(always)]
pub fn gumbel_quantile(u: f64) -> f64 {
    -ln(-ln(u))
}

/// The smaller of two numbers, the first of equals; unlike `f64::min` its zeros and NaNs are the same everywhere.
///
/// ```
/// assert_eq!(presidium_math::min(2.0, 1.0), 1.0);
/// ```
#[inline(always)]
pub fn min(a: f64, b: f64) -> f64 {
    if b < a { b } else { a }
}

/// The larger of two numbers, the first of equals; unlike `f64::max` its zeros and NaNs are the same everywhere.
///
/// ```
/// assert_eq!(presidium_math::max(2.0, 1.0), 2.0);
/// ```
#[inline(always)]
pub fn max(a: f64, b: f64) -> f64 {
    if b > a { b } else { a }
}

/// The nearest whole number, ties to even, of a number below 2^51 in size.
#[inline(always)]
fn round(x: f64) -> f64 {
    (x + ROUNDER) - ROUNDER
}

/// 2^k for a whole `k` from -1022 to 1023: the sum holds k + 1023 in its lowest bits, which move to the exponent's place.
#[inline(always)]
fn two_to(k: f64) -> f64 {
    f64::from_bits((k + (TWO_TO_52 + 1023.0)).to_bits() << 52)
}

/// A positive finite `x` as `(k, m)` with `x = 2^k m` and `m` from √½ to √2; nonsense, but no trap, for all others.
#[inline(always)]
fn exponent_and_mantissa(x: f64) -> (f64, f64) {
    const ROOT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    const ONE: u64 = 0x3ff0_0000_0000_0000;
    let subnormal = x < f64::MIN_POSITIVE;
    let scaled = if subnormal { x * TWO_TO_54 } else { x };
    let scale = if subnormal { 54.0 } else { 0.0 };
    // Seen from √½ instead of 1, the exponent field holds k + 1023 and the fraction the distance of m from √½.
    let shifted = scaled.to_bits().wrapping_add(ONE - ROOT_HALF);
    let k = f64::from_bits((shifted >> 52) | TWO_TO_52.to_bits()) - (TWO_TO_52 + 1023.0) - scale;
    let m = f64::from_bits((shifted & 0x000f_ffff_ffff_ffff) + ROOT_HALF);
    (k, m)
}

/// The value at `x` of the polynomial with these coefficients, lowest first, by Horner's rule.
#[inline(always)]
fn polynomial<const N: usize>(x: f64, coefficients: [f64; N]) -> f64 {
    let mut sum = 0.0;
    for i in (0..N).rev() {
        sum = sum * x + coefficients[i];
    }
    sum
}
