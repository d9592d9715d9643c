//! What hangs on who people were, in words.

use presidium_lab::{DealQuestion, Dealt, DealtClaim, Effect};
use presidium_lang::model::{Deal, Model, VariableKind};
use presidium_lang::parse_scenario;

use crate::figures::{count, per_cent};
use crate::problem::Problem;
use crate::words::who;

/// Claims that a sentence names.
const NAMED: usize = 3;

/// The exchange of two elements, by their ids or the names that readers see.
///
/// # Errors
/// [`Problem`] if there are no such elements, or they are not of the same set.
pub fn exchange(model: &Model, one: &str, other: &str) -> Result<Deal, Problem> {
    let pair = [who(model, one)?, who(model, other)?];
    let [first, second] = pair;
    if first.set != second.set {
        return Err(Problem::refused(format!("`{one}` and `{other}` are of different sets")));
    }
    if first.ordinal == second.ordinal {
        return Err(Problem::helped(format!("`{one}` is exchanged with itself"), "name two different ones"));
    }
    Ok(Deal::Exchange { root: first.set, pair: pair.map(|who| who.ordinal) })
}

/// So many ways in which an attribute is dealt anew, by seeds that follow one another.
///
/// # Errors
/// [`Problem`] if it is no parameter and no table, or has no set.
pub fn shuffles(model: &Model, attribute: &str, times: u64, seed: u64) -> Result<Vec<Deal>, Problem> {
    let text = format!("shuffle {} by seed 0", attribute.trim());
    let read = parse_scenario(model, &text).map_err(Problem::Diagnosed)?;
    let Some(Deal::Shuffle { variable, .. }) = read.deals.first().copied() else {
        return Err(Problem::refused(format!("`{attribute}` is nothing that can be dealt anew")));
    };
    let declared = &model.variables[variable];
    if declared.indices.is_empty() {
        let help = "name a parameter or a table with an element for each of several";
        return Err(Problem::helped(format!("`{attribute}` is one number, which cannot be dealt"), help));
    }
    if matches!(&declared.kind, kind @ VariableKind::Parameter { .. } if !kind.computed_priors().is_empty()) {
        return Err(Problem::helped(
            format!("the prior of `{attribute}` is computed in each world, and follows what it is computed from"),
            "deal that",
        ));
    }
    Ok((0..times).map(|time| Deal::Shuffle { variable, seed: seed.wrapping_add(time) % (1 << 53) }).collect())
}

/// What is dealt: `Malenkov and Khrushchev exchanged`, `grip dealt anew, 5 times`.
pub fn deal_words(model: &Model, question: &DealQuestion) -> String {
    match question.deals.as_slice() {
        [Deal::Exchange { root, pair }, ..] => {
            let label = |ordinal: u32| model.sets[*root].labels.get(ordinal as usize).map_or("", String::as_str);
            format!("{} and {} exchanged", label(pair[0]), label(pair[1]))
        }
        [Deal::Shuffle { variable, .. }, more @ ..] => {
            let name = &model.variables[*variable].name;
            let times = if more.is_empty() { "once".to_owned() } else { format!("{} times", more.len() + 1) };
            format!("{name} dealt anew ({times})")
        }
        [] => "nothing exchanged".to_owned(),
    }
}

/// Claims that are told, those first that most hang on it: by the share of worlds in which they come out otherwise. Quantities, which nearly always do, come behind.
pub fn by_index(found: &Dealt) -> Vec<&DealtClaim> {
    let mut claims: Vec<&DealtClaim> = found.claims.iter().filter(|claim| claim.void.is_none()).collect();
    claims.sort_by(|a, b| {
        let index = |claim: &DealtClaim| claim.index(found.deals).value;
        let is_quantity = |claim: &DealtClaim| matches!(claim.effect, Effect::OnQuantity(_));
        is_quantity(a).cmp(&is_quantity(b)).then(index(b).total_cmp(&index(a))).then(a.claim.cmp(&b.claim))
    });
    claims
}

/// The answer: `With Malenkov and Khrushchev exchanged, 12 of 139 claims move. The outcome changes in so many worlds: F1 14.1 %, …`
pub fn answer(model: &Model, question: &DealQuestion, found: &Dealt) -> String {
    let what = deal_words(model, question);
    let claims = by_index(found);
    let moved = claims.iter().filter(|claim| claim.effect.moves()).count();
    if found.attributes.is_empty() {
        return format!("With {what}, nothing changes: no parameter or table has a value for both.");
    }
    let all = match (claims.len(), moved) {
        (1, 0) => "the claim does not move".to_owned(),
        (1, _) => "the claim moves".to_owned(),
        (claims, moved) => format!("{moved} of {claims} claims move"),
    };
    let told: Vec<String> = claims
        .iter()
        .filter(|claim| claim.effect.changed().held > 0 && matches!(claim.effect, Effect::OnTruth(_)))
        .take(NAMED)
        .map(|claim| format!("{} {}", model.claims[claim.claim].id, per_cent(claim.index(found.deals).value)))
        .collect();
    let most = match told.len() {
        0 => " No outcome changes in any world.".to_owned(),
        _ => format!(" The outcome changes in so many worlds: {}.", told.join(", ")),
    };
    format!("With {what}, {all}.{most}")
}

/// In which parameters and tables somebody has another's value: `57 attributes: age, grip, …`
pub fn attributes_sentence(model: &Model, found: &Dealt) -> String {
    const SHOWN: usize = 8;
    let names: Vec<&str> = found.attributes.iter().map(|id| model.variables[*id].name.as_str()).collect();
    let more = match names.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let attributes =
        if names.len() == 1 { "1 attribute".to_owned() } else { format!("{} attributes", count(names.len() as u64)) };
    let shown: Vec<&str> = names.iter().take(SHOWN).copied().collect();
    format!(
        "Parameters and tables, as drawn and written, in {attributes}: {}{more}. States and offices stay where they were.",
        shown.join(", ")
    )
}
