//! What opened a rule and how it changed a value: the author's words, and what they came to.

use presidium_engine::oracle::{Attempt, CameTo, Change, Clause, Opened, ReadValue};
use presidium_lab::{rule_name, variable_name};
use presidium_lang::model::{Element, Model, Place, Type, VariableId};
use serde::Serialize;
use serde_json::Value;

use crate::figures::{bare_value, number, share_of_one, value};
use crate::output::{FAINT, styled};

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
                let root = model.sets[index.set.index()].root;
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
            date: change.month.to_string(),
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
        value: as_json(model, &model.variables[read.variable.index()].ty, read.value),
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

/// `if anger[p] > 2: holds, with anger[Boris] = 3  quarrel.md:74`
///
/// Of what it read no more than `most` values are told.
pub fn clause(model: &Model, clause: &Clause, most: usize) -> String {
    let came_to = match &clause.came_to {
        CameTo::Holds(true) => "holds".to_owned(),
        CameTo::Holds(false) => "does not hold".to_owned(),
        CameTo::Rate(rate) => format!("{} 1/year", number(*rate)),
        CameTo::Element { index, ordinal } => {
            let root = model.sets[index.set.index()].root;
            format!("here {}", value(model, &Type::Element { set: root, optional: false }, f64::from(*ordinal)))
        }
        CameTo::Value { value: came_to, ty } => shown(model, ty, *came_to),
    };
    let words = format!("{}: {came_to}", clause.written.text);
    format!("{words}{}  {}", with(model, clause.reads.iter(), most), styled(FAINT, &where_it_is(&clause.written.place)))
}

/// What a rule changed a value from and to, and when.
pub fn change(model: &Model, ty: &Type, change: &Change) -> String {
    let rule = rule_name(model, change.rule, change.element);
    let (before, after) = (shown(model, ty, change.before), shown(model, ty, change.after));
    match before == after {
        true => format!("{} by {rule}: stays {after}", change.month),
        false => format!("{} by {rule}: from {before} to {after}", change.month),
    }
}

/// `anger[p] += 0.2, with insult = 0.2  quarrel.md:75`
///
/// What the value itself was is told elsewhere.
pub fn assignment(model: &Model, change: &Change, own: (VariableId, Element), most: usize) -> String {
    let other = change.reads.iter().filter(|read| own != (read.variable, read.element));
    match &change.written {
        Some(written) => {
            let place = styled(FAINT, &where_it_is(&written.place));
            format!("{}{}  {place}", written.text, with(model, other, most))
        }
        None => "the rule keeps this of itself".to_owned(),
    }
}

/// `, with a = 1, b = 2`; nothing if nothing was read.
fn with<'r>(model: &Model, reads: impl Iterator<Item = &'r ReadValue>, most: usize) -> String {
    let mut told: Vec<String> = reads
        .map(|read| {
            let ty = &model.variables[read.variable.index()].ty;
            format!("{} = {}", variable_name(model, read.variable, read.element), shown(model, ty, read.value))
        })
        .collect();
    if told.is_empty() {
        return String::new();
    }
    let untold = told.len().saturating_sub(most);
    told.truncate(most);
    if untold > 0 {
        told.push(format!("and {untold} more (--all)"));
    }
    format!(", with {}", told.join(", "))
}

/// Whether a rule acted, and if it did not, what kept it from acting.
pub fn verdict(chance: &Attempt) -> Option<String> {
    match chance.verdict {
        Opened::Acts | Opened::Closed => None,
        Opened::Spent => Some("it acts once, and has acted before".to_owned()),
        Opened::Still => Some("it held already the month before, and the rule acts when it turns true".to_owned()),
        Opened::Forbidden => Some("the change that was asked for forbids it".to_owned()),
        Opened::Missed { probability, luck } => {
            Some(format!("by luck {}, needed below {}", share_of_one(luck), share_of_one(probability)))
        }
    }
}

/// A value in words; of what is missing, that.
pub fn shown(model: &Model, ty: &Type, of: f64) -> String {
    if of.is_nan() { "missing".to_owned() } else { value(model, ty, of) }
}
