//! Blocks that are run again as long as a slot holds.

use super::Machine;
use crate::program::graph::Slot;
use crate::scalar::holds;

impl Machine<'_> {
    /// Opens a block for the lanes in which a slot holds; `false` if there are none.
    pub(super) fn enter_loop(&mut self, again: Slot, start: usize, end: usize) -> bool {
        let (around, frame) = self.next_frame();
        frame.repeats = around.repeats;
        frame.end = end;
        frame.pairs.clear();
        frame.again = Some((again, start));
        self.depth += 1;
        let is_entered = self.more_rounds().is_some();
        if !is_entered {
            self.resume(self.depth - 1);
        }
        is_entered
    }

    /// Goes on with the lanes of the innermost block in which its slot holds; gives where its code begins, if there are any.
    pub(super) fn more_rounds(&mut self) -> Option<usize> {
        let (slot, start) = self.frame().again?;
        let (around, within) = self.frames.split_at_mut(self.depth);
        let (around, frame) = (&around[self.depth - 1], &mut within[0]);
        let vectors = self.vectors;
        let goes_on = |lane: u32| holds(vectors.at(slot.index() * vectors.stride + lane as usize));
        frame.outer.clear();
        frame.outer.extend((0..around.lanes.len() as u32).filter(|&at| goes_on(around.lanes[at as usize])));
        frame.lanes.clear();
        frame.lanes.extend(frame.outer.iter().map(|&at| around.lanes[at as usize]));
        if frame.lanes.is_empty() {
            return None;
        }
        self.resume(self.depth);
        Some(start)
    }
}
