//! What one world tells of a person, or another element of a set, in words.

use presidium_engine::ballot::Outcome;
use presidium_engine::oracle::Assignment;
use presidium_lab::{Held, Moved, Voted, Who, element_labels, rule_name, variable_name};
use presidium_lang::model::{Element, Model, VariableId};

use crate::figures::{number, value};
use crate::reasons::shown;

/// The name of an element that readers see.
pub fn name(model: &Model, who: Who) -> &str {
    &model.sets[who.set].labels[who.ordinal as usize]
}

/// `1953-03 – 1957-05`; without an end if it lasted to the end of the world.
pub fn span(model: &Model, held: &Held) -> String {
    let (first, last) = (model.clock.text(held.first), model.clock.text(held.last));
    if held.to_the_end { format!("{first} –") } else { format!("{first} – {last}") }
}

/// What a variable is, for readers.
pub fn label(model: &Model, variable: VariableId) -> &str {
    let declared = &model.variables[variable];
    if declared.label.is_empty() { &declared.name } else { &declared.label }
}

/// The element of a value: whose it is.
pub fn of(model: &Model, (variable, element): (VariableId, Element)) -> String {
    element_labels(model, &model.variables[variable].indices, element).join(", ")
}

/// What somebody held: `First Secretary`, or `whose work the division is`.
pub fn office(model: &Model, (variable, element): (VariableId, Element)) -> String {
    let of = of(model, (variable, element));
    if of.is_empty() { label(model, variable).to_owned() } else { of }
}

/// How a member voted: `for remove`, `absent`.
pub fn vote(model: &Model, voted: &Voted<'_>) -> String {
    let rule = &model.rules[voted.decision.rule];
    let member = &voted.ballot.members[voted.member];
    let counted = voted.ballot.tally.is_some_and(|tally| tally.outcome != Outcome::NoQuorum);
    match member.vote {
        _ if !member.present => "absent".to_owned(),
        Some(option) => format!("for {}", rule.option(option)),
        None if counted => "abstains".to_owned(),
        None => "no vote".to_owned(),
    }
}

/// What was chosen in the end, and whether a member voted for it; nothing of one who did not vote.
pub fn carried(voted: &Voted<'_>) -> Option<bool> {
    let member = &voted.ballot.members[voted.member];
    member.vote.filter(|_| member.present).map(|option| option == voted.decision.chosen)
}

/// The decision that was voted on, and what came of it: `removal[Premier] → keep`.
pub fn outcome(model: &Model, voted: &Voted<'_>) -> String {
    let decision = voted.decision;
    let name = rule_name(model, decision.rule, decision.element);
    format!("{name} → {}", model.rules[decision.rule].option(decision.chosen))
}

/// What a rule made of somebody: `fallen[Beria] = yes, by removal[Police_Chief]`.
pub fn fate(model: &Model, given: &Assignment) -> String {
    let declared = &model.variables[given.variable];
    let label = if declared.label.is_empty() { String::new() } else { format!("  {}", declared.label) };
    let (name, rule) =
        (variable_name(model, given.variable, given.position), rule_name(model, given.rule, given.element));
    format!("{name} = {} by {rule}{label}", shown(model, &declared.ty, given.value))
}

/// How a quantity moved: `0.2 to 0.7, lowest 0.1 in 1955-04`.
pub fn movement(model: &Model, moved: &Moved) -> String {
    let ty = &model.variables[moved.value.0].ty;
    let words = |of: f64| value(model, ty, of);
    let mut text = format!("from {} to {}", words(moved.ends[0]), words(moved.ends[1]));
    for (name, (month, extreme)) in [("lowest", moved.low), ("highest", moved.high)] {
        if !moved.ends.contains(&extreme) {
            text += &format!(", {name} {} in {}", words(extreme), model.clock.text(month));
        }
    }
    text
}

/// A share of all that values of this kind come to, in hundredths.
pub fn share(moved: &Moved) -> String {
    format!("{} %", number((moved.share * 100.0).round()))
}
