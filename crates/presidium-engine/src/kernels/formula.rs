//! Formulas of operations as types, from which kernels are made.

/// An operation on some values.
pub(super) trait Formula<const N: usize> {
    fn at(values: [f64; N]) -> f64;
}
