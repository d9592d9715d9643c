//! What if: the same worlds with and without a change.
//!
//! Both sides meet the same luck, because every draw is counted by what it decides: so a difference in a world is
//! due to the change, and a small effect shows in a few thousand worlds. Rows keep both directions of flipping,
//! because a change that helps as often as it hurts is not the same as one that does nothing.

use std::sync::Arc;

use presidium_engine::{Scenario, World, Worlds};
use presidium_lang::model::{Change, Model, Type};

use crate::divergence::{Divergence, Parting, partings};
use crate::effect::Effect;
use crate::experiment::{Counted, Experiment, Stage};
use crate::failures::{Failures, Stops};
use crate::forced::Void;
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::ledger::{Reading, Voids, readings};
use crate::left::Left;
use crate::observable::{Observable, distribution};
use crate::outcome::outcome_type;
use crate::statistics::PairedTruths;
use crate::worlds::Batch;

/// The same worlds with and without a change.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// One for each claim asked for, in that order.
    pub claims: Vec<ComparedClaim>,
    /// One for each observable asked for.
    pub observables: Vec<ComparedObservable>,
    /// Worlds asked for, failed ones included.
    pub worlds: u64,
    /// Worlds that the condition of the request leaves, of those that were completed without the change.
    pub left: Left,
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

    /// The commonest values on either side, each with the worlds that have it with and without the change.
    pub fn commonest(&self, most: usize) -> Vec<(f64, PairedTruths)> {
        let all = [self.without.as_slice(), &self.with].concat();
        let values = distribution(&all).into_iter().take(most).map(|(value, _)| value);
        let pairs = |value: f64| {
            let mut pairs = PairedTruths::default();
            self.with
                .iter()
                .zip(&self.without)
                .for_each(|(with, without)| pairs.push(*with == value, *without == value));
            (value, pairs)
        };
        values.map(pairs).collect()
    }
}

/// Numbers that are kept of a world whose parting is looked for.
const PARTING_VALUES: f64 = 3.0;

/// What would be otherwise with a change.
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use presidium_lang::clock::Step;
/// # use presidium_lang::model::Model;
/// use presidium_lab::{PairQuestion, Executor, Laboratory, Request};
/// # let model = Model { first_step: Step::of_month(1953, 1), last_step: Step::of_month(1953, 12), ..Model::default() };
/// # let laboratory = Laboratory::new(Arc::new(model), Arc::new(Executor::new(1).expect("a thread")));
/// // Without a change no history parts from itself.
/// let question = PairQuestion { parting_worlds: 5, ..PairQuestion::default() };
/// let compared = laboratory.ask(&Request::new(question, 1953, 100)).expect("nobody cancels").report;
/// assert_eq!(compared.divergence.never(), 5);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PairQuestion {
    /// Put on top of the scenario of the request.
    pub changes: Vec<Change>,
    /// Positions of the claims wanted.
    pub claims: Vec<usize>,
    /// What else is compared.
    pub observables: Vec<Observable>,
    /// In so many worlds, the first ones, it is asked where the histories part.
    pub parting_worlds: u64,
}

impl Question for PairQuestion {
    type Experiment = PairExperiment;

    fn experiment(&self, asked: &Asked<'_>) -> PairExperiment {
        let changed = self.changed(asked.scenario);
        let outputs = asked.laboratory.outputs(&self.claims, &self.observables);
        let plan = asked.plan(outputs, vec![changed.clone()], asked.worlds, true);
        let (model, question) = (asked.model().clone(), self.clone());
        let voids = Voids::of(&model, &changed, &self.claims);
        // Both sides are run: no claim is read without its cause.
        let (_, readings) = readings(&model, &self.claims, |_| true);
        PairExperiment { model, voids, question, readings, stages: [asked.stage("", plan, self)] }
    }

    /// Two numbers for each observable, a copy of one to be sorted, and what is known of where worlds part.
    fn kept(&self, _: &Model, worlds: u64) -> Kept {
        let values = 2.0 * self.observables.len() as f64 + f64::from(!self.observables.is_empty());
        let kept = Kept::of(values, true, worlds);
        let parting = PARTING_VALUES * self.parting_worlds.min(worlds) as f64;
        Kept { values: kept.values + parting, ..kept }
    }
}

