//! Where a claim could not but change, because switching a system off is the very thing that it is about.
//!
//! Such a response is no evidence that the claim rests on a mechanism: a claim that reads back one decision responds to
//! pinning that decision even if nothing else in the model could have moved it.

use presidium_lang::model::{Change, Claim, ClaimBody, Element, Model, Rule, WhatIfId};

use crate::forced::{Ruled, reads_back};

/// The claim reads what a rule assigns that is pinned or forbidden with the system off, or its cause is taken away by
/// that already.
pub(super) fn decides(model: &Model, system: WhatIfId, claim: &Claim) -> bool {
    match &claim.body {
        ClaimBody::Effect { without, .. } if takes_away(model, system, *without) => true,
        _ => reads_back(model, claim, stopped(model, system).map(Ruled::everywhere)),
    }
}

/// Without the system the cause is absent already: all that takes the cause away is among what switches the system off.
pub(super) fn takes_away(model: &Model, system: WhatIfId, cause: WhatIfId) -> bool {
    let off = &model.what_ifs[system].changes;
    let without = &model.what_ifs[cause].changes;
    !without.is_empty() && without.iter().all(|change| off.iter().any(|wider| covers(wider, change)))
}

fn stopped(model: &Model, system: WhatIfId) -> impl Iterator<Item = &Rule> {
    model.what_ifs[system].changes.iter().filter_map(|change| match change {
        Change::Pin { rule, .. } | Change::PinVote { rule, .. } | Change::Forbid { rule, .. } => {
            Some(&model.rules[*rule])
        }
        _ => None,
    })
}

/// The wider change leaves nothing for the narrower one to do.
fn covers(wider: &Change, narrower: &Change) -> bool {
    let within = |element: &Option<Element>, of: &Option<Element>| of.is_none() || element == of;
    match (wider, narrower) {
        (
            Change::Pin { rule, element, option, first_step, last_step },
            Change::Pin { rule: r, element: e, option: o, first_step: first, last_step: last },
        ) => rule == r && option == o && within(e, element) && first_step <= first && last <= last_step,
        (
            Change::Forbid { rule, element, first_step, last_step },
            Change::Forbid { rule: r, element: e, first_step: first, last_step: last },
        ) => rule == r && within(e, element) && first_step <= first && last <= last_step,
        (Change::Parameter { variable, element, prior }, Change::Parameter { variable: v, element: e, prior: p }) => {
            variable == v && prior == p && within(e, element)
        }
        _ => wider == narrower,
    }
}
