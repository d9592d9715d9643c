//! One world as a history: what rules did in it, what was watched month by month, and when claims were decided.

use std::collections::{BTreeMap, BTreeSet};

use presidium_engine::oracle::{Trace, run_world};
use presidium_engine::{Failure, Outputs, Scenario, World};
use presidium_lang::clock::Step;
use presidium_lang::model::{
    BinaryOp, Claim, ClaimBody, Element, Expr, Model, NEVER, ObserverId, ObserverKind, Type, UnaryOp, VariableId,
    VariableKind,
};

/// What is known of one world.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// What rules did.
    pub trace: Trace,
    /// Of each value that was watched, how it stood at the end of each step; of a world that stopped, up to the step before.
    pub series: BTreeMap<(VariableId, Element), Vec<f64>>,
    /// The claims that were decided within the world, each with what decided it and the step in which it turned.
    pub turns: Vec<Turn>,
    /// Why the world stopped, if it did.
    pub failure: Option<Failure>,
}

/// That something which a claim looks out for turned true, or, of what is to hold always, false.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// Position of the claim.
    pub claim: usize,
    /// What is looked out for.
    pub observer: ObserverId,
    /// When it turned.
    pub month: Step,
}

impl History {
    /// Runs a world and watches some values, and whatever names an element: who holds an office.
    ///
    /// # Example
    /// ```
    /// use presidium_engine::{Scenario, World};
    /// use presidium_lab::History;
    /// use presidium_lang::{MemorySources, load};
    /// let text = "```presidium\nmodel \"T\" from 1953-01 to 1953-12\nstate x : count = 0\nevent e\n    every step\n    do x += 1\n\
    ///             claim A event \"Three are reached\"\n    role structural\n    holds ever(x >= 3)\n```\n";
    /// let model = load(&MemorySources::new("t").with("t.md", text)).expect("a sound model").model;
    /// let history = History::of(&model, &Scenario::default(), (1953, World(0)), &[]);
    /// assert_eq!(model.clock.text(history.turns[0].month), "1953-03");
    /// ```
    pub fn of(
        model: &Model,
        scenario: &Scenario,
        (seed, world): (u64, World),
        watched: &[(VariableId, Element)],
    ) -> History {
        let cells: BTreeSet<_> = naming(model).chain(watched.iter().copied()).collect();
        let lookouts: Vec<(usize, ObserverId)> = lookouts(model).collect();
        let tests = lookouts.iter().map(|&(_, observer)| until_it_turns(model, observer));
        let outputs =
            Outputs { monthly: cells.iter().copied().collect(), tests: tests.collect(), ..Outputs::default() };
        let mut trace = Trace::default();
        match run_world(model, scenario, seed, world, &outputs, Some(&mut trace)) {
            Ok(result) => {
                let series = cells.into_iter().zip(result.monthly).collect();
                let turns = lookouts.into_iter().zip(result.finals).filter(|(_, date)| *date < NEVER);
                let turns =
                    turns.map(|((claim, observer), date)| Turn { claim, observer, month: model.clock.seen_at(date) });
                History { trace, series, turns: turns.collect(), failure: None }
            }
            Err(failure) => {
                let before = failure.month.earlier(1).filter(|before| *before >= model.first_step);
                let shorter = before.map(|before| {
                    let mut shorter = model.clone();
                    shorter.run_until(before);
                    History::of(&shorter, scenario, (seed, world), watched)
                });
                History { trace, failure: Some(failure), ..shorter.unwrap_or_default() }
            }
        }
    }

    /// How a value stood at the end of a step; nothing if it was not watched or the world had stopped.
    pub fn at(&self, model: &Model, cell: (VariableId, Element), month: Step) -> Option<f64> {
        let place = month.0.checked_sub(model.first_step.0)? as usize;
        self.series.get(&cell)?.get(place).copied()
    }
}

/// The values of states that name an element of a set: who holds an office, whose work something is, to whom somebody owes his place.
pub(crate) fn naming(model: &Model) -> impl Iterator<Item = (VariableId, Element)> {
    let states = model.variables.iter().enumerate().filter(|(_, variable)| {
        let is_state = matches!(variable.kind, VariableKind::State { .. }) && !variable.hidden;
        is_state && matches!(variable.ty, Type::Element { .. })
    });
    states.flat_map(|(place, variable)| variable.elements(model).map(move |element| (VariableId::new(place), element)))
}

/// Whether a state is an office, and not a tie between elements of one set.
pub(crate) fn is_office(model: &Model, variable: VariableId) -> bool {
    let declared = &model.variables[variable];
    let Type::Element { set, .. } = declared.ty else { return false };
    !declared.indices.iter().any(|index| model.sets[index.set].root == model.sets[set].root)
}

/// What claims about whole worlds look out for, and what turns once and for all.
fn lookouts(model: &Model) -> impl Iterator<Item = (usize, ObserverId)> {
    let reached = model.claims.iter().enumerate().filter(|(_, claim)| model.reaches(claim));
    reached.flat_map(|(place, claim)| observers_of(model, claim).into_iter().map(move |observer| (place, observer)))
}

fn observers_of(model: &Model, claim: &Claim) -> BTreeSet<ObserverId> {
    let mut found = BTreeSet::new();
    if let ClaimBody::Holds(holds) = &claim.body {
        holds.visit(&mut |part| {
            if let Expr::Observed(observer) = part
                && matches!(
                    model.observers[*observer].kind,
                    ObserverKind::Ever | ObserverKind::First | ObserverKind::Always
                )
            {
                found.insert(*observer);
            }
        });
    }
    found
}

/// For each thing that a claim looks out for a condition that fails in the step in which it turns.
pub(crate) fn turning_points(model: &Model, claim: usize) -> Vec<Expr> {
    let claim = &model.claims[claim];
    let observers = if model.reaches(claim) { observers_of(model, claim) } else { BTreeSet::new() };
    observers.into_iter().map(|observer| until_it_turns(model, observer)).collect()
}

/// A condition that fails in the step in which something turns that a claim looks out for, within its window.
fn until_it_turns(model: &Model, observer: ObserverId) -> Expr {
    let observer = &model.observers[observer];
    let still = match observer.kind {
        ObserverKind::Always => observer.value.clone(),
        _ => Expr::Unary { op: UnaryOp::Not, operand: Box::new(observer.value.clone()) },
    };
    let now = |op, step| binary(op, Expr::Now, Expr::Number(model.clock.date(step)));
    let outside =
        binary(BinaryOp::Or, now(BinaryOp::Less, observer.first_step), now(BinaryOp::Greater, observer.last_step));
    binary(BinaryOp::Or, outside, still)
}

fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    Expr::Binary { op, left: Box::new(left), right: Box::new(right) }
}
