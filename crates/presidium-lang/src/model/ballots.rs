//! Votes of the checked model: who is asked, and how votes make a result.
//!
//! What each rule means is said in the reference, section 6; the counting itself is the engine's.

use super::expressions::Expr;
use super::ids::{BindingId, BodyId};

/// A vote of a body.
#[derive(Clone, Debug)]
pub struct Ballot {
    pub body: BodyId,
    /// The member in `weight`, `present`, `noise` and in the utilities for this body.
    pub member: BindingId,
    /// Overrides the weight of the body.
    pub weight: Option<Expr>,
    /// Who takes part; everybody if absent.
    pub present: Option<Expr>,
    /// Scale of the Gumbel luck added to each member's utility of each option; none if absent.
    pub noise: Option<Expr>,
    pub rule: VotingRule,
}

#[derive(Clone, Debug)]
pub enum VotingRule {
    /// Each member present votes for the option he likes best, unless his two best options differ by less than
    /// `abstention`. An option wins if it has the most votes and enough of them, provided that there is a quorum.
    Count {
        counting: Counting,
        /// The share that an option needs.
        majority: Expr,
        /// How many, or which share, must be present.
        quorum: Expr,
        abstention: Expr,
        /// Whose voice decides between options that lead with equal votes.
        chair: Option<Expr>,
    },
    /// Probabilistic Condorcet Election; the option is then drawn by the probabilities. Weights as in the ballot.
    Pce { vote: PceVote, victory: PceVictory, election: PceElection },
}

/// How votes are counted, but for the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counting {
    /// Weights count; otherwise everybody counts one.
    pub weighted: bool,
    pub need: Need,
    pub base: Base,
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
    /// For any option; who abstains is left out.
    VotesCast,
    /// Of everybody present.
    Present,
    /// Of everybody in the body.
    AllMembers,
}

/// By what a quorum is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuorumOf {
    Heads,
    ShareOfHeads,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PceVote {
    Binary,
    Proportional,
    Cubic,
    PropBin,
    PropCubic,
    Asymmetric,
}

#[derive(Clone, Debug)]
pub enum PceVictory {
    /// `C_ij^e / (C_ij^e + C_ji^e)` with this exponent: 1 linear, 2 square, 4 quartic, 8 octic.
    Power(Expr),
    Binary,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PceElection {
    Conditional,
    MarkovUniform,
    MarkovIncentive,
}
