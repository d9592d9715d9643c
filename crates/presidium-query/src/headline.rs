//! What came out, in a sentence: "In 71 of 100 worlds Khrushchev is First Secretary at the end of December 1964".

use presidium_lab::{Observable, distribution, element_labels, quantile, variable_name};
use presidium_lang::model::{Element, Model, Type, Variable};
use serde::Serialize;

use crate::figures::{bare_value, known, of_a_hundred, value};

/// Outcomes named in a sentence; rarer ones are counted together.
const NAMED: usize = 4;

/// The sentence for one observable with its values by world.
pub fn sentence(model: &Model, observable: &Observable, values: &[f64]) -> String {
    let variable = &model.variables[observable.variable];
    let when = match model.clock.has_calendar() {
        true => format!("at the end of {}", model.clock.words(observable.month)),
        false => format!("at {}", model.clock.seen_words(observable.month)),
    };
    let what = description(model, variable, observable.element);
    if values.is_empty() {
        return format!("No world was completed that could tell of {what} {when}.");
    }
    match variable.ty {
        Type::Element { .. } => elements_sentence(model, variable, &what, &when, values),
        Type::Quantity { .. } | Type::Date => quantity_sentence(model, variable, &what, &when, values),
        Type::Truth => {
            let held = values.iter().filter(|value| **value != 0.0).count();
            format!("In {} this holds {when}: {what}.", of_a_hundred(held as f64 / values.len() as f64))
        }
    }
}

/// "In 71 of 100 worlds Boris is in the chair at the end of December 1951; in 29 Anna."
fn elements_sentence(model: &Model, variable: &Variable, what: &str, when: &str, values: &[f64]) -> String {
    let counted = distribution(values);
    let share = |worlds: u64| worlds as f64 / values.len() as f64;
    let mut parts = counted
        .iter()
        .take(NAMED)
        .map(|&(element, worlds)| (of_a_hundred(share(worlds)), value(model, &variable.ty, element)));
    let Some((first_worlds, first)) = parts.next() else { return String::new() };
    let mut sentence = format!("In {first_worlds} {first} is {what} {when}");
    for (worlds, name) in parts {
        sentence += &format!("; in {} {name}", worlds.trim_end_matches(" worlds"));
    }
    let others: u64 = counted.iter().skip(NAMED).map(|(_, worlds)| worlds).sum();
    if others > 0 {
        sentence += &format!("; in {} somebody else", of_a_hundred(share(others)).trim_end_matches(" worlds"));
    }
    sentence + "."
}

fn quantity_sentence(model: &Model, variable: &Variable, what: &str, when: &str, values: &[f64]) -> String {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = |level| value(model, &variable.ty, quantile(&sorted, level));
    format!(
        "In half of the worlds {what} is at most {} {when}; in 90 of 100 between {} and {}.",
        at(0.5),
        at(0.05),
        at(0.95)
    )
}

/// An office by its name, a variable without indices by its label: whatever "… is" can stand before.
fn description(model: &Model, variable: &Variable, element: Element) -> String {
    let label = if variable.label.is_empty() { &variable.name } else { &variable.label };
    if variable.indices.is_empty() {
        return label.clone();
    }
    let labels = element_labels(model, &variable.indices, element).join(", ");
    match variable.ty {
        Type::Element { .. } => labels,
        _ => format!("{label} ({labels})"),
    }
}

/// An outcome as data.
#[derive(Serialize)]
pub struct OutcomeView {
    name: String,
    date: String,
    /// Of a truth, a date or an element: how many worlds have which value, the commonest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    values: Vec<ValueView>,
    /// Of a quantity: its 5, 50 and 95 % quantiles in the unit in which it is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    quantiles: Option<[Option<f64>; 3]>,
}

#[derive(Serialize)]
struct ValueView {
    value: String,
    worlds: u64,
}

/// The same as [`sentence`], as data.
pub fn view(model: &Model, observable: &Observable, values: &[f64]) -> OutcomeView {
    let variable = &model.variables[observable.variable];
    let (name, date) =
        (variable_name(model, observable.variable, observable.element), model.clock.seen_text(observable.month));
    if let Type::Quantity { factor, .. } = variable.ty {
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let quantiles = Some([0.05, 0.5, 0.95].map(|level| known(quantile(&sorted, level) / factor)));
        return OutcomeView { name, date, values: vec![], quantiles };
    }
    let counted = distribution(values).into_iter();
    let values = counted.map(|(v, worlds)| ValueView { value: bare_value(model, &variable.ty, v), worlds }).collect();
    OutcomeView { name, date, values, quantiles: None }
}
