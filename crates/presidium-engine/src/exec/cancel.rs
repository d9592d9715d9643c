//! Ends runs early.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Asks runs to end. Every run of a [`Workspace`](crate::Workspace) that was given it reads it once a month.
///
/// Copies are one and the same.
///
/// # Example
/// ```
/// use presidium_engine::Cancel;
/// let cancel = Cancel::default();
/// let copy = cancel.clone();
/// cancel.cancel();
/// assert!(copy.is_cancelled());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Asks for an end, for good.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether an end has been asked for.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
