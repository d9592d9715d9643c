//! The ledger: claim by claim, in how many worlds history came out as the claim says.
//!
//! A claim about a world holds or not, and is a share of worlds. A causal claim is an effect: the same worlds are run
//! with the cause and without it. Claims that the model does not reproduce come first, because they are what a reader
//! must know before believing the rest. Nothing here is a probability that something was true of the world we live in.

use std::sync::Arc;

use presidium_engine::{Failure, Scenario, World};
use presidium_lang::model::{Claim, ClaimBody, Direction, Model, Type, WhatIfId};
use serde::{Deserialize, Serialize};

use crate::effect::Effect;
use crate::experiment::{Counted, Experiment, Stage};
use crate::failures::{Failures, Stops};
use crate::forced::{Void, forced};
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::observable::Observable;
use crate::plan::Plan;
use crate::statistics::Share;
use crate::worlds::Batch;

/// Claims of a model over an ensemble.
#[derive(Clone, Debug, PartialEq)]
pub struct Ledger {
    /// Failing claims first; see [`Verdict`].
    pub rows: Vec<Row>,
    /// For each observable asked for, its value in each completed world, in the order of the worlds.
    pub observed: Vec<Vec<f64>>,
    /// Worlds asked for, failed ones included.
    pub worlds: u64,
    /// How many of them, the first ones, were run again without each cause.
    pub cause_worlds: u64,
    /// Worlds that failed in the model itself; they are in no denominator.
    pub failures: Failures,
    /// Worlds that failed only without a cause; they are not in the denominators of causal claims.
    pub failures_without: Failures,
}

/// One claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Position in [`Model::claims`].
    pub claim: usize,
    /// Whether the model reproduces it.
    pub verdict: Verdict,
    /// The figures.
    pub finding: Finding,
    /// Completed worlds in which what the claim looks at is missing, and why; they are not in its denominator.
    pub missing: Failures,
}

/// What the worlds say about a claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Finding {
    /// Worlds in which it held.
    Held(Share),
    /// The outcome with the cause against the same worlds without it.
    Effect(Effect),
}

/// Whether a claim is reproduced, in the order of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Held in fewer than half of the worlds; or the whole interval of an effect lies on the other side of zero.
    Fails,
    /// The interval of an effect contains zero.
    Unclear,
    /// Held in at least half of the worlds; or the whole interval of an effect lies on the stated side of zero.
    Holds,
    /// Says nothing; last of all, by why.
    Void(Void),
}

/// What a ledger is asked.
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use presidium_lang::calendar::Month;
/// # use presidium_lang::model::Model;
/// use presidium_lab::{LedgerQuestion, Executor, Laboratory, Request};
/// # let model = Model { first_month: Month::of(1953, 1), last_month: Month::of(1953, 12), ..Model::default() };
/// # let laboratory = Laboratory::new(Arc::new(model), Arc::new(Executor::new(1).expect("a thread")));
/// let question = LedgerQuestion { cause_worlds: 50, ..LedgerQuestion::default() };
/// let ledger = laboratory.ask(&Request::new(question, 1953, 100)).expect("nobody cancels").report;
/// assert_eq!((ledger.worlds, ledger.cause_worlds, ledger.rows.len()), (100, 50, 0));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LedgerQuestion {
    /// Positions of the claims wanted.
    pub claims: Vec<usize>,
    /// What else is to be seen of each world.
    pub observables: Vec<Observable>,
    /// At most so many worlds are run again without each cause: every cause costs as much as all other claims
    /// together, and a paired effect needs fewer worlds than a share.
    pub cause_worlds: u64,
}

impl Question for LedgerQuestion {
    type Experiment = LedgerExperiment;

    fn experiment(&self, asked: &Asked<'_>) -> LedgerExperiment {
        LedgerExperiment::new(self, asked)
    }

    /// A number for each observable, and a copy of one to be sorted.
    fn kept(&self, model: &Model, worlds: u64) -> Kept {
        let has_causes = self.claims.iter().any(|&claim| model.claims[claim].cause().is_some());
        let values = self.observables.len() as f64 + f64::from(!self.observables.is_empty());
        Kept::of(values, has_causes && self.cause_worlds > 0, worlds)
    }
}

/// The experiment of a [`LedgerQuestion`].
///
/// Memory grows by one number per world and observable, and not with the claims.
pub struct LedgerExperiment {
    model: Arc<Model>,
    voids: Voids,
    question: LedgerQuestion,
    readings: Vec<Reading>,
    stages: [Stage; 1],
}

impl LedgerExperiment {
    fn new(question: &LedgerQuestion, asked: &Asked<'_>) -> Self {
        let of = (question.claims.as_slice(), question.observables.as_slice());
        Self::over(question, asked, |without| asked.plan(of, without, question.cause_worlds, false))
    }

