//! Some operations at once, as they follow each other in models: a sum of distances, of products, of what counts.
//!
//! What takes the time of a light operation is moving its operands; three in one loop write once instead of three times. Each
//! gives exactly the bits of its operations one after the other.

use super::formula::Formula;
use super::{Kernels, Operand};

/// Operations that are done together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fused {
    /// `|a − b|`
    Distance,
    /// `sum + |a − b|`
    AddDistance,
    /// `sum + a·b`
    AddProduct,
    /// `sum + a + b`
    AddBoth,
    /// `sum + (if a then b else 0)`
    AddIf,
    /// `sum + (if a = b then c else 0)`
    AddIfEqual,
    /// `sum + (if a then b·c else 0)`
    AddProductIf,
}

impl Fused {
    /// All of them.
    pub const ALL: &[Fused] = &[
        Fused::Distance,
        Fused::AddDistance,
        Fused::AddProduct,
        Fused::AddBoth,
        Fused::AddIf,
        Fused::AddIfEqual,
        Fused::AddProductIf,
    ];

    /// How many operations are done together.
    pub fn operations(self) -> u64 {
        match self {
            Fused::Distance | Fused::AddProduct | Fused::AddBoth | Fused::AddIf => 2,
            Fused::AddDistance | Fused::AddIfEqual | Fused::AddProductIf => 3,
        }
    }
}

/// Something that is done with the formula of an operation.
pub(super) trait Each {
    type Result;
    fn of<F: Formula<4>>(self) -> Self::Result;
}

macro_rules! formulas {
    ($($name:ident($sum:pat, $a:pat, $b:pat, $c:pat) = $value:expr,)*) => {
        $(
            struct $name;
            impl Formula<4> for $name {
                #[inline(always)]
                fn at([$sum, $a, $b, $c]: [f64; 4]) -> f64 {
                    $value
                }
            }
        )*

        impl Fused {
            /// Does something with the formula of this operation.
            pub(super) fn pick<E: Each>(self, each: E) -> E::Result {
                match self {
                    $(Fused::$name => each.of::<$name>(),)*
                }
            }
        }
    };
}

formulas! {
    Distance(_, a, b, _) = (a - b).abs(),
    AddDistance(sum, a, b, _) = sum + (a - b).abs(),
    AddProduct(sum, a, b, _) = sum + a * b,
    AddBoth(sum, a, b, _) = sum + a + b,
    AddIf(sum, a, b, _) = sum + if a != 0.0 { b } else { 0.0 },
    AddIfEqual(sum, a, b, c) = sum + if a == b { c } else { 0.0 },
    AddProductIf(sum, a, b, c) = sum + if a != 0.0 { b * c } else { 0.0 },
}

impl Kernels {
    /// Sets `out` to the operation of a sum and up to three operands, lane by lane; [`Fused::Distance`] has no sum.
    ///
    /// ```
    /// use presidium_engine::kernels::{Fused, Kernels, Operand};
    /// let mut out = [9.0; 2];
    /// let (sum, a, b, none) = (Operand::Value(1.0), Operand::Slice(&[5.0, 6.0]), Operand::Value(5.5), Operand::Value(0.0));
    /// Kernels::detect().fused(Fused::AddDistance, &mut out, [sum, a, b, none]);
    /// assert_eq!(out, [1.5, 1.5]);
    /// ```
    pub fn fused(self, op: Fused, out: &mut [f64], operands: [Operand; 4]) {
        struct Map<'a, 'b>(Kernels, &'a mut [f64], [Operand<'b>; 4]);
        impl Each for Map<'_, '_> {
            type Result = ();
            fn of<F: Formula<4>>(self) {
                let Map(kernels, out, operands) = self;
                kernels.map4(
                    out,
                    operands,
                    #[inline(always)]
                    |sum, a, b, c| F::at([sum, a, b, c]),
                );
            }
        }
        op.pick(Map(self, out, operands));
    }

    /// As [`Kernels::map3`], for four operands.
    #[inline]
    fn map4(self, out: &mut [f64], [a, b, c, d]: [Operand; 4], f: impl Fn(f64, f64, f64, f64) -> f64) {
        match (a, b, c, d) {
            (a, b, c, Operand::Value(d)) => self.map3(
                out,
                a,
                b,
                c,
                #[inline(always)]
                move |a, b, c| f(a, b, c, d),
            ),
            (a, b, Operand::Value(c), d) => self.map3(
                out,
                a,
                b,
                d,
                #[inline(always)]
                move |a, b, d| f(a, b, c, d),
            ),
            (a, Operand::Value(b), c, d) => self.map3(
                out,
                a,
                c,
                d,
                #[inline(always)]
                move |a, c, d| f(a, b, c, d),
            ),
            (Operand::Value(a), b, c, d) => self.map3(
                out,
                b,
                c,
                d,
                #[inline(always)]
                move |b, c, d| f(a, b, c, d),
            ),
            (Operand::Slice(a), Operand::Slice(b), Operand::Slice(c), Operand::Slice(d)) => self.run(
                #[inline(always)]
                move || {
                    for ((((out, &a), &b), &c), &d) in out.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                        *out = f(a, b, c, d);
                    }
                },
            ),
        }
    }
}
