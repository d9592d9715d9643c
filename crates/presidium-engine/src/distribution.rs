//! Priors as quantile functions: a uniform random number in, a value with the prior's distribution out.
//!
//! Drawing by quantile keeps the order: more luck is never less value. So worlds with the same luck stay comparable when a
//! prior is changed, and truncation is a rescaling of the luck, which throws nothing away. Refused: rejection, and any
//! function whose bits depend on the platform.

mod beta;
mod error;
mod steps;
mod widening;

use presidium_lang::model::{ComputedPrior, Family, Prior, Shape};

use self::beta::Beta;
pub use self::error::PriorError;
use self::error::require;
use self::steps::Steps;
use self::widening::Widening;
use crate::math::{self, max, min, normal_cdf, normal_quantile};

/// The quantile function of a [`Prior`], truncated as it says.
///
/// # Errors
/// Against the distributions' own definitions, the relative error is below 1e-14 for all shapes but the beta, for which
/// it is below 1e-7 of the smaller of `x` and `1 - x` (`tests/distribution.rs`).
///
/// # Example
/// ```
/// use presidium_engine::distribution::Quantile;
/// use presidium_lang::model::{Prior, Shape};
/// let prior = Prior { shape: Shape::Normal { mean: 10.0, sd: 2.0 }, low: Some(10.0), high: None };
/// let quantile = Quantile::new(&prior)?;
/// assert!(quantile.at(1e-9) >= 10.0);
///
/// let empty = Prior { low: Some(1.0), high: Some(0.0), ..prior };
/// assert!(Quantile::new(&empty).is_err());
/// # Ok::<(), presidium_engine::distribution::PriorError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Quantile {
    form: Form,
    low: f64,
    high: f64,
    widening: Option<Widening>,
}

#[derive(Clone, Debug, PartialEq)]
enum Form {
    Fixed(f64),
    Normal { mean: f64, sd: f64, part: NormalPart },
    Lognormal { median: f64, sigma: f64, part: NormalPart },
    Uniform { low: f64, width: f64 },
    Triangular { low: f64, mode: f64, high: f64, part: Part },
    Beta { curve: Beta, part: Part },
    Steps(Steps),
}

/// How the value of a prior comes about that is computed in each world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Computed {
    family: Family,
    limited: bool,
    /// Its values are pure numbers.
    pure: bool,
}

/// Stands for a prior that is not widened.
pub(crate) const NOT_WIDENED: f64 = -1.0;

impl Computed {
    pub fn new(prior: &ComputedPrior, pure: bool) -> Computed {
        Computed { family: prior.family, limited: prior.within.is_some(), pure }
    }

    /// The value at a uniform number, for these values of the prior's expressions.
    ///
    /// # Errors
    /// Those of [`Quantile::widened`].
    pub fn at(self, values: &[f64], widened: f64, uniform: f64) -> Result<f64, PriorError> {
        let prior = self.family.prior_of(values, self.limited);
        let quantile = match widened {
            NOT_WIDENED => Quantile::new(&prior),
            factor => Quantile::widened(&prior, factor, self.pure),
        };
        Ok(quantile?.at(uniform))
    }
}

/// The part of a distribution that truncation leaves: probabilities from `from` to `from + span`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Part {
    from: f64,
    span: f64,
}

/// A part of the standard normal distribution, counted from its upper end where `mirrored`: there are the digits.
#[derive(Clone, Copy, Debug, PartialEq)]
struct NormalPart {
    part: Part,
    mirrored: bool,
}

impl Quantile {
    /// The quantile function of a prior.
    ///
    /// # Errors
    /// [`PriorError`] if the numbers make no distribution (a negative standard deviation, say), or if it has no probability
    /// within the limits.
    pub fn new(prior: &Prior) -> Result<Quantile, PriorError> {
        let low = prior.low.unwrap_or(f64::NEG_INFINITY);
        let high = prior.high.unwrap_or(f64::INFINITY);
        require(low <= high, PriorError::NoNumber { low, high })?;
        let form = match &prior.shape {
            Shape::Fixed(value) => fixed(*value, low, high)?,
            Shape::Normal { mean, sd } => normal(*mean, *sd, low, high)?,
            Shape::Lognormal { median, sigma } => lognormal(*median, *sigma, low, high)?,
            Shape::Uniform { low: from, high: to } => uniform(*from, *to, low, high)?,
            Shape::Triangular { low: from, mode, high: to } => triangular(*from, *mode, *to, low, high)?,
            Shape::Beta { alpha, beta } => beta_form(*alpha, *beta, low, high)?,
            Shape::Poisson { mean } => Form::Steps(Steps::poisson(*mean, low, high)?),
            Shape::Discrete { values, weights } => Form::Steps(Steps::discrete(values, weights, low, high)?),
        };
        Ok(Quantile { form, low, high, widening: None })
    }