    /// Over the worlds of a plan of its own, which runs the first of them again under each of some scenarios.
    pub(crate) fn over(question: &LedgerQuestion, asked: &Asked<'_>, plan: impl FnOnce(Vec<Scenario>) -> Plan) -> Self {
        let model = asked.model().clone();
        let (causes, readings) = readings(&model, &question.claims, |_| false);
        let without = causes.iter().map(|&cause| with_what_if(&model, asked.scenario, cause));
        let plan = plan(without.collect());
        let (voids, question) = (Voids::of(&model, asked.scenario, &question.claims), question.clone());
        LedgerExperiment { stages: [asked.stage("", plan, &question)], model, voids, question, readings }
    }
}

impl LedgerExperiment {
    /// Which of the batches of a chunk has the outcome of a claim without its cause; none of a claim without a cause.
    pub fn batch_without(&self, claim: usize) -> Option<usize> {
        match self.readings[claim] {
            Reading::Held => None,
            Reading::Effect { beside, .. } => Some(beside.map_or(0, |beside| 1 + beside)),
        }
    }

    /// Why a world of the base stopped, if it did: it is run once more.
    pub fn why_stopped(&self, world: World) -> Option<Failure> {
        self.stages[0].plan.why_stopped(world)
    }
}

impl Experiment for LedgerExperiment {
    type Tally = LedgerTally;
    type Report = Ledger;

    fn stages(&self) -> &[Stage] {
        &self.stages
    }

    fn chunk(&self, _: usize, seen: &[Batch]) -> LedgerTally {
        let first = seen[0].part(self.stages[0].plan.again(seen[0].worlds()));
        let mut tally = LedgerTally::of(&self.readings, seen, &first);
        let first_month = self.model.first_month;
        tally.observed = self
            .question
            .observables
            .iter()
            .enumerate()
            .map(|(index, observable)| {
                let month = (observable.month - first_month) as usize;
                (0..seen[0].len()).filter_map(|world| seen[0].monthly(index, month, world)).collect()
            })
            .collect();
        tally
    }

    fn merge(into: &mut LedgerTally, later: LedgerTally) {
        into.merge(later);
    }

    fn finish(&self, counted: &[Counted<LedgerTally>]) -> Ledger {
        let Counted { tally, worlds, complete } = &counted[0];
        let plan = &self.stages[0].plan;
        let missing = tally.why_missing(&self.readings, plan, *complete);
        let mut rows = tally.rows(&self.model, &self.question.claims, &self.voids, missing);
        rows.sort_by_key(|row| (row.verdict, row.claim));
        Ledger {
            rows,
            observed: tally.observed.clone(),
            worlds: *worlds,
            cause_worlds: self.question.cause_worlds.min(*worlds),
            failures: plan.failures(&tally.stops, *complete),
            failures_without: tally.failures_without(plan, *complete),
        }
    }
}

impl Finding {
    /// The share of worlds, or the effect in base units.
    pub fn value(&self) -> f64 {
        match self {
            Finding::Held(share) => share.wilson().value,
            Finding::Effect(effect) => effect.estimate().value,
        }
    }

    /// What the figures say by themselves.
    pub(crate) fn verdict(&self, claim: &Claim) -> Verdict {
        match (self, &claim.body) {
            (Finding::Held(share), _) if share.worlds == 0 => Verdict::Void(Void::NoWorld),
            (Finding::Held(share), _) if share.held * 2 < share.worlds => Verdict::Fails,
            (Finding::Effect(effect), _) if effect.worlds() == 0 => Verdict::Void(Void::NoWorld),
            (Finding::Effect(effect), ClaimBody::Effect { direction, .. }) => effect_verdict(effect, *direction),
            _ => Verdict::Holds,
        }
    }
}

impl Verdict {
    /// Why the claim says nothing, if so.
    pub fn void(self) -> Option<Void> {
        match self {
            Verdict::Void(why) => Some(why),
            _ => None,
        }
    }
}

fn effect_verdict(effect: &Effect, direction: Direction) -> Verdict {
    let interval = effect.estimate();
    let (above, below) = (interval.low > 0.0, interval.high < 0.0);
    match direction {
        Direction::Increases if above => Verdict::Holds,
        Direction::Decreases if below => Verdict::Holds,
        _ if above || below => Verdict::Fails,
        _ => Verdict::Unclear,
    }
}

/// Of some claims, why a scenario leaves them no choice.
#[derive(Clone, Debug)]
pub(crate) struct Voids(pub Vec<Option<Void>>);

impl Voids {
    pub fn of(model: &Model, scenario: &Scenario, claims: &[usize]) -> Voids {
        Voids(claims.iter().map(|&claim| forced(model, scenario, &model.claims[claim])).collect())
    }
}

/// How the figure of a claim is read off the batches of a plan. Its outcome is the final at its own place among the claims.
#[derive(Clone, Debug)]
pub(crate) enum Reading {
    Held,
    /// `beside` is the place of the run without the cause; none if the base is without it already.
    Effect {
        beside: Option<usize>,
        ty: Type,
    },
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
    let readings = claims.iter().map(|&claim| match &model.claims[claim].body {
        ClaimBody::Holds(_) => Reading::Held,
        ClaimBody::Effect { without, ty, .. } => {
            Reading::Effect { beside: causes.iter().position(|known| known == without), ty: ty.clone() }
        }
    });
    let readings = readings.collect();
    (causes, readings)
}

