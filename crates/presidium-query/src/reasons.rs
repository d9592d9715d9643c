//! Reasons in words: what opened a rule, what it changed, what luck it had.

use presidium_engine::Failure;
use presidium_engine::oracle::{Attempt, CameTo, Change, Clause, Opened, ReadValue};
use presidium_lab::{fault_text, rule_name, variable_name};
use presidium_lang::model::{Model, Place, Type, Variable, VariableKind};

use crate::figures::{number, share_of_one, value};

/// `quarrel.md:74`
pub fn where_it_is(place: &Place) -> String {
    format!("{}:{}", place.file, place.line)
}

/// What stopped a world.
pub fn failure_words(failure: &Failure) -> String {
    format!("the world fails: {}: {} (“{}”)", failure.equation, fault_text(&failure.fault), failure.section)
}

/// What sort of thing a variable is, in a word; of what the compiler has made, what the author wrote there.
pub fn kind(variable: &Variable) -> &'static str {
    match &variable.kind {
        _ if !variable.hidden => variable.kind.word(),
        VariableKind::Lag { .. } => "look back",
        VariableKind::Stock { .. } => "smoothing",
        VariableKind::State { .. } => "count or date of a rule",
        VariableKind::Data { .. } => "subset",
        _ => "expression",
    }
}

/// `if anger[p] > 2: holds`
pub fn clause(model: &Model, clause: &Clause) -> String {
    let came_to = match &clause.came_to {
        CameTo::Holds(true) => "holds".to_owned(),
        CameTo::Holds(false) => "does not hold".to_owned(),
        CameTo::Rate(rate) => format!("{} 1/year", number(*rate)),
        CameTo::Element { index, ordinal } => {
            let root = model.sets[index.set].root;
            format!("here {}", value(model, &Type::Element { set: root, optional: false }, f64::from(*ordinal)))
        }
        CameTo::Value { value: came_to, ty } => shown(model, ty, *came_to),
    };
    format!("{}: {came_to}", clause.written.text)
}

/// `anger[Boris] = 3`
pub fn read(model: &Model, read: &ReadValue) -> String {
    let ty = &model.variables[read.variable].ty;
    format!("{} = {}", variable_name(model, read.variable, read.element), shown(model, ty, read.value))
}

/// What a rule changed a value from and to, and when.
pub fn change(model: &Model, ty: &Type, change: &Change) -> String {
    let rule = rule_name(model, change.rule, change.element);
    let (before, after) = (shown(model, ty, change.before), shown(model, ty, change.after));
    match before == after {
        true => format!("{} by {rule}: stays {after}", model.clock.text(change.month)),
        false => format!("{} by {rule}: from {before} to {after}", model.clock.text(change.month)),
    }
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
