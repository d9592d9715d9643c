//! Decisions with who takes them and what was chosen in history; events.

use presidium_lang::model::{
    Ballot, Decider, Decision, DecisionOption, Event, Index, Model, Recorded, RecordedEvent, Written,
};
use serde::Serialize;

use super::places::{NamedView, PlaceView, sets, shown};
use crate::evidence::cited;

#[derive(Serialize)]
pub struct DecisionView<'a> {
    id: &'a str,
    label: &'a str,
    indices: Vec<&'a str>,
    options: Vec<NamedView<'a>>,
    /// In words.
    decided_by: String,
    when: &'a str,
    recorded: Vec<ChoiceView<'a>>,
    #[serde(flatten)]
    place: PlaceView<'a>,
}

/// A choice that was made in history.
#[derive(Serialize)]
struct ChoiceView<'a> {
    step: String,
    date: String,
    element: Vec<String>,
    option: &'a str,
    /// In words.
    source: String,
}

impl<'a> DecisionView<'a> {
    pub fn of(model: &'a Model, decision: &'a Decision) -> Self {
        DecisionView {
            id: &decision.name,
            label: &decision.question,
            indices: sets(model, &decision.indices),
            options: decision.options.iter().map(option).collect(),
            decided_by: decided_by(model, decision),
            when: decision.written.when.as_ref().map_or("", |when| &when.text),
            recorded: decision.recorded.iter().map(|choice| ChoiceView::of(model, decision, choice)).collect(),
            place: PlaceView::of(model, &decision.place),
        }
    }
}

/// `one person`, `the Presidium`, and who may be appealed to.
fn decided_by(model: &Model, decision: &Decision) -> String {
    let body = |ballot: &Ballot| {
        let body = &model.bodies[ballot.body];
        shown(&body.name, &body.label).to_owned()
    };
    let first = match &decision.decider {
        Decider::Person { .. } => "one person".to_owned(),
        Decider::Body(ballot) => body(ballot),
    };
    match &decision.appeal {
        Some(appeal) => format!("{first}; on appeal {}", body(&appeal.ballot)),
        None => first,
    }
}

fn option(option: &DecisionOption) -> NamedView<'_> {
    NamedView { id: &option.name, label: shown(&option.name, &option.label) }
}

impl<'a> ChoiceView<'a> {
    pub fn of(model: &'a Model, decision: &'a Decision, choice: &'a Recorded) -> Self {
        ChoiceView {
            step: model.clock.text(model.clock.at(choice.date)),
            date: model.clock.date_text(choice.date),
            element: recorded_ids(model, &decision.indices, &choice.elements),
            option: &decision.options[choice.option].name,
            source: cited(&choice.sources),
        }
    }
}

/// The ids of the elements of a record.
fn recorded_ids(model: &Model, indices: &[Index], elements: &[u32]) -> Vec<String> {
    let ids = indices.iter().zip(elements);
    ids.filter_map(|(index, &at)| model.sets[index.set].elements.get(at as usize).cloned()).collect()
}

#[derive(Serialize)]
pub struct EventView<'a> {
    id: &'a str,
    label: &'a str,
    indices: Vec<&'a str>,
    when: &'a str,
    rate: &'a str,
    /// When it happened in history; nothing of what never did.
    recorded: Vec<HappenedView>,
    #[serde(flatten)]
    place: PlaceView<'a>,
}

#[derive(Serialize)]
struct HappenedView {
    step: String,
    date: String,
    element: Vec<String>,
    /// In words.
    source: String,
}

impl HappenedView {
    fn of(model: &Model, event: &Event, happened: &RecordedEvent) -> Option<Self> {
        let date = happened.date?;
        let (step, source) = (model.clock.text(model.clock.at(date)), cited(&happened.sources));
        let element = recorded_ids(model, &event.indices, &happened.elements);
        Some(HappenedView { step, date: model.clock.date_text(date), element, source })
    }
}

impl<'a> EventView<'a> {
    pub fn of(model: &'a Model, event: &'a Event) -> Self {
        let written = |written: &'a Option<Written>| written.as_ref().map_or("", |w| &w.text);
        EventView {
            id: &event.name,
            label: &event.label,
            indices: sets(model, &event.indices),
            when: written(&event.written.when),
            rate: written(&event.written.rate),
            recorded: event.recorded.iter().filter_map(|it| HappenedView::of(model, event, it)).collect(),
            place: PlaceView::of(model, &event.place),
        }
    }
}
