//! Reading and writing an element that differs from lane to lane.
//!
//! A place is a whole number, held as a value like any other; one that is negative, too large or no number is nowhere.
//! Refused: hardware gathers; loads one by one are as fast on current processors, and safe.

use super::{Kernels, Operand};
use crate::math::{max, min};
use crate::scalar::slope;

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

    /// `out = values[place]`, lane by lane, the same values in every lane; `otherwise` where the place is nowhere.
    ///
    /// ```
    /// use presidium_engine::kernels::{Kernels, Operand};
    /// let mut out = [9.0; 3];
    /// Kernels::detect().look_up(&mut out, &[10.0, 11.0], &[1.0, -1.0, 2.0], Operand::Value(0.0));
    /// assert_eq!(out, [11.0, 0.0, 0.0]);
    /// ```
    pub fn look_up(self, out: &mut [f64], values: &[f64], place: &[f64], otherwise: Operand) {
        for (lane, (out, &place)) in out.iter_mut().zip(place).enumerate() {
            *out = position(place).and_then(|p| values.get(p).copied()).unwrap_or_else(|| otherwise.at(lane));
        }
    }

    /// `out = blocks[place]`, lane by lane; `otherwise` where the place is nowhere.
    ///
    /// # Shape
    /// `blocks` is block after block of `stride` values, lane by lane within a block.
    ///
    /// ```
    /// use presidium_engine::kernels::{Kernels, Operand};
    /// let mut out = [9.0; 2];
    /// let blocks = [10.0, 20.0, 11.0, 21.0];
    /// Kernels::detect().gather(&mut out, &blocks, 2, &[1.0, 0.0], Operand::Value(0.0));
    /// assert_eq!(out, [11.0, 20.0]);
    /// ```
    pub fn gather(self, out: &mut [f64], blocks: &[f64], stride: usize, place: &[f64], otherwise: Operand) {
        for (lane, (out, &place)) in out.iter_mut().zip(place).enumerate() {
            let found = position(place).and_then(|p| blocks.get(p * stride + lane).copied());
            *out = found.unwrap_or_else(|| otherwise.at(lane));
        }
    }

    /// `blocks[place] = a` in the lanes where `mask` holds and the place is somewhere; adds `a` if `add`.
    ///
    /// # Shape
    /// As in [`Kernels::gather`].
    ///
    /// ```
    /// use presidium_engine::kernels::{Kernels, Operand};
    /// let mut blocks = [10.0, 20.0, 11.0, 21.0];
    /// Kernels::detect().scatter(&mut blocks, 2, &[1.0, 0.0], &[1.0, 0.0], Operand::Value(5.0), false);
    /// assert_eq!(blocks, [10.0, 20.0, 5.0, 21.0]);
    /// ```
    pub fn scatter(self, blocks: &mut [f64], stride: usize, place: &[f64], mask: &[f64], a: Operand, add: bool) {
        for (lane, (&place, _)) in place.iter().zip(mask).enumerate().filter(|(_, (_, mask))| **mask != 0.0) {
            if let Some(value) = position(place).and_then(|p| blocks.get_mut(p * stride + lane)) {
                *value = if add { *value + a.at(lane) } else { a.at(lane) };
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
