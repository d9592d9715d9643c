//! What a model declares, as data for a surface that shows all of it: what can be asked, and where every number comes from.

mod claims;
mod credibility;
mod declared;
mod parameters;
mod places;
mod rules;

pub use credibility::credibility;

use std::collections::BTreeMap;

use presidium_lab::{Fingerprint, Observable, variable_name};
use presidium_lang::model::{Model, Rule};
use serde::Serialize;

use self::claims::{ClaimView, HoldingView, RecordView, SourceView, WhatIfView, what_ifs};
use self::declared::{SetView, SwitchView, VariableView};
use self::parameters::ParameterView;
use self::places::{ChapterView, chapters};
use self::rules::{DecisionView, EventView};
use crate::defaults::{ledger_worlds, seed};
use crate::headline::description;
use crate::inventory::{declarations, statuses};

/// All that a surface needs of a model before it asks anything.
pub fn contents<'a>(model: &'a Model, fingerprint: &Fingerprint, warnings: Vec<String>) -> impl Serialize + use<'a> {
    let shown = || model.variables.iter_enumerated().filter(|(_, variable)| !variable.hidden);
    let decision = |rule: &'a Rule| if let Rule::Decision(decision) = rule { Some(decision) } else { None };
    let event = |rule: &'a Rule| if let Rule::Event(event) = rule { Some(event) } else { None };
    Contents {
        version: 1,
        fingerprint: fingerprint.to_string(),
        name: &model.name,
        title: &model.title,
        steps: model.steps().map(|step| model.clock.seen_text(step)).collect(),
        step: model.clock.time(1.0),
        until: model.clock.seen_text(model.until_step),
        seed: seed(model),
        worlds: ledger_worlds(model),
        split: model.split.map(|split| model.clock.seen_text(split)),
        headline: Observable::headline(model).map(|seen| HeadlineView::of(model, &seen)),
        sets: model.sets.iter_enumerated().map(|(id, set)| SetView::of(model, id, set)).collect(),
        variables: shown().map(|(_, variable)| VariableView::of(model, variable)).collect(),
        decisions: model.rules.iter().filter_map(decision).map(|rule| DecisionView::of(model, rule)).collect(),
        events: model.rules.iter().filter_map(event).map(|rule| EventView::of(model, rule)).collect(),
        parameters: shown().filter_map(|(_, variable)| ParameterView::of(model, variable)).collect(),
        switches: shown().filter_map(|(_, variable)| SwitchView::of(model, variable)).collect(),
        systems: what_ifs(model, true),
        what_ifs: what_ifs(model, false),
        claims: model.claims.iter().map(|claim| ClaimView::of(model, claim)).collect(),
        holdings: model.holdings.iter().map(|record| HoldingView::of(model, record)).collect(),
        records: model.records.iter().map(|record| RecordView::of(model, record)).collect(),
        sources: model.citations.iter().map(SourceView::of).collect(),
        chapters: chapters(model),
        declarations: declarations(model).map(|(what, count)| CountView { what, count }).into(),
        counts: statuses(model).into_iter().collect(),
        without_status: model.literals.len(),
        warnings,
    }
}

#[derive(Serialize)]
struct Contents<'a> {
    version: u32,
    fingerprint: String,
    name: &'a str,
    title: &'a str,
    /// Every step of a run, in order, as it is seen at its end.
    steps: Vec<String>,
    /// How long one is: `1 month`.
    step: String,
    /// The last step to which a run can be carried on.
    until: String,
    seed: u64,
    /// Of a ledger, if nobody says otherwise.
    worlds: u64,
    split: Option<String>,
    headline: Option<HeadlineView>,
    sets: Vec<SetView<'a>>,
    variables: Vec<VariableView<'a>>,
    decisions: Vec<DecisionView<'a>>,
    events: Vec<EventView<'a>>,
    parameters: Vec<ParameterView<'a>>,
    switches: Vec<SwitchView<'a>>,
    systems: Vec<WhatIfView<'a>>,
    what_ifs: Vec<WhatIfView<'a>>,
    claims: Vec<ClaimView<'a>>,
    /// Who held which office in fact.
    holdings: Vec<HoldingView<'a>>,
    records: Vec<RecordView<'a>>,
    sources: Vec<SourceView<'a>>,
    chapters: Vec<ChapterView<'a>>,
    declarations: Vec<CountView>,
    /// How many numbers are sourced, estimated or assumed.
    counts: BTreeMap<&'static str, usize>,
    /// How many numbers stand in equations, without a status.
    without_status: usize,
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct CountView {
    what: &'static str,
    count: usize,
}

/// What the model opens with.
#[derive(Serialize)]
struct HeadlineView {
    /// As it is asked for.
    show: String,
    name: String,
    label: String,
    date: String,
}

impl HeadlineView {
    fn of(model: &Model, seen: &Observable) -> Self {
        let variable = &model.variables[seen.variable];
        let (name, date) = (variable_name(model, seen.variable, seen.element), model.clock.seen_text(seen.month));
        let label = description(model, variable, seen.element);
        HeadlineView { show: format!("{name} at {date}"), name, label, date }
    }
}
