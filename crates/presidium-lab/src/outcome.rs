//! What is looked at of a claim in each world: whether it holds, or the outcome that it says a cause moves; whether it is asked of
//! that world; and how far the world has come on the way to it.

use std::ops::Range;

use presidium_lang::model::{Claim, ClaimBody, Expr, Model, Type};

/// Where among the finals of a world stands what is looked at of a claim.
#[derive(Clone, Debug)]
pub(crate) struct Looked {
    pub outcome: usize,
    /// Whether the claim is asked; none if it is asked of every world.
    pub given: Option<usize>,
    pub steps: Range<usize>,
}

/// What is looked at of some claims: the outcomes in the order of the claims, then what is given and the steps of each.
pub(crate) fn looked_at(model: &Model, claims: &[usize]) -> (Vec<Looked>, Vec<Expr>) {
    let claims: Vec<&Claim> = claims.iter().map(|&claim| &model.claims[claim]).collect();
    let mut finals: Vec<Expr> = claims.iter().map(|claim| outcome(claim).clone()).collect();
    let look = |(outcome, claim): (usize, &&Claim)| {
        let given = claim.given.as_ref().map(|given| {
            finals.push(given.holds.clone());
            finals.len() - 1
        });
        let first = finals.len();
        finals.extend(claim.steps.iter().map(|step| step.holds.clone()));
        Looked { outcome, given, steps: first..finals.len() }
    };
    let looked = claims.iter().enumerate().map(look).collect();
    (looked, finals)
}

/// How many finals say what is looked at of some claims.
pub fn claim_finals(model: &Model, claims: &[usize]) -> usize {
    let more = |&claim: &usize| {
        let claim = &model.claims[claim];
        1 + usize::from(claim.given.is_some()) + claim.steps.len()
    };
    claims.iter().map(more).sum()
}

/// The type of what is compared of a claim: a truth where it holds or not, else that of its outcome.
pub fn outcome_type(claim: &Claim) -> &Type {
    match &claim.body {
        ClaimBody::Holds(_) => &Type::Truth,
        ClaimBody::Effect { ty, .. } => ty,
    }
}

/// What is compared of a claim: whether it holds, or the outcome that it says a cause moves.
pub(crate) fn outcome(claim: &Claim) -> &Expr {
    match &claim.body {
        ClaimBody::Holds(holds) => holds,
        ClaimBody::Effect { outcome, .. } => outcome,
    }
}
