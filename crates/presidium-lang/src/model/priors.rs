//! What a prior amounts to before any number is drawn: whether it is a distribution at all, between which numbers its
//! values lie, and where its centre is.
//!
//! The checker refuses what [`Prior::flaw`] names, so that no world fails for a distribution that does not exist.

use super::expressions::Expr;
use super::variables::{ComputedPrior, Family, Prior, Priors, Shape, VariableKind};
use presidium_math::{exp, ln, normal_cdf};

/// A prior that keeps less than this share of its probability within its limits is a slip of the author's.
const MASS_MIN: f64 = 1e-9;

/// Shapes of a beta distribution that can be computed with.
const BETA_MIN: f64 = 0.05;
const BETA_MAX: f64 = 1e6;

/// A Poisson distribution with a larger mean is a normal one for all purposes.
const POISSON_MAX: f64 = 1e6;

/// Why a prior is no distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// An argument is out of place; in words.
    Argument(&'static str),
    /// The lower limit is not below the upper one.
    Limits,
    /// It has no values, or next to none, within its limits.
    Empty,
}

impl VariableKind {
    /// The priors of a parameter or a draw that are computed in each world; of a parameter with the number of the reading.
    pub fn computed_priors(&self) -> Vec<(usize, &ComputedPrior)> {
        let computed = |(place, priors)| match priors {
            &Priors::Known(_) => None,
            Priors::Computed(computed) => Some((place, computed)),
        };
        match self {
            VariableKind::Parameter { readings, .. } => {
                readings.iter().map(|reading| &reading.priors).enumerate().filter_map(computed).collect()
            }
            VariableKind::Draw { priors, .. } => computed((0, priors)).into_iter().collect(),
            _ => vec![],
        }
    }
}

impl Priors {
    /// The prior of an element, if it is the same in all worlds.
    pub fn known(&self, element: usize) -> Option<&Prior> {
        match self {
            Priors::Known(priors) => priors.get(element),
            Priors::Computed(_) => None,
        }
    }
}

impl ComputedPrior {
    /// All that is computed for it: the arguments, then the limits.
    pub fn exprs(&self) -> impl Iterator<Item = &Expr> {
        let limits = self.within.iter().flat_map(|(low, high)| [low, high]);
        self.arguments.iter().chain(limits)
    }

    /// The prior that these values of [`ComputedPrior::exprs`] make.
    pub fn prior_of(&self, values: &[f64]) -> Prior {
        self.family.prior_of(values, self.within.is_some())
    }
}

impl Family {
    /// The prior with these arguments, after which two limits follow if it has limits.
    ///
    /// ```
    /// use presidium_lang::model::{Family, Prior, Shape};
    ///
    /// let prior = Family::Normal.prior_of(&[1.0, 2.0, 0.0, 9.0], true);
    /// assert_eq!(prior, Prior { shape: Shape::Normal { mean: 1.0, sd: 2.0 }, low: Some(0.0), high: Some(9.0) });
    /// ```
    pub fn prior_of(self, values: &[f64], limited: bool) -> Prior {
        match values {
            [arguments @ .., low, high] if limited => {
                Prior { shape: self.shape(arguments), low: Some(*low), high: Some(*high) }
            }
            arguments => Prior { shape: self.shape(arguments), low: None, high: None },
        }
    }

    fn shape(self, arguments: &[f64]) -> Shape {
        match (self, arguments) {
            (Family::Normal, [mean, sd]) => Shape::Normal { mean: *mean, sd: *sd },
            (Family::Lognormal, [median, sigma]) => Shape::Lognormal { median: *median, sigma: *sigma },
            (Family::Beta, [alpha, beta]) => Shape::Beta { alpha: *alpha, beta: *beta },
            (Family::Uniform, [low, high]) => Shape::Uniform { low: *low, high: *high },
            (Family::Triangular, [low, mode, high]) => Shape::Triangular { low: *low, mode: *mode, high: *high },
            (Family::Poisson, [mean]) => Shape::Poisson { mean: *mean },
            (Family::Discrete, pairs) => Shape::Discrete {
                values: pairs.iter().step_by(2).copied().collect(),
                weights: pairs.iter().skip(1).step_by(2).copied().collect(),
            },
            (_, arguments) => Shape::Fixed(arguments.first().copied().unwrap_or(0.0)),
        }
    }

    /// Between which numbers its values lie, whatever the arguments.
    pub fn support(self) -> (f64, f64) {
        match self {
            Family::Lognormal | Family::Poisson => (0.0, f64::INFINITY),
            Family::Beta => (0.0, 1.0),
            _ => (f64::NEG_INFINITY, f64::INFINITY),
        }
    }
}

