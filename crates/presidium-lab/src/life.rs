//! What one world has to tell of a single element of a set: of a person, an organisation, a country.

use std::collections::BTreeSet;

use presidium_engine::oracle::{Assignment, BallotTrace, DecisionTrace, Piece, Who};
use presidium_lang::clock::Step;
use presidium_lang::model::{Element, Index, Model, Rule, Type, Variable, VariableId, VariableKind};

use crate::history::{History, is_office, naming};
use crate::weight::Entry;
use crate::why::member_set;

/// A value has changed much if it went over so much of all that values of its kind come to in the world.
const MUCH: f64 = 0.25;

/// A value of a variable.
pub type At = (VariableId, Element);

/// What a world tells of an element.
#[derive(Clone, Debug, Default)]
pub struct Life<'a> {
    /// The offices that a person held, in order.
    pub held: Vec<Held>,
    /// The ties of others to it: those who owe somebody their place, by state.
    pub ties: Vec<Held>,
    /// Ballots in which it was a member, in order.
    pub votes: Vec<Voted<'a>>,
    /// What rules made of it: its truths, dates and elements that changed, in order.
    pub fates: Vec<&'a Assignment>,
    /// Its quantities that changed much, those that changed most first.
    pub moved: Vec<Moved>,
    /// Places of the events that speak of it.
    pub told: Vec<usize>,
}

/// That a state named an element for some time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Held {
    /// The state.
    pub office: At,
    /// The first step at the end of which it did.
    pub first: Step,
    /// The last one.
    pub last: Step,
    /// It still did when the world ended.
    pub to_the_end: bool,
}

/// What a member did in a ballot.
#[derive(Clone, Copy, Debug)]
pub struct Voted<'a> {
    /// The decision.
    pub decision: &'a DecisionTrace,
    /// The ballot.
    pub ballot: &'a BallotTrace,
    /// The place of the member in it.
    pub member: usize,
}

/// How a quantity moved over the world.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moved {
    /// The value.
    pub value: At,
    /// At the end of the first step and of the last.
    pub ends: [f64; 2],
    /// The lowest, and when it was first reached.
    pub low: (Step, f64),
    /// The highest, and when it was first reached.
    pub high: (Step, f64),
    /// How much of all that values of its kind come to in this world lies between.
    pub share: f64,
}

/// What has to be watched to tell of an element: its truths, dates and elements, its quantities, and the quantities of its like.
pub fn watched_for(model: &Model, who: Who) -> Vec<At> {
    let moves = |variable: &Variable| {
        let moves =
            matches!(variable.kind, VariableKind::State { .. } | VariableKind::Stock { .. } | VariableKind::Let { .. });
        moves && !variable.hidden && over(model, &variable.indices, who)
    };
    let variables = model.variables.iter().enumerate().filter(|(_, variable)| moves(variable));
    let cells = variables
        .flat_map(|(place, variable)| variable.elements(model).map(move |element| (VariableId::new(place), element)));
    cells.filter(|&cell| is_quantity(model, cell.0) || is_fate(model, cell, who)).collect()
}

fn is_quantity(model: &Model, variable: VariableId) -> bool {
    matches!(model.variables[variable].ty, Type::Quantity { .. })
}

