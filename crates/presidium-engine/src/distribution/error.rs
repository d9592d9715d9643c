//! Why numbers make no distribution.
//!
//! The checker refuses such priors before any world is run; here they are met where the numbers come from elsewhere: from
//! an equation of a draw, or from a program that uses the library.

/// Why a prior is no distribution, or why its widening is none.
///
/// # Example
/// ```
/// use presidium_engine::distribution::{PriorError, Quantile};
/// use presidium_lang::model::{Prior, Shape};
/// let prior = Prior { shape: Shape::Normal { mean: 0.0, sd: -1.0 }, low: None, high: None };
/// let error = Quantile::new(&prior).unwrap_err();
/// assert_eq!(error, PriorError::StandardDeviation { sd: -1.0 });
/// assert_eq!(error.to_string(), "a standard deviation of -1 is negative");
/// ```
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the message of each says it")]
pub enum PriorError {
    #[error("no number lies within {low} .. {high}")]
    NoNumber { low: f64, high: f64 },
    #[error("the prior has no probability within {low} .. {high}")]
    NoProbability { low: f64, high: f64 },
    #[error("{value} does not lie within {low} .. {high}")]
    Outside { value: f64, low: f64, high: f64 },
    #[error("{value} is not a number to calculate with")]
    NotFinite { value: f64 },
    #[error("a {shape} has an argument that is not finite")]
    Argument { shape: &'static str },
    #[error("the arguments of a {shape} do not rise")]
    NotRising { shape: &'static str },
    #[error("a standard deviation of {sd} is negative")]
    StandardDeviation { sd: f64 },
    #[error("the median of a lognormal is {median}, which is not positive")]
    Median { median: f64 },
    #[error("the sigma of a lognormal is {sigma}, which is negative")]
    Sigma { sigma: f64 },
    #[error("beta({alpha}, {beta}) has shapes outside 0.05 .. 1e6")]
    Beta { alpha: f64, beta: f64 },
    #[error("a Poisson mean of {mean} is not within 0 .. 1e6")]
    PoissonMean { mean: f64 },
    #[error("a discrete prior has {values} values and {weights} weights")]
    WeightCount { values: usize, weights: usize },
    #[error("the weight of {value} is {weight}, which is negative or not finite")]
    Weight { value: f64, weight: f64 },
    #[error("the weights of a discrete prior are too large to add")]
    WeightSum,
    #[error("a prior cannot be {factor} times as wide")]
    Factor { factor: f64 },
}

/// Passes if the condition holds.
pub(super) fn require(condition: bool, otherwise: PriorError) -> Result<(), PriorError> {
    if condition { Ok(()) } else { Err(otherwise) }
}
