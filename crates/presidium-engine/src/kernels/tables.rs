//! Reading and writing an element that differs from lane to lane.
//!
//! A place is a whole number, held as a value like any other; one that is negative, too large or no number is nowhere.
//! Refused: hardware gathers; loads one by one are as fast on current processors, and safe.

use super::{Kernels, Operand};
use crate::math::{max, min};
use crate::scalar::slope;

/// The start of a block that does not exist.
pub const NOWHERE: u32 = u32::MAX;

impl Kernels {
    /// A piecewise linear function through points sorted by x, flat outside; at least one point.
    ///
    /// Piece after piece over the whole block, so that each pass is vector code.
    ///
    /// ```
    /// use presidium_engine::kernels::{Kernels, Operand};
    /// let mut out = [9.0; 3];
    /// let points = [(0.0, 1.0), (10.0, 3.0), (20.0, 4.0)];
    /// Kernels::detect().piecewise(&mut out, Operand::Slice(&[-5.0, 5.0, 15.0]), &points);
    /// assert_eq!(out, [1.0, 2.0, 3.5]);
    /// ```
    pub fn piecewise(self, out: &mut [f64], x: Operand, points: &[(f64, f64)]) {
        let (Some(&first), Some(&last)) = (points.first(), points.last()) else { return };
        let within = move |x: f64| min(max(x, first.0), last.0);
        let rise = slope(points, 0);
        self.map(
            out,
            x,
            #[inline(always)]
            move |x| first.1 + (within(x) - first.0) * rise,
        );
        for (place, &(from, start)) in points.iter().enumerate().skip(1) {
            let rise = slope(points, place);
            self.map_in_place(
                out,
                x,
                #[inline(always)]
                move |before, x| {
                    let x = within(x);
                    if x >= from { start + (x - from) * rise } else { before }
                },
            );
        }
    }

    /// Turns indices into places in a row-major table, one index at a time: `out = out * size + index`.
    ///
    /// Begin with zeros. An index that is negative or not below `size` makes the place -1, and so it stays.
    ///
    /// ```
    /// use presidium_engine::kernels::{Kernels, Operand};
    /// let mut place = [0.0; 2];
    /// Kernels::detect().add_index(&mut place, Operand::Slice(&[2.0, 3.0]), 3);
    /// Kernels::detect().add_index(&mut place, Operand::Value(1.0), 4);
    /// assert_eq!(place, [9.0, -1.0]);
    /// ```
    pub fn add_index(self, out: &mut [f64], index: Operand, size: u32) {
        let size = f64::from(size);
        self.map_in_place(
            out,
            index,
            #[inline(always)]
            move |place, index| {
                let sound = (place >= 0.0) & (index >= 0.0) & (index < size);
                if sound { place * size + index } else { -1.0 }
            },
        );
    }

    /// `out = values[place]`, lane by lane, the same values for every lane; `otherwise` where the place is nowhere.
    ///
    /// ```
    /// use presidium_engine::kernels::{Kernels, Operand};
    /// let mut out = [9.0; 3];
    /// Kernels::detect().look_up(&mut out, &[10.0, 11.0], &[1.0, -1.0, 2.0], Operand::Value(0.0));
    /// assert_eq!(out, [11.0, 0.0, 0.0]);
    /// ```
    pub fn look_up(self, out: &mut [f64], values: &[f64], place: &[f64], otherwise: Operand) {
        for (i, (out, &place)) in out.iter_mut().zip(place).enumerate() {
            *out = position(place).and_then(|p| values.get(p).copied()).unwrap_or_else(|| otherwise.at(i));
        }
    }

    /// Reads, lane by lane, the block that begins at `starts[place]`; `otherwise` where the place is nowhere.
    ///
    /// # Shape
    /// The blocks lie anywhere in `memory`; a start of [`NOWHERE`] is no block. With `lanes` the operands are packed and
    /// the blocks in memory whole.
    ///
    /// ```
    /// use presidium_engine::kernels::{Kernels, Operand};
    /// let mut out = [9.0; 2];
    /// let memory = [10.0, 20.0, 11.0, 21.0];
    /// Kernels::detect().gather(&mut out, &memory, &[0, 2], &[1.0, 0.0], None, Operand::Value(0.0));
    /// assert_eq!(out, [11.0, 20.0]);
    /// ```
    pub fn gather(
        self,
        out: &mut [f64],
        memory: &[f64],
        starts: &[u32],
        place: &[f64],
        lanes: Option<&[u32]>,
        otherwise: Operand,
    ) {
        for (i, (out, &place)) in out.iter_mut().zip(place).enumerate() {
            let found = start(starts, place).and_then(|start| memory.get(start + lane(lanes, i)));
            *out = found.copied().unwrap_or_else(|| otherwise.at(i));
        }
    }

    /// Writes, lane by lane, into the block that begins at `starts[place]`, or adds to it; nothing where there is none.
    ///
    /// # Shape
    /// As in [`Kernels::gather`].
    ///
    /// ```
    /// use presidium_engine::kernels::{Kernels, Operand};
    /// let mut memory = [10.0, 20.0, 11.0, 21.0];
    /// Kernels::detect().scatter(&mut memory, &[0, 2], &[1.0], Some(&[1]), Operand::Value(5.0), false);
    /// assert_eq!(memory, [10.0, 20.0, 11.0, 5.0]);
    /// ```
    pub fn scatter(
        self,
        memory: &mut [f64],
        starts: &[u32],
        place: &[f64],
        lanes: Option<&[u32]>,
        a: Operand,
        add: bool,
    ) {
        for (i, &place) in place.iter().enumerate() {
            if let Some(value) = start(starts, place).and_then(|start| memory.get_mut(start + lane(lanes, i))) {
                *value = if add { *value + a.at(i) } else { a.at(i) };
            }
        }
    }
}

impl Operand<'_> {
    /// The value in a lane.
    #[inline(always)]
    pub fn at(self, lane: usize) -> f64 {
        match self {
            Operand::Slice(values) => values[lane],
            Operand::Value(value) => value,
        }
    }
}

/// A place as a position, if it can be one in memory.
#[inline(always)]
fn position(place: f64) -> Option<usize> {
    (0.0..4294967296.0).contains(&place).then_some(place as u32 as usize)
}

/// The start of the block at a place, if there is one.
#[inline(always)]
fn start(starts: &[u32], place: f64) -> Option<usize> {
    position(place).and_then(|p| starts.get(p)).filter(|start| **start != NOWHERE).map(|start| *start as usize)
}

/// Where in a whole block the i-th lane stands.
#[inline(always)]
fn lane(lanes: Option<&[u32]>, i: usize) -> usize {
    lanes.map_or(i, |lanes| lanes[i] as usize)
}