    /// The quantile function of a prior whose values are moved `factor` times as far from its median, then brought back
    /// within its limits.
    ///
    /// Distances are differences; where no value is negative, ratios; and for a `pure` number that lies within 0 .. 1, ratios
    /// of odds. Numbers that are fixed, and distributions over a list of values, stay as they are.
    ///
    /// # Errors
    /// Those of [`Quantile::new`], and if the factor is not a positive number.
    ///
    /// # Example
    /// ```
    /// use presidium_engine::distribution::Quantile;
    /// use presidium_lang::model::{Prior, Shape};
    /// let prior = Prior { shape: Shape::Uniform { low: 1.0, high: 3.0 }, low: None, high: None };
    /// let wide = Quantile::widened(&prior, 2.0, true)?;
    /// assert_eq!([wide.at(0.25), wide.at(0.5), wide.at(0.75)], [1.125, 2.0, 3.125]);
    /// # Ok::<(), presidium_engine::distribution::PriorError>(())
    /// ```
    pub fn widened(prior: &Prior, factor: f64, pure: bool) -> Result<Quantile, PriorError> {
        require(factor.is_finite() && factor > 0.0, PriorError::Factor { factor })?;
        let mut quantile = Quantile::new(prior)?;
        if let Some(support) = quantile.support() {
            quantile.widening = Widening::of_support(support, pure, quantile.at(0.5), factor);
        }
        Ok(quantile)
    }

    /// Stands where no number is drawn from it: a quantile function without values.
    pub(crate) fn nothing() -> Quantile {
        let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
        Quantile { form: Form::Fixed(f64::NAN), low, high, widening: None }
    }

    /// Whether both give the same values; two without values do.
    pub(crate) fn is_same(&self, other: &Quantile) -> bool {
        let has_none = |quantile: &Quantile| quantile.number().is_some_and(f64::is_nan);
        self == other || has_none(self) && has_none(other)
    }

    /// The only value, if the prior is a number.
    pub(crate) fn number(&self) -> Option<f64> {
        match self.form {
            Form::Fixed(value) => Some(value),
            _ => None,
        }
    }

    /// Between which numbers every value lies that [`Quantile::at`] gives for a uniform number.
    pub(crate) fn bounds(&self) -> (f64, f64) {
        const ROOM: f64 = 1e-9;
        let (low, high) = (self.at(f64::EPSILON / 2.0), self.at(1.0 - f64::EPSILON / 2.0));
        // Rounding keeps the order of most forms; elementary functions need room for their error.
        let (below, above) = match self.form {
            Form::Fixed(_) | Form::Uniform { .. } | Form::Triangular { .. } | Form::Steps(_) => (0.0, 0.0),
            Form::Normal { .. } => ((high - low) * ROOM, (high - low) * ROOM),
            Form::Lognormal { .. } | Form::Beta { .. } => (low.abs() * ROOM, high.abs() * ROOM),
        };
        (max(low - below, self.low), min(high + above, self.high))
    }

    /// Between which numbers the values lie, unless they are a list.
    fn support(&self) -> Option<(f64, f64)> {
        let (low, high) = match &self.form {
            Form::Fixed(_) | Form::Steps(_) => return None,
            Form::Normal { .. } => (f64::NEG_INFINITY, f64::INFINITY),
            Form::Lognormal { .. } => (0.0, f64::INFINITY),
            Form::Uniform { low, width } => (*low, low + width),
            Form::Triangular { low, high, .. } => (*low, *high),
            Form::Beta { .. } => (0.0, 1.0),
        };
        Some((max(low, self.low), min(high, self.high)))
    }

    /// The value below which the prior lies with probability `u`, for `u` in (0, 1).
    #[inline]
    pub fn at(&self, u: f64) -> f64 {
        let mut value = [u];
        self.apply(&mut value);
        value[0]
    }

    /// The same for every element of a block, in place: probabilities in, values out.
    #[inline(always)]
    pub fn apply(&self, block: &mut [f64]) {
        match &self.form {
            Form::Fixed(value) => block.fill(*value),
            Form::Normal { mean, sd, part } => self.each(
                block,
                #[inline(always)]
                |u| mean + sd * part.quantile(u),
            ),
            Form::Lognormal { median, sigma, part } => {
                self.each(
                    block,
                    #[inline(always)]
                    |u| median * math::exp(sigma * part.quantile(u)),
                );
            }
            Form::Uniform { low, width } => self.each(
                block,
                #[inline(always)]
                |u| low + u * width,
            ),
            Form::Triangular { low, mode, high, part } => {
                self.each(
                    block,
                    #[inline(always)]
                    |u| triangular_quantile(*low, *mode, *high, part.at(u)),
                );
            }
            Form::Beta { curve, part } => self.each(
                block,
                #[inline(always)]
                |u| curve.quantile(part.at(u)),
            ),
            Form::Steps(steps) => steps.apply(block),
        }
        if let Some(widening) = &self.widening {
            for value in block {
                *value = min(max(widening.moved(*value), self.low), self.high);
            }
        }
    }

