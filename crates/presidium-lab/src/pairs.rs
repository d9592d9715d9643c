//! What if: the same worlds with and without a change.
//!
//! Both sides meet the same luck, because every draw is counted by what it decides: so a difference in a world is
//! due to the change, and a small effect shows in a few thousand worlds. Rows keep both directions of flipping,
//! because a change that helps as often as it hurts is not the same as one that does nothing.

use presidium_engine::{Outputs, Scenario, Workspace, World, Worlds};
use presidium_lang::model::{Change, Claim, ClaimBody, Expr, Model, Type};

use crate::divergence::{Divergence, partings};
use crate::effect::Effect;
use crate::ensemble::{Ensemble, LabError, Watch, chunks, fold_calls, twice};
use crate::failures::{Failures, Stops};
use crate::forced::{Void, forced};
use crate::kept::Kept;
use crate::observable::Observable;
use crate::worlds::{Batch, Runner};

/// The same worlds with and without a change.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// One for each claim asked for, in that order.
    pub claims: Vec<ComparedClaim>,
    /// One for each observable asked for.
    pub observables: Vec<ComparedObservable>,
    /// Worlds asked for, failed ones included.
    pub worlds: u64,
    /// Worlds that failed with the change; pairs with a failed side are in no denominator.
    pub failures_with: Failures,
    /// Worlds that failed without it.
    pub failures_without: Failures,
    /// Where the first worlds part, as many as were asked for.
    pub divergence: Divergence,
}

/// One claim in the worlds that completed on both sides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ComparedClaim {
    /// Its truth, or the outcome of a causal claim.
    pub effect: Effect,
    /// Worlds that were completed on both sides, but in which what the claim looks at is missing on one.
    pub missing: u64,
    /// Why the comparison says nothing, if so: the claim is forced on one of the two sides, or there is no such world.
    pub void: Option<Void>,
}

/// One observable in the worlds that completed on both sides.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComparedObservable {
    /// Value with the change, by world.
    pub with: Vec<f64>,
    /// Value without it, by world.
    pub without: Vec<f64>,
}

impl ComparedObservable {
    /// The paired difference; of a date or an element it only says where the two sides differ.
    pub fn effect(&self, ty: &Type) -> Effect {
        let mut effect = Effect::of_type(ty);
        self.with.iter().zip(&self.without).for_each(|(with, without)| effect.push(*with, *without));
        effect
    }
}

/// Numbers that are kept of a world whose parting is looked for.
const PARTING_VALUES: f64 = 3.0;

/// What a comparison is made of.
#[derive(Clone, Copy)]
pub struct PairRequest<'a> {
    /// The checked model.
    pub model: &'a Model,
    /// The side without the change.
    pub base: &'a Scenario,
    /// Put on top of `base`.
    pub changes: &'a [Change],
    /// Positions of the claims wanted.
    pub claims: &'a [usize],
    /// What else is compared.
    pub observables: &'a [Observable],
    /// In so many worlds, the first ones, it is asked where the histories part.
    pub parting_worlds: u64,
}

