//! What hangs on who people were: the same worlds with attributes exchanged between two elements, or dealt anew among all.
//!
//! The *contingency index* of a claim is the share of worlds in which it comes out otherwise. Worlds that have nothing in common but their
//! share p would come out otherwise in 2p(1 − p) of all pairs: beside that it says how much of the answer was in this attribute.

use std::sync::Arc;

use presidium_engine::Scenario;
use presidium_lang::model::{Deal, Element, Model, VariableId};

use crate::effect::Effect;
use crate::experiment::{Counted, Experiment, Stage};
use crate::failures::{Failures, Stops};
use crate::forced::Void;
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::ledger::{Reading, Voids, readings};
use crate::left::Left;
use crate::outcome::outcome_type;
use crate::statistics::{Estimate, Share};
use crate::worlds::Batch;

/// What becomes of claims when attributes are dealt anew.
#[derive(Clone, Debug, PartialEq)]
pub struct Dealt {
    /// One for each claim asked for, in that order.
    pub claims: Vec<DealtClaim>,
    /// In so many ways attributes were dealt.
    pub deals: u64,
    /// The parameters and tables in which somebody has another's value.
    pub attributes: Vec<VariableId>,
    /// Worlds asked for, failed ones included.
    pub worlds: u64,
    /// Worlds that the condition of the request leaves, of those that were completed as they fall.
    pub left: Left,
    /// Worlds that failed as they fall.
    pub failures: Failures,
    /// Runs of worlds that failed with attributes dealt anew.
    pub failures_with: u64,
}

/// One claim in the worlds that were completed on both sides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DealtClaim {
    /// Its position.
    pub claim: usize,
    /// Its truth, or the outcome of a causal claim; over all deals, each with all worlds.
    pub effect: Effect,
    /// Why it says nothing, if so.
    pub void: Option<Void>,
}

impl DealtClaim {
    /// The contingency index: the share of worlds in which it comes out otherwise. With several deals the interval is that of one,
    /// since they are about the same worlds.
    pub fn index(&self, deals: u64) -> Estimate {
        let Share { held, worlds, .. } = self.effect.changed();
        let deals = deals.max(1);
        let one = Share { held: (held + deals / 2) / deals, worlds: worlds / deals, alike: 0 }.wilson();
        Estimate { value: held as f64 / worlds.max(1) as f64, ..one }
    }

    /// The share of pairs of worlds that have nothing in common in which a truth comes out otherwise; none of a quantity.
    pub fn by_chance(&self) -> Option<f64> {
        match self.effect {
            Effect::OnTruth(_) => {
                let share = self.effect.without().value;
                Some(2.0 * share * (1.0 - share))
            }
            Effect::OnQuantity(_) => None,
        }
    }
}

/// What becomes of claims when attributes are dealt anew.
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use presidium_lang::{MemorySources, load, parse_scenario};
/// use presidium_lab::{DealQuestion, Executor, Laboratory, Request};
/// let text = "```presidium\nmodel \"Two\" from 1950-01 to 1950-02\nset P = a, b\n\
///             data grip[p: P] : 1 = a 1, b 2\n    assumption\nlet first : 1 = grip[a]\n\
///             claim A1 event \"The first is weak\"\n  role structural\n  holds at(first, 1950-02) < 1.5\n```\n";
/// let model = load(&MemorySources::new("two").with("model.md", text)).expect("a sound model").model;
/// let deals = parse_scenario(&model, "exchange a and b").expect("a scenario").deals;
/// let laboratory = Laboratory::new(Arc::new(model), Arc::new(Executor::new(1).expect("a thread")));
/// let question = DealQuestion { deals, claims: vec![0] };
/// let found = laboratory.ask(&Request::new(question, 1953, 20)).expect("nobody cancels").report;
/// assert_eq!((found.claims[0].index(1).value, found.attributes.len()), (1.0, 1));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct DealQuestion {
    /// Each is made by itself, of all worlds.
    pub deals: Vec<Deal>,
    /// Positions of the claims wanted.
    pub claims: Vec<usize>,
}