    /// Rounding may carry a value past a limit; it is brought back.
    #[inline(always)]
    fn each(&self, block: &mut [f64], quantile: impl Fn(f64) -> f64) {
        for value in block {
            *value = min(max(quantile(*value), self.low), self.high);
        }
    }
}

impl Part {
    fn between(from: f64, to: f64, low: f64, high: f64) -> Result<Part, PriorError> {
        require(to > from, PriorError::NoProbability { low, high })?;
        Ok(Part { from, span: to - from })
    }

    #[inline(always)]
    fn at(&self, u: f64) -> f64 {
        self.from + u * self.span
    }
}

impl NormalPart {
    /// The part between two standard scores.
    fn between(low: f64, high: f64) -> Result<NormalPart, PriorError> {
        let mirrored = low > 0.0;
        let (from, to) = if mirrored { (-high, -low) } else { (low, high) };
        let part = Part::between(normal_cdf(from), normal_cdf(to), low, high)?;
        Ok(NormalPart { part, mirrored })
    }

    #[inline(always)]
    fn quantile(&self, u: f64) -> f64 {
        let score = normal_quantile(self.part.at(if self.mirrored { 1.0 - u } else { u }));
        if self.mirrored { -score } else { score }
    }
}

fn fixed(value: f64, low: f64, high: f64) -> Result<Form, PriorError> {
    require(value.is_finite(), PriorError::NotFinite { value })?;
    require((low..=high).contains(&value), PriorError::Outside { value, low, high })?;
    Ok(Form::Fixed(value))
}

fn normal(mean: f64, sd: f64, low: f64, high: f64) -> Result<Form, PriorError> {
    require(mean.is_finite() && sd.is_finite(), PriorError::Argument { shape: "normal" })?;
    require(sd >= 0.0, PriorError::StandardDeviation { sd })?;
    if sd == 0.0 {
        return fixed(mean, low, high);
    }
    Ok(Form::Normal { mean, sd, part: NormalPart::between((low - mean) / sd, (high - mean) / sd)? })
}

fn lognormal(median: f64, sigma: f64, low: f64, high: f64) -> Result<Form, PriorError> {
    require(median.is_finite() && sigma.is_finite(), PriorError::Argument { shape: "lognormal" })?;
    require(median > 0.0, PriorError::Median { median })?;
    require(sigma >= 0.0, PriorError::Sigma { sigma })?;
    if sigma == 0.0 {
        return fixed(median, low, high);
    }
    let score = |x: f64| math::ln(max(x, 0.0) / median) / sigma;
    Ok(Form::Lognormal { median, sigma, part: NormalPart::between(score(low), score(high))? })
}

fn uniform(from: f64, to: f64, low: f64, high: f64) -> Result<Form, PriorError> {
    require((to - from).is_finite(), PriorError::Argument { shape: "uniform" })?;
    require(from <= to, PriorError::NotRising { shape: "uniform" })?;
    let (start, end) = (max(from, low), min(to, high));
    require(start <= end, PriorError::NoProbability { low, high })?;
    Ok(Form::Uniform { low: start, width: end - start })
}

fn triangular(from: f64, mode: f64, to: f64, low: f64, high: f64) -> Result<Form, PriorError> {
    require((to - from).is_finite(), PriorError::Argument { shape: "triangular" })?;
    require(from <= mode && mode <= to, PriorError::NotRising { shape: "triangular" })?;
    if from == to {
        return fixed(mode, low, high);
    }
    let cdf = |x: f64| triangular_cdf(from, mode, to, x);
    Ok(Form::Triangular { low: from, mode, high: to, part: Part::between(cdf(low), cdf(high), low, high)? })
}

fn triangular_cdf(low: f64, mode: f64, high: f64, x: f64) -> f64 {
    let x = min(max(x, low), high);
    if x < mode {
        (x - low) * (x - low) / ((high - low) * (mode - low))
    } else if x < high {
        1.0 - (high - x) * (high - x) / ((high - low) * (high - mode))
    } else {
        1.0
    }
}

#[inline(always)]
fn triangular_quantile(low: f64, mode: f64, high: f64, p: f64) -> f64 {
    let rising = low + (p * (high - low) * (mode - low)).sqrt();
    let falling = high - ((1.0 - p) * (high - low) * (high - mode)).sqrt();
    if p * (high - low) < mode - low { rising } else { falling }
}

fn beta_form(alpha: f64, beta: f64, low: f64, high: f64) -> Result<Form, PriorError> {
    let curve = Beta::new(alpha, beta)?;
    let part = Part::between(curve.cdf(low), curve.cdf(high), low, high)?;
    Ok(Form::Beta { curve, part })
}
