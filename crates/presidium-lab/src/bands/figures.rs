//! What bands tell of one step.

use std::collections::{BTreeMap, BTreeSet};

use crate::statistics::{Estimate, PairedTruths};

/// The quantiles of a band.
pub const LEVELS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Further quantiles, one between each and the next: for who draws a band and does not print it.
pub const BETWEEN: [f64; LEVELS.len() - 1] = [0.15, 0.4, 0.6, 0.85];

/// Where the worlds lie, for each step of the model.
#[derive(Clone, Debug, PartialEq)]
pub enum Figures {
    /// Of a quantity.
    Numbers(Vec<Spread>),
    /// Of anything else: how many worlds are of which kind.
    Shares(Vec<Kinds>),
}

/// The values of a quantity in one step, in base units.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Quantiles of [`LEVELS`].
    pub quantiles: [f64; LEVELS.len()],
    /// Quantiles of [`BETWEEN`].
    pub between: [f64; BETWEEN.len()],
    /// With the change, if there is one.
    pub changed: Option<Changed>,
    /// Completed worlds in which the value is missing, on one side at least; they are in no quantile.
    pub missing: u64,
}

/// A quantity with a change beside itself without it, in the same worlds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Changed {
    /// Quantiles of [`LEVELS`] with the change.
    pub quantiles: [f64; LEVELS.len()],
    /// Quantiles of [`BETWEEN`] with the change.
    pub between: [f64; BETWEEN.len()],
    /// The mean over worlds of with minus without.
    pub difference: Estimate,
}

/// What a world is of: an element by its place in its set, 1 or 0 for a truth, the place of the option that a decision took last, 0 for an
/// event that has happened. None where nobody is there, and of a rule that has not acted.
pub type Kind = Option<u32>;

/// How many worlds are of which kind in one step.
///
/// # Example
/// ```
/// use presidium_lab::{Kinds, Share};
/// let mut kinds = Kinds::default();
/// kinds.push(Some(1), Some(1));
/// kinds.push(Some(1), None);
/// assert_eq!(kinds.of(|kind| kind == Some(1)).without(), Share { held: 2, worlds: 2, alike: 0 });
/// assert_eq!(kinds.of(|kind| kind.is_none()).effect().value, 0.5);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kinds {
    /// By the kind without and with the change; without a change both are the same.
    pairs: BTreeMap<(Kind, Kind), u64>,
    /// Completed worlds in which the value is missing, on one side at least; they are in no share.
    pub missing: u64,
}

impl Kinds {
    /// Adds a world.
    pub fn push(&mut self, without: Kind, with: Kind) {
        *self.pairs.entry((without, with)).or_default() += 1;
    }

    /// Adds the worlds of a later chunk.
    pub(super) fn merge(&mut self, later: Kinds) {
        later.pairs.into_iter().for_each(|(kinds, worlds)| *self.pairs.entry(kinds).or_default() += worlds);
        self.missing += later.missing;
    }

    /// Worlds that are of one of some kinds, with and without the change.
    pub fn of(&self, is_wanted: impl Fn(Kind) -> bool) -> PairedTruths {
        let mut truths = PairedTruths::default();
        for (&(without, with), worlds) in &self.pairs {
            let of_these = match (is_wanted(with), is_wanted(without)) {
                (true, false) => &mut truths.gained,
                (false, true) => &mut truths.lost,
                (true, true) => &mut truths.both,
                (false, false) => &mut truths.neither,
            };
            *of_these += worlds;
        }
        truths
    }

    /// All kinds that there are on either side.
    pub fn all(&self) -> BTreeSet<Kind> {
        self.pairs.keys().flat_map(|&(without, with)| [without, with]).collect()
    }
}
