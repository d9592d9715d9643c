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

    /// `out = a` in the lanes where `mask` holds.
    ///
    /// ```
    /// use presidium_engine::kernels::{Kernels, Operand};
    /// let mut out = [8.0, 9.0];
    /// Kernels::detect().store(&mut out, &[0.0, 1.0], Operand::Value(5.0));
    /// assert_eq!(out, [8.0, 5.0]);
    /// ```
    pub fn store(self, out: &mut [f64], mask: &[f64], a: Operand) {
        match a {
            Operand::Value(a) => self.map_in_place(
                out,
                Operand::Slice(mask),
                #[inline(always)]
                move |old, mask| if mask != 0.0 { a } else { old },
            ),
            Operand::Slice(a) => self.run(
                #[inline(always)]
                move || {
                    for ((out, &mask), &a) in out.iter_mut().zip(mask).zip(a) {
                        *out = if mask != 0.0 { a } else { *out };
                    }
                },
            ),
        }
    }

    /// `out += a` in the lanes where `mask` holds.
    ///
    /// ```
    /// use presidium_engine::kernels::{Kernels, Operand};
    /// let mut out = [8.0, 9.0];
    /// Kernels::detect().store_sum(&mut out, &[0.0, 1.0], Operand::Value(5.0));
    /// assert_eq!(out, [8.0, 14.0]);
    /// ```
    pub fn store_sum(self, out: &mut [f64], mask: &[f64], a: Operand) {
        match a {
            Operand::Value(a) => self.map_in_place(
                out,
                Operand::Slice(mask),
                #[inline(always)]
                move |old, mask| if mask != 0.0 { old + a } else { old },
            ),
            Operand::Slice(a) => self.run(
                #[inline(always)]
                move || {
                    for ((out, &mask), &a) in out.iter_mut().zip(mask).zip(a) {
                        *out = if mask != 0.0 { *out + a } else { *out };
                    }
                },
            ),
        }
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

    /// The number of lanes in which the mask holds.
    ///
    /// ```
    /// assert_eq!(presidium_engine::kernels::Kernels::detect().count(&[0.0, 1.0]), 1);
    /// ```
    pub fn count(self, mask: &[f64]) -> usize {
        self.run(
            #[inline(always)]
            move || mask.iter().fold(0u64, |count, &mask| count + u64::from(mask != 0.0)),
        ) as usize
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

    /// Whether all values in the lanes where `mask` holds are finite.
    ///
    /// ```
    /// assert!(presidium_engine::kernels::Kernels::detect().all_finite_where(&[1.0, 0.0], &[0.0, f64::NAN]));
    /// ```
    pub fn all_finite_where(self, mask: &[f64], a: &[f64]) -> bool {
        let sound = |mask: f64, a: f64| (a.abs() < f64::INFINITY) | (mask == 0.0);
        self.run(
            #[inline(always)]
            move || mask.iter().zip(a).fold(true, |all, (&mask, &a)| all & sound(mask, a)),
        )
    }
}
