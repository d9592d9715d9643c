//! Counting heads: one vote of a body in one world, from utilities to the option that wins.
//!
//! The same functions serve the oracle and the vector engine, lane by lane; they work on slices of the caller and allocate
//! nothing. Refused: deciding what happens when no option wins, which is the decision's business (its last option).
//!
//! # Example
//! ```
//! use presidium_engine::ballot::{HeadCount, Votes, count};
//! // Three members, two options: to remove him, to keep him.
//! let votes = Votes {
//!     utilities: &[0.9, 0.1, 0.7, 0.2, 0.0, 0.5],
//!     weights: &[1.0, 1.0, 1.0],
//!     present: &[true, true, true],
//!     available: &[true, true],
//! };
//! let mut support = [0.0; 2];
//! assert_eq!(count(&votes, &HeadCount::default(), &mut support), Ok(Some(0)));
//! assert_eq!(support, [2.0, 1.0]);
//! ```

use std::fmt;

/// The members of a body and what they think of the options.
///
/// # Shape
/// `weights` and `present` have one value for each member, `available` one for each option, `utilities` one for each
/// member and option, member-major.
#[derive(Clone, Copy, Debug)]
pub struct Votes<'a> {
    pub utilities: &'a [f64],
    pub weights: &'a [f64],
    pub present: &'a [bool],
    pub available: &'a [bool],
}

/// The rules of a count of heads or weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeadCount {
    /// Whether weights count; otherwise everybody counts one.
    pub weighted: bool,
    /// An option wins with more than this share of the votes cast.
    pub majority: f64,
    /// The share of all members that must be present.
    pub quorum: f64,
    /// A member whose two best options are less than this apart does not vote.
    pub abstention: f64,
    /// Position of the member whose option wins a tie of two leading options at half the votes each.
    pub chair: Option<usize>,
}

/// A vote that cannot be held; a world in which one is asked for stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsound {
    /// The body has no members, or none with a weight where weights count.
    Empty,
    /// A utility of somebody present for an available option is not finite.
    Utility,
    /// A weight is not finite, or negative.
    Weight,
    /// A setting of the rule is not finite, or an exponent is not positive.
    Setting,
}

impl Default for HeadCount {
    /// One member one vote, more than half of the votes cast, no quorum, no abstentions, no chair.
    fn default() -> HeadCount {
        HeadCount { weighted: false, majority: 0.5, quorum: 0.0, abstention: 0.0, chair: None }
    }
}

impl fmt::Display for Unsound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unsound::Empty => "a vote of nobody",
            Unsound::Utility => "a utility is not finite",
            Unsound::Weight => "a weight is negative or not finite",
            Unsound::Setting => "a setting of the vote is not a number to decide by",
        })
    }
}

impl std::error::Error for Unsound {}

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

    /// Checks everything that a vote will read.
    ///
    /// # Errors
    /// [`Unsound`]; the first that is found.
    pub fn check(&self, weighted: bool) -> Result<(), Unsound> {
        let sound = |member: usize| {
            let opinion = self.of(member).iter().zip(self.available);
            opinion.into_iter().all(|(utility, available)| utility.is_finite() || !available)
        };
        if weighted && !self.weights.iter().all(|&weight| weight.is_finite() && weight >= 0.0) {
            Err(Unsound::Weight)
        } else if self.present.is_empty() || weighted && self.weights.iter().all(|&weight| weight == 0.0) {
            Err(Unsound::Empty)
        } else if !self.voters().all(sound) {
            Err(Unsound::Utility)
        } else {
            Ok(())
        }
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
    let mut best = None;
    let mut first = f64::NEG_INFINITY;
    let mut second = f64::NEG_INFINITY;
    for (option, &utility) in utilities.iter().enumerate().filter(|(option, _)| available[*option]) {
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

/// The option that wins a count, if one does; `support` becomes the weight cast for each.
///
/// Each member present is for the option that he likes [`best`]. Without a quorum of those present nobody votes.
///
/// # Shape
/// `support` has one value for each option.
///
/// # Errors
/// [`Unsound`] if there is nobody to vote, or if a number to be used is not finite.
pub fn count(votes: &Votes, rules: &HeadCount, support: &mut [f64]) -> Result<Option<usize>, Unsound> {
    votes.check(rules.weighted)?;
    if !(rules.majority.is_finite() && rules.quorum.is_finite() && rules.abstention.is_finite()) {
        return Err(Unsound::Setting);
    }
    support.fill(0.0);
    let weight = |member: usize| if rules.weighted { votes.weights[member] } else { 1.0 };
    let all: f64 = (0..votes.present.len()).map(weight).sum();
    let present: f64 = votes.voters().map(weight).sum();
    if present < rules.quorum * all {
        return Ok(None);
    }
    let mut cast = 0.0;
    for member in votes.voters() {
        match best(votes.of(member), votes.available) {
            Some((option, lead)) if lead >= rules.abstention => {
                support[option] += weight(member);
                cast += weight(member);
            }
            _ => {}
        }
    }
    let Some((leading, lead)) = best(support, votes.available) else { return Ok(None) };
    if support[leading] > rules.majority * cast {
        return Ok(Some(leading));
    }
    let tied = cast > 0.0 && lead == 0.0 && support[leading] + support[leading] == cast && rules.majority <= 0.5;
    Ok(rules.chair.filter(|_| tied).and_then(|chair| casting_vote(votes, chair, support)))
}

/// The option of the chair, if he is present and it is one of those with support.
fn casting_vote(votes: &Votes, chair: usize, support: &[f64]) -> Option<usize> {
    if votes.present.get(chair) != Some(&true) {
        return None;
    }
    let (option, _) = best(votes.of(chair), votes.available)?;
    (support[option] > 0.0).then_some(option)
}
