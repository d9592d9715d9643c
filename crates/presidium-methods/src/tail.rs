//! How likely it is that so many of some trials succeed.

use statrs::function::beta::checked_beta_reg;

/// The probability that at least so many of some trials succeed, each of which does with this probability.
///
/// # Example
/// ```
/// use presidium_methods::tail::at_least;
/// assert!((at_least(8, 10, 0.5) - 56.0 / 1024.0).abs() < 1e-12);
/// assert_eq!((at_least(0, 10, 0.5), at_least(3, 10, 0.0), at_least(3, 10, 1.0)), (1.0, 0.0, 1.0));
/// ```
pub fn at_least(successes: u64, trials: u64, probability: f64) -> f64 {
    if successes == 0 || probability >= 1.0 {
        return 1.0;
    }
    if successes > trials || probability <= 0.0 {
        return 0.0;
    }
    let (a, b) = (successes as f64, (trials - successes + 1) as f64);
    checked_beta_reg(a, b, probability).unwrap_or(f64::NAN)
}
