//! What is asked about: a number or a truth of each world.

use presidium_engine::{Outputs, Scenario};
use presidium_lang::model::{Condition, Model, Type};

use crate::forced::{Void, forced};
use crate::observable::Observable;
use crate::outcome::{outcome, outcome_type};
use crate::statistics::{Estimate, Moments, Share};
use crate::worlds::Batch;

/// What an answer is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// Whether a claim holds, or the outcome that a causal claim speaks of; by its position.
    Claim(usize),
    /// Whether a condition holds of a world.
    Condition(Condition),
    /// The value of a variable at the end of a step: a truth or a quantity.
    Value(Observable),
}

/// Where in the batches of a run something begins that is seen of its worlds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    pub finals: usize,
    pub cells: usize,
}

impl Seen {
    /// For each of some targets where it begins, if one is seen after the other; and what all of them take.
    pub fn of(model: &Model, targets: &[Target]) -> (Vec<Seen>, Outputs) {
        let mut all = Outputs::default();
        let one = |target: &Target| {
            let first = Seen { finals: all.finals.len(), cells: all.cells.len() };
            let more = target.outputs(model);
            all.finals.extend(more.finals);
            all.cells.extend(more.cells);
            first
        };
        let firsts = targets.iter().map(one).collect();
        (firsts, all)
    }
}

impl Target {
    /// What it takes to see it.
    pub(crate) fn outputs(&self, model: &Model) -> Outputs {
        let nothing = Outputs::default();
        match self {
            Target::Claim(claim) => {
                let claim = &model.claims[*claim];
                let given = claim.given.iter().map(|given| given.holds.clone());
                Outputs { finals: std::iter::once(outcome(claim).clone()).chain(given).collect(), ..nothing }
            }
            Target::Condition(condition) => Outputs { finals: vec![condition.holds.clone()], ..nothing },
            Target::Value(seen) => Outputs { cells: vec![seen.cell()], ..nothing },
        }
    }

    /// A truth, a quantity, or something of which there is no mean.
    pub fn ty<'a>(&self, model: &'a Model) -> &'a Type {
        match self {
            Target::Claim(claim) => outcome_type(&model.claims[*claim]),
            Target::Condition(_) => &Type::Truth,
            Target::Value(seen) => &model.variables[seen.variable].ty,
        }
    }

    /// Why a scenario leaves nothing to ask, if so.
    pub fn void(&self, model: &Model, scenario: &Scenario) -> Option<Void> {
        match self {
            Target::Claim(claim) => forced(model, scenario, &model.claims[*claim]),
            Target::Condition(_) | Target::Value(_) => None,
        }
    }

    /// In a run of the worlds of a base, world by world; none where it is missing, or where the base says that it is not asked.
    pub(crate) fn values(&self, model: &Model, base: &Batch, run: &Batch) -> Vec<Option<f64>> {
        self.values_at(Seen::default(), model, base, run)
    }

    /// The same where more is seen of the worlds: what it takes begins at these places.
    pub(crate) fn values_at(&self, first: Seen, model: &Model, base: &Batch, run: &Batch) -> Vec<Option<f64>> {
        let asked = self.asked(first, model, base);
        let values: Vec<Option<f64>> = match self {
            Target::Claim(_) | Target::Condition(_) => run.finals(first.finals).collect(),
            Target::Value(_) => run.cells(first.cells).collect(),
        };
        asked.into_iter().zip(values).map(|(asked, value)| value.filter(|_| asked)).collect()
    }

    /// The worlds of a base that count and were completed, but in which it is missing.
    pub(crate) fn missing(&self, model: &Model, base: &Batch) -> u64 {
        let seen = self.values(model, base, base).into_iter().flatten().count() as u64;
        let asked = self.asked(Seen::default(), model, base).into_iter().filter(|asked| *asked).count() as u64;
        asked - seen
    }

    /// World by world, whether it is there and asked.
    fn asked(&self, first: Seen, model: &Model, base: &Batch) -> Vec<bool> {
        let there = base.completed_with(base);
        match self {
            Target::Claim(claim) if model.claims[*claim].given.is_some() => there
                .zip(base.finals(first.finals + 1))
                .map(|(there, given)| there && given.is_some_and(|given| given != 0.0))
                .collect(),
            _ => there.collect(),
        }
    }
}

/// The mean of some values with its interval: of a truth that of its share.
pub(crate) fn mean_of(ty: &Type, values: impl IntoIterator<Item = f64>) -> Estimate {
    match ty {
        Type::Truth => {
            let mut share = Share::default();
            values.into_iter().for_each(|value| share.push(value != 0.0));
            share.wilson()
        }
        _ => {
            let mut moments = Moments::default();
            values.into_iter().for_each(|value| moments.push(value));
            moments.mean_interval()
        }
    }
}
