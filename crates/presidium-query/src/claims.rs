//! The words for what a claim is and what came of it, the same in text and JSON.

use presidium_lab::{ComparedClaim, Finding, Verdict, Void, outcome_type};
use presidium_lang::model::{Claim, ClaimKind, Direction, Factor, Model, Type};

use crate::figures::{effect_interval, effect_value, per_cent, share_interval};

/// The letter of a kind, as the claims of an article are marked.
pub fn kind_letter(kind: ClaimKind) -> &'static str {
    match kind {
        ClaimKind::Event => "E",
        ClaimKind::Quantity => "Q",
        ClaimKind::Negative => "N",
        ClaimKind::Cause => "C",
    }
}

/// Names of the systems that a claim is said to rest on.
pub fn touched<'a>(model: &'a Model, claim: &Claim) -> Vec<&'a str> {
    claim.touches.iter().map(|system| model.what_ifs[*system].name.as_str()).collect()
}

pub fn direction_name(direction: Direction) -> &'static str {
    match direction {
        Direction::Increases => "increases",
        Direction::Decreases => "decreases",
    }
}

pub fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fails => "fails",
        Verdict::Unclear => "unclear",
        Verdict::Holds => "holds",
        Verdict::Void(_) => "void",
    }
}

/// Why a claim is void, for a heading.
pub fn void_title(why: Void) -> &'static str {
    match why {
        Void::Record => "Void (forced by the followed record)",
        Void::Change => "Void (forced by the change itself)",
        Void::NoWorld => "Void (decided in no world)",
    }
}

/// Why a claim is void, as data.
pub fn void_name(why: Void) -> &'static str {
    match why {
        Void::Record => "record",
        Void::Change => "change",
        Void::NoWorld => "no world",
    }
}

/// The unit that a quantity is shown in, and its factor; shares of worlds have none.
pub fn unit(ty: &Type) -> (&str, Factor) {
    match ty {
        Type::Quantity { symbol, factor } => (symbol, *factor),
        _ => ("", Factor::ONE),
    }
}

/// The share or the effect, and its interval.
pub fn figures(claim: &Claim, finding: &Finding) -> (String, String) {
    match finding {
        Finding::Held(share) => {
            let estimate = share.wilson();
            (per_cent(estimate.value), share_interval(&estimate))
        }
        Finding::Effect(effect) => {
            let (estimate, ty) = (effect.estimate(), outcome_type(claim));
            (effect_value(effect, estimate.value, ty), effect_interval(effect, &estimate, ty))
        }
    }
}

/// Whether a mean says something of it; elements, and dates, which may be never, are compared world by world.
pub fn has_mean(ty: &Type) -> bool {
    matches!(ty, Type::Quantity { .. } | Type::Truth)
}

/// How many claims a change moves: those that it does not force, and whose interval of the difference leaves zero out.
pub fn moved_sentence(compared: &[ComparedClaim]) -> String {
    let moved = compared.iter().filter(|claim| claim.void.is_none() && claim.effect.moves()).count();
    let claims = if compared.len() == 1 { "claim" } else { "claims" };
    format!("It moves {moved} of {} {claims}.", compared.len())
}
