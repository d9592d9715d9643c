//! Operations on two operands: arithmetic, comparison, logic.

use presidium_lang::calendar;
use presidium_lang::model::BinaryOp;
use presidium_lang::model::operations::modulo;

use super::formula::Formula;
use super::{Kernels, Operand};
use crate::{math, scalar};

/// Makes the enumeration, its meaning for one pair of values, and its kernels, all from one formula for each operation.
macro_rules! binary_operations {
    ($($(#[$doc:meta])* $name:ident($a:ident, $b:ident) = $value:expr,)*) => {
        /// An operation on two values. Truths are 0 and 1; whatever is not 0 counts as true.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "most operations are what their names say")]
        pub enum Binary {
            $($(#[$doc])* $name,)*
        }

        impl Binary {
            /// All operations.
            pub const ALL: &[Binary] = &[$(Binary::$name,)*];

            /// `a op b` for one pair of values.
            ///
            /// ```
            /// assert_eq!(presidium_engine::kernels::Binary::Less.at(1.0, 2.0), 1.0);
            /// ```
            pub fn at(self, a: f64, b: f64) -> f64 {
                match self {
                    $(Binary::$name => {
                        let ($a, $b) = (a, b);
                        $value
                    })*
                }
            }
        }

        /// Something that is done with the formula of an operation.
        pub(super) trait Each {
            type Result;
            fn of<F: Formula<2>>(self) -> Self::Result;
        }

        $(
            struct $name;
            impl Formula<2> for $name {
                #[inline(always)]
                fn at([$a, $b]: [f64; 2]) -> f64 {
                    $value
                }
            }
        )*

        impl Binary {
            /// Does something with the formula of this operation.
            pub(super) fn pick<E: Each>(self, each: E) -> E::Result {
                match self {
                    $(Binary::$name => each.of::<$name>(),)*
                }
            }
        }

        impl Kernels {
            /// `out = a op b`, lane by lane.
            ///
            /// ```
            /// use presidium_engine::kernels::{Binary, Kernels, Operand};
            /// let mut out = [9.0; 2];
            /// Kernels::detect().binary(Binary::Less, &mut out, Operand::Slice(&[1.0, 2.0]), Operand::Value(2.0));
            /// assert_eq!(out, [1.0, 0.0]);
            /// ```
            pub fn binary(self, op: Binary, out: &mut [f64], a: Operand, b: Operand) {
                match (op, b) {
                    (Binary::Power, Operand::Value(exponent)) => self.power(out, a, exponent),
                    $((Binary::$name, _) => self.map2(out, a, b, #[inline(always)] |$a, $b| $value),)*
                }
            }
        }
    };
}

binary_operations! {
    Add(a, b) = a + b,
    Subtract(a, b) = a - b,
    Multiply(a, b) = a * b,
    Divide(a, b) = a / b,
    /// See [`math::pow`].
    Power(a, b) = math::pow_without_branch(a, b),
    /// See [`math::min`].
    Min(a, b) = math::min(a, b),
    /// See [`math::max`].
    Max(a, b) = math::max(a, b),
    /// See [`modulo`].
    Mod(a, b) = modulo(a, b),
    Equal(a, b) = truth(a == b),
    NotEqual(a, b) = truth(a != b),
    Less(a, b) = truth(a < b),
    LessOrEqual(a, b) = truth(a <= b),
    Greater(a, b) = truth(a > b),
    GreaterOrEqual(a, b) = truth(a >= b),
    And(a, b) = truth((a != 0.0) & (b != 0.0)),
    Or(a, b) = truth((a != 0.0) | (b != 0.0)),
    /// A date and a time, counted in months; see [`calendar::add_months`].
    AddMonths(date, years) = calendar::add_months(date, years),
    /// A date and a time, counted in days; see [`calendar::add_days`].
    AddDays(date, years) = calendar::add_days(date, years),
    /// Whether a hazard that is expected to strike so often in a step (left) does so at this uniform number (right).
    Strikes(expected, uniform) = truth(uniform < scalar::hazard(expected)),
}

impl Binary {
    /// Whether the result is a truth.
    ///
    /// ```
    /// assert!(presidium_engine::kernels::Binary::Less.is_truth());
    /// ```
    pub fn is_truth(self) -> bool {
        use Binary::*;
        matches!(self, Equal | NotEqual | Less | LessOrEqual | Greater | GreaterOrEqual | And | Or | Strikes)
    }
}

impl From<BinaryOp> for Binary {
    fn from(op: BinaryOp) -> Binary {
        match op {
            BinaryOp::Add => Binary::Add,
            BinaryOp::Subtract => Binary::Subtract,
            BinaryOp::Multiply => Binary::Multiply,
            BinaryOp::Divide => Binary::Divide,
            BinaryOp::Power => Binary::Power,
            BinaryOp::Equal => Binary::Equal,
            BinaryOp::NotEqual => Binary::NotEqual,
            BinaryOp::Less => Binary::Less,
            BinaryOp::LessOrEqual => Binary::LessOrEqual,
            BinaryOp::Greater => Binary::Greater,
            BinaryOp::GreaterOrEqual => Binary::GreaterOrEqual,
            BinaryOp::And => Binary::And,
            BinaryOp::Or => Binary::Or,
        }
    }
}

impl Kernels {
    /// The two ways to a power are loops of their own when one exponent serves all lanes, as it mostly does.
    fn power(self, out: &mut [f64], a: Operand, exponent: f64) {
        if exponent == 2.0 {
            self.map(out, a, |a| a * a);
        } else if math::is_small_whole(exponent) {
            self.map(
                out,
                a,
                #[inline(always)]
                move |a| math::pow_whole(a, exponent),
            );
        } else {
            self.map(
                out,
                a,
                #[inline(always)]
                move |a| math::pow_general(a, exponent),
            );
        }
    }
}

/// A truth as a value; a choice of constants, which becomes a mask in vector code.
#[inline(always)]
fn truth(holds: bool) -> f64 {
    if holds { 1.0 } else { 0.0 }
}
