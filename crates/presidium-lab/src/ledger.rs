//! The ledger: claim by claim, in how many worlds history came out as the claim says.
//!
//! A claim about a world holds or not, and is a share of worlds. A causal claim is an effect: the same worlds are run
//! with the cause and without it. Claims that the model does not reproduce come first, because they are what a reader
//! must know before believing the rest. Nothing here is a probability that something was true of the world we live in.

use std::collections::BTreeSet;

use presidium_engine::{Outputs, Scenario, Workspace, World, Worlds};
use presidium_lang::calendar::Month;
use presidium_lang::model::{Claim, ClaimBody, Direction, Model, Type, WhatIfId};
use rayon::prelude::*;

use crate::effect::Effect;
use crate::ensemble::{Ensemble, LabError, Watch, chunks, fold_calls, once, pool};
use crate::failures::{Failures, Stops};
use crate::forced::{Void, forced};
use crate::kept::Kept;
use crate::observable::Observable;
use crate::statistics::Share;
use crate::worlds::{Batch, Runner};

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
#[derive(Clone, Debug, PartialEq)]
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

/// What a ledger is made of.
#[derive(Clone, Copy)]
pub struct LedgerRequest<'a> {
    /// The checked model.
    pub model: &'a Model,
    /// The model as changed.
    pub scenario: &'a Scenario,
    /// Positions of the claims wanted.
    pub claims: &'a [usize],
    /// What else is to be seen of each world.
    pub observables: &'a [Observable],
    /// At most so many worlds are run again without each cause: every cause costs as much as all other claims
    /// together, and a paired effect needs fewer worlds than a share.
    pub cause_worlds: u64,
}

