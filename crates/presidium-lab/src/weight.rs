//! How much an event of one world weighs: what a historian would set in bold.
//!
//! Nothing is scripted. What is rare in other worlds weighs more than what is usual, and so does what changes hands, what is voted on and
//! what decides a claim; the decision on chronicles says why the sum is as it is.

use std::collections::BTreeMap;

use presidium_engine::oracle::{DecisionTrace, Line};
use presidium_lang::clock::Step;
use presidium_lang::model::{Element, Model, RuleId, VariableId};

use crate::chronicle::{ChronicleLine, chronicle};
use crate::forced::may_decide;
use crate::history::{History, is_office};
use crate::usual::Usual;

/// What an office that changes hands, a vote, and a claim that is decided weigh each: as much as what happens once in four worlds.
const TOUCHED: f64 = 2.0;

/// A claim that more events may have decided is given to none of them.
const DECIDERS: usize = 3;

/// What an event weighs, and by what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weight {
    /// How rare it is, in bits; see [`Usual::rarity`].
    pub rarity: f64,
    /// Offices that it gives to somebody else, or to nobody; in the first step, which sets the world up, none.
    pub offices: Vec<(VariableId, Element)>,
    /// Members of a body voted on it.
    pub voted: bool,
    /// Positions of the claims that it decides.
    pub claims: Vec<usize>,
}

impl Weight {
    /// All of it together, in bits.
    pub fn total(&self) -> f64 {
        self.rarity + TOUCHED * (self.offices.len() + usize::from(self.voted) + self.claims.len()) as f64
    }
}

/// What a rule did in a step, as it is told.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// When.
    pub month: Step,
    /// Which rule.
    pub rule: RuleId,
    /// Its element.
    pub element: Element,
    /// What is said; never empty.
    pub lines: Vec<ChronicleLine<'a>>,
    /// Of a decision, how it was taken.
    pub decision: Option<&'a DecisionTrace>,
    /// How much it weighs.
    pub weight: Weight,
    /// How many others weigh more; of equals the earlier one stands first.
    pub rank: usize,
}

/// What is told of a world, in its order. What goes on month after month is told once.
pub fn entries<'a>(model: &Model, history: &'a History, usual: &Usual) -> Vec<Entry<'a>> {
    let told = chronicle(model, &history.trace.lines).into_iter().filter(|told| !told.repeats);
    let mut entries: Vec<Entry<'a>> = vec![];
    for told in told {
        let Line { month, rule, element, .. } = *told.line;
        match entries.iter_mut().find(|entry| (entry.month, entry.rule, entry.element) == (month, rule, element)) {
            Some(entry) => entry.lines.push(told),
            None => {
                let (decision, weight) = (None, Weight::default());
                entries.push(Entry { month, rule, element, lines: vec![told], decision, weight, rank: 0 });
            }
        }
    }
    let key = |(month, rule, element)| (month, rule, element);
    let decisions: BTreeMap<_, _> =
        history.trace.decisions.iter().map(|taken| (key((taken.month, taken.rule, taken.element)), taken)).collect();
    for entry in &mut entries {
        entry.decision = decisions.get(&key((entry.month, entry.rule, entry.element))).copied();
        entry.weight = weight(model, history, usual, entry);
    }
    give_claims(model, history, &mut entries);
    let mut by_weight: Vec<usize> = (0..entries.len()).collect();
    by_weight.sort_by(|&one, &other| entries[other].weight.total().total_cmp(&entries[one].weight.total()));
    by_weight.into_iter().enumerate().for_each(|(rank, place)| entries[place].rank = rank);
    entries
}

fn weight(model: &Model, history: &History, usual: &Usual, entry: &Entry<'_>) -> Weight {
    let Entry { month, rule, element, decision, .. } = *entry;
    let option = decision.map(|taken| taken.chosen as u32);
    let voted = decision.is_some_and(|taken| taken.ballots.iter().any(|ballot| ballot.members.len() > 1));
    let offices = if month == model.first_step { vec![] } else { changed(model, history, entry) };
    Weight { rarity: usual.rarity((rule, element, option)), offices, voted, claims: vec![] }
}

/// Gives each claim that is decided within the world to the events that may have decided it, if they are few.
fn give_claims(model: &Model, history: &History, entries: &mut [Entry<'_>]) {
    for turn in &history.turns {
        let decides = |entry: &Entry<'_>| {
            entry.month == turn.month && may_decide(model, (entry.rule, entry.element), turn.observer)
        };
        let deciding = || entries.iter().filter(|entry| decides(entry)).count();
        if deciding() <= DECIDERS {
            for entry in entries.iter_mut().filter(|entry| decides(entry)) {
                if !entry.weight.claims.contains(&turn.claim) {
                    entry.weight.claims.push(turn.claim);
                }
            }
        }
    }
}

/// The offices that a rule gave to somebody else.
fn changed(model: &Model, history: &History, entry: &Entry<'_>) -> Vec<(VariableId, Element)> {
    let Entry { month, rule, element, .. } = *entry;
    let mut offices: Vec<(VariableId, Element)> = vec![];
    for given in &history.trace.assignments {
        let office = (given.variable, given.position);
        let is_its = (given.month, given.rule, given.element) == (month, rule, element);
        if is_its && is_office(model, office.0) && !offices.contains(&office) {
            let before = month.earlier(1).and_then(|before| history.at(model, office, before));
            if before != history.at(model, office, month) {
                offices.push(office);
            }
        }
    }
    offices
}
