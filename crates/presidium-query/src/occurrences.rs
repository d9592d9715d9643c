//! What happens in worlds in words: what it is called, when, how far apart.

use presidium_lab::{Counts, KindOfEvent, element_ids, rule_name};
use presidium_lang::clock::Step;
use presidium_lang::model::{Model, Rule};

use crate::figures::NOTHING;

/// The shares that are shown of what is spread over worlds: one in ten, the middle, nine in ten.
pub const SHOWN: [f64; 3] = [0.1, 0.5, 0.9];

/// `virgin_lands: plough`, `response[Hungary]: crush`, `riot`
pub fn kind_name(model: &Model, kind: KindOfEvent) -> String {
    let rule = match kind.element {
        Some(element) => rule_name(model, kind.rule, element),
        None => model.rules[kind.rule].name().to_owned(),
    };
    match option_name(model, kind) {
        Some(option) => format!("{rule}: {option}"),
        None => rule,
    }
}

/// The option as declared.
pub fn option_name(model: &Model, kind: KindOfEvent) -> Option<String> {
    match (&model.rules[kind.rule], kind.option) {
        (Rule::Decision(decision), Some(option)) => Some(decision.options[option].with_sets(model)),
        _ => None,
    }
}

/// The ids of the element; none of all of them together.
pub fn elements(model: &Model, kind: KindOfEvent) -> Vec<String> {
    kind.element.map_or_else(Vec::new, |element| element_ids(model, model.rules[kind.rule].indices(), element))
}

/// A step as it is written in the model.
pub fn step_text(model: &Model, step: u64) -> String {
    u32::try_from(step).map_or_else(|_| NOTHING.to_owned(), |step| model.clock.text(Step(step)))
}

/// A number of steps in years, or in the unit of a model without a calendar.
pub fn years(model: &Model, steps: u64) -> f64 {
    steps as f64 * model.clock.length()
}

/// The quantiles that are shown.
pub fn shown(counts: &Counts<'_>) -> [Option<u64>; 3] {
    SHOWN.map(|share| counts.quantile(share))
}
