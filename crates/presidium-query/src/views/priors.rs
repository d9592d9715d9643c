//! Wider priors as data.

use presidium_lab::{ClaimUnderWiderPriors, Effect, Finding, WiderPriors, outcome_type};
use presidium_lang::model::{Factor, Model};
use serde::Serialize;

use crate::claims::{kind_letter, unit, verdict_name};
use crate::figures::known;
use crate::views::validation::PartView;

/// A row for each claim.
pub fn priors(model: &Model, factor: f64, width: &WiderPriors) -> PartView {
    let summary = Summary {
        factor,
        worlds: width.worlds,
        cause_worlds: width.cause_worlds,
        failed: width.failures.worlds,
        failed_wide: width.failures_wide.worlds,
        claims: width.claims.len(),
        keep: width.claims.iter().filter(|claim| claim.keeps_verdict()).count(),
    };
    PartView::new("priors", &summary, width.claims.iter().map(|claim| RowView::new(model, claim)))
}

#[derive(Serialize)]
struct Summary {
    factor: f64,
    worlds: u64,
    cause_worlds: u64,
    failed: u64,
    failed_wide: u64,
    claims: usize,
    keep: usize,
}

/// A claim; shares are fractions of one, effects in the unit named.
#[derive(Serialize)]
struct RowView<'a> {
    claim: &'a str,
    kind: &'static str,
    role: &'static str,
    verdict: &'static str,
    verdict_wide: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    unit: &'a str,
    figure: Option<f64>,
    figure_wide: Option<f64>,
    change: Option<f64>,
}

impl<'a> RowView<'a> {
    fn new(model: &'a Model, found: &ClaimUnderWiderPriors) -> Self {
        let claim = &model.claims[found.claim];
        let (unit, factor) = match &found.narrow.finding {
            Finding::Effect(Effect::OnQuantity(_)) => unit(outcome_type(claim)),
            _ => ("", Factor::ONE),
        };
        RowView {
            claim: &claim.id,
            kind: kind_letter(claim.kind),
            role: claim.role.word(),
            verdict: verdict_name(found.narrow.verdict),
            verdict_wide: verdict_name(found.wide.verdict),
            unit,
            figure: known(found.narrow.finding.value() / factor),
            figure_wide: known(found.wide.finding.value() / factor),
            change: known(found.change() / factor),
        }
    }
}
