//! Memory for blocks.
//!
//! Vector loads that straddle cache lines take twice the time, so the first block starts on a cache line; with a lane count
//! that is a multiple of eight all the others do. Refused: a custom allocator; a few unused values at the front do.

/// A number of blocks of values, zero at first, block after block.
///
/// # Example
/// ```
/// let mut blocks = presidium_engine::kernels::Blocks::new(3, 256);
/// blocks.values_mut()[256] = 1.0;
/// assert_eq!(blocks.values()[256..512][0], 1.0);
/// assert_eq!(blocks.values().as_ptr() as usize % 64, 0);
/// ```
#[derive(Debug)]
pub struct Blocks {
    memory: Vec<f64>,
    start: usize,
    len: usize,
}

const CACHE_LINE_BYTES: usize = 64;

impl Blocks {
    /// Room for `count` blocks of `lane_count` values.
    pub fn new(count: usize, lane_count: usize) -> Blocks {
        let len = count * lane_count;
        let spare = CACHE_LINE_BYTES / size_of::<f64>();
        let memory = vec![0.0; len + spare];
        let start = memory.as_ptr().align_offset(CACHE_LINE_BYTES).min(spare);
        Blocks { memory, start, len }
    }

    /// All values, block after block.
    pub fn values(&self) -> &[f64] {
        &self.memory[self.start..self.start + self.len]
    }

    /// All values, block after block.
    pub fn values_mut(&mut self) -> &mut [f64] {
        &mut self.memory[self.start..self.start + self.len]
    }
}
