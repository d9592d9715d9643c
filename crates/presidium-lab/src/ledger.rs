//! The ledger: claim by claim, in how many worlds history came out as the claim says.
//!
//! A claim about a world holds or not, and is a share of worlds. A causal claim is an effect: the same worlds are run
//! with the cause and without it. Claims that the model does not reproduce come first, because they are what a reader
//! must know before believing the rest. Nothing here is a probability that something was true of the world we live in.

mod chain;
mod reading;

use std::sync::Arc;

use presidium_engine::{Failure, Scenario, World};
use presidium_lang::model::{Claim, ClaimBody, Direction, Model, Type, WhatIfId};
use serde::{Deserialize, Serialize};

use crate::clusters::Clusters;
use crate::effect::Effect;
use crate::experiment::{Counted, Experiment, Stage};
use crate::failures::{Failures, Stops};
use crate::forced::{Void, forced};
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::left::Left;
use crate::observable::{Observable, distribution};
use crate::plan::Plan;
use crate::statistics::Share;
use crate::worlds::Batch;
pub use chain::Chain;
pub(crate) use reading::{Reading, readings};

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
    /// Worlds that the condition of the request leaves, of those that were completed.
    pub left: Left,
    /// Worlds that failed in the model itself; they are in no denominator.
    pub failures: Failures,
    /// Worlds that failed only without a cause; they are not in the denominators of causal claims.
    pub failures_without: Failures,
}

/// So many times as many worlds are asked for at most, when an interval is to become narrower: the share may still move.
const GROWTH_MAX: u64 = 8;

impl Ledger {
    /// The number of worlds after which the interval of each share should be no wider than this; none if all are. It is at most eight times
    /// as many as there are. Effects of causes are passed over.
    pub fn worlds_until(&self, width: f64) -> Option<u64> {
        let widest = self.rows.iter().filter_map(|row| match row.finding {
            Finding::Held(share) => Some(share.wilson()).map(|estimate| estimate.high - estimate.low),
            Finding::Effect(_) => None,
        });
        self.until(widest.fold(0.0, f64::max) / width)
    }

    /// The same of what else was seen of each world: of a truth its share of worlds, of somebody or something that of each, and of a
    /// quantity or a date that of the worlds below its median.
    pub fn worlds_until_seen(&self, model: &Model, observables: &[Observable], width: f64) -> Option<u64> {
        let shares = observables.iter().zip(&self.observed).flat_map(|(seen, values)| {
            let worlds = values.len() as u64;
            let held = match &model.variables[seen.variable].ty {
                Type::Truth | Type::Element { .. } => distribution(values).into_iter().map(|(_, held)| held).collect(),
                Type::Quantity { .. } | Type::Date => vec![worlds / 2],
            };
            held.into_iter().map(move |held| Share { held, worlds, alike: 0 })
        });
        let widest = shares.map(Share::wilson).map(|share| share.high - share.low).fold(0.0, f64::max);
        self.until(widest / width)
    }

    /// The number of worlds after which intervals so many times as wide as they should be are narrow enough.
    fn until(&self, times: f64) -> Option<u64> {
        if times <= 1.0 {
            return None;
        }
        // A little more, so that one further run is usually enough.
        let needed = (self.worlds as f64 * times * times * 1.02).ceil() as u64;
        Some(needed.min(self.worlds.max(1) * GROWTH_MAX).next_multiple_of(64))
    }
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
    /// Worlds in which the claim is asked: all that count, or those that are left by what is given.
    pub asked: Left,
    /// How far they come on the way to the claim, if it names its steps.
    pub chain: Chain,
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
/// # use presidium_lang::clock::Step;
/// # use presidium_lang::model::Model;
/// use presidium_lab::{LedgerQuestion, Executor, Laboratory, Request};
/// # let model = Model { first_step: Step::of_month(1953, 1), last_step: Step::of_month(1953, 12), ..Model::default() };
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
        let outputs = asked.laboratory.outputs(&question.claims, &question.observables);
        Self::over(question, asked, |without| asked.plan(outputs, without, question.cause_worlds, false))
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
    /// World by world, the outcome of a claim, by its place in the question; none in a world in which it is not asked, or in which
    /// it is missing.
    pub fn outcomes<'a>(&self, claim: usize, seen: &'a [Batch]) -> impl Iterator<Item = Option<f64>> + use<'a> {
        self.readings[claim].asked(&seen[0], &seen[0])
    }

    /// The same without its cause, of the first worlds only; none of a claim without a cause.
    pub fn outcomes_without<'a>(
        &self,
        claim: usize,
        seen: &'a [Batch],
    ) -> Option<impl Iterator<Item = Option<f64>> + use<'a>> {
        let reading = &self.readings[claim];
        reading.is_of_cause().then(|| reading.asked(&seen[0], reading.run_without(seen, &seen[0])))
    }

    /// World by world, whether a claim is asked; none where that is missing.
    pub fn asked<'a>(&self, claim: usize, seen: &'a [Batch]) -> impl Iterator<Item = Option<bool>> + use<'a> {
        self.readings[claim].given(&seen[0])
    }

    /// World by world, whether a step on the way to a claim holds; none where that is missing.
    pub fn step<'a>(
        &self,
        claim: usize,
        step: usize,
        seen: &'a [Batch],
    ) -> impl Iterator<Item = Option<f64>> + use<'a> {
        self.readings[claim].step(step, &seen[0])
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
        let mut tally = LedgerTally::of(&self.readings, &self.stages[0].plan, seen, &first);
        let observed = 0..self.question.observables.len();
        tally.observed = observed.map(|index| seen[0].cells(index).flatten().collect()).collect();
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
            left: tally.left,
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

    /// The same, knowing which worlds share parameters.
    fn clustered(mut self, clusters: Option<&Clusters>) -> Finding {
        let Some(clusters) = clusters else { return self };
        match &mut self {
            Finding::Held(share) => {
                let held = share.held as f64 / share.worlds.max(1) as f64;
                share.alike = clusters.alike(held * (1.0 - held));
            }
            Finding::Effect(Effect::OnTruth(flips)) => {
                let (worlds, gap) = (flips.worlds().max(1) as f64, flips.gained as f64 - flips.lost as f64);
                flips.alike =
                    clusters.alike((flips.gained + flips.lost) as f64 / worlds - gap * gap / (worlds * worlds));
            }
            Finding::Effect(Effect::OnQuantity(differences)) => {
                differences.alike = clusters.alike(differences.difference.variance());
            }
        }
        self
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

/// What is counted for a ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LedgerTally {
    pub(crate) findings: Vec<Finding>,
    /// For each finding the completed worlds without a figure: see [`Reading::missing`].
    missing: Vec<[Stops; 2]>,
    /// For each finding the worlds in which its claim is asked, and how far they come.
    asked: Vec<Left>,
    chains: Vec<Chain>,
    observed: Vec<Vec<f64>>,
    left: Left,
    pub(crate) stops: Stops,
    /// One for each run beside the base.
    stops_without: Vec<Stops>,
    /// For each finding, if worlds share rows of parameters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    clusters: Vec<Clusters>,
}

