//! Distributions over a list of values: discrete ones as given, and Poisson counts.
//!
//! Truncation simply leaves values out. Refused: Poisson means above a million, for which the table would be long and the
//! normal distribution does.

use super::error::{PriorError, require};

/// Rising values with the probability of being at most each of them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Steps {
    values: Vec<f64>,
    /// Rising; the last is 1.
    cumulative: Vec<f64>,
}

/// Up to this many values are compared one by one, which is vector code; more are searched.
const COMPARED_MAX: usize = 16;

/// Poisson weights below this share of the largest are left out.
const WEIGHT_MIN: f64 = 1e-20;

impl Steps {
    /// The given values in rising order, those within the limits.
    pub(super) fn discrete(values: &[f64], weights: &[f64], low: f64, high: f64) -> Result<Steps, PriorError> {
        let counts = PriorError::WeightCount { values: values.len(), weights: weights.len() };
        require(values.len() == weights.len(), counts)?;
        for (&value, &weight) in values.iter().zip(weights) {
            require(value.is_finite(), PriorError::NotFinite { value })?;
            require(weight.is_finite() && weight >= 0.0, PriorError::Weight { value, weight })?;
        }
        let mut pairs: Vec<(f64, f64)> = values.iter().copied().zip(weights.iter().copied()).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        Steps::from_pairs(pairs, low, high)
    }

    /// Counts of rare events, those within the limits.
    pub(super) fn poisson(mean: f64, low: f64, high: f64) -> Result<Steps, PriorError> {
        require((0.0..=1e6).contains(&mean), PriorError::PoissonMean { mean })?;
        let mode = mean.floor();
        let mut below = Vec::new();
        let (mut count, mut weight) = (mode, 1.0);
        while count > 0.0 && weight > WEIGHT_MIN {
            weight *= count / mean;
            count -= 1.0;
            below.push((count, weight));
        }
        let mut pairs: Vec<(f64, f64)> = below.into_iter().rev().collect();
        (count, weight) = (mode, 1.0);
        while weight > WEIGHT_MIN {
            pairs.push((count, weight));
            count += 1.0;
            weight *= mean / count;
        }
        Steps::from_pairs(pairs, low, high)
    }

    fn from_pairs(pairs: Vec<(f64, f64)>, low: f64, high: f64) -> Result<Steps, PriorError> {
        let kept: Vec<(f64, f64)> =
            pairs.into_iter().filter(|(value, weight)| *weight > 0.0 && (low..=high).contains(value)).collect();
        require(!kept.is_empty(), PriorError::NoProbability { low, high })?;
        let total: f64 = kept.iter().map(|(_, weight)| weight).sum();
        require(total.is_finite(), PriorError::WeightSum)?;
        let mut sum = 0.0;
        let mut steps = Steps { values: Vec::new(), cumulative: Vec::new() };
        for (value, weight) in kept {
            sum += weight;
            steps.values.push(value);
            steps.cumulative.push(sum / total);
        }
        Ok(steps)
    }

    /// Replaces each probability by the first value whose cumulative probability is larger.
    #[inline(always)]
    pub(super) fn apply(&self, block: &mut [f64]) {
        if self.values.len() <= COMPARED_MAX {
            block.iter_mut().for_each(|u| *u = self.compared(*u));
        } else {
            block.iter_mut().for_each(|u| *u = self.searched(*u));
        }
    }

    #[inline(always)]
    fn compared(&self, u: f64) -> f64 {
        let mut value = self.values[0];
        for (next, &reached) in self.values[1..].iter().zip(&self.cumulative) {
            value = if u >= reached { *next } else { value };
        }
        value
    }

    #[inline(always)]
    fn searched(&self, u: f64) -> f64 {
        let place = self.cumulative.partition_point(|&reached| u >= reached);
        self.values[place.min(self.values.len() - 1)]
    }
}
