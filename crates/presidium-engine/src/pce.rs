//! The Probabilistic Condorcet Election: a contest of influence whose outcome is drawn by probabilities.
//!
//! Every pair of options is fought out by two coalitions; the stronger one wins more probably; the pairs make up the
//! probability of each option. From KTAB (Jesse and others, KAPSARC), whose results are tested (`tests/vectors/pce.json`).
//! Refused: iterating to a fixed point within a tolerance; the Markov models are linear and are solved.
//!
//! # Example
//! ```
//! use presidium_engine::ballot::Votes;
//! use presidium_engine::pce::{Election, Scratch, Victory, elect};
//! use presidium_lang::model::{PceElection, PceVote};
//! let votes = Votes {
//!     utilities: &[1.0, 0.0, 1.0, 0.0, 0.0, 1.0],
//!     weights: &[1.0, 1.0, 1.0],
//!     present: &[true; 3],
//!     available: &[true; 2],
//! };
//! let rules =
//!     Election { vote: PceVote::Proportional, victory: Victory::Power(2.0), election: PceElection::Conditional };
//! let mut chances = [0.0; 2];
//! let winner = elect(&votes, &rules, 0.5, &mut Scratch::default(), &mut chances);
//! assert_eq!(winner, Ok(Some(0)));
//! assert!((chances[0] - 0.8).abs() < 1e-7);
//! ```

use presidium_lang::model::{PceElection, PceVote};

use crate::ballot::{VoteError, Votes};
use crate::math::{max, min, pow};

/// The three models of which an election is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Election {
    /// How members vote between two options.
    pub vote: PceVote,
    /// How likely an option is to beat another.
    pub victory: Victory,
    /// How likely each option is to win in the end.
    pub election: PceElection,
}

/// How probably the stronger coalition wins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Victory {
    /// Odds are the ratio of strengths to this power.
    Power(f64),
    /// All but certain from a tenth more strength on.
    Binary,
}

/// Room for the calculation; used again, it does not allocate.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    /// Available options, one of each group of equal ones.
    distinct: Vec<usize>,
    /// For each option the position in `distinct` of its equal.
    group: Vec<usize>,
    /// Strength of the coalition for row over column; option by option.
    coalitions: Vec<f64>,
    /// Probability that row beats column.
    victories: Vec<f64>,
    /// Probability of moving from row to column in the Markov models.
    moves: Vec<f64>,
    chances: Vec<f64>,
}

/// Strength that every coalition has, so that none is zero.
const STRENGTH_MIN: f64 = 1e-8;

/// No coalition's odds fall below this; so every option can be reached from every other.
const ODDS_MIN: f64 = 1e-100;

/// The option that wins, drawn by `luck` from (0, 1); `chances` become the probabilities of the options.
///
/// Options that all present members value alike are one option in the contest, and share its probability equally: the
/// conditional model would reward duplicates. `None` if nobody with any weight is present, or no option is available.
///
/// # Shape
/// `chances` has one value for each option.
///
/// # Units
/// Utilities from 0 to 1. Weights always count.
///
/// # Errors
/// [`VoteError`] if there is nobody to vote, or if a number to be used is not finite.
pub fn elect(
    votes: &Votes,
    rules: &Election,
    luck: f64,
    scratch: &mut Scratch,
    chances: &mut [f64],
) -> Result<Option<usize>, VoteError> {
    votes.check(true)?;
    if matches!(rules.victory, Victory::Power(exponent) if !(exponent.is_finite() && exponent > 0.0)) {
        return Err(VoteError::Exponent);
    }
    chances.fill(0.0);
    if !votes.voters().any(|member| votes.weights[member] > 0.0) {
        return Ok(None);
    }
    merge(votes, scratch);
    contest(votes, rules, scratch);
    for (option, chance) in chances.iter_mut().enumerate().filter(|(option, _)| votes.available[*option]) {
        let group = scratch.group[option];
        let sharing = (0..votes.option_count()).filter(|&o| votes.available[o] && scratch.group[o] == group).count();
        *chance = scratch.chances[group] / sharing as f64;
    }
    Ok(draw(chances, luck))
}

