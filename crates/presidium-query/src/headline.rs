//! What came out, in a sentence: "In 34 of 100 worlds (95 %: 33.0 – 34.8) Khrushchev is First Secretary at the end of December
//! 1964".

use presidium_lab::{
    Band, ComparedObservable, Effect, Figures, Observable, PairedTruths, Share, Subject, distribution, element_labels,
    quantile, variable_name,
};
use presidium_lang::clock::Step;
use presidium_lang::model::{Element, Model, Rule, Type, Variable};
use serde::Serialize;

use crate::figures::{
    bare_value, count, effect_interval, effect_value, known, of_a_hundred_within, points, points_interval, value,
    worlds,
};
use crate::over_time::{Group, groups, subject_name, subject_words};

/// Outcomes named in a sentence; rarer ones are counted together.
const NAMED: usize = 4;

/// The sentence for one observable with its values by world.
pub fn sentence(model: &Model, observable: &Observable, values: &[f64]) -> String {
    let variable = &model.variables[observable.variable];
    let (what, when) = (description(model, variable, observable.element), at_the_end(model, observable.month));
    if values.is_empty() {
        return format!("No world was completed that could tell of {what} {when}.");
    }
    let share = |held: u64| Share { held, worlds: values.len() as u64, alike: 0 };
    match variable.ty {
        Type::Element { .. } => {
            let counted = distribution(values).into_iter();
            let shares = counted.map(|(element, worlds)| (value(model, &variable.ty, element), share(worlds)));
            kinds_sentence(&shares.collect::<Vec<_>>(), &format!("is {what} {when}"))
        }
        Type::Quantity { .. } | Type::Date => {
            let mut sorted = values.to_vec();
            sorted.sort_unstable_by(f64::total_cmp);
            let [low, middle, high] = [0.05, 0.5, 0.95].map(|level| quantile(&sorted, level));
            quantiles_sentence(model, variable, (&what, &when), [low, middle, high])
        }
        Type::Truth => {
            let held = values.iter().filter(|value| **value != 0.0).count();
            format!("In {} this holds {when}: {what}.", of_a_hundred_within(share(held as u64)))
        }
    }
}

/// The sentence for one step of a band.
pub fn band_sentence(model: &Model, band: &Band, place: usize, side: Side) -> String {
    let step = model.first_step + place as u32;
    let (subject, when) = (band.subject, at_the_end(model, step));
    match (&band.figures, subject) {
        (Figures::Numbers(steps), Subject::Variable(variable, element)) => {
            let (variable, spread) = (&model.variables[variable], &steps[place]);
            let quantiles = match (side, &spread.changed) {
                (Side::With, Some(changed)) => changed.quantiles,
                _ => spread.quantiles,
            };
            let what = description(model, variable, element);
            if quantiles[2].is_nan() {
                return format!("No world was completed that could tell of {what} {when}.");
            }
            quantiles_sentence(model, variable, (&what, &when), [quantiles[0], quantiles[2], quantiles[4]])
        }
        (Figures::Shares(steps), _) => {
            let groups = groups(model, subject, &steps[place..=place], NAMED);
            let share = |group: &Group| side.of(&steps[place].of(|kind| group.has(kind)));
            let shares: Vec<(String, Share)> =
                groups.iter().map(|group| (group.words(model, subject), share(group))).collect();
            shares_sentence(model, subject, &when, &shares)
        }
        (Figures::Numbers(_), Subject::Rule(..)) => String::new(),
    }
}

/// The paired difference of an observable: of a quantity on average, of a truth where it holds, else of the value that is commonest on both
/// sides together.
pub fn paired(model: &Model, observable: &Observable, values: &ComparedObservable) -> String {
    let ty = &model.variables[observable.variable].ty;
    match (values.effect(ty), values.commonest(1).first()) {
        (_, None) => "No world was completed on both sides.".to_owned(),
        (Effect::OnTruth(truths), _) => paired_share("yes", &truths),
        (effect, _) if matches!(ty, Type::Quantity { .. }) => paired_mean(ty, &effect),
        (_, Some((of, pairs))) => paired_share(&value(model, ty, *of), pairs),
    }
}

fn paired_mean(ty: &Type, effect: &Effect) -> String {
    let estimate = effect.estimate();
    let (by, interval) = (effect_value(effect, estimate.value, ty), effect_interval(effect, &estimate, ty));
    let (up, down) = (worlds(effect.up()), count(effect.down()));
    format!("On average {by}, paired (95 %: {interval}), higher in {up}, lower in {down}.")
}

fn paired_share(name: &str, pairs: &PairedTruths) -> String {
    let effect = pairs.effect();
    format!(
        "{name}: {}, paired (95 %: {}), gained in {}, lost in {}.",
        points(effect.value),
        points_interval(&effect),
        worlds(pairs.gained),
        count(pairs.lost)
    )
}

