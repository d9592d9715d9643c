//! What a change or a cause does to a truth or a quantity, seen in the same worlds.

use presidium_lang::model::Type;
use serde::{Deserialize, Serialize};

use crate::statistics::{Differences, Estimate, PairedTruths, Share};

/// The same worlds with and without something: one truth or one quantity of each.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Effect {
    /// In shares of worlds.
    OnTruth(PairedTruths),
    /// In base units of the quantity.
    OnQuantity(Differences),
}

impl Effect {
    /// No worlds yet, for an outcome of this type.
    pub fn of_type(ty: &Type) -> Effect {
        match ty {
            Type::Truth => Effect::OnTruth(PairedTruths::default()),
            _ => Effect::OnQuantity(Differences::default()),
        }
    }

    /// Adds one world. A truth is 0 or 1.
    pub fn push(&mut self, with: f64, without: f64) {
        match self {
            Effect::OnTruth(flips) => flips.push(with != 0.0, without != 0.0),
            Effect::OnQuantity(differences) => differences.push(with, without),
        }
    }

    /// Adds all worlds of a later chunk; both are of the same outcome.
    pub fn merge(&mut self, later: &Effect) {
        match (self, later) {
            (Effect::OnTruth(flips), Effect::OnTruth(later)) => flips.merge(later),
            (Effect::OnQuantity(differences), Effect::OnQuantity(later)) => differences.merge(later),
            _ => debug_assert!(false, "two chunks disagree about the type of an outcome"),
        }
    }

    /// Mean over worlds of with minus without, with its interval.
    pub fn estimate(&self) -> Estimate {
        match self {
            Effect::OnTruth(flips) => flips.effect(),
            Effect::OnQuantity(differences) => differences.effect(),
        }
    }

    /// Mean with the change, a share of worlds or a quantity in base units, with its interval.
    pub fn with(&self) -> Estimate {
        match self {
            Effect::OnTruth(flips) => flips.with().wilson(),
            Effect::OnQuantity(differences) => differences.with.mean_interval(),
        }
    }

    /// Mean without the change.
    pub fn without(&self) -> Estimate {
        match self {
            Effect::OnTruth(flips) => flips.without().wilson(),
            Effect::OnQuantity(differences) => differences.without.mean_interval(),
        }
    }

    /// Whether the interval of the difference leaves zero out.
    pub fn moves(&self) -> bool {
        let Estimate { low, high, .. } = self.estimate();
        low > 0.0 || high < 0.0
    }

    /// Worlds that turn true, or in which the quantity is higher with the change.
    pub fn up(&self) -> u64 {
        match self {
            Effect::OnTruth(flips) => flips.gained,
            Effect::OnQuantity(differences) => differences.higher,
        }
    }

    /// Worlds that turn false, or in which the quantity is lower with the change.
    pub fn down(&self) -> u64 {
        match self {
            Effect::OnTruth(flips) => flips.lost,
            Effect::OnQuantity(differences) => differences.lower,
        }
    }

    /// Number of pairs.
    pub fn worlds(&self) -> u64 {
        match self {
            Effect::OnTruth(flips) => flips.worlds(),
            Effect::OnQuantity(differences) => differences.difference.count,
        }
    }

    /// Share of worlds in which the two sides differ.
    pub fn changed(&self) -> Share {
        Share { held: self.up() + self.down(), worlds: self.worlds(), alike: 0 }
    }
}