/// What a history that has watched all that tells of an element.
pub fn life<'a>(model: &Model, history: &'a History, entries: &[Entry<'_>], who: Who) -> Life<'a> {
    let told = entries.iter().enumerate().filter(|(_, entry)| speaks_of(model, entry, who)).map(|(place, _)| place);
    let (held, ties) = named(model, history, who).into_iter().partition(|held| is_office(model, held.office.0));
    Life {
        held,
        ties,
        votes: votes(model, history, who),
        fates: fates(model, history, who),
        moved: moved(model, history, who),
        told: told.collect(),
    }
}

fn over(model: &Model, indices: &[Index], who: Who) -> bool {
    indices.iter().any(|index| model.sets[index.set].root == who.set)
}

/// Whether one of the elements is the one that is asked about.
fn names(model: &Model, indices: &[Index], element: Element, who: Who) -> bool {
    let mut places = indices.iter().zip(model.places(indices, element));
    places.any(|(index, place)| {
        let set = &model.sets[index.set];
        set.root == who.set && set.ordinals.get(place) == Some(&who.ordinal)
    })
}

fn is_who(model: &Model, ty: &Type, value: f64, who: Who) -> bool {
    matches!(ty, Type::Element { set, .. } if model.sets[*set].root == who.set) && value == f64::from(who.ordinal)
}

fn speaks_of(model: &Model, entry: &Entry<'_>, who: Who) -> bool {
    let in_words = entry.lines.iter().flat_map(|told| &told.line.pieces).any(|piece| match piece {
        Piece::Value { value, ty } => is_who(model, ty, *value, who),
        Piece::Text(_) => false,
    });
    in_words || names(model, model.rules[entry.rule].indices(), entry.element, who)
}

/// When states named it, in order.
fn named(model: &Model, history: &History, who: Who) -> Vec<Held> {
    let mut all = vec![];
    for office in naming(model).filter(|&(office, _)| is_of(model, office, who)) {
        let Some(series) = history.series.get(&office) else { continue };
        let has = |place: usize| series.get(place).is_some_and(|value| *value == f64::from(who.ordinal));
        let mut place = 0;
        while place < series.len() {
            let length = (place..series.len()).take_while(|&place| has(place)).count();
            if length > 0 {
                let (first, last) = (model.first_step + place as u32, model.first_step + (place + length - 1) as u32);
                all.push(Held { office, first, last, to_the_end: place + length == series.len() });
            }
            place += length + 1;
        }
    }
    // The ties of one state stand together.
    all.sort_by_key(|held| ((!is_office(model, held.office.0)).then_some(held.office.0), held.first, held.last));
    all
}

fn is_of(model: &Model, office: VariableId, who: Who) -> bool {
    matches!(model.variables[office].ty, Type::Element { set, .. } if model.sets[set].root == who.set)
}

fn votes<'a>(model: &Model, history: &'a History, who: Who) -> Vec<Voted<'a>> {
    let ballots = history.trace.decisions.iter().flat_map(|decision| {
        decision.ballots.iter().filter(|ballot| ballot.members.len() > 1).map(move |ballot| (decision, ballot))
    });
    let voted = ballots.filter_map(|(decision, ballot)| {
        let Rule::Decision(declared) = &model.rules[decision.rule] else { return None };
        let set = member_set(model, declared, ballot.number)?;
        let member = ballot.members.iter().position(|member| member.member == who.ordinal)?;
        (model.sets[set].root == who.set).then_some(Voted { decision, ballot, member })
    });
    voted.collect()
}

/// What changed from one step to the next, by the rule that settled it. Before the first step nothing is known, and what a rule gives in it
/// counts as a change.
fn fates<'a>(model: &Model, history: &'a History, who: Who) -> Vec<&'a Assignment> {
    let mut fates: Vec<&'a Assignment> = vec![];
    for given in &history.trace.assignments {
        let cell = (given.variable, given.position);
        if model.variables[given.variable].hidden || !is_fate(model, cell, who) {
            continue;
        }
        let before = given.month.earlier(1).and_then(|before| history.at(model, cell, before));
        let came_to = history.at(model, cell, given.month);
        let is_settled = came_to.is_none_or(|value| value == given.value) && before != Some(given.value);
        let is_known =
            |known: &Assignment| (known.variable, known.position, known.month) == (cell.0, cell.1, given.month);
        if is_settled && !fates.iter().any(|known| is_known(known)) {
            fates.push(given);
        }
    }
    fates
}

/// Whether a value is a truth, a date or an element that is the own of somebody.
fn is_fate(model: &Model, (variable, element): At, who: Who) -> bool {
    let declared = &model.variables[variable];
    !is_quantity(model, variable) && names(model, &declared.indices, element, who)
}

fn moved(model: &Model, history: &History, who: Who) -> Vec<Moved> {
    let watched = watched_for(model, who);
    let quantities = watched.iter().map(|(variable, _)| *variable).filter(|variable| is_quantity(model, *variable));
    let variables: BTreeSet<VariableId> = quantities.collect();
    let mut moved: Vec<Moved> = vec![];
    for variable in variables {
        let of_variable: Vec<At> = watched.iter().copied().filter(|(of, _)| *of == variable).collect();
        let all = of_variable.iter().filter_map(|cell| history.series.get(cell)).flatten();
        let (least, most) =
            all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &value| (low.min(value), high.max(value)));
        let indices = &model.variables[variable].indices;
        let his = of_variable.into_iter().filter(|&(_, element)| names(model, indices, element, who));
        moved.extend(his.filter_map(|cell| movement(model, history, cell, most - least)));
    }
    moved.retain(|moved| moved.share >= MUCH);
    moved.sort_by(|one, other| other.share.total_cmp(&one.share));
    moved
}

/// How a value moved, measured by the width of its kind; nothing of one that is missing somewhere.
fn movement(model: &Model, history: &History, value: At, width: f64) -> Option<Moved> {
    let series = history.series.get(&value)?;
    let (first, last) = (*series.first()?, *series.last()?);
    if !series.iter().all(|value| value.is_finite()) || width.is_nan() || width <= 0.0 {
        return None;
    }
    let (mut low, mut high) = ((model.first_step, first), (model.first_step, first));
    for (month, &value) in model.steps().zip(series) {
        if value < low.1 {
            low = (month, value);
        }
        if value > high.1 {
            high = (month, value);
        }
    }
    Some(Moved { value, ends: [first, last], low, high, share: (high.1 - low.1) / width })
}
