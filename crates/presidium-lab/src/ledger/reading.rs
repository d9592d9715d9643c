//! How the figure of a claim is read off the worlds that were run with and without its cause.

use presidium_lang::model::{ClaimBody, Model, Type, WhatIfId};

use super::Finding;
use crate::effect::Effect;
use crate::failures::{Failures, Stops};
use crate::plan::Plan;
use crate::statistics::Share;
use crate::worlds::Batch;

/// How the figure of a claim is read off the batches of a plan.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    /// Its outcome is the final at this place.
    place: usize,
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
    let readings = claims.iter().enumerate().map(|(place, &claim)| Reading { place, cause: cause(claim) });
    let readings = readings.collect();
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

    /// Its outcome in some worlds, and that without its cause. `first` are the worlds of the base in which causes are tested.
    pub fn outcomes(&self, seen: &[Batch], first: &Batch) -> (Vec<f64>, Option<Vec<f64>>) {
        let values = |batch: &Batch| batch.finals(self.place).map(|value| value.unwrap_or(f64::NAN)).collect();
        let without = self.is_of_cause().then(|| values(self.beside().map_or(first, |beside| &seen[1 + beside])));
        (values(&seen[0]), without)
    }

    /// Completed worlds in which the figure is missing: with the cause, and of the others, without it.
    pub fn missing(&self, seen: &[Batch]) -> [Stops; 2] {
        let with = seen[0].missing(self.place);
        let without = self.beside().map_or_else(Stops::default, |beside| {
            let only_without = seen[1 + beside].missing(self.place).into_iter();
            Stops::of(only_without.filter(|world| with.binary_search(world).is_err()))
        });
        [Stops::of(with.into_iter()), without]
    }

    pub fn finding(&self, seen: &[Batch], first: &Batch) -> Finding {
        match &self.cause {
            None => {
                let mut share = Share::default();
                seen[0].finals(self.place).flatten().for_each(|value| share.push(value != 0.0));
                Finding::Held(share)
            }
            Some(CauseReading { beside, ty }) => {
                let mut effect = Effect::of_type(ty);
                let without = beside.map_or(first, |beside| &seen[1 + beside]);
                let pairs = first.finals(self.place).zip(without.finals(self.place));
                pairs.filter_map(|(with, without)| with.zip(without)).for_each(|(w, wo)| effect.push(w, wo));
                Finding::Effect(effect)
            }
        }
    }

    pub fn why_missing(&self, plan: &Plan, [with, without]: &[Stops; 2], look: bool) -> Failures {
        let of_base = plan.missing(self.place, with, look);
        match self.beside() {
            Some(beside) => of_base.and(plan.missing_beside(beside, self.place, without, look)),
            None => of_base,
        }
    }
}