impl PairRequest<'_> {
    /// What it keeps: two numbers for each observable, a copy of one to be sorted, and what is known of where worlds part.
    pub fn kept(&self, worlds: u64) -> Kept {
        let values = 2.0 * self.observables.len() as f64 + f64::from(!self.observables.is_empty());
        let kept = Kept::of(values, true, worlds);
        let parting = PARTING_VALUES * self.parting_worlds.min(worlds) as f64;
        Kept { values: kept.values + parting, ..kept }
    }

    /// Runs both sides of every world.
    ///
    /// # Errors
    /// [`LabError`] if the run is cancelled or the machine gives no threads.
    pub fn run(&self, ensemble: Ensemble, watch: Watch<'_>) -> Result<Comparison, LabError> {
        let without = Runner::new(self.model, self.base.clone(), self.outputs());
        let with = without.under(self.changed());
        let run_both = |workspace: &mut Workspace, range: Worlds| {
            let ranges = [range, range];
            let sides = without.run_beside(std::slice::from_ref(&with), ranges, ensemble.seed, workspace, watch);
            let Some((without, with)) = sides.and_then(|(without, mut with)| Some((without, with.pop()?))) else {
                return (vec![], vec![]);
            };
            let parts = chunks(range).map(|chunk| self.compare(with.part(chunk), without.part(chunk)));
            let parts: Vec<Part> = parts.collect();
            (parts, partings(&with, &without, range.before(World(self.parting_worlds))))
        };
        let start = ((self.empty(), Stops::default(), Stops::default()), vec![]);
        let ((mut total, stops_with, stops_without), parted) =
            fold_calls(ensemble, watch, twice, run_both, start, |(total, mut parted), (parts, later)| {
                parted.extend(later);
                (parts.into_iter().fold(total, merge), parted)
            })?;
        total.divergence = Divergence::of(&parted);
        total.failures_with = with.tell(ensemble.seed, &stops_with);
        total.failures_without = without.tell(ensemble.seed, &stops_without);
        for (&claim, compared) in self.claims.iter().zip(&mut total.claims) {
            let forced = forced(self.model, &self.changed(), &self.model.claims[claim]);
            compared.void = forced.or((compared.effect.worlds() == 0).then_some(Void::NoWorld));
        }
        Ok(total)
    }

    /// The side with the change.
    pub fn changed(&self) -> Scenario {
        let mut scenario = self.base.clone();
        scenario.changes.extend_from_slice(self.changes);
        scenario
    }

    fn outputs(&self) -> Outputs {
        let outcomes = self.claims.iter().map(|&claim| outcome(&self.model.claims[claim]).clone());
        Outputs {
            finals: outcomes.collect(),
            monthly: self.observables.iter().map(Observable::variable_element).collect(),
            acts: true,
            ..Outputs::default()
        }
    }

    fn compare(&self, with: Batch, without: Batch) -> Part {
        let mut compared = self.empty();
        compared.worlds = with.len() as u64;
        let completed = with.completed_with(&without);
        for (index, claim) in compared.claims.iter_mut().enumerate() {
            let pairs = with.finals(index).zip(without.finals(index));
            pairs.filter_map(|(with, without)| with.zip(without)).for_each(|(w, wo)| claim.effect.push(w, wo));
            claim.missing = completed - claim.effect.worlds();
        }
        for (index, (observable, values)) in self.observables.iter().zip(&mut compared.observables).enumerate() {
            let month = (observable.month - self.model.first_month) as usize;
            let pairs = (0..with.len())
                .filter_map(|world| with.monthly(index, month, world).zip(without.monthly(index, month, world)));
            (values.with, values.without) = pairs.unzip();
        }
        (compared, with.stops, without.stops)
    }

    fn empty(&self) -> Comparison {
        let effects = self.claims.iter().map(|&claim| Effect::of_type(outcome_type(&self.model.claims[claim])));
        Comparison {
            claims: effects.map(|effect| ComparedClaim { effect, missing: 0, void: None }).collect(),
            observables: vec![ComparedObservable::default(); self.observables.len()],
            worlds: 0,
            failures_with: Failures::default(),
            failures_without: Failures::default(),
            divergence: Divergence::default(),
        }
    }
}

/// What the chunks so far say, and the worlds that stopped with and without the change.
type Part = (Comparison, Stops, Stops);

fn merge((mut sum, mut with, mut without): Part, (later, later_with, later_without): Part) -> Part {
    for (sum, part) in sum.claims.iter_mut().zip(&later.claims) {
        sum.effect.merge(&part.effect);
        sum.missing += part.missing;
    }
    for (values, part) in sum.observables.iter_mut().zip(later.observables) {
        values.with.extend(part.with);
        values.without.extend(part.without);
    }
    sum.worlds += later.worlds;
    with.merge(later_with);
    without.merge(later_without);
    (sum, with, without)
}

/// The type of what is compared of a claim: a truth where it holds or not, else that of its outcome.
pub fn outcome_type(claim: &Claim) -> &Type {
    match &claim.body {
        ClaimBody::Holds(_) => &Type::Truth,
        ClaimBody::Effect { ty, .. } => ty,
    }
}

/// What is compared of a claim: whether it holds, or the outcome that it says a cause moves.
pub(crate) fn outcome(claim: &Claim) -> &Expr {
    match &claim.body {
        ClaimBody::Holds(holds) => holds,
        ClaimBody::Effect { outcome, .. } => outcome,
    }
}
