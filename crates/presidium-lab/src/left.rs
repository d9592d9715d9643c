//! What a condition leaves of the worlds.

use serde::{Deserialize, Serialize};

/// How many worlds a condition leaves, of those that were completed. Without a condition all of them are left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Worlds in which it holds.
    pub held: u64,
    /// Worlds in which a value that it reads is missing, so that it neither holds nor fails.
    pub missing: u64,
    /// Worlds that were completed.
    pub worlds: u64,
}

impl Left {
    /// Adds the worlds of a later chunk.
    pub(crate) fn merge(&mut self, later: Left) {
        self.held += later.held;
        self.missing += later.missing;
        self.worlds += later.worlds;
    }
}
