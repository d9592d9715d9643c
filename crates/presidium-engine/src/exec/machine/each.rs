//! Blocks for pairs of a lane and an element: listed when the block is entered, and run through some at a time.

use super::Machine;
use crate::kernels::{self, Binary};
use crate::program::code::Operand;
use crate::program::graph::Slot;
use crate::scalar::holds;

impl Machine<'_> {
    /// Opens a block for pairs; `false` if there are none.
    pub(super) fn enter_pairs(&mut self, elements: &[(u32, Operand)], start: usize, end: usize) -> bool {
        let (_, frame) = self.next_frame();
        let mut all = std::mem::take(&mut frame.pairs.all);
        all.clear();
        for &(ordinal, condition) in elements {
            // SAFETY: nothing is written while the mask is looked at.
            match unsafe { self.read(condition, self.count) } {
                kernels::Operand::Value(value) if holds(value) => {
                    all.extend((0..self.count as u32).map(|lane| (lane, ordinal)));
                }
                kernels::Operand::Value(_) => {}
                kernels::Operand::Slice(mask) => {
                    let lanes = mask.iter().enumerate().filter(|(_, passes)| holds(**passes));
                    all.extend(lanes.map(|(lane, _)| (lane as u32, ordinal)));
                }
            }
        }
        let is_entered = !all.is_empty();
        let (_, frame) = self.next_frame();
        (frame.end, frame.repeats, frame.again) = (end, true, None);
        frame.pairs.all = all;
        (frame.pairs.next, frame.pairs.start) = (0, start);
        if is_entered {
            self.depth += 1;
            self.take_pairs();
        }
        is_entered
    }

    /// Goes on with the next pairs of the innermost block; gives where its code begins, if there are any.
    pub(super) fn more_pairs(&mut self) -> Option<usize> {
        let pairs = &self.frame().pairs;
        let start = (pairs.next < pairs.all.len()).then_some(pairs.start)?;
        self.take_pairs();
        Some(start)
    }

    /// Takes as many of the next pairs as there are lanes.
    fn take_pairs(&mut self) {
        let (around, within) = self.frames.split_at_mut(self.depth);
        let (around, frame) = (&around[self.depth - 1], &mut within[0]);
        let left = &frame.pairs.all[frame.pairs.next..];
        let taken = &left[..left.len().min(self.vectors.stride)];
        frame.outer.clear();
        frame.outer.extend(taken.iter().map(|&(lane, _)| lane));
        frame.lanes.clear();
        frame.lanes.extend(taken.iter().map(|&(lane, _)| around.lanes[lane as usize]));
        frame.pairs.elements.clear();
        frame.pairs.elements.extend(taken.iter().map(|&(_, element)| f64::from(element)));
        frame.pairs.next += taken.len();
        self.resume(self.depth);
    }

    /// Joins the lanes of the innermost block to a slot of the whole block, one after another.
    pub(super) fn join(&mut self, op: Binary, slot: Slot, x: Operand) {
        for (at, &lane) in self.frame().lanes.iter().enumerate() {
            let place = self.place(slot, lane);
            self.vectors.put(place, op.at(self.vectors.at(place), self.at(x, at)));
        }
    }

    /// Keeps the best of the lanes of the innermost block in the first slot of the whole block, and its element in the second.
    pub(super) fn best(&mut self, op: Binary, [slot, best]: [Slot; 2], element: Operand, x: Operand) {
        for (at, &lane) in self.frame().lanes.iter().enumerate() {
            let place = self.place(slot, lane);
            let (before, value) = (self.vectors.at(place), self.at(x, at));
            let is_better = if op == Binary::Min { value < before } else { value > before };
            if is_better {
                self.vectors.put(self.place(best, lane), self.at(element, at));
            }
            self.vectors.put(place, op.at(before, value));
        }
    }

    pub(super) fn place(&self, slot: Slot, lane: u32) -> usize {
        slot.index() * self.vectors.stride + lane as usize
    }
}
