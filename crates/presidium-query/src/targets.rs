//! What an experiment is about, in words: a claim by its id, a condition in the words of a claim, a value at a date.

use std::sync::Arc;

use presidium_lab::{Estimate, Target, Void, variable_name};
use presidium_lang::model::{Element, Model, Type, VariableId};

use crate::claims::has_mean;
use crate::figures::{number, of_a_hundred, per_cent, share_interval, shown, value};
use crate::headline::{at_the_end, description};
use crate::problem::Problem;
use crate::study::Study;
use crate::words::{claims_named, condition, observable};

/// What the words mean: the id of a claim, `holder_since at 1957-06`, or a condition such as `ever(war)`. What a condition looks at is added to
/// the model of the study.
///
/// # Errors
/// [`Problem`] if they mean nothing, or something of which there is no mean.
pub fn target(study: &mut Study, text: &str) -> Result<Target, Problem> {
    target_in(Arc::make_mut(&mut study.model), text)
}

/// The same in a model that is at hand.
///
/// # Errors
/// Those of [`target`].
pub fn target_in(model: &mut Model, text: &str) -> Result<Target, Problem> {
    let words = text.trim();
    let found = if model.claims.iter().any(|claim| claim.id == words) {
        Target::Claim(claims_named(model, &[words.to_owned()])?.remove(0))
    } else if is_at_a_date(model, words) {
        Target::Value(observable(model, words)?)
    } else if words.chars().all(|c| c.is_alphanumeric() || c == '_') {
        let known = model.claims.iter().map(|claim| claim.id.as_str());
        let message = format!("there is no claim `{words}` in this model");
        return match condition(&mut model.clone(), words) {
            Ok(_) => Ok(Target::Condition(condition(model, words)?)),
            Err(_) => Err(Problem::unknown(message, words, known)),
        };
    } else {
        Target::Condition(condition(model, words)?)
    };
    match has_mean(found.ty(model)) {
        true => Ok(found),
        false => Err(no_mean(model, &found)),
    }
}

/// As [`target`], of what is true or not.
///
/// # Errors
/// [`Problem`] for a quantity too.
pub fn truth(study: &mut Study, text: &str) -> Result<Target, Problem> {
    let found = target(study, text)?;
    is_truth(&study.model, &found, text)?;
    Ok(found)
}

/// Refuses a quantity.
///
/// # Errors
/// [`Problem`], with a condition that would do.
pub(crate) fn is_truth(model: &Model, target: &Target, text: &str) -> Result<(), Problem> {
    match (target.ty(model), target) {
        (Type::Truth, _) => Ok(()),
        (_, Target::Value(seen)) => {
            let name = variable_name(model, seen.variable, seen.element);
            let help = format!("ask for a condition, such as `at({name}, {}) > 0`", model.clock.seen_text(seen.month));
            Err(Problem::helped(format!("`{text}` is a quantity, which neither holds nor fails"), help))
        }
        _ => Err(Problem::refused(format!("`{text}` speaks of a quantity, which neither holds nor fails"))),
    }
}

/// Whether words are a condition, by which a model is extended, and neither a claim nor a value at a date.
pub(crate) fn is_condition(model: &Model, text: &str) -> bool {
    let words = text.trim();
    !model.claims.iter().any(|claim| claim.id == words) && !is_at_a_date(model, words)
}

/// Whether words end in ` at ` and a date of the model.
fn is_at_a_date(model: &Model, words: &str) -> bool {
    words.rsplit_once(" at ").is_some_and(|(_, date)| model.clock.parse(date.trim()).is_some())
}

fn no_mean(model: &Model, target: &Target) -> Problem {
    match target {
        Target::Value(seen) => {
            let (name, month) = (variable_name(model, seen.variable, seen.element), model.clock.seen_text(seen.month));
            let (what, example) = match &model.variables[seen.variable].ty {
                Type::Element { set, .. } => {
                    let element = model.sets[*set].elements.first().map_or("…", String::as_str);
                    ("somebody or something", format!("at({name}, {month}) = {element}"))
                }
                _ => ("a date", format!("at({name}, {month}) < {month}")),
            };
            let message = format!("`{name} at {month}` is {what}, of which there is no mean");
            Problem::helped(message, format!("ask for a condition, such as `{example}`"))
        }
        _ => Problem::refused(format!(
            "the outcome of `{}` is a date or somebody, of which there is no mean",
            target_name(model, target)
        )),
    }
}

