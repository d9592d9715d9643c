//! Functions given by points.

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
}