impl PairQuestion {
    /// The side with the change.
    pub fn changed(&self, base: &Scenario) -> Scenario {
        let mut scenario = base.clone();
        scenario.changes.extend_from_slice(&self.changes);
        scenario
    }
}

/// The experiment of a [`PairQuestion`].
pub struct PairExperiment {
    model: Arc<Model>,
    voids: Voids,
    question: PairQuestion,
    readings: Vec<Reading>,
    stages: [Stage; 1],
}

/// What is counted of pairs.
#[derive(Clone, Debug, PartialEq)]
pub struct PairTally {
    claims: Vec<ComparedClaim>,
    observables: Vec<ComparedObservable>,
    left: Left,
    /// Without the change, and with it.
    stops: [Stops; 2],
    partings: Vec<Parting>,
}

impl PairExperiment {
    /// Those of some worlds in which it is asked where histories part: the first ones, or, where a condition leaves few of them,
    /// as many as it takes.
    fn compared(&self, worlds: Worlds) -> Worlds {
        match self.stages[0].plan.condition {
            Some(_) if self.question.parting_worlds > 0 => worlds,
            _ => worlds.before(World(self.question.parting_worlds)),
        }
    }
}

impl Experiment for PairExperiment {
    type Tally = PairTally;
    type Report = Comparison;

    fn stages(&self) -> &[Stage] {
        &self.stages
    }

    fn chunk(&self, _: usize, seen: &[Batch]) -> PairTally {
        let [without, with] = [&seen[0], &seen[1]];
        let claims = self.question.claims.iter().zip(&self.readings).map(|(&claim, reading)| {
            let mut effect = Effect::of_type(outcome_type(&self.model.claims[claim]));
            let pairs = reading.asked(without, with).zip(reading.asked(without, without));
            pairs.filter_map(|(with, without)| with.zip(without)).for_each(|(w, wo)| effect.push(w, wo));
            let completed = with.completed_with(without).zip(reading.given(without));
            let asked = completed.filter(|(completed, given)| *completed && *given != Some(false)).count() as u64;
            ComparedClaim { effect, missing: asked - effect.worlds(), void: None }
        });
        let observables = (0..self.question.observables.len()).map(|index| {
            let pairs = with.cells(index).zip(without.cells(index));
            let (with, without) = pairs.filter_map(|(with, without)| with.zip(without)).unzip();
            ComparedObservable { with, without }
        });
        PairTally {
            claims: claims.collect(),
            observables: observables.collect(),
            left: without.left(),
            stops: [without.stops.clone(), with.stops.clone()],
            partings: partings(with, without, self.compared(with.worlds())),
        }
    }

    fn merge(into: &mut PairTally, later: PairTally) {
        for (sum, part) in into.claims.iter_mut().zip(&later.claims) {
            sum.effect.merge(&part.effect);
            sum.missing += part.missing;
        }
        for (values, part) in into.observables.iter_mut().zip(later.observables) {
            values.with.extend(part.with);
            values.without.extend(part.without);
        }
        into.left.merge(later.left);
        into.stops.iter_mut().zip(later.stops).for_each(|(sum, part)| sum.merge(part));
        into.partings.extend(later.partings);
    }

    fn finish(&self, counted: &[Counted<PairTally>]) -> Comparison {
        let Counted { tally, worlds, complete } = &counted[0];
        let plan = &self.stages[0].plan;
        let claims = self.voids.0.iter().zip(&tally.claims).map(|(&forced, compared)| {
            let void = forced.or((compared.effect.worlds() == 0).then_some(Void::NoWorld));
            ComparedClaim { void, ..*compared }
        });
        Comparison {
            claims: claims.collect(),
            observables: tally.observables.clone(),
            left: tally.left,
            worlds: *worlds,
            failures_with: plan.failures_beside(0, &tally.stops[1], *complete),
            failures_without: plan.failures(&tally.stops[0], *complete),
            divergence: Divergence::of(
                &tally.partings[..tally.partings.len().min(self.question.parting_worlds as usize)],
            ),
        }
    }
}
