//! What is kept of a vote for those who read it: who voted how, the votes of each option, the margin, the turnout.
//!
//! The oracle and the lowering ask here what is kept, and where; the oracle and the machine, what its value is.

use presidium_lang::model::{Ballot, Decision, Element, Model, NONE, Type, VariableId};

use crate::ballot::{best, leading};
use crate::layout::{Cell, Layout};
use crate::vote::{Poll, Verdict};

/// Something that is kept of a vote.
#[derive(Clone, Debug, PartialEq)]
pub enum Note {
    /// The option that won, or -1.
    Winner,
    /// The votes of an option.
    Votes(usize),
    /// Whether an option is one of the two that lead.
    Leads(usize),
    /// How many votes lie between the first option and the second.
    Margin,
    /// The part of the body that voted.
    Turnout,
    /// What a member voted for.
    Vote(VoteNote),
}

/// How a member's vote is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct VoteNote {
    /// Root ordinal of the member.
    pub member: u32,
    /// For each option what is kept if he voted for it.
    pub values: Vec<f64>,
    /// What is kept if he did not vote.
    pub nothing: f64,
}

/// What is kept of a vote, and where.
pub fn notes(
    model: &Model,
    layout: &Layout,
    (decision, element): (&Decision, Element),
    (ballot, number): (&Ballot, u32),
) -> Vec<(Note, Cell)> {
    let kept = &decision.kept;
    let mut notes = Vec::new();
    for (place, option) in decision.options.iter().enumerate() {
        let cell = |variable: VariableId| Cell { variable, element: option.within(element) };
        notes.extend(of_option(&kept.votes, place).map(|variable| (Note::Votes(place), cell(variable))));
        notes.extend(of_option(&kept.leads, place).map(|variable| (Note::Leads(place), cell(variable))));
    }
    notes.extend(kept.margin.map(|variable| (Note::Margin, Cell { variable, element })));
    notes.extend(kept.turnout.map(|variable| (Note::Turnout, Cell { variable, element })));
    let voted = &kept.voted[number as usize];
    for (place, option) in decision.options.iter().enumerate() {
        // Options of one declaration share a variable.
        if option.over.as_ref().is_some_and(|over| over.element.index() > 0) {
            continue;
        }
        let Some(variable) = of_option(voted, place) else { continue };
        let set = &model.sets[model.bodies[ballot.body].index.set];
        let (values, nothing) = values(model, decision, voted, variable);
        for (position, &member) in set.ordinals.iter().enumerate() {
            let element = Element::at(element.index() * set.ordinals.len() + position);
            debug_assert!(element.index() < layout.len(variable));
            let note = VoteNote { member, values: values.clone(), nothing };
            notes.push((Note::Vote(note), Cell { variable, element }));
        }
    }
    notes
}

fn of_option(variables: &[Option<VariableId>], option: usize) -> Option<VariableId> {
    variables.get(option).copied().flatten()
}

/// For each option what a variable that says who voted for it holds; and what it holds of who did not vote.
fn values(model: &Model, decision: &Decision, voted: &[Option<VariableId>], variable: VariableId) -> (Vec<f64>, f64) {
    let is_element = matches!(model.variables[variable].ty, Type::Element { .. });
    let nothing = if is_element { NONE } else { 0.0 };
    let value = |place: usize| match of_option(voted, place) {
        Some(own) if own == variable && is_element => element_of(model, decision, place),
        Some(own) if own == variable => 1.0,
        _ => nothing,
    };
    ((0..decision.options.len()).map(value).collect(), nothing)
}

/// For each variable that says which element was elected what it holds once an option is taken.
pub fn elected(model: &Model, decision: &Decision, chosen: usize) -> Vec<(VariableId, f64)> {
    let mut variables: Vec<VariableId> = decision.kept.elected.iter().flatten().copied().collect();
    variables.dedup();
    let own = of_option(&decision.kept.elected, chosen);
    let value = |variable| if own == Some(variable) { element_of(model, decision, chosen) } else { NONE };
    variables.into_iter().map(|variable| (variable, value(variable))).collect()
}

/// The element that an option over a set stands for, as a root ordinal.
fn element_of(model: &Model, decision: &Decision, option: usize) -> f64 {
    let Some(over) = &decision.options[option].over else { return NONE };
    over.indices.first().map_or(NONE, |index| f64::from(model.sets[index.set].ordinals[over.element.index()]))
}

impl Note {
    /// What is kept before anybody has voted, if that is kept.
    pub fn before(&self) -> Option<f64> {
        match self {
            Note::Votes(_) => Some(0.0),
            Note::Vote(note) => Some(note.nothing),
            Note::Winner | Note::Leads(_) | Note::Margin | Note::Turnout => None,
        }
    }

    /// What is kept of a vote that has been held.
    pub fn value(&self, poll: &Poll, verdict: &Verdict) -> f64 {
        let (support, available) = (&poll.support, &poll.available);
        match self {
            Note::Winner => verdict.winner.map_or(-1.0, |option| option as f64),
            Note::Votes(option) => support[*option],
            Note::Leads(option) => f64::from(u8::from(leading(support, available).contains(&Some(*option)))),
            Note::Margin => match best(support, available) {
                Some((first, lead)) => {
                    if lead.is_finite() {
                        lead
                    } else {
                        support[first]
                    }
                }
                None => 0.0,
            },
            Note::Turnout => {
                verdict.tally.map_or(0.0, |tally| tally.counted(tally.voting) / tally.counted(tally.members))
            }
            Note::Vote(note) => {
                let vote = poll.vote_of_ordinal(note.member, verdict.tally);
                vote.map_or(note.nothing, |option| note.values[option])
            }
        }
    }
}
