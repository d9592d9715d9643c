//! One vote in one world: who is asked, by which procedure, and the option that wins.
//!
//! The oracle and the engine both fill a [`Poll`] and let it decide; the counting itself is in `ballot` and `pce`.

use presidium_lang::model::{Counting, Expr, NONE, PceElection, PceVictory, PceVote, VotingRule};

use crate::ballot::{self, HeadCount, Outcome, Tally, VoteError, Votes};
use crate::pce::{self, Victory};
use crate::scalar::holds;

/// What the members of a body, or a person alone, think of some options. Used again, it does not allocate.
#[derive(Clone, Debug, Default)]
pub struct Poll {
    /// One for each option.
    pub available: Vec<bool>,
    /// Root ordinals of the members.
    ordinals: Vec<u32>,
    weights: Vec<f64>,
    present: Vec<bool>,
    /// Somebody present has luck whose scale is no scale.
    unsound_noise: bool,
    /// Somebody present whose vote is pinned has an opinion that is not finite, which the pin hides.
    unsound_opinion: bool,
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
    /// One member, who stands where a body has its chair, casts a vote, which is then counted among others.
    Cast,
    Count(Counting),
    /// A Probabilistic Condorcet Election; the binary victory model takes no exponent.
    Elect {
        vote: PceVote,
        election: PceElection,
        binary: bool,
    },
}

/// The numbers that a procedure goes by, or what computes them; those it does not ask for are ignored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Terms<T> {
    pub majority: T,
    pub quorum: T,
    pub abstention: T,
    /// Root ordinal of the chair, or none.
    pub chair: T,
    pub exponent: T,
    /// How often the vote has been held before.
    pub round: T,
}

/// What is asked of somebody besides his utilities, or what computes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing<T> {
    /// Whether he belongs to the body at all.
    pub member: T,
    pub weight: T,
    pub present: T,
    /// The scale of the luck in his utilities.
    pub noise: T,
    /// The option to which the scenario pins his vote, or -1.
    pub pinned: T,
}

/// What came of a vote.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// The option that wins, if one does.
    pub winner: Option<usize>,
    /// If votes were counted, how.
    pub tally: Option<Tally>,
}

/// A vote as it was held.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// Who was asked.
    pub members: Vec<Voter>,
    /// For each option the weight cast for it, or its probability in a Probabilistic Condorcet Election.
    pub support: Vec<f64>,
    /// What came of it.
    pub verdict: Verdict,
}

/// A member of a body in a vote.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Voter {
    /// Root ordinal of the member.
    pub member: u32,
    /// What the vote weighs.
    pub weight: f64,
    /// Whether the member was present.
    pub present: bool,
    /// The option voted for; none of a member who was away or abstained, and none if no votes were counted.
    pub vote: Option<usize>,
}

/// Number of [`Terms`].
pub const TERMS: usize = 6;

/// Number of what is asked in a [`Standing`].
pub const STANDING: usize = 5;

static NOTHING: Expr = Expr::Number(0.0);
static NOBODY: Expr = Expr::Number(NONE);

impl<T> Terms<T> {
    /// The numbers in the order of [`Terms::into_array`].
    pub fn from_array([majority, quorum, abstention, chair, exponent, round]: [T; TERMS]) -> Terms<T> {
        Terms { majority, quorum, abstention, chair, exponent, round }
    }

    /// The numbers in order.
    pub fn into_array(self) -> [T; TERMS] {
        let Terms { majority, quorum, abstention, chair, exponent, round } = self;
        [majority, quorum, abstention, chair, exponent, round]
    }

    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Terms<U> {
        Terms::from_array(self.into_array().map(change))
    }
}

impl<'m> Terms<&'m Expr> {
    /// Nothing is asked.
    pub fn none() -> Terms<&'m Expr> {
        let none = &NOTHING;
        Terms { majority: none, quorum: none, abstention: none, chair: &NOBODY, exponent: none, round: none }
    }
}

impl<T> Standing<T> {
    /// The numbers in the order of [`Standing::into_array`].
    pub fn from_array([member, weight, present, noise, pinned]: [T; STANDING]) -> Standing<T> {
        Standing { member, weight, present, noise, pinned }
    }

    /// The numbers in order.
    pub fn into_array(self) -> [T; STANDING] {
        let Standing { member, weight, present, noise, pinned } = self;
        [member, weight, present, noise, pinned]
    }

    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Standing<U> {
        Standing::from_array(self.into_array().map(change))
    }
}

/// The procedure of a rule, and the expressions of its numbers.
pub fn procedure(rule: &VotingRule) -> (Procedure, Terms<&Expr>) {
    match rule {
        VotingRule::Count { counting, majority, quorum, abstention, chair } => {
            let chair = chair.as_ref().unwrap_or(&NOBODY);
            (Procedure::Count(*counting), Terms { majority, quorum, abstention, chair, ..Terms::none() })
        }
        VotingRule::Pce { vote, victory, election } => {
            let (binary, exponent) = match victory {
                PceVictory::Power(exponent) => (false, exponent),
                PceVictory::Binary => (true, &NOTHING),
            };
            (Procedure::Elect { vote: *vote, election: *election, binary }, Terms { exponent, ..Terms::none() })
        }
    }
}