/// The probabilities of options as they stand, equal ones not merged, all available: KTAB's own calculation.
///
/// # Shape
/// One value for each option, in order, in the scratch.
pub fn contest_unmerged<'s>(votes: &Votes, rules: &Election, scratch: &'s mut Scratch) -> &'s [f64] {
    scratch.distinct.clear();
    scratch.distinct.extend(0..votes.option_count());
    contest(votes, rules, scratch);
    &scratch.chances
}

/// What a member of this weight throws in for `u_i` against `u_j`: positive for the first.
///
/// ```
/// use presidium_engine::pce::vote;
/// use presidium_lang::model::PceVote;
/// assert_eq!(vote(PceVote::Proportional, 2.0, 0.75, 0.25), 1.0);
/// ```
pub fn vote(rule: PceVote, weight: f64, u_i: f64, u_j: f64) -> f64 {
    let d = u_i - u_j;
    let binary = min(max(d / 1e-8, -1.0), 1.0);
    let cube = d * d * d;
    weight
        * match rule {
            PceVote::Binary => binary,
            PceVote::Proportional => d,
            PceVote::Cubic => cube,
            PceVote::PropBin => 0.8 * d + 0.2 * binary,
            PceVote::PropCubic => 0.5 * d + 0.5 * cube,
            PceVote::Asymmetric if d < 0.0 => d,
            PceVote::Asymmetric => 2.0 * d / 3.0,
        }
}

/// The probabilities that a coalition of strength `a` beats one of strength `b`, and is beaten.
///
/// ```
/// use presidium_engine::pce::{Victory, victory};
/// assert_eq!(victory(Victory::Power(1.0), 3.0, 1.0), (0.75, 0.25));
/// ```
pub fn victory(model: Victory, a: f64, b: f64) -> (f64, f64) {
    let odds = match model {
        Victory::Power(exponent) => max(pow(min(a, b) / max(a, b), exponent), ODDS_MIN),
        Victory::Binary => binary_odds(min(a, b), max(a, b)),
    };
    let (weaker, stronger) = (odds / (1.0 + odds), 1.0 / (1.0 + odds));
    if a < b { (weaker, stronger) } else { (stronger, weaker) }
}

/// The odds of the weaker side: one to a million from a tenth less on, and rising in a line up to equal strength.
fn binary_odds(weaker: f64, stronger: f64) -> f64 {
    const THRESHOLD: f64 = 1.1;
    if stronger >= THRESHOLD * weaker {
        return 1e-6;
    }
    let share = stronger / (stronger + weaker);
    let x = (share * (THRESHOLD + 1.0) - 1.0) / (THRESHOLD - 1.0);
    max((1.0 - x) / x, 1e-6)
}

/// Finds the available options and puts equal ones together.
fn merge(votes: &Votes, scratch: &mut Scratch) {
    let equal = |a: usize, b: usize| votes.voters().all(|member| votes.of(member)[a] == votes.of(member)[b]);
    scratch.distinct.clear();
    scratch.group.clear();
    for option in 0..votes.option_count() {
        let known = scratch.distinct.iter().position(|&other| equal(option, other));
        scratch.group.push(known.unwrap_or(scratch.distinct.len()));
        if votes.available[option] && known.is_none() {
            scratch.distinct.push(option);
        }
    }
}