impl Question for DealQuestion {
    type Experiment = DealExperiment;

    fn experiment(&self, asked: &Asked<'_>) -> DealExperiment {
        let model = asked.model().clone();
        let beside = self.deals.iter().map(|deal| {
            let deals = asked.scenario.deals.iter().chain([deal]).copied().collect();
            Scenario { deals, ..asked.scenario.clone() }
        });
        let outputs = asked.laboratory.outputs(&self.claims, &[]);
        let plan = asked.plan(outputs, beside.collect(), asked.worlds, false);
        let (_, readings) = readings(&model, &self.claims, |_| true);
        let voids = Voids::of(&model, asked.scenario, &self.claims);
        let stages = [asked.stage("", plan, self)];
        DealExperiment {
            attributes: attributes(&model, &self.deals),
            question: self.clone(),
            model,
            voids,
            readings,
            stages,
        }
    }

    fn kept(&self, _: &Model, worlds: u64) -> Kept {
        Kept::of(0.0, true, worlds)
    }
}

/// The variables in which somebody may have another's value.
pub fn attributes(model: &Model, deals: &[Deal]) -> Vec<VariableId> {
    let all = (0..model.variables.len()).map(VariableId::new);
    let is_dealt = |variable: &VariableId| {
        let from = |deal: &Deal| deal.of(model, *variable, |places, _| (0..places).rev().collect());
        let is_moved = |from: Vec<Element>| from.iter().enumerate().any(|(place, from)| from.index() != place);
        !model.variables[*variable].hidden && deals.iter().filter_map(from).any(is_moved)
    };
    all.filter(is_dealt).collect()
}

/// The experiment of a [`DealQuestion`].
pub struct DealExperiment {
    model: Arc<Model>,
    question: DealQuestion,
    attributes: Vec<VariableId>,
    voids: Voids,
    readings: Vec<Reading>,
    stages: [Stage; 1],
}

/// What is counted of worlds on both sides.
#[derive(Clone, Debug, PartialEq)]
pub struct DealTally {
    effects: Vec<Effect>,
    left: Left,
    stops: Stops,
    stops_with: u64,
}

impl Experiment for DealExperiment {
    type Tally = DealTally;
    type Report = Dealt;

    fn stages(&self) -> &[Stage] {
        &self.stages
    }

    fn chunk(&self, _: usize, seen: &[Batch]) -> DealTally {
        let without = &seen[0];
        let effects = self.question.claims.iter().zip(&self.readings).map(|(&claim, reading)| {
            let mut effect = Effect::of_type(outcome_type(&self.model.claims[claim]));
            for with in &seen[1..] {
                let pairs = reading.asked(without, with).zip(reading.asked(without, without));
                pairs.filter_map(|(with, without)| with.zip(without)).for_each(|(w, wo)| effect.push(w, wo));
            }
            effect
        });
        DealTally {
            effects: effects.collect(),
            left: without.left(),
            stops: without.stops.clone(),
            stops_with: seen[1..].iter().map(|with| with.stops.count().worlds).sum(),
        }
    }

    fn merge(into: &mut DealTally, later: DealTally) {
        into.effects.iter_mut().zip(&later.effects).for_each(|(effect, more)| effect.merge(more));
        into.left.merge(later.left);
        into.stops.merge(later.stops);
        into.stops_with += later.stops_with;
    }

    fn finish(&self, counted: &[Counted<DealTally>]) -> Dealt {
        let Counted { tally, worlds, complete } = &counted[0];
        let claims = self.question.claims.iter().zip(&tally.effects).zip(&self.voids.0);
        let claims = claims.map(|((&claim, &effect), &void)| {
            let void = void.or((effect.worlds() == 0).then_some(Void::NoWorld));
            DealtClaim { claim, effect, void }
        });
        Dealt {
            claims: claims.collect(),
            deals: self.question.deals.len() as u64,
            attributes: self.attributes.clone(),
            worlds: *worlds,
            left: tally.left,
            failures: self.stages[0].plan.failures(&tally.stops, *complete),
            failures_with: tally.stops_with,
        }
    }
}
