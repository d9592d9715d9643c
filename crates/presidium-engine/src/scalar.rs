//! One value of one world: what operations mean (as in the language), and what luck gives.
//!
//! The vector kernels compute the same formulas and are held to them bit for bit.

use presidium_lang::model::{Element, Prior, Shape};

use crate::distribution::{PriorError, Quantile};
use crate::math;
use crate::random::{self, Draw};
use crate::worlds::World;

pub use presidium_lang::model::operations::{
    Folded, among, binary, call, compares, holds, lookup, settled, slope, sum, truth, unary,
};

/// Stands for "every element alike" in the counter of correlated draws.
pub const COMMON: Element = Element(u32::MAX);

/// The least and the greatest uniform number.
pub const UNIFORM_ENDS: [f64; 2] = [f64::EPSILON / 2.0, 1.0 - f64::EPSILON / 2.0];

/// Probability that a hazard strikes that is expected to strike so often: its rate times the length of a step.
#[inline(always)]
pub fn hazard(expected: f64) -> f64 {
    1.0 - math::exp(-expected)
}

/// Probabilities that what strikes by a rate strikes a second time within one step, a third time, and so on: its times have the
/// Poisson distribution.
pub fn further_hazards(mean: f64, most: u32) -> Vec<f64> {
    let mut term = math::exp(-mean);
    let mut up_to = term;
    let next = |times: u32| {
        term = term * mean / f64::from(times);
        up_to += term;
        1.0 - up_to
    };
    (1..most).map(next).collect()
}

/// Luck of one world: the key of its random numbers.
#[derive(Clone, Copy, Debug)]
pub struct Luck {
    pub seed: u64,
    pub world: World,
}

impl Luck {
    /// The uniform that decides a draw.
    pub fn uniform(self, draw: Draw) -> f64 {
        random::uniform(self.seed, self.world, draw)
    }

    /// The uniform that decides an element whose luck goes with that of the others.
    ///
    /// Every pair of elements has the same correlation `c`: of their standard scores `sqrt(c)·common + sqrt(1 − c)·own`, in
    /// which the common part is drawn at an element that no variable has.
    pub fn shared_uniform(self, correlation: f64, draw: Draw) -> f64 {
        if correlation == 0.0 {
            return self.uniform(draw);
        }
        let [low, high] = UNIFORM_ENDS;
        math::min(math::max(math::normal_cdf(self.shared_score(correlation, draw)), low), high)
    }

    fn shared_score(self, correlation: f64, draw: Draw) -> f64 {
        let common = math::normal_quantile(self.uniform(Draw { element: COMMON, ..draw }));
        let own = math::normal_quantile(self.uniform(draw));
        correlation.sqrt() * common + (1.0 - correlation).sqrt() * own
    }

    /// The value of a prior at the uniform of a draw. That of a normal distribution without limits is `mean + sd·z` where luck is
    /// shared, with the standard score as it is.
    ///
    /// # Errors
    /// [`PriorError`] if the prior is no distribution.
    pub fn value(self, prior: &Prior, correlation: f64, draw: Draw) -> Result<f64, PriorError> {
        match *prior {
            Prior { shape: Shape::Normal { mean, sd }, low: None, high: None } if correlation > 0.0 => {
                Ok(mean + sd * self.shared_score(correlation, draw))
            }
            _ => Ok(Quantile::new(prior)?.at(self.shared_uniform(correlation, draw))),
        }
    }
}

/// Counters of the luck of a declaration's element within a step: a number of its own for each thing that luck decides.
///
/// Those that fit into 16 bits have always been drawn there; larger sets, more options and further ballots have numbers from
/// 2^62 on.
pub mod counter {
    /// The hazard of a decision; that of an event is 0.
    pub const DECISION_HAZARD: u64 = 65533;

    /// The place of an element in an order that is drawn.
    pub const ORDER: u64 = 65532;

    const ELECTIONS: u64 = 1 << 62;
    const NOISES: u64 = 1 << 63;

    /// The option drawn from the probabilities of a Probabilistic Condorcet Election: ballot 0 first, ballot 1 on appeal.
    pub fn election(ballot: u32) -> u64 {
        if ballot < 2 { 65535 - u64::from(ballot) } else { ELECTIONS | u64::from(ballot) }
    }

    /// What luck adds to a member's utility of an option; `member` is the position in the body's set, 0 for a person.
    ///
    /// `round` counts how often the vote has been held before.
    ///
    /// # Shape
    /// Up to 2^6 ballots of 2^32 members and 2^24 options; where it is repeated, 2 ballots of 2^27 members, 2^10 rounds.
    pub fn noise(ballot: u32, round: u32, member: usize, option: usize) -> u64 {
        let (ballot, round, member, option) = (u64::from(ballot), u64::from(round), member as u64, option as u64);
        if round > 0 {
            return NOISES | ELECTIONS | (round << 52) | (ballot << 51) | (member << 24) | option;
        }
        // Member 511 would meet the hazard and the elections.
        if ballot < 2 && member < 511 && option < 64 {
            return ballot * 32768 + member * 64 + option;
        }
        NOISES | (ballot << 56) | (member << 24) | option
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn small_counters_keep_their_numbers() {
            assert_eq!(
                [noise(0, 0, 0, 0), noise(0, 0, 510, 63), noise(1, 0, 0, 0), noise(1, 0, 510, 63)],
                [0, 32703, 32768, 65471]
            );
            assert_eq!([election(0), election(1)], [65535, 65534]);
        }

        #[test]
        fn everything_that_luck_decides_has_a_number_of_its_own() {
            let mut seen = std::collections::BTreeSet::from([DECISION_HAZARD, ORDER]);
            assert!((0..10).all(|ballot| seen.insert(election(ballot))));
            for (ballot, round) in [(0, 0), (1, 0), (2, 0), (50, 0), (0, 1), (1, 1), (0, 999)] {
                for member in (0..600).chain([4_999, 1_000_000]) {
                    for option in (0..70).chain([499, 70_000]) {
                        assert!(
                            seen.insert(noise(ballot, round, member, option)),
                            "{ballot} {round} {member} {option}"
                        );
                    }
                }
            }
        }
    }
}