/// The probabilities of the distinct options, into `scratch.chances`.
fn contest(votes: &Votes, rules: &Election, scratch: &mut Scratch) {
    let n = scratch.distinct.len();
    scratch.coalitions.clear();
    scratch.coalitions.resize(n * n, STRENGTH_MIN);
    scratch.victories.clear();
    scratch.victories.resize(n * n, 0.5);
    for i in 0..n {
        for j in 0..i {
            let (strength, opposed) = strengths(votes, rules.vote, scratch.distinct[i], scratch.distinct[j]);
            let (wins, loses) = victory(rules.victory, strength, opposed);
            (scratch.coalitions[i * n + j], scratch.coalitions[j * n + i]) = (strength, opposed);
            (scratch.victories[i * n + j], scratch.victories[j * n + i]) = (wins, loses);
        }
    }
    match rules.election {
        PceElection::Conditional => conditional(scratch, n),
        PceElection::MarkovUniform => {
            let Scratch { moves, victories, .. } = scratch;
            fill_moves(moves, n, |from, to| victories[to * n + from] / n as f64);
            stationary(scratch, n);
        }
        PceElection::MarkovIncentive => {
            incentive_moves(scratch, n);
            stationary(scratch, n);
        }
    }
}

/// The strengths of the coalitions for `i` over `j` and for `j` over `i`.
fn strengths(votes: &Votes, rule: PceVote, i: usize, j: usize) -> (f64, f64) {
    let mut sums = (STRENGTH_MIN, STRENGTH_MIN);
    for member in votes.voters() {
        let thrown_in = vote(rule, votes.weights[member], votes.of(member)[i], votes.of(member)[j]);
        sums.0 += max(thrown_in, 0.0);
        sums.1 += max(-thrown_in, 0.0);
    }
    sums
}

/// The probability of beating all others at once.
fn conditional(scratch: &mut Scratch, n: usize) {
    let Scratch { victories, chances, .. } = scratch;
    chances.clear();
    chances.extend((0..n).map(|i| victories[i * n..(i + 1) * n].iter().product::<f64>()));
    normalise(chances);
}

/// Challengers come by how much they can win: strength times probability, as shares of all challenges to an option.
fn incentive_moves(scratch: &mut Scratch, n: usize) {
    let Scratch { coalitions, victories, moves, .. } = scratch;
    let incentive = |i: usize, j: usize| {
        let own = if i == j { 1e-10 } else { 0.0 };
        coalitions[i * n + j] * victories[i * n + j] + own
    };
    let challenges = |j: usize| (0..n).map(|k| incentive(k, j)).sum::<f64>();
    fill_moves(moves, n, |from, to| victories[to * n + from] * (incentive(to, from) / challenges(from)));
}

fn fill_moves(moves: &mut Vec<f64>, n: usize, chance: impl Fn(usize, usize) -> f64) {
    moves.clear();
    moves.extend((0..n * n).map(|place| chance(place / n, place % n)));
}

/// The stationary probabilities of the chain `moves`, whose diagonal is never read.
///
/// Source: Grassmann, Taksar and Heyman 1985 (Operations Research 33:1107): elimination without subtractions, so that
/// also tiny probabilities have all their digits.
fn stationary(scratch: &mut Scratch, n: usize) {
    let Scratch { moves, chances, .. } = scratch;
    for last in (1..n).rev() {
        let leaving: f64 = moves[last * n..last * n + last].iter().sum();
        for from in 0..last {
            let through = moves[from * n + last] / leaving;
            moves[from * n + last] = through;
            for to in 0..last {
                moves[from * n + to] += through * moves[last * n + to];
            }
        }
    }
    chances.clear();
    for to in 0..n {
        let entered: f64 = chances.iter().enumerate().map(|(from, chance)| chance * moves[from * n + to]).sum();
        chances.push(if to == 0 { 1.0 } else { entered });
    }
    normalise(chances);
}

fn normalise(chances: &mut [f64]) {
    let total: f64 = chances.iter().sum();
    chances.iter_mut().for_each(|chance| *chance /= total);
}

/// The option into whose share of (0, 1) the luck falls.
fn draw(chances: &[f64], luck: f64) -> Option<usize> {
    let mut reached = 0.0;
    let mut winner = None;
    for (option, &chance) in chances.iter().enumerate().filter(|(_, chance)| **chance > 0.0) {
        if winner.is_none() || luck >= reached {
            winner = Some(option);
        }
        reached += chance;
    }
    winner
}
