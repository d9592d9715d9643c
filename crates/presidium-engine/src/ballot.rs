//! Counting votes: one vote of a body in one world, from utilities to the option that wins.
//!
//! The same functions serve the oracle and the vector engine, lane by lane; they work on slices of the caller and allocate
//! nothing. What each rule means is said in the language reference, section 6. Refused: deciding what happens when no
//! option wins, which is the decision's business (its last option).
//!
//! # Example
//! ```
//! use presidium_engine::ballot::{HeadCount, Outcome, Votes, count};
//! // Three members, two options: to remove him, to keep him.
//! let votes = Votes {
//!     utilities: &[0.9, 0.1, 0.7, 0.2, 0.0, 0.5],
//!     weights: &[1.0, 1.0, 1.0],
//!     present: &[true, true, true],
//!     available: &[true, true],
//! };
//! let mut support = [0.0; 2];
//! let tally = count(&votes, &HeadCount::default(), &mut support).unwrap();
//! assert_eq!(tally.outcome, Outcome::Won(0));
//! assert_eq!(support, [2.0, 1.0]);
//! ```

use std::ops::Add;

use presidium_lang::model::{Base, Counting, Need, QuorumOf};

use crate::math::max;

/// A share counts as reached when this part of the whole is missing, and as exceeded when more than this is left over:
/// shares of weights are rounded.
const SLACK: f64 = 1e-9;

/// The members of a body and what they think of the options.
///
/// # Shape
/// `weights` and `present` have one value for each member, `available` one for each option, `utilities` one for each
/// member and option, member-major.
#[derive(Clone, Copy, Debug)]
pub struct Votes<'a> {
    /// What each member makes of each option.
    pub utilities: &'a [f64],
    /// What each member weighs.
    pub weights: &'a [f64],
    /// Whether each member is present.
    pub present: &'a [bool],
    /// Whether each option may be chosen.
    pub available: &'a [bool],
}

/// The rules of a count of heads or weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeadCount {
    /// What is counted, and what an option needs.
    pub counting: Counting,
    /// The share of the base that an option needs.
    pub majority: f64,
    /// How many members, or which share of them, must be present.
    pub quorum: f64,
    /// A member whose two best options are less than this apart does not vote.
    pub abstention: f64,
    /// Position of the member whose voice decides between options that lead with equal votes.
    pub chair: Option<usize>,
}

/// Some of the members: how many, and what they weigh.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Amount {
    /// How many.
    pub heads: f64,
    /// The sum of their weights.
    pub weight: f64,
}

/// What was counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tally {
    /// The rules by which it was counted.
    pub rules: HeadCount,
    /// All members of the body.
    pub members: Amount,
    /// Those present.
    pub present: Amount,
    /// Those present who did not abstain; nobody without a quorum.
    pub voting: Amount,
    /// What came of it.
    pub outcome: Outcome,
}

/// How a count came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Too few were present, and nobody voted.
    NoQuorum,
    /// No option has as many votes as it needs.
    NotEnough,
    /// Several options lead with equal votes, and no chair was there to choose.
    Tie,
    /// An option has the votes that it needs.
    Won(usize),
    /// The chair chose among options that lead with equal votes.
    WonByChair(usize),
}

/// A vote that cannot be held; a world in which one is asked for stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VoteError {
    /// The body has no members, or none with a weight where weights count.
    #[error("a vote of nobody")]
    Empty,
    /// A utility of somebody present for an available option is not finite.
    #[error("a utility is not finite")]
    Utility,
    /// A weight is not finite, or negative.
    #[error("a weight is negative or not finite")]
    Weight,
    /// The scale of the luck of somebody present is not finite, or negative.
    #[error("the noise is negative or not finite")]
    Noise,
    /// The majority is not finite, or negative.
    #[error("the majority is negative or not finite")]
    Majority,
    /// The quorum is not finite, or negative.
    #[error("the quorum is negative or not finite")]
    Quorum,
    /// The abstention is not finite, or negative.
    #[error("the abstention is negative or not finite")]
    Abstention,
    /// An exponent is not finite, or not positive.
    #[error("the exponent is not a number above zero")]
    Exponent,
}

impl Default for HeadCount {
    /// One member one vote, more than half of the votes cast, no quorum, no abstentions, no chair.
    fn default() -> HeadCount {
        let (need, base, quorum) = (Need::MoreThan, Base::VotesCast, QuorumOf::ShareOfHeads);
        let counting = Counting { weighted: false, need, base, quorum };
        HeadCount { counting, majority: 0.5, quorum: 0.0, abstention: 0.0, chair: None }
    }
}

impl<'a> Votes<'a> {
    /// Number of options, available or not.
    pub fn option_count(&self) -> usize {
        self.available.len()
    }

