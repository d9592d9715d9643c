//! Experiments over worlds: ensembles, pairs, the ledger, bands.
//!
//! The laboratory asks a model questions by running many worlds of it. It prints nothing, reads nothing and has no
//! clock; each question is a function from a model, a scenario and an [`Ensemble`] to a table, the same bits for any
//! number of threads.

mod bands;
mod effect;
mod ensemble;
mod failures;
mod ledger;
mod observable;
mod pairs;
mod record;
mod statistics;
mod worlds;

pub use bands::{Band, Bands, LEVELS, bands};
pub use effect::Effect;
pub use ensemble::{CHUNK_WORLDS, Ensemble, LabError, Watch};
pub use failures::{FailureGroup, Failures};
pub use ledger::{Finding, Ledger, LedgerRequest, Row, Verdict};
pub use observable::{Observable, distribution};
pub use pairs::{ComparedObservable, Comparison, PairRequest};
pub use record::is_forced;
pub use statistics::{Differences, Estimate, Flips, Moments, Share, quantile};
