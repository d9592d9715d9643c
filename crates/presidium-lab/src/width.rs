//! What hangs on how narrow the priors are: the ledger as it is, and with every prior wider.
//!
//! Priors are judgements, and judgements are made too narrow. A claim whose verdict turns when every prior is twice as wide
//! rests on that narrowness. Both ledgers are of the same worlds: luck is drawn by quantile, so a parameter that is high in
//! a world stays high.

use presidium_engine::Scenario;

use crate::base::{Base, by_claim};
use crate::ensemble::{LabError, Watch};
use crate::failures::Failures;
use crate::ledger::{Finding, Ledger, LedgerRequest, Row};

/// The same claims under the priors as they are, and under wider ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Width {
    /// In the order of the model.
    pub claims: Vec<ClaimByWidth>,
    /// Worlds asked for, failed ones included.
    pub worlds: u64,
    /// Worlds in which causes were tested.
    pub cause_worlds: u64,
    /// With the priors as they are.
    pub failures: Failures,
    /// With wider ones.
    pub failures_wide: Failures,
}

/// One claim.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimByWidth {
    /// Position in [`Model::claims`](presidium_lang::model::Model::claims).
    pub claim: usize,
    /// With the priors as they are.
    pub narrow: Row,
    /// With wider ones.
    pub wide: Row,
}

/// Runs the ledger again with every prior so many times as wide; a positive number.
///
/// # Errors
/// [`LabError`] if the run is cancelled or the machine gives no threads.
pub fn width(base: &Base<'_>, factor: f64, watch: Watch<'_>) -> Result<Width, LabError> {
    let scenario = Scenario { widen: Some(factor), ..base.request.scenario.clone() };
    let wide = LedgerRequest { scenario: &scenario, ..base.request }.run(base.ensemble, watch)?;
    let claims = by_claim(&base.ledger).into_iter().zip(by_claim(&wide));
    let claims = claims.map(|(narrow, wide)| ClaimByWidth { claim: narrow.claim, narrow, wide }).collect();
    let Ledger { worlds, cause_worlds, failures, .. } = base.ledger.clone();
    Ok(Width { claims, worlds, cause_worlds, failures, failures_wide: wide.failures })
}

impl ClaimByWidth {
    /// Whether it is about a world, and not a cause.
    pub fn is_share(&self) -> bool {
        matches!(self.narrow.finding, Finding::Held(_))
    }

    /// How far the share, or the effect in base units, moves.
    pub fn change(&self) -> f64 {
        self.wide.finding.value() - self.narrow.finding.value()
    }

    /// Whether it says nothing under one of the two.
    pub fn is_void(&self) -> bool {
        self.narrow.verdict.void().or(self.wide.verdict.void()).is_some()
    }

    /// Whether the claim comes to the same verdict.
    pub fn keeps_verdict(&self) -> bool {
        !self.is_void() && self.narrow.verdict == self.wide.verdict
    }
}