    /// The utilities of a member, by option.
    pub fn of(&self, member: usize) -> &'a [f64] {
        &self.utilities[member * self.option_count()..][..self.option_count()]
    }

    /// The positions of the members who are present.
    pub fn voters(&self) -> impl Iterator<Item = usize> + use<'a> {
        self.present.iter().enumerate().filter(|(_, present)| **present).map(|(member, _)| member)
    }

    /// The option for which a member votes, unless he abstains.
    pub fn choice(&self, member: usize, abstention: f64) -> Option<usize> {
        best(self.of(member), self.available).filter(|&(_, lead)| lead >= abstention).map(|(option, _)| option)
    }

    fn amount(&self, members: impl IntoIterator<Item = usize>) -> Amount {
        let one = |member: usize| Amount { heads: 1.0, weight: self.weights[member] };
        members.into_iter().map(one).fold(Amount::default(), Amount::add)
    }

    /// Checks everything that a vote will read.
    ///
    /// # Errors
    /// [`VoteError`]; the first that is found.
    pub fn check(&self, weighted: bool) -> Result<(), VoteError> {
        if weighted && !self.weights.iter().all(|&weight| weight.is_finite() && weight >= 0.0) {
            Err(VoteError::Weight)
        } else if self.present.is_empty() || weighted && self.weights.iter().all(|&weight| weight == 0.0) {
            Err(VoteError::Empty)
        } else {
            self.check_opinions()
        }
    }

    /// Checks what those who are present make of the options.
    ///
    /// # Errors
    /// [`VoteError::Utility`]
    pub fn check_opinions(&self) -> Result<(), VoteError> {
        self.voters().try_for_each(|member| self.check_opinion(member))
    }

    /// Checks what a member makes of the options, if he is present.
    ///
    /// # Errors
    /// [`VoteError::Utility`]
    pub fn check_opinion(&self, member: usize) -> Result<(), VoteError> {
        let mut opinion = self.of(member).iter().zip(self.available);
        let is_sound = !self.present[member] || opinion.all(|(utility, available)| utility.is_finite() || !available);
        if is_sound { Ok(()) } else { Err(VoteError::Utility) }
    }
}

/// The available option with the largest utility, and how far the next best lies below it; `None` if there is none.
///
/// Of equal options the later one: who sees no difference leaves things as they are, and the status quo stands last.
///
/// ```
/// use presidium_engine::ballot::best;
/// assert_eq!(best(&[0.5, 2.0, 1.0], &[true, false, true]), Some((2, 0.5)));
/// assert_eq!(best(&[1.0, 1.0], &[true, true]), Some((1, 0.0)));
/// ```
pub fn best(utilities: &[f64], available: &[bool]) -> Option<(usize, f64)> {
    best_where(utilities, |option| available[option])
}

/// The two available options with the most votes, as far as there are votes for them.
pub fn leading(support: &[f64], available: &[bool]) -> [Option<usize>; 2] {
    let first = best_where(support, |option| available[option] && support[option] > 0.0).map(|(option, _)| option);
    let second = best_where(support, |option| available[option] && support[option] > 0.0 && Some(option) != first);
    [first, second.map(|(option, _)| option)]
}

fn best_where(utilities: &[f64], candidate: impl Fn(usize) -> bool) -> Option<(usize, f64)> {
    let mut best = None;
    let mut first = f64::NEG_INFINITY;
    let mut second = f64::NEG_INFINITY;
    for (option, &utility) in utilities.iter().enumerate().filter(|(option, _)| candidate(*option)) {
        if utility >= first {
            second = first;
            first = utility;
            best = Some(option);
        } else if utility > second {
            second = utility;
        }
    }
    best.map(|option| (option, first - second))
}

/// Counts the votes; `support` becomes what is cast for each option.
///
/// # Shape
/// `support` has one value for each option.
///
/// # Errors
/// [`VoteError`] if there is nobody to vote, or if a number to be used is not one to decide by.
pub fn count(votes: &Votes, rules: &HeadCount, support: &mut [f64]) -> Result<Tally, VoteError> {
    votes.check(rules.counting.reads_weights())?;
    rules.check()?;
    support.fill(0.0);
    let mut tally = Tally {
        rules: *rules,
        members: votes.amount(0..votes.present.len()),
        present: votes.amount(votes.voters()),
        voting: Amount::default(),
        outcome: Outcome::NoQuorum,
    };
    if !tally.has_quorum() {
        return Ok(tally);
    }
    for member in votes.voters() {
        if let Some(option) = votes.choice(member, rules.abstention) {
            let own = votes.amount([member]);
            support[option] += tally.counted(own);
            tally.voting = tally.voting + own;
        }
    }
    tally.outcome = tally.outcome_of(votes, support);
    Ok(tally)
}