/// As it is called: the id of a claim, the words of a condition, `tension at 1951-06`.
pub fn target_name(model: &Model, target: &Target) -> String {
    match target {
        Target::Claim(claim) => model.claims[*claim].id.clone(),
        Target::Condition(condition) => condition.words.clone(),
        Target::Value(seen) => {
            format!("{} at {}", variable_name(model, seen.variable, seen.element), model.clock.seen_text(seen.month))
        }
    }
}

/// The spelling that [`target_in`] reads back.
pub fn target_spelt(model: &Model, target: &Target) -> String {
    target_name(model, target)
}

/// What it says: the words of a claim, the label of a variable; nothing of a condition, whose words say it.
pub fn target_words(model: &Model, target: &Target) -> String {
    match target {
        Target::Claim(claim) => model.claims[*claim].words.clone(),
        Target::Condition(_) => String::new(),
        Target::Value(seen) => description(model, &model.variables[seen.variable], seen.element),
    }
}

/// What is asked about as a sentence: `F1: The vote is overruled.`, or a condition by itself.
pub fn target_title(model: &Model, target: &Target) -> String {
    match target_words(model, target) {
        words if words.is_empty() => format!("{}.", target_name(model, target)),
        words => format!("{}: {words}.", target_name(model, target)),
    }
}

/// How it comes out: `It holds in 9 of 100 worlds (95 %: 8.5 – 9.6).`
pub fn mean_sentence(model: &Model, target: &Target, mean: &Estimate) -> String {
    let ty = target.ty(model);
    let given = match target {
        Target::Claim(claim) if model.claims[*claim].given.is_some() => " in which it is asked",
        _ => "",
    };
    if !mean.value.is_finite() {
        return "No world was completed in which it can be told.".to_owned();
    }
    match ty {
        Type::Truth => {
            let when = match target {
                Target::Value(seen) => format!(" {}", at_the_end(model, seen.month)),
                _ => String::new(),
            };
            format!("It holds in {}{given} (95 %: {}){when}.", of_a_hundred(mean.value), share_interval(mean))
        }
        _ => format!("On average it is {} (95 %: {}).", value(model, ty, mean.value), within(mean, ty)),
    }
}

/// The mean of a target in a column: a share in per cent, a quantity without its unit.
pub fn mean_cell(ty: &Type, mean: f64) -> String {
    match ty {
        Type::Truth => per_cent(mean),
        _ => number(shown(mean, ty)),
    }
}

/// The two ends of the interval of a mean, in the unit of [`mean_cell`].
pub fn mean_interval_cell(ty: &Type, mean: &Estimate) -> String {
    match ty {
        Type::Truth => share_interval(mean),
        _ => within(mean, ty),
    }
}

fn within(mean: &Estimate, ty: &Type) -> String {
    format!("{} – {}", number(shown(mean.low, ty)), number(shown(mean.high, ty)))
}

/// A parameter as it is called: with its element, or with how many numbers it has.
pub fn parameter_name(model: &Model, variable: VariableId, (element, numbers): (Element, usize)) -> String {
    match numbers {
        1 => variable_name(model, variable, element),
        _ => format!("{}[…]", model.variables[variable].name),
    }
}

/// What a parameter is.
pub fn parameter_words(model: &Model, variable: VariableId) -> &str {
    &model.variables[variable].label
}

/// That the answer says nothing, if a scenario forces what is asked about.
pub fn void_sentence(why: Void) -> &'static str {
    match why {
        Void::Record => "The record that is followed decides this: it comes out so by construction.",
        Void::Change => "A change decides this: it comes out so by construction.",
        Void::NoWorld => "It is asked in no world.",
    }
}
