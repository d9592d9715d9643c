//! Choosing by lane, and asking a block for a fact about all of its lanes.
//!
//! A mask is a block of truths; whatever is not 0 counts as true.

use super::{Kernels, Operand};

impl Kernels {
    /// `out = if condition then a else b`, lane by lane.
    ///
    /// ```
    /// use presidium_engine::kernels::{Kernels, Operand};
    /// let mut out = [9.0; 2];
    /// Kernels::detect().select(&mut out, &[1.0, 0.0], Operand::Value(5.0), Operand::Slice(&[6.0, 7.0]));
    /// assert_eq!(out, [5.0, 7.0]);
    /// ```
    pub fn select(self, out: &mut [f64], condition: &[f64], a: Operand, b: Operand) {
        self.map3(
            out,
            Operand::Slice(condition),
            a,
            b,
            #[inline(always)]
            |condition, a, b| if condition != 0.0 { a } else { b },
        );
    }

    /// Whether the mask holds in any lane.
    ///
    /// ```
    /// assert!(presidium_engine::kernels::Kernels::detect().any(&[0.0, 1.0]));
    /// ```
    pub fn any(self, mask: &[f64]) -> bool {
        self.run(
            #[inline(always)]
            move || mask.iter().fold(false, |found, &mask| found | (mask != 0.0)),
        )
    }

    /// Whether all values are finite.
    ///
    /// ```
    /// assert!(!presidium_engine::kernels::Kernels::detect().all_finite(&[0.0, f64::NAN]));
    /// ```
    pub fn all_finite(self, a: &[f64]) -> bool {
        self.run(
            #[inline(always)]
            move || a.iter().fold(true, |sound, &a| sound & (a.abs() < f64::INFINITY)),
        )
    }
}
