//! Priors made wider than they are: values moved away from the median, on the scale that suits the prior's support.
//!
//! The median stays, order stays, and with twice the width a normal has twice its standard deviation and a lognormal twice
//! its sigma. Refused: scaling the arguments of each shape, which has no meaning for a beta and forgets truncation.

use crate::math::pow;

/// How values are moved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Widening {
    scale: Scale,
    /// How many times as far from the median.
    factor: f64,
    median: f64,
}

/// On which scale distances from the median are measured.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Scale {
    /// Differences: `m + w (x − m)`.
    Differences,
    /// Ratios: `m (x/m)^w`.
    Ratios,
    /// Ratios of odds: the odds of `x` over those of `m`, to the power `w`.
    Odds,
}

impl Widening {
    /// For a prior with this support: odds for shares, ratios for what is never negative, differences for all else.
    ///
    /// A share is a pure number whose support lies within 0 .. 1. `None` where there is nothing to measure a distance by: a
    /// median that is at an end of its scale.
    pub(super) fn of_support((low, high): (f64, f64), pure: bool, median: f64, factor: f64) -> Option<Widening> {
        let scale = match (low >= 0.0, high <= 1.0) {
            (true, true) if pure => Scale::Odds,
            (true, _) => Scale::Ratios,
            _ => Scale::Differences,
        };
        let measurable = match scale {
            Scale::Odds => median > 0.0 && median < 1.0,
            Scale::Ratios => median > 0.0,
            Scale::Differences => true,
        };
        measurable.then_some(Widening { scale, factor, median })
    }

    /// Where a value is moved to.
    #[inline(always)]
    pub(super) fn moved(&self, x: f64) -> f64 {
        let Widening { scale, factor, median } = *self;
        match scale {
            Scale::Differences => median + factor * (x - median),
            Scale::Ratios => median * pow(x / median, factor),
            Scale::Odds => {
                // x' / (1 − x') = x^w (1 − m)^(w − 1) / ((1 − x)^w m^(w − 1)), spelt so that 0 and 1 stay where they are.
                let toward = pow(x, factor) * pow(1.0 - median, factor - 1.0);
                let away = pow(1.0 - x, factor) * pow(median, factor - 1.0);
                toward / (toward + away)
            }
        }
    }
}