impl LedgerTally {
    /// Of a chunk, without observables. `first` are the worlds of the base in which causes are tested.
    pub(crate) fn of(readings: &[Reading], plan: &Plan, seen: &[Batch], first: &Batch) -> LedgerTally {
        let clustered =
            |rows| readings.iter().map(|of| Clusters::of(rows, of.values(seen, first).into_iter())).collect();
        LedgerTally {
            clusters: plan.base.rows().map_or(vec![], clustered),
            findings: readings.iter().map(|reading| reading.finding(seen, first)).collect(),
            missing: readings.iter().map(|reading| reading.missing(seen)).collect(),
            asked: readings.iter().map(|reading| reading.left(&seen[0])).collect(),
            chains: readings.iter().map(|reading| reading.chain(&seen[0])).collect(),
            observed: vec![],
            left: seen[0].left(),
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
        self.asked.iter_mut().zip(&later.asked).for_each(|(sum, part)| sum.merge(*part));
        self.chains.iter_mut().zip(&later.chains).for_each(|(sum, part)| sum.merge(part));
        for (values, part) in self.observed.iter_mut().zip(later.observed) {
            values.extend(part);
        }
        self.left.merge(later.left);
        self.stops.merge(later.stops);
        self.stops_without.iter_mut().zip(later.stops_without).for_each(|(sum, part)| sum.merge(part));
        self.clusters.iter_mut().zip(later.clusters).for_each(|(sum, part)| sum.merge(part));
    }

    /// The same of some of the claims, by their places, with the readings of these.
    pub(crate) fn of_claims(&self, places: &[usize], readings: &[Reading]) -> LedgerTally {
        let is_asked = |beside: usize| readings.iter().any(|reading| reading.beside() == Some(beside));
        let stops_without = self.stops_without.iter().enumerate();
        let stops_without =
            stops_without.map(|(beside, stops)| if is_asked(beside) { stops.clone() } else { Stops::default() });
        LedgerTally {
            findings: places.iter().map(|&place| self.findings[place].clone()).collect(),
            missing: places.iter().map(|&place| self.missing[place].clone()).collect(),
            asked: places.iter().map(|&place| self.asked[place]).collect(),
            chains: places.iter().map(|&place| self.chains[place].clone()).collect(),
            observed: self.observed.clone(),
            left: self.left,
            stops: self.stops.clone(),
            stops_without: stops_without.collect(),
            clusters: places.iter().filter_map(|&place| self.clusters.get(place).cloned()).collect(),
        }
    }

    /// Why what each claim looks at is missing in some worlds.
    pub(crate) fn why_missing(&self, readings: &[Reading], plan: &Plan, look: bool) -> Vec<Failures> {
        let readings = readings.iter().zip(&self.missing);
        readings.map(|(reading, missing)| reading.why_missing(plan, missing, look)).collect()
    }

    /// The claims in the order in which they were asked for.
    pub(crate) fn rows(&self, model: &Model, claims: &[usize], voids: &Voids, missing: Vec<Failures>) -> Vec<Row> {
        let row = |((place, &claim), missing): ((usize, &usize), Failures)| {
            let finding = self.findings[place].clone().clustered(self.clusters.get(place));
            let verdict = voids.0[place].map_or_else(|| finding.verdict(&model.claims[claim]), Verdict::Void);
            Row { claim, verdict, finding, missing, asked: self.asked[place], chain: self.chains[place].clone() }
        };
        claims.iter().enumerate().zip(missing).map(row).collect()
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
