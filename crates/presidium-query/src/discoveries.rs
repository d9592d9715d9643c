//! Where in the space of parameters something is common, in words.

use presidium_lab::{Discovery, FoundBox, Restriction, Target, variable_name};
use presidium_lang::model::{Model, Type};

use crate::figures::{count, of_a_hundred, per_cent, share_interval, value, worlds};
use crate::targets::target_name;

/// The answer: `Where inertia is above 1.2 and …, F1 holds in 31 of 100 worlds (95 %: …); elsewhere in 6 of 100 worlds.`
pub fn answer(model: &Model, target: &Target, found: &Discovery) -> String {
    let name = target_name(model, target);
    let Some(first) = found.boxes.first() else {
        return match found.all.held.min(found.all.worlds - found.all.held) {
            few if few < 80 => format!(
                "{name} holds in {} of {}: too few on one side to find where it is common. More worlds may show.",
                count(found.all.held),
                worlds(found.all.worlds)
            ),
            _ => format!(
                "No box stands out: nowhere among the parameters is {name} commoner than chance would have it. It holds in {} \
                 of {} ({}).",
                count(found.all.held),
                worlds(found.all.worlds),
                per_cent(found.all.wilson().value)
            ),
        };
    };
    box_sentence(model, &name, first)
}

/// One box in a sentence.
pub fn box_sentence(model: &Model, name: &str, found: &FoundBox) -> String {
    let where_words: Vec<String> = found.restrictions.iter().map(|end| restriction_words(model, end)).collect();
    let where_words = match where_words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => "anything goes".to_owned(),
    };
    let inside = found.inside.wilson();
    format!(
        "{name} holds in {} (95 %: {}) where {where_words}; elsewhere in {}. {} of all worlds in which it holds are among these.",
        of_a_hundred(inside.value),
        share_interval(&inside),
        of_a_hundred(found.outside.wilson().value),
        per_cent(found.coverage.wilson().value)
    )
}

/// `inertia is above 1.2`, `wages lie between 2 and 3 rouble`
pub fn restriction_words(model: &Model, of: &Restriction) -> String {
    let ty = &model.variables[of.variable].ty;
    let name = variable_name(model, of.variable, of.element);
    match ends(model, ty, of) {
        (Some(low), Some(high)) => format!("{name} lies between {low} and {high}"),
        (Some(low), None) => format!("{name} is at least {low}"),
        (None, Some(high)) => format!("{name} is at most {high}"),
        (None, None) => format!("{name} is anything"),
    }
}

fn ends(model: &Model, ty: &Type, of: &Restriction) -> (Option<String>, Option<String>) {
    let end = |end: f64| end.is_finite().then(|| value(model, ty, end));
    (end(of.low), end(of.high))
}

/// Which part of the worlds a restriction leaves: `the upper 35 %`.
pub fn ranks_words(of: &Restriction) -> String {
    let per_cent = |part: f64| format!("{:.0} %", part * 100.0);
    match (of.low.is_finite(), of.high.is_finite()) {
        (true, false) => format!("the upper {}", per_cent(1.0 - of.ranks.0)),
        (false, true) => format!("the lower {}", per_cent(of.ranks.1)),
        _ => format!("from {} to {}", per_cent(of.ranks.0), per_cent(of.ranks.1)),
    }
}