impl Reading {
    /// Completed worlds in which the figure is missing: with the cause, and of the others, without it.
    fn missing(&self, seen: &[Batch], place: usize) -> [Stops; 2] {
        let with = seen[0].missing(place);
        match self {
            Reading::Effect { beside: Some(beside), .. } => {
                let only_without = seen[1 + beside].missing(place).into_iter();
                let only_without = Stops::of(only_without.filter(|world| with.binary_search(world).is_err()));
                [Stops::of(with.into_iter()), only_without]
            }
            _ => [Stops::of(with.into_iter()), Stops::default()],
        }
    }

    /// `first` are the worlds of the base in which causes are tested.
    fn finding(&self, seen: &[Batch], first: &Batch, place: usize) -> Finding {
        match self {
            Reading::Held => {
                let mut share = Share::default();
                seen[0].finals(place).flatten().for_each(|value| share.push(value != 0.0));
                Finding::Held(share)
            }
            Reading::Effect { beside, ty } => {
                let mut effect = Effect::of_type(ty);
                let without = beside.map_or(first, |beside| &seen[1 + beside]);
                let pairs = first.finals(place).zip(without.finals(place));
                pairs.filter_map(|(with, without)| with.zip(without)).for_each(|(w, wo)| effect.push(w, wo));
                Finding::Effect(effect)
            }
        }
    }

    fn why_missing(&self, plan: &Plan, [with, without]: &[Stops; 2], place: usize, look: bool) -> Failures {
        let of_base = plan.missing(place, with, look);
        match self {
            Reading::Effect { beside: Some(beside), .. } => {
                of_base.and(plan.missing_beside(*beside, place, without, look))
            }
            _ => of_base,
        }
    }
}

/// What is counted for a ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LedgerTally {
    pub(crate) findings: Vec<Finding>,
    /// For each finding the completed worlds without a figure: see [`Reading::missing`].
    missing: Vec<[Stops; 2]>,
    observed: Vec<Vec<f64>>,
    pub(crate) stops: Stops,
    /// One for each run beside the base.
    stops_without: Vec<Stops>,
}

impl LedgerTally {
    /// Of a chunk, without observables. `first` are the worlds of the base in which causes are tested.
    pub(crate) fn of(readings: &[Reading], seen: &[Batch], first: &Batch) -> LedgerTally {
        let places = || readings.iter().enumerate();
        LedgerTally {
            findings: places().map(|(place, reading)| reading.finding(seen, first, place)).collect(),
            missing: places().map(|(place, reading)| reading.missing(seen, place)).collect(),
            observed: vec![],
            stops: seen[0].stops.clone(),
            stops_without: seen[1..].iter().map(|batch| batch.stops.clone()).collect(),
        }
    }

    pub(crate) fn merge(&mut self, later: LedgerTally) {
        for (sum, part) in self.findings.iter_mut().zip(&later.findings) {
            match (sum, part) {
                (Finding::Held(sum), Finding::Held(part)) => sum.merge(*part),
                (Finding::Effect(sum), Finding::Effect(part)) => sum.merge(part),
                _ => debug_assert!(false, "tallies of one plan have the same findings"),
            }
        }
        for (worlds, part) in self.missing.iter_mut().flatten().zip(later.missing.into_iter().flatten()) {
            worlds.merge(part);
        }
        for (values, part) in self.observed.iter_mut().zip(later.observed) {
            values.extend(part);
        }
        self.stops.merge(later.stops);
        self.stops_without.iter_mut().zip(later.stops_without).for_each(|(sum, part)| sum.merge(part));
    }

    /// Why what each claim looks at is missing in some worlds.
    pub(crate) fn why_missing(&self, readings: &[Reading], plan: &Plan, look: bool) -> Vec<Failures> {
        let readings = readings.iter().zip(&self.missing).enumerate();
        readings.map(|(place, (reading, missing))| reading.why_missing(plan, missing, place, look)).collect()
    }

    /// The claims in the order in which they were asked for.
    pub(crate) fn rows(&self, model: &Model, claims: &[usize], voids: &Voids, missing: Vec<Failures>) -> Vec<Row> {
        let rows = claims.iter().zip(&self.findings).zip(missing).zip(&voids.0);
        let row = |(((&claim, finding), missing), void): (((&usize, &Finding), Failures), &Option<Void>)| {
            let verdict = void.map_or_else(|| finding.verdict(&model.claims[claim]), Verdict::Void);
            Row { claim, verdict, finding: finding.clone(), missing }
        };
        rows.map(row).collect()
    }

    pub(crate) fn failures_without(&self, plan: &Plan, look: bool) -> Failures {
        let told = self.stops_without.iter().enumerate().map(|(place, stops)| plan.failures_beside(place, stops, look));
        told.fold(Failures::default(), Failures::and)
    }
}

/// The scenario with a named what-if on top.
pub(crate) fn with_what_if(model: &Model, scenario: &Scenario, what_if: WhatIfId) -> Scenario {
    let mut changed = scenario.clone();
    changed.changes.extend(model.what_ifs[what_if].changes.iter().cloned());
    changed
}
