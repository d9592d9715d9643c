//! The pairs of a lane and an element that a block is run for. Not here: how they are run (see `each`).

/// The pairs of a block.
#[derive(Default)]
pub(super) struct Pairs {
    /// Of every pair the position of its lane in the section around, and its element. Empty if the frame is not for pairs.
    pub all: Vec<(u32, u32)>,
    /// The first of those that have not been run yet.
    pub next: usize,
    /// The elements of the pairs that are being run.
    pub elements: Vec<f64>,
    /// Where the code of the block begins.
    pub start: usize,
}

impl Pairs {
    pub fn clear(&mut self) {
        self.all.clear();
        self.next = 0;
    }

    pub fn elements(&self) -> &[f64] {
        &self.elements
    }
}
