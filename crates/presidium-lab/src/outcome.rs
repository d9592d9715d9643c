//! What is looked at of a claim in each world: whether it holds, or the outcome that it says a cause moves.

use presidium_lang::model::{Claim, ClaimBody, Expr, Type};

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
