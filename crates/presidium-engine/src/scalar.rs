//! One value of one world: what operations mean (as in the language), and what luck gives.
//!
//! The vector kernels compute the same formulas and are held to them bit for bit.

use presidium_lang::model::{Prior, Shape};

use crate::distribution::Quantile;
use crate::{math, random};

pub use presidium_lang::model::operations::{
    Folded, binary, call, compares, holds, lookup, settled, slope, sum, truth, unary,
};

/// Length of a step in years.
pub const STEP_YEARS: f64 = 1.0 / 12.0;

/// Stands for "every element alike" in the counter of correlated draws.
pub const COMMON: u32 = u32::MAX;

/// Probability that a hazard strikes within one step: `1 - exp(-rate * step)`, with `rate` per year.
#[inline(always)]
pub fn hazard(rate: f64) -> f64 {
    1.0 - math::exp(-(rate * STEP_YEARS))
}

/// What a random number decides; see [`random::uniform`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Draw {
    pub stream: u64,
    pub element: u32,
    /// Months since year 0, a calendar year, or 0 for what is drawn once in a world.
    pub step: u32,
    pub n: u32,
}

impl Draw {
    /// The draw of a declaration's element in a step, a year, or (0) a world.
    pub fn of(name: &str, element: usize, step: u32) -> Draw {
        Draw { stream: random::stream(name), element: element as u32, step, n: 0 }
    }
}

/// Luck of one world: the key of its random numbers.
#[derive(Clone, Copy, Debug)]
pub struct Luck {
    pub seed: u64,
    pub world: u64,
}

impl Luck {
    /// The uniform that decides a draw.
    pub fn uniform(self, draw: Draw) -> f64 {
        random::uniform(self.seed, self.world, draw.stream, draw.element, draw.step, draw.n)
    }

    /// The value of a prior at the uniform of a draw, or for a correlated normal at two.
    ///
    /// Every pair of elements has the same correlation `c`: `z = sqrt(c)·common + sqrt(1 − c)·own`, then `mean + sd·z`; the
    /// common part is drawn at an element that no variable has.
    ///
    /// # Errors
    /// In words, if the prior is no distribution.
    pub fn value(self, prior: &Prior, correlation: f64, draw: Draw) -> Result<f64, String> {
        match prior.shape {
            Shape::Normal { mean, sd } if correlation > 0.0 => {
                let common = math::normal_quantile(self.uniform(Draw { element: COMMON, ..draw }));
                let own = math::normal_quantile(self.uniform(draw));
                Ok(mean + sd * (correlation.sqrt() * common + (1.0 - correlation).sqrt() * own))
            }
            _ => Ok(Quantile::new(prior)?.at(self.uniform(draw))),
        }
    }
}

/// Counters of the luck of a declaration's element within a step.
pub mod counter {
    /// The hazard of a decision; that of an event is 0.
    pub const DECISION_HAZARD: u32 = 65533;

    /// The option drawn from the probabilities of a Probabilistic Condorcet Election: ballot 0 first, ballot 1 on appeal.
    pub fn election(ballot: u32) -> u32 {
        65535 - ballot
    }

    /// What luck adds to a member's utility of an option; `member` is the position in the body's set, 0 for a person.
    pub fn noise(ballot: u32, member: usize, option: usize) -> u32 {
        ballot * 32768 + (member * 64 + option) as u32
    }
}