impl Prior {
    /// What is wrong with the prior, if something is.
    ///
    /// ```
    /// use presidium_lang::model::{Flaw, Prior, Shape};
    ///
    /// let normal = Shape::Normal { mean: 0.0, sd: 1.0 };
    /// assert_eq!(Prior { shape: normal.clone(), low: None, high: Some(2.0) }.flaw(), None);
    /// assert_eq!(Prior { shape: normal, low: Some(20.0), high: None }.flaw(), Some(Flaw::Empty));
    /// ```
    pub fn flaw(&self) -> Option<Flaw> {
        let limits = [self.low, self.high];
        if limits.iter().flatten().any(|limit| !limit.is_finite()) {
            return Some(Flaw::Argument("a limit is not a finite number"));
        }
        if let Some(flaw) = self.shape.flaw() {
            return Some(Flaw::Argument(flaw));
        }
        match limits {
            [Some(low), Some(high)] if low >= high => Some(Flaw::Limits),
            _ => self.is_empty().then_some(Flaw::Empty),
        }
    }

    /// Between which numbers the values lie; both may be infinite.
    pub fn support(&self) -> (f64, f64) {
        let (low, high) = self.shape.support();
        (self.low.map_or(low, |limit| limit.max(low)), self.high.map_or(high, |limit| limit.min(high)))
    }

    /// The middle of the distribution: the median, the mode or the mean, whichever its author writes down.
    pub fn centre(&self) -> f64 {
        let (low, high) = self.support();
        self.shape.centre().max(low).min(high)
    }

    fn is_empty(&self) -> bool {
        let (low, high) = (self.low.unwrap_or(f64::NEG_INFINITY), self.high.unwrap_or(f64::INFINITY));
        let inside = |value: &f64| (low..=high).contains(value);
        match &self.shape {
            Shape::Fixed(value) => !inside(value),
            Shape::Discrete { values, weights } => {
                !values.iter().zip(weights).any(|(value, weight)| *weight > 0.0 && inside(value))
            }
            Shape::Poisson { mean } => !holds_count(*mean, low, high),
            _ if low == f64::NEG_INFINITY && high == f64::INFINITY => false,
            shape => shape.mass(low, high) < MASS_MIN,
        }
    }
}

impl Shape {
    /// What is wrong with the arguments, if something is.
    fn flaw(&self) -> Option<&'static str> {
        if !self.arguments_are_finite() {
            return Some("an argument is not a finite number");
        }
        match self {
            Shape::Normal { sd, .. } if *sd <= 0.0 => Some("a standard deviation is above zero"),
            Shape::Lognormal { median, .. } if *median <= 0.0 => Some("the median of a lognormal is above zero"),
            Shape::Lognormal { sigma, .. } if *sigma <= 0.0 => Some("the sigma of a lognormal is above zero"),
            Shape::Beta { alpha, beta } if *alpha <= 0.0 || *beta <= 0.0 => Some("alpha and beta are above zero"),
            Shape::Beta { alpha, beta } if [alpha, beta].iter().any(|x| !(BETA_MIN..=BETA_MAX).contains(*x)) => {
                Some("alpha and beta lie between 0.05 and a million")
            }
            Shape::Uniform { low, high } if low > high => Some("the low end is above the high end"),
            Shape::Triangular { low, mode, high } if low > mode || mode > high => {
                Some("low, mode and high do not rise")
            }
            Shape::Uniform { low, high } | Shape::Triangular { low, high, .. } if low == high => {
                Some("the low end is the high end")
            }
            Shape::Poisson { mean } if *mean <= 0.0 => Some("the mean of a Poisson distribution is above zero"),
            Shape::Poisson { mean } if *mean > POISSON_MAX => Some("the mean of a Poisson distribution is at most 1e6"),
            Shape::Discrete { values, .. } if values.is_empty() => Some("there is no value to choose from"),
            Shape::Discrete { weights, .. } if weights.iter().any(|weight| *weight < 0.0) => {
                Some("a weight is below zero")
            }
            Shape::Discrete { weights, .. } if weights.iter().sum::<f64>() <= 0.0 => Some("all weights are zero"),
            _ => None,
        }
    }

    fn arguments_are_finite(&self) -> bool {
        match self {
            Shape::Fixed(value) => value.is_finite(),
            Shape::Normal { mean: a, sd: b } | Shape::Lognormal { median: a, sigma: b } => (a + b).is_finite(),
            Shape::Beta { alpha: a, beta: b } => (a + b).is_finite(),
            Shape::Uniform { low, high } => (high - low).is_finite(),
            Shape::Triangular { low, mode, high } => (high - low).is_finite() && mode.is_finite(),
            Shape::Poisson { mean } => mean.is_finite(),
            Shape::Discrete { values, weights } => {
                values.iter().all(|value| value.is_finite()) && weights.iter().sum::<f64>().is_finite()
            }
        }
    }

    fn support(&self) -> (f64, f64) {
        match self {
            Shape::Fixed(value) => (*value, *value),
            Shape::Normal { .. } => (f64::NEG_INFINITY, f64::INFINITY),
            Shape::Lognormal { .. } | Shape::Poisson { .. } => (0.0, f64::INFINITY),
            Shape::Beta { .. } => (0.0, 1.0),
            Shape::Uniform { low, high } | Shape::Triangular { low, high, .. } => (*low, *high),
            Shape::Discrete { values, weights } => {
                let possible = values.iter().zip(weights).filter(|(_, weight)| **weight > 0.0);
                possible.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (value, _)| {
                    (low.min(*value), high.max(*value))
                })
            }
        }
    }

    fn centre(&self) -> f64 {
        match self {
            Shape::Fixed(value) => *value,
            Shape::Normal { mean, .. } | Shape::Poisson { mean } => *mean,
            Shape::Lognormal { median, .. } => *median,
            Shape::Beta { alpha, beta } => alpha / (alpha + beta),
            Shape::Uniform { low, high } => low + (high - low) / 2.0,
            Shape::Triangular { mode, .. } => *mode,
            Shape::Discrete { values, weights } => {
                let total: f64 = weights.iter().sum();
                values.iter().zip(weights).map(|(value, weight)| value * weight / total).sum()
            }
        }
    }

    /// How much probability lies between two numbers; of a beta an upper bound, which is enough to tell nothing.
    fn mass(&self, low: f64, high: f64) -> f64 {
        match self {
            Shape::Normal { mean, sd } => normal_mass((low - mean) / sd, (high - mean) / sd),
            Shape::Lognormal { median, sigma } => {
                let score = |x: f64| ln(x.max(0.0) / median) / sigma;
                normal_mass(score(low), score(high))
            }
            Shape::Uniform { low: from, high: to } => (high.min(*to) - low.max(*from)) / (to - from),
            Shape::Triangular { low: from, mode, high: to } => {
                triangular_cdf(*from, *mode, *to, high) - triangular_cdf(*from, *mode, *to, low)
            }
            Shape::Beta { alpha, beta } => beta_mass_bound(*alpha, *beta, low.max(0.0), high.min(1.0)),
            Shape::Fixed(_) | Shape::Poisson { .. } | Shape::Discrete { .. } => 1.0,
        }
    }
}

