//! What opened a rule and how it changed a value, as data: the author's words, and what they came to.

use presidium_engine::oracle::{Attempt, CameTo, Change, Clause, Opened, ReadValue};
use presidium_lab::{rule_name, variable_name};
use presidium_lang::model::{Model, Place, Type};
use serde::Serialize;
use serde_json::Value;

use crate::figures::bare_value;

/// A clause as data.
#[derive(Serialize)]
pub struct ClauseView {
    written: String,
    place: String,
    /// Of a condition whether it held, of a `for` the element, of a `let` its value, of a rate its number a year.
    came_to: Value,
    reads: Vec<ReadView>,
}

/// A value that was read, in the unit it is shown in.
#[derive(Serialize)]
struct ReadView {
    name: String,
    value: Value,
}

/// What a rule made of its chance.
#[derive(Serialize)]
pub struct ChanceView {
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<ClauseView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate: Option<ClauseView>,
    verdict: &'static str,
}

/// What a rule did to a value.
#[derive(Serialize)]
pub struct ChangeView {
    date: String,
    rule: String,
    /// Absent where the rule only keeps count of itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    written: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    before: Value,
    after: Value,
    reads: Vec<ReadView>,
    around: Vec<ClauseView>,
}

impl ClauseView {
    pub fn new(model: &Model, clause: &Clause) -> Self {
        let came_to = match &clause.came_to {
            CameTo::Holds(holds) => Value::from(*holds),
            CameTo::Rate(rate) => Value::from(*rate),
            CameTo::Element { index, ordinal } => {
                let root = model.sets[index.set].root;
                as_json(model, &Type::Element { set: root, optional: false }, f64::from(*ordinal))
            }
            CameTo::Value { value, ty } => as_json(model, ty, *value),
        };
        let place = where_it_is(&clause.written.place);
        ClauseView { written: clause.written.text.clone(), place, came_to, reads: reads(model, &clause.reads) }
    }
}

impl ChanceView {
    pub fn new(model: &Model, chance: &Attempt) -> Self {
        let view = |clause: &Option<Clause>| clause.as_ref().map(|clause| ClauseView::new(model, clause));
        let verdict = match chance.verdict {
            Opened::Acts => "acts",
            Opened::Closed => "condition does not hold",
            Opened::Spent => "has acted once",
            Opened::Still => "condition held before",
            Opened::Forbidden => "forbidden",
            Opened::Missed { .. } => "luck",
        };
        ChanceView { when: view(&chance.when), rate: view(&chance.rate), verdict }
    }
}

impl ChangeView {
    /// Of a variable of this type.
    pub fn new(model: &Model, ty: &Type, change: &Change) -> Self {
        let written = change.written.as_ref();
        ChangeView {
            date: model.clock.text(change.month),
            rule: rule_name(model, change.rule, change.element),
            written: written.map(|written| written.text.clone()),
            place: written.map(|written| where_it_is(&written.place)),
            before: as_json(model, ty, change.before),
            after: as_json(model, ty, change.after),
            reads: reads(model, &change.reads),
            around: change.around.iter().map(|clause| ClauseView::new(model, clause)).collect(),
        }
    }
}

fn reads(model: &Model, reads: &[ReadValue]) -> Vec<ReadView> {
    let told = reads.iter().map(|read| ReadView {
        name: variable_name(model, read.variable, read.element),
        value: as_json(model, &model.variables[read.variable].ty, read.value),
    });
    told.collect()
}

/// A value as data: a number in the unit it is shown in, a truth, or words.
pub fn as_json(model: &Model, ty: &Type, value: f64) -> Value {
    match ty {
        Type::Quantity { factor, .. } => Value::from(value / *factor),
        Type::Truth => Value::from(value != 0.0),
        ty => Value::from(bare_value(model, ty, value)),
    }
}

/// `quarrel.md:74`
pub fn where_it_is(place: &Place) -> String {
    format!("{}:{}", place.file, place.line)
}