impl LedgerRequest<'_> {
    /// What it keeps: a number for each observable, and a copy of one to be sorted.
    pub fn kept(&self, worlds: u64) -> Kept {
        let has_causes = self.claims.iter().any(|&claim| self.model.claims[claim].cause().is_some());
        let values = self.observables.len() as f64 + f64::from(!self.observables.is_empty());
        Kept::of(values, has_causes && self.cause_worlds > 0, worlds)
    }

    /// Runs the worlds and reduces them.
    ///
    /// Memory grows by one number per world and observable, and not with the claims.
    ///
    /// # Errors
    /// [`LabError`] if the run is cancelled or the machine gives no threads.
    pub fn run(&self, ensemble: Ensemble, watch: Watch<'_>) -> Result<Ledger, LabError> {
        let plan = pool(ensemble.threads)?.install(|| Plan::new(self));
        let job = |workspace: &mut Workspace, range| plan.run_call(ensemble.seed, range, workspace, watch);
        let total = fold_calls(
            ensemble,
            watch,
            |worlds| plan.runs(worlds),
            job,
            plan.empty_tally(),
            |total, parts| parts.into_iter().fold(total, Tally::merge),
        )?;
        let failures = plan.base.tell(ensemble.seed, &total.stops);
        let told =
            plan.without.iter().zip(&total.stops_without).map(|(runner, stops)| runner.tell(ensemble.seed, stops));
        let failures_without = told.fold(Failures::default(), Failures::and);
        let missing = plan.tell_missing(ensemble.seed, &total);
        let findings = total.findings.into_iter().zip(missing).collect();
        Ok(self.ledger(findings, total.observed, ensemble.worlds, [failures, failures_without]))
    }

    /// How many world-runs it costs.
    pub(crate) fn runs(&self, ensemble: Ensemble) -> u64 {
        let causes = self.claims.iter().filter_map(|&claim| self.model.claims[claim].cause());
        let causes: BTreeSet<WhatIfId> = causes.collect();
        ensemble.worlds + causes.len() as u64 * self.cause_worlds.min(ensemble.worlds)
    }

    fn ledger(
        &self,
        findings: Vec<(Finding, Failures)>,
        observed: Vec<Vec<f64>>,
        worlds: u64,
        [failures, failures_without]: [Failures; 2],
    ) -> Ledger {
        let findings = self.claims.iter().zip(findings);
        let mut rows: Vec<Row> =
            findings.map(|(&claim, (finding, missing))| self.row(claim, finding, missing)).collect();
        rows.sort_by_key(|row| (row.verdict, row.claim));
        let cause_worlds = self.cause_worlds.min(worlds);
        Ledger { rows, observed, worlds, cause_worlds, failures, failures_without }
    }

    fn row(&self, claim: usize, finding: Finding, missing: Failures) -> Row {
        let verdict = finding.verdict_under(self.model, self.scenario, &self.model.claims[claim]);
        Row { claim, verdict, finding, missing }
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

    /// Void where the scenario forces the claim.
    pub(crate) fn verdict_under(&self, model: &Model, scenario: &Scenario, claim: &Claim) -> Verdict {
        forced(model, scenario, claim).map_or_else(|| self.verdict(claim), Verdict::Void)
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

/// The programs of a ledger, and where each claim finds its figure in them.
struct Plan<'a> {
    base: Runner<'a>,
    /// One for each distinct `without` of the claims, asked the same as the base.
    without: Vec<Runner<'a>>,
    readings: Vec<Reading>,
    observables: &'a [Observable],
    cause_worlds: u64,
    first_month: Month,
}

/// Where the figure of one claim is found: positions among the finals.
enum Reading {
    Held { base: usize },
    Effect { base: usize, program: usize, ty: Type },
}

impl<'a> Plan<'a> {
    fn new(request: &LedgerRequest<'a>) -> Self {
        let mut base = Outputs::default();
        let mut without: Vec<WhatIfId> = vec![];
        let readings = request.claims.iter().map(|&claim| match &request.model.claims[claim].body {
            ClaimBody::Holds(holds) => Reading::Held { base: push(&mut base.finals, holds.clone()) },
            ClaimBody::Effect { without: what_if, outcome, ty, .. } => {
                let known = without.iter().position(|known| known == what_if);
                let program = known.unwrap_or_else(|| push(&mut without, *what_if));
                Reading::Effect { base: push(&mut base.finals, outcome.clone()), program, ty: ty.clone() }
            }
        });
        let readings = readings.collect();
        base.monthly = request.observables.iter().map(|observable| observable.variable_element()).collect();
        base.acts = !without.is_empty();
        let base = Runner::new(request.model, request.scenario.clone(), base).without_acts();
        let without = without.into_par_iter();
        let without = without.map(|what_if| base.under(with_what_if(request.model, request.scenario, what_if)));
        Plan {
            without: without.collect(),
            base,
            readings,
            observables: request.observables,
            cause_worlds: request.cause_worlds,
            first_month: request.model.first_month,
        }
    }

    /// A tally for each chunk of a range of worlds; none once the run is cancelled.
    fn run_call(&self, seed: u64, range: Worlds, workspace: &mut Workspace, watch: Watch<'_>) -> Vec<Tally> {
        let ranges = [range, self.again(range)];
        let Some((base, without)) = self.base.run_beside(&self.without, ranges, seed, workspace, watch) else {
            return vec![];
        };
        let tallies = chunks(range).map(|chunk| {
            let again = self.again(chunk);
            let without = without.iter().map(|batch| batch.part(again)).collect();
            self.tally(base.part(chunk), without)
        });
        tallies.collect()
    }

    fn tally(&self, base: Batch, without: Vec<Batch>) -> Tally {
        let mut tally = self.empty_tally();
        for (place, reading) in self.readings.iter().enumerate() {
            reading.tally(&base, &without, &mut tally.findings[place]);
            tally.missing[place] = reading.missing(&base, &without);
        }
        for (index, (observable, values)) in self.observables.iter().zip(&mut tally.observed).enumerate() {
            let month = (observable.month - self.first_month) as usize;
            values.extend((0..base.len()).filter_map(|world| base.monthly(index, month, world)));
        }
        tally.stops = base.stops;
        tally.stops_without = without.into_iter().map(|batch| batch.stops).collect();
        tally
    }

    /// Why what each claim looks at is missing in some worlds.
    fn tell_missing(&self, seed: u64, total: &Tally) -> Vec<Failures> {
        let told = self.readings.iter().zip(&total.missing).map(|(reading, [with, without])| match reading {
            Reading::Held { base } => self.base.tell_missing(seed, *base, with),
            Reading::Effect { base, program, .. } => {
                let only_without = self.without[*program].tell_missing(seed, *base, without);
                self.base.tell_missing(seed, *base, with).and(only_without)
            }
        });
        told.collect()
    }

    /// The worlds of a chunk that are run again without each cause.
    fn again(&self, worlds: Worlds) -> Worlds {
        worlds.before(World(self.cause_worlds))
    }

    fn runs(&self, worlds: Worlds) -> u64 {
        once(worlds) + once(self.again(worlds)) * self.without.len() as u64
    }

    fn empty_tally(&self) -> Tally {
        Tally {
            findings: self.readings.iter().map(Reading::empty).collect(),
            missing: vec![<[Stops; 2]>::default(); self.readings.len()],
            observed: vec![vec![]; self.observables.len()],
            stops: Stops::default(),
            stops_without: vec![Stops::default(); self.without.len()],
        }
    }
}

impl Reading {
    fn empty(&self) -> Finding {
        match self {
            Reading::Held { .. } => Finding::Held(Share::default()),
            Reading::Effect { ty, .. } => Finding::Effect(Effect::of_type(ty)),
        }
    }

    /// Completed worlds in which the figure is missing: with the cause, and of the others, without it.
    fn missing(&self, base_batch: &Batch, without_batches: &[Batch]) -> [Stops; 2] {
        match self {
            Reading::Held { base } => [Stops::of(base_batch.missing(*base).into_iter()), Stops::default()],
            Reading::Effect { base, program, .. } => {
                let with = base_batch.missing(*base);
                let only_without = without_batches[*program].missing(*base).into_iter();
                let only_without = Stops::of(only_without.filter(|world| with.binary_search(world).is_err()));
                [Stops::of(with.into_iter()), only_without]
            }
        }
    }

    fn tally(&self, base_batch: &Batch, without_batches: &[Batch], finding: &mut Finding) {
        match (self, finding) {
            (Reading::Held { base }, Finding::Held(share)) => {
                base_batch.finals(*base).flatten().for_each(|value| share.push(value != 0.0));
            }
            (Reading::Effect { base, program, .. }, Finding::Effect(effect)) => {
                let pairs = base_batch.finals(*base).zip(without_batches[*program].finals(*base));
                for (with, without) in pairs.filter_map(|(with, without)| with.zip(without)) {
                    effect.push(with, without);
                }
            }
            _ => debug_assert!(false, "a tally is made by the readings of its own plan"),
        }
    }
}

/// What one chunk, or all chunks so far, say.
struct Tally {
    findings: Vec<Finding>,
    /// For each finding the completed worlds without a figure: see [`Reading::missing`].
    missing: Vec<[Stops; 2]>,
    observed: Vec<Vec<f64>>,
    stops: Stops,
    /// One for each program without a cause.
    stops_without: Vec<Stops>,
}

impl Tally {
    fn merge(mut self, later: Tally) -> Tally {
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
        self
    }
}

/// The scenario with a named what-if on top.
pub(crate) fn with_what_if(model: &Model, scenario: &Scenario, what_if: WhatIfId) -> Scenario {
    let mut changed = scenario.clone();
    changed.changes.extend(model.what_ifs[what_if.index()].changes.iter().cloned());
    changed
}

fn push<T>(list: &mut Vec<T>, item: T) -> usize {
    list.push(item);
    list.len() - 1
}
