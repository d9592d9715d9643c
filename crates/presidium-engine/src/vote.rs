//! One vote in one world: who is asked, by which procedure, and the option that wins.
//!
//! The oracle and the engine both fill a [`Poll`] and let it decide; the counting itself is in `ballot` and `pce`.

use presidium_lang::model::{PceElection, PceVote};

use crate::ballot::{self, HeadCount, Unsound, Votes};
use crate::pce::{self, Victory};

/// What the members of a body, or a person alone, think of some options. Used again, it does not allocate.
#[derive(Clone, Debug, Default)]
pub struct Poll {
    /// One for each option.
    pub available: Vec<bool>,
    /// Root ordinals of the members.
    ordinals: Vec<u32>,
    weights: Vec<f64>,
    present: Vec<bool>,
    /// Member-major, luck included.
    utilities: Vec<f64>,
    /// For each option the weight cast for it, or its probability; after [`Poll::decide`].
    pub support: Vec<f64>,
    scratch: pce::Scratch,
}

/// How votes make a result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Procedure {
    /// The only member takes what he likes best.
    Alone,
    Count {
        weighted: bool,
    },
    /// A Probabilistic Condorcet Election; the binary victory model takes no exponent.
    Elect {
        vote: PceVote,
        election: PceElection,
        binary: bool,
    },
}

/// The numbers that a procedure goes by; those it does not ask for are ignored.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terms {
    pub majority: f64,
    pub quorum: f64,
    pub abstention: f64,
    /// Root ordinal of the chair, or none.
    pub chair: f64,
    pub exponent: f64,
}

impl Poll {
    /// Forgets the last vote; `available` is to be filled next.
    pub fn clear(&mut self) {
        self.available.clear();
        self.ordinals.clear();
        self.weights.clear();
        self.present.clear();
        self.utilities.clear();
    }

    /// Adds a member; his utilities are to be added next, one for each option.
    pub fn add(&mut self, ordinal: u32, weight: f64, present: bool) {
        self.ordinals.push(ordinal);
        self.weights.push(weight);
        self.present.push(present);
    }

    pub fn add_utility(&mut self, utility: f64) {
        self.utilities.push(utility);
    }

    /// The option that wins, if one does; `luck` is a uniform that chooses from the probabilities of an election.
    ///
    /// # Errors
    /// [`Unsound`], if the vote cannot be held.
    pub fn decide(&mut self, procedure: Procedure, terms: Terms, luck: f64) -> Result<Option<usize>, Unsound> {
        let Poll { available, weights, present, utilities, support, .. } = self;
        let votes = Votes { utilities, weights, present, available };
        support.clear();
        support.resize(available.len(), 0.0);
        match procedure {
            Procedure::Alone => {
                votes.check(false)?;
                let best = ballot::best(votes.of(0), available).map(|(option, _)| option);
                best.into_iter().for_each(|option| support[option] = 1.0);
                Ok(best)
            }
            Procedure::Count { weighted } => {
                let Terms { majority, quorum, abstention, chair, .. } = terms;
                let chair = self.ordinals.iter().position(|&ordinal| f64::from(ordinal) == chair);
                ballot::count(&votes, &HeadCount { weighted, majority, quorum, abstention, chair }, support)
            }
            Procedure::Elect { vote, election, binary } => {
                let victory = if binary { Victory::Binary } else { Victory::Power(terms.exponent) };
                let rules = pce::Election { vote, victory, election };
                pce::elect(&votes, &rules, luck, &mut self.scratch, support)
            }
        }
    }
}