impl HeadCount {
    fn check(&self) -> Result<(), VoteError> {
        let sound = |number: f64| number.is_finite() && number >= 0.0;
        let settings = [
            (self.majority, VoteError::Majority),
            (self.quorum, VoteError::Quorum),
            (self.abstention, VoteError::Abstention),
        ];
        settings.into_iter().find(|(number, _)| !sound(*number)).map_or(Ok(()), |(_, unsound)| Err(unsound))
    }

    /// Whether more than the share is needed, and not just the share.
    pub fn is_more_than(&self) -> bool {
        self.counting.need.is_more_than(self.majority)
    }
}

impl Tally {
    /// What an amount counts in this vote: its weight, or a vote for each head.
    pub fn counted(&self, amount: Amount) -> f64 {
        if self.rules.counting.weighted { amount.weight } else { amount.heads }
    }

    /// The votes of which an option needs a share.
    pub fn base(&self) -> f64 {
        self.counted(match self.rules.counting.base {
            Base::VotesCast => self.voting,
            Base::Present => self.present,
            Base::AllMembers => self.members,
        })
    }

    /// What an option needs: of heads the fewest votes that are enough; of weights the share itself, to be reached or,
    /// if [`HeadCount::is_more_than`], exceeded.
    ///
    /// ```
    /// use presidium_engine::ballot::{Amount, HeadCount, Outcome, Tally};
    /// let six = Amount { heads: 6.0, weight: 6.0 };
    /// let rules = HeadCount::default();
    /// let tally = Tally { rules, members: six, present: six, voting: six, outcome: Outcome::NotEnough };
    /// assert_eq!(tally.needed(), 4.0);
    /// ```
    pub fn needed(&self) -> f64 {
        let base = self.base();
        let share = self.rules.majority * base;
        match (self.rules.counting.weighted, self.rules.is_more_than()) {
            (true, _) => share,
            (false, true) => (share + SLACK * base).floor() + 1.0,
            (false, false) => max((share - SLACK * base).ceil(), 1.0),
        }
    }

    /// How many heads must be present, or how much weight.
    pub fn needed_for_quorum(&self) -> f64 {
        // A little less than none is none, without a sign.
        let heads = |heads: f64| (heads - SLACK * self.members.heads).ceil().abs();
        match self.rules.counting.quorum {
            QuorumOf::Heads => heads(self.rules.quorum),
            QuorumOf::ShareOfHeads => heads(self.rules.quorum * self.members.heads),
            QuorumOf::ShareOfWeight => self.rules.quorum * self.members.weight,
        }
    }

    fn has_quorum(&self) -> bool {
        let Tally { rules, members, present, .. } = self;
        match rules.counting.quorum {
            QuorumOf::Heads => present.heads >= rules.quorum - SLACK * members.heads,
            QuorumOf::ShareOfHeads => reaches(present.heads, rules.quorum, members.heads),
            QuorumOf::ShareOfWeight => reaches(present.weight, rules.quorum, members.weight),
        }
    }

    /// The option with the most votes wins if it has enough. Of several the chair takes one; with that voice, the share
    /// that was to be exceeded is enough.
    fn outcome_of(&self, votes: &Votes, support: &[f64]) -> Outcome {
        let Some((leading, lead)) = best(support, votes.available) else { return Outcome::NotEnough };
        let (most, majority, base) = (support[leading], self.rules.majority, self.base());
        let slack = SLACK * self.counted(self.voting);
        let tied = lead <= slack;
        let enough = match self.rules.is_more_than() && !tied {
            true => exceeds(most, majority, base),
            false => reaches(most, majority, base),
        };
        if most <= 0.0 || !enough {
            return Outcome::NotEnough;
        }
        if !tied {
            return Outcome::Won(leading);
        }
        let leads = |option: usize| votes.available[option] && support[option] >= most - slack;
        let chair = self.rules.chair.filter(|&chair| votes.present.get(chair) == Some(&true));
        let choice = chair.and_then(|chair| best_where(votes.of(chair), leads));
        choice.map_or(Outcome::Tie, |(option, _)| Outcome::WonByChair(option))
    }
}

impl Outcome {
    /// The option that won, if one did.
    pub fn winner(self) -> Option<usize> {
        match self {
            Outcome::Won(option) | Outcome::WonByChair(option) => Some(option),
            Outcome::NoQuorum | Outcome::NotEnough | Outcome::Tie => None,
        }
    }
}

impl Add for Amount {
    type Output = Amount;

    fn add(self, more: Amount) -> Amount {
        Amount { heads: self.heads + more.heads, weight: self.weight + more.weight }
    }
}

fn reaches(part: f64, share: f64, whole: f64) -> bool {
    part >= share * whole - SLACK * whole
}

fn exceeds(part: f64, share: f64, whole: f64) -> bool {
    part > share * whole + SLACK * whole
}
