//! How the figure of a claim is read off the worlds that were run with and without its cause.

use presidium_engine::World;
use presidium_lang::model::{ClaimBody, Model, Type, WhatIfId};

use super::Finding;
use super::chain::Chain;
use crate::effect::Effect;
use crate::failures::{Failures, Stops};
use crate::left::Left;
use crate::outcome::{Looked, looked_at};
use crate::plan::Plan;
use crate::statistics::Share;
use crate::worlds::Batch;

/// How the figure of a claim is read off the batches of a plan.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    looked: Looked,
    /// Of a causal claim the cause.
    cause: Option<CauseReading>,
}

#[derive(Clone, Debug)]
struct CauseReading {
    /// The place of the run without the cause; none if the base is without it already.
    beside: Option<usize>,
    /// The type of the outcome.
    ty: Type,
}

/// The distinct causes of some claims, without which worlds are run beside the base, but for those that are taken away already;
/// and how each claim is read.
pub(crate) fn readings(
    model: &Model,
    claims: &[usize],
    taken_away: impl Fn(WhatIfId) -> bool,
) -> (Vec<WhatIfId>, Vec<Reading>) {
    let mut causes: Vec<WhatIfId> = vec![];
    for cause in claims.iter().filter_map(|&claim| model.claims[claim].cause()) {
        if !causes.contains(&cause) && !taken_away(cause) {
            causes.push(cause);
        }
    }
    let cause = |claim: usize| match &model.claims[claim].body {
        ClaimBody::Holds(_) => None,
        ClaimBody::Effect { without, ty, .. } => {
            Some(CauseReading { beside: causes.iter().position(|known| known == without), ty: ty.clone() })
        }
    };
    let looked = looked_at(model, claims).0.into_iter().zip(claims);
    let readings = looked.map(|(looked, &claim)| Reading { looked, cause: cause(claim) }).collect();
    (causes, readings)
}

impl Reading {
    /// Whether it is about a cause.
    pub fn is_of_cause(&self) -> bool {
        self.cause.is_some()
    }

    /// The place of the run without its cause, if there is one.
    pub fn beside(&self) -> Option<usize> {
        self.cause.as_ref().and_then(|cause| cause.beside)
    }

