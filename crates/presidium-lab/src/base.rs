//! A ledger with what it was made of, so that another experiment can be set beside it.

use crate::ensemble::{Ensemble, LabError, Watch};
use crate::ledger::{Ledger, LedgerRequest, Row};

/// Claims as they are. Null models and wider priors are compared with the same one, which is run once.
#[derive(Clone)]
pub struct Base<'a> {
    pub(crate) request: LedgerRequest<'a>,
    pub(crate) ensemble: Ensemble,
    /// What came out.
    pub ledger: Ledger,
}

impl<'a> Base<'a> {
    /// Runs the ledger.
    ///
    /// # Errors
    /// [`LabError`] if the run is cancelled or the machine gives no threads.
    pub fn run(request: LedgerRequest<'a>, ensemble: Ensemble, watch: Watch<'_>) -> Result<Base<'a>, LabError> {
        Ok(Base { request, ensemble, ledger: request.run(ensemble, watch)? })
    }
}

/// The rows of a ledger in the order of the model.
pub(crate) fn by_claim(ledger: &Ledger) -> Vec<Row> {
    let mut rows = ledger.rows.clone();
    rows.sort_by_key(|row| row.claim);
    rows
}
