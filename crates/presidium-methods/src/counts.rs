//! Whether two counts, each with its exposure, can have one rate.
//!
//! A model counts, in its worlds, how often something happens and for how long it could have; a class of cases has such a count too.
//! Neither is a rate. What the model's count says of its rate is a distribution (Jeffreys), and what that predicts for the class is
//! another, which is wider: negative binomial for counts in time, beta-binomial for counts of trials. So few worlds, and a small class,
//! say little.

use presidium_math::{ln, normal_quantile};

/// A count in a class of cases.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Class {
    /// So often at least.
    pub least: u64,
    /// So often at most; each count between is as likely.
    pub most: u64,
    /// In so much time, or of so many trials.
    pub exposure: f64,
    /// The exposure is a number of trials.
    pub of_trials: bool,
}

/// What was counted in a model, beside a class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beside {
    /// The logarithm of how likely the class's count is, given the model's.
    pub log_likelihood: f64,
    /// How far the class's count lies out in what the model predicts, in standard deviations of a normal distribution with as small a
    /// tail; 0 in the middle.
    pub score: f64,
}

/// The greatest score: what lies further out is no number any more.
pub const SCORE_MAX: f64 = 8.0;

/// A model's count beside that of a class; none without exposure.
///
/// # Example
/// ```
/// use presidium_methods::counts::{Class, beside};
/// let class = Class { least: 8, most: 8, exposure: 451.0, of_trials: false };
/// let alike = beside(&class, 18.0, 1_000.0).expect("it was exposed");
/// let too_often = beside(&class, 180.0, 1_000.0).expect("it was exposed");
/// assert!(alike.score < 0.2 && too_often.score > 4.0);
/// assert!(alike.log_likelihood > too_often.log_likelihood + 20.0);
/// // Ten years say next to nothing.
/// assert!(beside(&class, 1.0, 10.0).expect("it was exposed").score < 2.0);
/// assert_eq!(beside(&class, 0.0, 0.0), None);
/// ```
pub fn beside(class: &Class, count: f64, exposure: f64) -> Option<Beside> {
    if exposure.is_nan() || exposure <= 0.0 {
        return None;
    }
    let predicted = Predicted { class, count: count.max(0.0), exposure };
    let counts = (class.least..=class.most).map(|x| presidium_math::exp(predicted.log_chance(x)));
    let likelihood = counts.sum::<f64>() / (class.most - class.least + 1) as f64;
    let below: f64 = (0..class.least).map(|x| presidium_math::exp(predicted.log_chance(x))).sum();
    let at_most: f64 =
        below + (class.least..=class.most).map(|x| presidium_math::exp(predicted.log_chance(x))).sum::<f64>();
    let middle = |x: u64| presidium_math::exp(predicted.log_chance(x)) / 2.0;
    // Half of a count's own chance lies to each side of it.
    let tail = (1.0 - below - middle(class.least)).min(at_most - middle(class.most)).clamp(0.0, 0.5);
    let score = if tail >= 0.5 { 0.0 } else { -normal_quantile(tail.max(1e-15)) };
    Some(Beside { log_likelihood: ln(likelihood.max(1e-300)), score: score.clamp(0.0, SCORE_MAX) })
}

/// What a model's count predicts for a class.
struct Predicted<'a> {
    class: &'a Class,
    count: f64,
    exposure: f64,
}

impl Predicted<'_> {
    /// The logarithm of the chance of a count.
    fn log_chance(&self, x: u64) -> f64 {
        let x = x as f64;
        if self.class.of_trials {
            let trials = self.class.exposure;
            if x > trials {
                return f64::NEG_INFINITY;
            }
            let (a, b) = (self.count + 0.5, (self.exposure - self.count).max(0.0) + 0.5);
            let ways = ln_gamma(trials + 1.0) - ln_gamma(x + 1.0) - ln_gamma(trials - x + 1.0);
            return ways + ln_beta(x + a, trials - x + b) - ln_beta(a, b);
        }
        let (shape, whole) = (self.count + 0.5, self.exposure + self.class.exposure);
        let ways = ln_gamma(shape + x) - ln_gamma(shape) - ln_gamma(x + 1.0);
        ways + shape * ln(self.exposure / whole) + x * ln(self.class.exposure / whole)
    }
}

fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// The logarithm of the gamma function of a number above zero: Stirling's series after a shift by eight. The platform has no part in it.
///
/// # Example
/// ```
/// use presidium_methods::counts::ln_gamma;
/// assert!((ln_gamma(5.0) - 24_f64.ln()).abs() < 1e-10);
/// ```
pub fn ln_gamma(x: f64) -> f64 {
    const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;
    let shift: f64 = (0..8).map(|i| ln(x + f64::from(i))).sum();
    let y = x + 8.0;
    (y - 0.5) * ln(y) - y + HALF_LN_TWO_PI + 1.0 / (12.0 * y) - 1.0 / (360.0 * y * y * y)
        + 1.0 / (1260.0 * y * y * y * y * y)
        - shift
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chances of all counts sum to one, and the mean of a negative binomial is shape × exposures' ratio.
    #[test]
    fn what_is_predicted_is_a_distribution() {
        let class = Class { least: 0, most: 0, exposure: 50.0, of_trials: false };
        let predicted = Predicted { class: &class, count: 4.0, exposure: 100.0 };
        let chances: Vec<f64> = (0..400).map(|x| presidium_math::exp(predicted.log_chance(x))).collect();
        assert!((chances.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        let mean: f64 = chances.iter().enumerate().map(|(x, chance)| x as f64 * chance).sum();
        assert!((mean - 4.5 / 2.0).abs() < 1e-8, "{mean}");
        let class = Class { least: 0, most: 0, exposure: 20.0, of_trials: true };
        let predicted = Predicted { class: &class, count: 3.0, exposure: 9.0 };
        let chances: Vec<f64> = (0..=20).map(|x| presidium_math::exp(predicted.log_chance(x))).collect();
        assert!((chances.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        let mean: f64 = chances.iter().enumerate().map(|(x, chance)| x as f64 * chance).sum();
        assert!((mean - 20.0 * 3.5 / 10.0).abs() < 1e-8, "{mean}");
    }

    #[test]
    fn a_range_of_counts_is_the_mean_of_its_likelihoods() {
        let class = |least, most| Class { least, most, exposure: 451.0, of_trials: false };
        let likelihood = |least, most| {
            presidium_math::exp(beside(&class(least, most), 20.0, 900.0).expect("exposed").log_likelihood)
        };
        let mean = (8..=11).map(|x| likelihood(x, x)).sum::<f64>() / 4.0;
        assert!((likelihood(8, 11) - mean).abs() < 1e-12);
    }
}
