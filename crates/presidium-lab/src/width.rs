//! What hangs on how narrow the priors are: the ledger as it is, and with every prior wider.
//!
//! Priors are judgements, and judgements are made too narrow. A claim whose verdict turns when every prior is twice as wide
//! rests on that narrowness. Both ledgers are of the same worlds: luck is drawn by quantile, so a parameter that is high in
//! a world stays high.

use presidium_engine::Scenario;
use presidium_lang::model::Model;

use crate::ensemble::{Ensemble, LabError, Watch};
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
    /// Position in [`Model::claims`].
    pub claim: usize,
    /// With the priors as they are.
    pub narrow: Row,
    /// With wider ones.
    pub wide: Row,
}

/// What is asked.
#[derive(Clone, Copy)]
pub struct WidthRequest<'a> {
    /// The checked model.
    pub model: &'a Model,
    /// The model as changed.
    pub scenario: &'a Scenario,
    /// Positions of the claims wanted.
    pub claims: &'a [usize],
    /// How many times as wide; a positive number.
    pub factor: f64,
    /// At most so many worlds are run again without each cause.
    pub cause_worlds: u64,
}

impl WidthRequest<'_> {
    /// Runs both ledgers; `watch` is asked for each of them.
    ///
    /// # Errors
    /// [`LabError`] if the run is cancelled or the machine gives no threads.
    pub fn run(&self, ensemble: Ensemble, watch: Watch<'_>) -> Result<Width, LabError> {
        let wide = Scenario { widen: Some(self.factor), ..self.scenario.clone() };
        let (narrow, wide) = (self.ledger(self.scenario, ensemble, watch)?, self.ledger(&wide, ensemble, watch)?);
        let (worlds, cause_worlds) = (narrow.worlds, narrow.cause_worlds);
        let (failures, failures_wide) = (narrow.failures.clone(), wide.failures.clone());
        let claims = by_claim(narrow).zip(by_claim(wide));
        let claims = claims.map(|(narrow, wide)| ClaimByWidth { claim: narrow.claim, narrow, wide }).collect();
        Ok(Width { claims, worlds, cause_worlds, failures, failures_wide })
    }

    fn ledger(&self, scenario: &Scenario, ensemble: Ensemble, watch: Watch<'_>) -> Result<Ledger, LabError> {
        let claims = self.claims;
        let (model, cause_worlds) = (self.model, self.cause_worlds);
        LedgerRequest { model, scenario, claims, observables: &[], cause_worlds }.run(ensemble, watch)
    }
}

fn by_claim(ledger: Ledger) -> impl Iterator<Item = Row> {
    let mut rows = ledger.rows;
    rows.sort_by_key(|row| row.claim);
    rows.into_iter()
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

    /// Whether the claim comes to the same verdict.
    pub fn keeps_verdict(&self) -> bool {
        self.narrow.verdict == self.wide.verdict
    }
}
