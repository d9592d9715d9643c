//! At which value of a parameter an answer turns, in words.

use presidium_engine::Scenario;
use presidium_lab::{Target, Tipping, TippingQuestion, TippingTurn as Turn, prior_of, variable_name};
use presidium_lang::model::{Change, Element, Model, Shape, Type, VariableId, VariableKind};
use presidium_lang::parse_change;

use crate::claims::has_mean;
use crate::figures::{effect_interval, effect_value, of_a_hundred, per_cent, value};
use crate::problem::Problem;
use crate::targets::target_name;
use crate::words::variable;

/// One number of a parameter.
///
/// # Errors
/// [`Problem`] if there is none of this name, or if it has several numbers and none is named.
pub fn parameter(model: &Model, text: &str) -> Result<(VariableId, Element), Problem> {
    let (id, element) = variable(model, text)?;
    let declared = &model.variables[id];
    if !matches!(declared.kind, VariableKind::Parameter { .. }) {
        let known = model.variables.iter().filter(|known| matches!(known.kind, VariableKind::Parameter { .. }));
        return Err(Problem::unknown(
            format!("`{text}` is no parameter, and only a parameter can be set"),
            text,
            known.map(|known| known.name.as_str()),
        ));
    }
    match (element, declared.len(model)) {
        (Some(element), _) => Ok((id, element)),
        (None, 1) => Ok((id, Element::default())),
        (None, _) => {
            let example = variable_name(model, id, Element::default());
            Err(Problem::helped(format!("`{text}` has many numbers"), format!("name one, such as `{example}`")))
        }
    }
}

/// A value of a parameter, in its unit if none is written: `0.3`, `2 1/year`.
///
/// # Errors
/// [`Problem`] with the diagnostic that points into the words.
pub fn value_of(model: &Model, (id, element): (VariableId, Element), text: &str) -> Result<f64, Problem> {
    let name = variable_name(model, id, element);
    let bare = text.trim().parse::<f64>().is_ok();
    let unit = match &model.variables[id].ty {
        Type::Quantity { symbol, .. } if bare && !symbol.is_empty() && symbol != "1" => format!(" {symbol}"),
        _ => String::new(),
    };
    match parse_change(model, &format!("set {name} = {text}{unit}")).map_err(Problem::Diagnosed)? {
        Change::Parameter { prior, .. } => match prior.shape {
            Shape::Fixed(value) => Ok(value),
            _ => Err(Problem::refused(format!("`{text}` is no number"))),
        },
        _ => Err(Problem::refused(format!("`{text}` is no number"))),
    }
}

/// Refuses what cannot be moved: a number of which it is not known between which values it lies, or that has only one.
///
/// # Errors
/// [`Problem`], with what would do.
pub fn can_be_moved(model: &Model, scenario: &Scenario, question: &TippingQuestion) -> Result<(), Problem> {
    if question.values(model, scenario).is_some() {
        return Ok(());
    }
    let (id, element) = question.parameter;
    let name = variable_name(model, id, element);
    let help = "say between which values it is to be moved";
    Err(match (question.range, prior_of(model, scenario, question.parameter)) {
        (Some(_), _) => Problem::helped(
            format!("`{name}` cannot be moved: the lowest value is not below the highest"),
            "exchange the two, or give other values",
        ),
        (None, None) => {
            Problem::helped(format!("the prior of `{name}` is computed in each world, so that it has no range"), help)
        }
        (None, Some(_)) => Problem::helped(format!("`{name}` is a fixed number, and has no range"), help),
    })
}

/// What an answer must pass to turn, if nobody says: half of the worlds.
pub fn usual_threshold(ty: &Type) -> Option<f64> {
    (*ty == Type::Truth && has_mean(ty)).then_some(0.5)
}

/// The answer in words.
pub fn answer(model: &Model, target: &Target, parameter: (VariableId, Element), found: &Tipping) -> String {
    let (name, of) = (variable_name(model, parameter.0, parameter.1), target_name(model, target));
    let ty = target.ty(model);
    let [Some(first), Some(last)] = [found.points.first(), found.points.last()] else {
        return format!("There is no value to which {name} could be set.");
    };
    let at = |value: f64| self::value(model, &model.variables[parameter.0].ty, value);
    let mean = |mean: f64| match ty {
        Type::Truth => of_a_hundred(mean),
        _ => self::value(model, ty, mean),
    };
    if let Some(turn) = found.turns.first() {
        let threshold = threshold_words(model, ty, found.threshold);
        let side = if turn.rises { "above" } else { "below" };
        let more = match found.turns.len() {
            1 => String::new(),
            n => format!(" It turns {n} times."),
        };
        return format!(
            "{of} turns at {name} = {}{}: {side} that it holds {threshold}.{more} {}",
            at(turn.value),
            between_words(turn, &at),
            sourced_words(turn, found, &at)
        );
    }
    let estimate = found.across.estimate();
    let moves = format!(
        "From {name} = {} to {} it goes from {} to {} ({}; 95 %: {})",
        at(first.value),
        at(last.value),
        mean(first.mean.value),
        mean(last.mean.value),
        effect_value(&found.across, estimate.value, ty),
        effect_interval(&found.across, &estimate, ty)
    );
    let noise = if found.across.moves() { "" } else { ", which is within the noise" };
    match found.threshold {
        Some(_) => {
            let stays = if first.mean.value < found.threshold.unwrap_or(0.5) { "below" } else { "above" };
            format!(
                "{of} does not turn with {name}. {moves}{noise}, and stays {stays} {}.",
                bound_words(model, ty, found.threshold)
            )
        }
        None => format!("{moves}{noise}."),
    }
}

fn threshold_words(model: &Model, ty: &Type, threshold: Option<f64>) -> String {
    match (ty, threshold) {
        (Type::Truth, Some(0.5)) => "in half of the worlds or more".to_owned(),
        (Type::Truth, Some(share)) => format!("in {} of the worlds or more", per_cent(share)),
        (_, Some(bound)) => format!("at {} or more", value(model, ty, bound)),
        (_, None) => String::new(),
    }
}

fn bound_words(model: &Model, ty: &Type, threshold: Option<f64>) -> String {
    match (ty, threshold) {
        (Type::Truth, Some(0.5)) => "half of the worlds".to_owned(),
        (Type::Truth, Some(share)) => per_cent(share),
        (_, Some(bound)) => value(model, ty, bound),
        (_, None) => String::new(),
    }
}

/// How sure the value is: ` (the worlds do not decide between 0.2 and 0.4)`.
fn between_words(turn: &Turn, at: &impl Fn(f64) -> String) -> String {
    match (turn.between.0.is_finite(), turn.between.1.is_finite()) {
        (true, true) => format!(" (95 %: {} – {})", at(turn.between.0), at(turn.between.1)),
        (true, false) => format!(" (95 %: {} or more)", at(turn.between.0)),
        (false, true) => format!(" (95 %: {} or less)", at(turn.between.1)),
        (false, false) => " (the worlds do not tell how surely)".to_owned(),
    }
}

/// Where the value lies beside what the source thinks likely.
fn sourced_words(turn: &Turn, found: &Tipping, at: &impl Fn(f64) -> String) -> String {
    let Some([low, _, high]) = found.sourced else { return "Its range is computed in each world.".to_owned() };
    let place = match turn.value {
        value if value < low => "below",
        value if value > high => "above",
        _ => "within",
    };
    format!("That is {place} its range: its prior has 90 of 100 between {} and {}.", at(low), at(high))
}
