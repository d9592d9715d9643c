//! Sine, cosine, tangent, and the hyperbolic tangent.
//!
//! Angles are numbers of radians. An angle of more than [`LARGEST_ANGLE`] in size has no value: reduced to the first turn it would have
//! lost its meaning, and no model has a use for it.

use crate::{exp, polynomial, round};

/// The largest angle in size that has a sine, in radians.
pub const LARGEST_ANGLE: f64 = 1_000_000.0;

/// π/2 in three parts: products of the first two with whole numbers up to 2^20 are exact.
///
/// Source: the parts of Sun's fdlibm (`e_rem_pio2.c`).
const HALF_PI: [f64; 3] = [1.570_796_326_734_125_6, 6.077_100_506_303_966e-11, 2.022_266_248_795_950_6e-21];

/// The sine of an angle in radians.
///
/// Error under 0.8 ulp.
///
/// ```
/// assert_eq!(presidium_math::sin(0.0), 0.0);
/// assert_eq!(presidium_math::sin(std::f64::consts::FRAC_PI_2), 1.0);
/// assert!(presidium_math::sin(1e7).is_nan());
/// ```
#[inline(always)]
pub fn sin(x: f64) -> f64 {
    let Reduced { quarter, sine, cosine } = reduced(x);
    let value = if quarter == 1.0 || quarter == 3.0 { cosine } else { sine };
    let value = if quarter >= 2.0 { -value } else { value };
    // What is too small to be squared is its own sine, and keeps its sign.
    if x.abs() < 1e-150 { x } else { value }
}

/// The cosine of an angle in radians.
///
/// Error under 0.8 ulp.
///
/// ```
/// assert_eq!(presidium_math::cos(0.0), 1.0);
/// ```
#[inline(always)]
pub fn cos(x: f64) -> f64 {
    let Reduced { quarter, sine, cosine } = reduced(x);
    let value = if quarter == 1.0 || quarter == 3.0 { sine } else { cosine };
    if quarter == 1.0 || quarter == 2.0 { -value } else { value }
}

/// The tangent of an angle in radians.
///
/// Error under 1.8 ulp.
///
/// ```
/// assert_eq!(presidium_math::tan(0.0), 0.0);
/// assert!((presidium_math::tan(std::f64::consts::FRAC_PI_4) - 1.0).abs() < 1e-15);
/// ```
#[inline(always)]
pub fn tan(x: f64) -> f64 {
    sin(x) / cos(x)
}

/// The hyperbolic tangent, from −1 to 1.
///
/// Error under 1.5 ulp.
///
/// Source: Cody and Waite 1980, ch. 13: a rational function for small arguments, the exponential for others; the coefficients are
/// those of Moshier's Cephes (`tanh.c`).
///
/// ```
/// assert_eq!(presidium_math::tanh(0.0), 0.0);
/// assert_eq!(presidium_math::tanh(40.0), 1.0);
/// ```
#[inline(always)]
pub fn tanh(x: f64) -> f64 {
    let z = x * x;
    let above = polynomial(z, [-1_614.687_684_417_084_5, -99.287_723_100_191_86, -0.964_399_179_425_052_2]);
    let below = polynomial(z, [4_844.063_053_251_255, 2_235.488_390_601_004_5, 112.811_678_491_632_93, 1.0]);
    let small = x + x * (z * (above / below));
    let large = 1.0 - 2.0 / (exp(2.0 * x.abs()) + 1.0);
    let large = if x < 0.0 { -large } else { large };
    // Too small to be squared, an argument is its own tangent.
    let small = if x.abs() < 1e-150 { x } else { small };
    if x.abs() < 0.625 { small } else { large }
}

/// An angle within an eighth of a turn around the nearest quarter of a turn.
struct Reduced {
    /// Which quarter of a turn it is: 0, 1, 2 or 3.
    quarter: f64,
    /// Sine of the angle to that quarter.
    sine: f64,
    /// Cosine of the angle to that quarter.
    cosine: f64,
}

#[inline(always)]
fn reduced(x: f64) -> Reduced {
    let x = if x.abs() <= LARGEST_ANGLE { x } else { f64::NAN };
    let k = round(x * std::f64::consts::FRAC_2_PI);
    // Exact, and then the rest that the next two parts take away, with what is lost in doing so.
    let first = x - k * HALF_PI[0];
    let second = k * HALF_PI[1];
    let high = first - second;
    let lost = k * HALF_PI[2] - ((first - high) - second);
    let angle = high - lost;
    let rest = (high - angle) - lost;
    Reduced { quarter: k - 4.0 * (k * 0.25).floor(), sine: sine(angle, rest), cosine: cosine(angle, rest) }
}

/// The sine of `x + rest` for an angle up to π/4 in size and a `rest` much smaller.
///
/// Source: the method and the coefficients of Sun's fdlibm (`k_sin.c`): an odd polynomial, near-minimax.
#[inline(always)]
fn sine(x: f64, rest: f64) -> f64 {
    let z = x * x;
    let cube = z * x;
    let higher = polynomial(
        z,
        [
            8.333_333_333_322_49e-3,
            -1.984_126_982_985_795e-4,
            2.755_731_370_707_006_8e-6,
            -2.505_076_025_340_686_3e-8,
            1.589_690_995_211_55e-10,
        ],
    );
    x - ((z * (0.5 * rest - cube * higher) - rest) + cube * 0.166_666_666_666_666_32)
}

/// The cosine of `x + rest`, as for [`sine`].
///
/// Source: the method and the coefficients of Sun's fdlibm (`k_cos.c`): an even polynomial, near-minimax.
#[inline(always)]
fn cosine(x: f64, rest: f64) -> f64 {
    let z = x * x;
    let higher = polynomial(
        z,
        [
            0.041_666_666_666_666_6,
            -1.388_888_888_887_411e-3,
            2.480_158_728_947_673e-5,
            -2.755_731_435_139_066_3e-7,
            2.087_572_321_298_175e-9,
            -1.135_964_755_778_819_5e-11,
        ],
    );
    let half = 0.5 * z;
    let around = 1.0 - half;
    around + (((1.0 - around) - half) + (z * (z * higher) - x * rest))
}