    /// World by world, whether the claim is asked, as the base says; none where that is missing or the world has no values.
    pub fn given<'a>(&self, base: &'a Batch) -> impl Iterator<Item = Option<bool>> + use<'a> {
        let mut given = self.looked.given.map(|place| base.finals(place));
        let asked = move |_| match &mut given {
            Some(given) => given.next().flatten().map(|given| given != 0.0),
            None => Some(true),
        };
        base.worlds().iter().map(asked)
    }

    /// The outcome in a run of the same worlds, where the claim is asked.
    pub fn asked<'a>(&self, base: &'a Batch, run: &'a Batch) -> impl Iterator<Item = Option<f64>> + use<'a> {
        let outcomes = self.given(base).zip(run.finals(self.looked.outcome));
        outcomes.map(|(given, outcome)| outcome.filter(|_| given == Some(true)))
    }

    /// Its outcome in some worlds, and that without its cause; not a number in a world in which it is not asked. `first` are the
    /// worlds of the base in which causes are tested.
    pub fn outcomes(&self, seen: &[Batch], first: &Batch) -> (Vec<f64>, Option<Vec<f64>>) {
        let values = |base, run| self.asked(base, run).map(|value| value.unwrap_or(f64::NAN)).collect();
        let without = self.is_of_cause().then(|| values(first, self.run_without(seen, first)));
        (values(&seen[0], &seen[0]), without)
    }

    /// The worlds without its cause: those of the base, if it is without the cause already.
    pub fn run_without<'a>(&self, seen: &'a [Batch], first: &'a Batch) -> &'a Batch {
        self.beside().map_or(first, |beside| &seen[1 + beside])
    }

    /// Completed worlds in which the figure is missing: with the cause, and of the others, without it.
    pub fn missing(&self, seen: &[Batch]) -> [Stops; 2] {
        let Looked { outcome, given, .. } = self.looked;
        let is_asked = |world: &World| given.is_none_or(|given| seen[0].holds(given, *world));
        let asked = |run: &Batch| run.missing(outcome).into_iter().filter(is_asked);
        let mut with: Vec<World> = given.map_or(vec![], |given| seen[0].missing(given));
        with.extend(asked(&seen[0]));
        with.sort_unstable();
        let without = self.beside().map_or_else(Stops::default, |beside| {
            Stops::of(asked(&seen[1 + beside]).filter(|world| with.binary_search(world).is_err()))
        });
        [Stops::of(with.into_iter()), without]
    }

    pub fn finding(&self, seen: &[Batch], first: &Batch) -> Finding {
        match &self.cause {
            None => {
                let mut share = Share::default();
                self.asked(&seen[0], &seen[0]).flatten().for_each(|value| share.push(value != 0.0));
                Finding::Held(share)
            }
            Some(CauseReading { ty, .. }) => {
                let mut effect = Effect::of_type(ty);
                let pairs = self.asked(first, first).zip(self.asked(first, self.run_without(seen, first)));
                pairs.filter_map(|(with, without)| with.zip(without)).for_each(|(w, wo)| effect.push(w, wo));
                Finding::Effect(effect)
            }
        }
    }

    /// The value whose mean is the figure, in each world that has one: of a causal claim what the cause does.
    pub fn values(&self, seen: &[Batch], first: &Batch) -> Vec<(World, f64)> {
        let worlds = first.worlds().iter();
        match &self.cause {
            None => {
                let values = seen[0].worlds().iter().zip(self.asked(&seen[0], &seen[0]));
                values.filter_map(|(world, value)| Some((world, f64::from(u8::from(value? != 0.0))))).collect()
            }
            Some(CauseReading { ty, .. }) => {
                let pairs = self.asked(first, first).zip(self.asked(first, self.run_without(seen, first)));
                let is_truth = *ty == Type::Truth;
                let number = |value: f64| if is_truth { f64::from(u8::from(value != 0.0)) } else { value };
                let differences = pairs.map(|(with, without)| Some(number(with?) - number(without?)));
                worlds.zip(differences).filter_map(|(world, difference)| Some((world, difference?))).collect()
            }
        }
    }

    /// What is given leaves so many of the worlds that count.
    pub fn left(&self, base: &Batch) -> Left {
        let worlds = base.left().held;
        let Some(given) = self.looked.given else { return Left { held: worlds, missing: 0, worlds } };
        let held = base.finals(given).flatten().filter(|given| *given != 0.0).count() as u64;
        Left { held, missing: base.missing(given).len() as u64, worlds }
    }

    /// Whether a step on the way to the claim holds, world by world.
    pub fn step<'a>(&self, step: usize, base: &'a Batch) -> impl Iterator<Item = Option<f64>> + use<'a> {
        base.finals(self.looked.steps.start + step)
    }

    /// How far the worlds have come in which the claim is asked.
    pub fn chain(&self, base: &Batch) -> Chain {
        if self.looked.steps.is_empty() {
            return Chain::default();
        }
        let mut steps: Vec<_> = (0..self.looked.steps.len()).map(|step| self.step(step, base)).collect();
        let mut chain = Chain::of(steps.len());
        for outcome in self.asked(base, base) {
            let steps: Vec<Option<f64>> = steps.iter_mut().map(|step| step.next().flatten()).collect();
            if let Some(outcome) = outcome {
                chain.push(&steps, outcome != 0.0);
            }
        }
        chain
    }

    pub fn why_missing(&self, plan: &Plan, [with, without]: &[Stops; 2], look: bool) -> Failures {
        let Looked { outcome, given, .. } = self.looked;
        let finals: Vec<usize> = given.into_iter().chain([outcome]).collect();
        let of_base = plan.missing(&finals, with, look);
        match self.beside() {
            Some(beside) => of_base.and(plan.missing_beside(beside, outcome, without, look)),
            None => of_base,
        }
    }
}
