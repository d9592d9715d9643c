//! What a fold has come to, as the nodes that hold it.

use crate::program::graph::{Bounds, Node};

/// A fold under way.
pub(super) struct Folded {
    pub count: Node,
    /// The sum or count so far; of `any` whether there was one, of `all` whether there was an exception.
    pub sum: Node,
    pub best: Node,
    pub at: Node,
    /// Zero, or missing if the fold is; nothing if it cannot be.
    pub flaws: Vec<Node>,
    /// Around zero and all values.
    pub bounds: Bounds,
}
