//! Votes of the checked model: who is asked, and how votes make a result.
//!
//! What each rule means is said in the reference, section 6; the counting itself is the engine's.

use super::expressions::Expr;
use super::ids::{BindingId, BodyId};

/// A vote of a body.
#[derive(Clone, Debug)]
pub struct Ballot {
    /// Who is asked.
    pub body: BodyId,
    /// The member in `weight`, `present`, `noise` and in the utilities for this body.
    pub member: BindingId,
    /// Overrides the weight of the body.
    pub weight: Option<Expr>,
    /// Who takes part; everybody if absent.
    pub present: Option<Expr>,
    /// Scale of the Gumbel luck added to each member's utility of each option; none if absent.
    pub noise: Option<Expr>,
    /// How the votes make a result.
    pub rule: VotingRule,
    /// How often the vote is held before it counts as lost.
    pub repeat: Repeated,
    /// When each member votes.
    pub turns: Turns,
}

/// When the members of a body vote.
#[derive(Clone, Debug)]
pub enum Turns {
    /// All at once.
    AtOnce,
    /// One after another in the order of the set, each seeing how those before him have voted.
    OfSet,
    /// One after another, those with the smallest value first; of equal ones in the order of the set. Everybody who belongs to
    /// the body has his place before the first one votes.
    By(Expr),
}

/// How often a vote is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeated {
    /// Once.
    Never,
    /// Until an option wins, at most so many times.
    UntilWon(u32),
    /// Once more if no option wins, between the two that lead; then the one with more votes wins.
    RunOff,
}

impl Ballot {
    /// How many ballots there are at most.
    pub fn most_ballots(&self) -> u32 {
        match self.repeat {
            Repeated::Never => 1,
            Repeated::UntilWon(ballots) => ballots,
            Repeated::RunOff => 2,
        }
    }

    /// Whether the members vote one after another.
    pub fn in_turn(&self) -> bool {
        !matches!(self.turns, Turns::AtOnce)
    }

    /// Whether those who vote can see what has been voted so far in this vote.
    pub fn sees_itself(&self) -> bool {
        self.in_turn() || self.repeat != Repeated::Never
    }
}

/// How votes make a result.
#[derive(Clone, Debug)]
pub enum VotingRule {
    /// Each member present votes for the option he likes best, unless his two best options differ by less than
    /// `abstention`. An option wins if it has the most votes and enough of them, provided that there is a quorum.
    Count {
        /// What is counted, and of what a share is needed.
        counting: Counting,
        /// The share that an option needs.
        majority: Expr,
        /// How many, or which share, must be present.
        quorum: Expr,
        /// In units of utility; 0 if everybody votes.
        abstention: Expr,
        /// Whose voice decides between options that lead with equal votes.
        chair: Option<Expr>,
    },
    /// Probabilistic Condorcet Election; the option is then drawn by the probabilities. Weights as in the ballot.
    Pce {
        /// How much each member throws in.
        vote: PceVote,
        /// How probably the stronger coalition of a pair wins.
        victory: PceVictory,
        /// How the pairs make up the probabilities of the options.
        election: PceElection,
    },
}

/// How votes are counted, but for the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counting {
    /// Weights count; otherwise everybody counts one.
    pub weighted: bool,
    /// Whether the share itself is enough.
    pub need: Need,
    /// Of what the share is needed.
    pub base: Base,
    /// How the quorum is measured.
    pub quorum: QuorumOf,
}

/// What an option needs of the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// More than the share. A plurality is more than none of the votes cast.
    MoreThan,
    /// The share or more. Unanimity is a share of one.
    AtLeast,
    /// The usual reading of a bare share: more than one that is no larger than a half, at least a larger one.
    Customary,
}

/// The votes of which an option needs a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// The votes for any option, without abstentions.
    VotesCast,
    /// Of everybody present.
    Present,
    /// Of everybody in the body.
    AllMembers,
}

/// By what a quorum is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuorumOf {
    /// A number of members present.
    Heads,
    /// The share of the members who are present, from 0 to 1.
    ShareOfHeads,
    /// The share of the weight that is present, from 0 to 1.
    ShareOfWeight,
}

impl Need {
    /// Whether more than the share is needed, and not just the share.
    ///
    /// ```
    /// use presidium_lang::model::Need;
    ///
    /// assert!(Need::Customary.is_more_than(0.5));
    /// assert!(!Need::Customary.is_more_than(2.0 / 3.0));
    /// ```
    pub fn is_more_than(self, share: f64) -> bool {
        match self {
            Need::MoreThan => true,
            Need::AtLeast => false,
            Need::Customary => share <= 0.5,
        }
    }
}

impl Counting {
    /// Whether anything depends on weights.
    pub fn reads_weights(self) -> bool {
        self.weighted || self.quorum == QuorumOf::ShareOfWeight
    }
}

/// What a member of weight `w` throws in for one option against another whose utility to him is `d` lower. Utilities lie between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PceVote {
    /// `w` times the sign of `d`.
    Binary,
    /// `w d`
    Proportional,
    /// `w d³`
    Cubic,
    /// Four fifths proportional, one fifth binary.
    PropBin,
    /// Half proportional, half cubic.
    PropCubic,
    /// Proportional against an option, two thirds of it for one.
    Asymmetric,
}

/// How probably the stronger coalition of a pair wins.
#[derive(Clone, Debug)]
pub enum PceVictory {
    /// `C_ij^e / (C_ij^e + C_ji^e)` with this exponent: 1 linear, 2 square, 4 quartic, 8 octic.
    Power(Expr),
    /// All but certain from a tenth more strength on.
    Binary,
}

/// How the pairs make up the probabilities of the options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PceElection {
    /// An option has the probability of winning all its pairs, given that one option does.
    Conditional,
    /// The stationary distribution of a walk whose challengers are drawn evenly.
    MarkovUniform,
    /// The stationary distribution of a walk whose challengers come by how much they can win: strength times probability.
    MarkovIncentive,
}