/// The probability between two standard scores; in the upper half it is counted from above, where the digits are.
fn normal_mass(low: f64, high: f64) -> f64 {
    if low > 0.0 { normal_cdf(-low) - normal_cdf(-high) } else { normal_cdf(high) - normal_cdf(low) }
}

fn triangular_cdf(low: f64, mode: f64, high: f64, x: f64) -> f64 {
    let x = x.max(low).min(high);
    if x < mode {
        (x - low) * (x - low) / ((high - low) * (mode - low))
    } else if x < high {
        1.0 - (high - x) * (high - x) / ((high - low) * (high - mode))
    } else {
        1.0
    }
}

/// The width of the interval times the greatest density in it.
fn beta_mass_bound(alpha: f64, beta: f64, low: f64, high: f64) -> f64 {
    if low >= high {
        return 0.0;
    }
    let scale = ln_gamma(alpha + beta) - ln_gamma(alpha) - ln_gamma(beta);
    let density = |x: f64| exp((alpha - 1.0) * ln(x) + (beta - 1.0) * ln(1.0 - x) + scale);
    let peak = (alpha - 1.0) / (alpha + beta - 2.0);
    let inside = [low, high].into_iter().chain((low < peak && peak < high).then_some(peak));
    // An end at which the density is 0 times infinity has none of the probability, or all that is left of it.
    let greatest =
        inside.map(density).fold(0.0, |greatest: f64, d| if d.is_nan() { f64::INFINITY } else { greatest.max(d) });
    (high - low) * greatest
}

/// Does a Poisson distribution have a count between two numbers that is not out of reach?
fn holds_count(mean: f64, low: f64, high: f64) -> bool {
    let (first, last) = (low.max(0.0).ceil(), high.floor());
    if first > last {
        return false;
    }
    let likeliest = mean.floor().max(first).min(last);
    let log_weight = likeliest * ln(mean) - mean - ln_gamma(likeliest + 1.0);
    log_weight > ln(MASS_MIN)
}

/// The logarithm of the gamma function of a number above zero, by Stirling's series, to eight digits or more.
fn ln_gamma(x: f64) -> f64 {
    const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;
    let shift: f64 = (0..8).map(|i| ln(x + f64::from(i))).sum();
    let y = x + 8.0;
    (y - 0.5) * ln(y) - y + HALF_LN_TWO_PI + 1.0 / (12.0 * y) - 1.0 / (360.0 * y * y * y) - shift
}