/// The paired difference in one step of a band, if it has a change: of a quantity on average, else of the commonest kind.
pub fn paired_sentence(model: &Model, band: &Band, place: usize) -> Option<String> {
    let subject = band.subject;
    match (&band.figures, subject) {
        (Figures::Numbers(steps), Subject::Variable(variable, _)) => {
            let (ty, difference) = (&model.variables[variable].ty, steps[place].changed?.difference);
            let effect = Effect::of_type(ty);
            let by = effect_value(&effect, difference.value, ty);
            Some(format!("On average {by}, paired (95 %: {}).", effect_interval(&effect, &difference, ty)))
        }
        (Figures::Shares(steps), _) => {
            let group = groups(model, subject, &steps[place..=place], NAMED).into_iter().next()?;
            Some(paired_share(&group.words(model, subject), &steps[place].of(|kind| group.has(kind))))
        }
        (Figures::Numbers(_), Subject::Rule(..)) => None,
    }
}

/// One of two sides of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// As it falls.
    Without,
    /// With the change.
    With,
}

impl Side {
    /// The share on this side.
    pub fn of(self, pairs: &PairedTruths) -> Share {
        match self {
            Side::Without => pairs.without(),
            Side::With => pairs.with(),
        }
    }
}

/// The sentence for what kinds of worlds there are.
fn shares_sentence(model: &Model, subject: Subject, when: &str, shares: &[(String, Share)]) -> String {
    let name = subject_name(model, subject);
    if shares.first().is_none_or(|(_, share)| share.worlds == 0) {
        return format!("No world was completed that could tell of {name} {when}.");
    }
    match subject {
        Subject::Variable(variable, element) => {
            let variable = &model.variables[variable];
            let what = description(model, variable, element);
            match (&variable.ty, shares) {
                (Type::Truth, [(_, share)]) => {
                    format!("In {} this holds {when}: {what}.", of_a_hundred_within(*share))
                }
                _ => kinds_sentence(shares, &format!("is {what} {when}")),
            }
        }
        Subject::Rule(rule, _) => {
            let words = subject_words(model, subject);
            let what = if words.is_empty() { name } else { format!("{name} “{words}”") };
            let by = when.trim_start_matches("at ");
            match &model.rules[rule] {
                Rule::Event(_) => {
                    let share = shares.first().map_or_else(Share::default, |(_, share)| *share);
                    format!("In {} this has happened by {by}: {what}.", of_a_hundred_within(share))
                }
                Rule::Decision(_) => {
                    let told =
                        shares.iter().map(|(words, share)| format!("{words}, in {}", of_a_hundred_within(*share)));
                    format!("What was chosen last by {by}, {what}: {}.", told.collect::<Vec<_>>().join("; "))
                }
            }
        }
    }
}

/// When a value is seen: "at the end of December 1964".
pub(crate) fn at_the_end(model: &Model, step: Step) -> String {
    match model.clock.has_calendar() {
        true => format!("at the end of {}", model.clock.words(step)),
        false => format!("at {}", model.clock.seen_words(step)),
    }
}

/// "In 71 of 100 worlds (95 %: 70.1 – 71.9) Boris is in the chair at the end of December 1951; in 29 (28.1 – 29.9) Anna."
fn kinds_sentence(shares: &[(String, Share)], is: &str) -> String {
    let named = shares.iter().take(NAMED);
    let mut sentence = String::new();
    for (place, (name, share)) in named.enumerate() {
        sentence += &match place {
            0 => format!("In {} {name} {is}", of_a_hundred_within(*share)),
            _ => format!("; in {} {name}", short(*share)),
        };
    }
    let worlds = shares.first().map_or(0, |(_, share)| share.worlds);
    let others = Share { held: shares.iter().skip(NAMED).map(|(_, share)| share.held).sum(), worlds, alike: 0 };
    if others.held > 0 {
        sentence += &format!("; in {} somebody else", short(others));
    }
    sentence + "."
}

/// A further share of a sentence: "29 of 100 (28.1 – 29.9)".
fn short(share: Share) -> String {
    of_a_hundred_within(share).replacen(" worlds (95 %: ", " (", 1)
}

fn quantiles_sentence(
    model: &Model,
    variable: &Variable,
    (what, when): (&str, &str),
    [low, middle, high]: [f64; 3],
) -> String {
    let at = |quantile| value(model, &variable.ty, quantile);
    format!(
        "In half of the worlds {what} is at most {} {when}; in 90 of 100 between {} and {}.",
        at(middle),
        at(low),
        at(high)
    )
}

/// An office by its name, a variable without indices by its label: whatever "… is" can stand before.
pub fn description(model: &Model, variable: &Variable, element: Element) -> String {
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