/// Whether members count by their weight.
pub fn is_weighted(procedure: Procedure) -> bool {
    match procedure {
        Procedure::Count(counting) => counting.weighted,
        Procedure::Elect { .. } => true,
        Procedure::Alone | Procedure::Cast => false,
    }
}

impl Poll {
    /// Forgets the last vote; `available` is to be filled next.
    pub fn clear(&mut self) {
        self.available.clear();
        self.ordinals.clear();
        self.weights.clear();
        self.present.clear();
        self.unsound_noise = false;
        self.unsound_opinion = false;
        self.utilities.clear();
    }

    /// Adds a member; his utilities are to be added next, one for each option.
    pub fn add(&mut self, ordinal: u32, standing: Standing<f64>) {
        let present = holds(standing.present);
        self.ordinals.push(ordinal);
        self.weights.push(standing.weight);
        self.present.push(present);
        self.unsound_noise |= present && !(standing.noise.is_finite() && standing.noise >= 0.0);
    }

    /// Adds the members of another poll on the same options.
    pub fn join(&mut self, more: Poll) {
        self.ordinals.extend(more.ordinals);
        self.weights.extend(more.weights);
        self.present.extend(more.present);
        self.utilities.extend(more.utilities);
        self.unsound_noise |= more.unsound_noise;
        self.unsound_opinion |= more.unsound_opinion;
    }

    pub fn add_utility(&mut self, utility: f64) {
        self.utilities.push(utility);
    }

    /// Pins the vote of the member that was added last, whose utilities are complete: he likes the option best by far or, where
    /// an election weighs how much, it alone. An option that is not available cannot be voted for. What he makes of the options
    /// must be finite nevertheless.
    pub fn pin(&mut self, pinned: f64, procedure: Procedure) {
        let Some(true) = (pinned >= 0.0).then(|| self.available[pinned as usize]) else { return };
        self.unsound_opinion |= self.votes().check_opinion(self.present.len() - 1).is_err();
        let start = self.utilities.len() - self.available.len();
        if matches!(procedure, Procedure::Elect { .. }) {
            self.utilities[start..].fill(0.0);
            self.utilities[start + pinned as usize] = 1.0;
        } else {
            self.utilities[start + pinned as usize] = f64::MAX;
        }
    }

    /// The members and what they think.
    pub fn votes(&self) -> Votes<'_> {
        let Poll { available, weights, present, utilities, .. } = self;
        Votes { utilities, weights, present, available }
    }

    /// What the member with this root ordinal voted for, as [`Poll::vote_of`].
    pub fn vote_of_ordinal(&self, ordinal: u32, tally: Option<Tally>) -> Option<usize> {
        self.vote_of(self.ordinals.iter().position(|&known| known == ordinal)?, tally)
    }

    /// What a member voted for, by position; none if the member was away or abstained, or if no votes were counted.
    pub fn vote_of(&self, member: usize, tally: Option<Tally>) -> Option<usize> {
        let tally = tally.filter(|tally| tally.outcome != Outcome::NoQuorum)?;
        self.present[member].then(|| self.votes().choice(member, tally.rules.abstention)).flatten()
    }

    /// The vote as it was held, after [`Poll::decide`].
    pub fn held(&self, verdict: Verdict) -> Held {
        let voters = self.ordinals.iter().enumerate().map(|(place, &member)| Voter {
            member,
            weight: self.weights[place],
            present: self.present[place],
            vote: self.vote_of(place, verdict.tally),
        });
        Held { members: voters.collect(), support: self.support.clone(), verdict }
    }

    /// What comes of the vote; `luck` is a uniform that chooses from the probabilities of an election.
    ///
    /// # Errors
    /// [`VoteError`], if the vote cannot be held.
    pub fn decide(&mut self, procedure: Procedure, terms: Terms<f64>, luck: f64) -> Result<Verdict, VoteError> {
        if self.unsound_noise {
            return Err(VoteError::Noise);
        }
        if self.unsound_opinion {
            return Err(VoteError::Utility);
        }
        let Poll { available, weights, present, utilities, support, .. } = self;
        let votes = Votes { utilities, weights, present, available };
        support.clear();
        support.resize(available.len(), 0.0);
        match procedure {
            Procedure::Alone => {
                votes.check(false)?;
                let winner = votes.choice(0, 0.0);
                winner.into_iter().for_each(|option| support[option] = 1.0);
                Ok(Verdict { winner, tally: None })
            }
            Procedure::Cast => {
                votes.check_opinions()?;
                let choice = votes.voters().next().and_then(|member| votes.choice(member, terms.abstention));
                Ok(Verdict { winner: choice, tally: None })
            }
            Procedure::Count(counting) => {
                let Terms { majority, quorum, abstention, chair, .. } = terms;
                let chair = self.ordinals.iter().position(|&ordinal| f64::from(ordinal) == chair);
                let rules = HeadCount { counting, majority, quorum, abstention, chair };
                let tally = ballot::count(&votes, &rules, support)?;
                Ok(Verdict { winner: tally.outcome.winner(), tally: Some(tally) })
            }
            Procedure::Elect { vote, election, binary } => {
                let victory = if binary { Victory::Binary } else { Victory::Power(terms.exponent) };
                let rules = pce::Election { vote, victory, election };
                let winner = pce::elect(&votes, &rules, luck, &mut self.scratch, support)?;
                Ok(Verdict { winner, tally: None })
            }
        }
    }
}
