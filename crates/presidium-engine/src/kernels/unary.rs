//! Operations on one operand.

use presidium_lang::calendar;
use presidium_lang::model::UnaryOp;

use super::formula::Formula;
use super::{Kernels, Operand};
use crate::{finite, math};

/// Makes the enumeration, its meaning for one value, and its kernels, all from one formula for each operation.
macro_rules! unary_operations {
    ($($(#[$doc:meta])* $name:ident($a:ident) = $value:expr,)*) => {
        /// An operation on one value.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "most operations are what their names say")]
        pub enum Unary {
            $($(#[$doc])* $name,)*
        }

        impl Unary {
            /// All operations.
            pub const ALL: &[Unary] = &[$(Unary::$name,)*];

            /// `op a` for one value.
            ///
            /// ```
            /// assert_eq!(presidium_engine::kernels::Unary::Not.at(1.0), 0.0);
            /// ```
            pub fn at(self, a: f64) -> f64 {
                match self {
                    $(Unary::$name => {
                        let $a = a;
                        $value
                    })*
                }
            }
        }

        /// Something that is done with the formula of an operation.
        pub(super) trait Each {
            type Result;
            fn of<F: Formula<1>>(self) -> Self::Result;
        }

        $(
            struct $name;
            impl Formula<1> for $name {
                #[inline(always)]
                fn at([$a]: [f64; 1]) -> f64 {
                    $value
                }
            }
        )*

        impl Unary {
            /// Does something with the formula of this operation.
            pub(super) fn pick<E: Each>(self, each: E) -> E::Result {
                match self {
                    $(Unary::$name => each.of::<$name>(),)*
                }
            }
        }

        impl Kernels {
            /// `out = op a`, lane by lane.
            ///
            /// ```
            /// use presidium_engine::kernels::{Kernels, Operand, Unary};
            /// let mut out = [9.0; 2];
            /// Kernels::detect().unary(Unary::YearOf, &mut out, Operand::Slice(&[1953.0 * 12.0, 1953.0 * 12.0 + 2.5]));
            /// assert_eq!(out, [1953.0, 1953.0]);
            /// ```
            pub fn unary(self, op: Unary, out: &mut [f64], a: Operand) {
                match op {
                    $(Unary::$name => self.map(out, a, #[inline(always)] |$a| $value),)*
                }
            }
        }
    };
}

unary_operations! {
    Copy(a) = a,
    /// See `finite::result`.
    Finite(a) = finite::result(a),
    /// See `finite::flaw`.
    Flaw(a) = finite::flaw(a),
    Negate(a) = -a,
    /// 1 for zero, 0 for all else.
    Not(a) = if a == 0.0 { 1.0 } else { 0.0 },
    Abs(a) = a.abs(),
    Sqrt(a) = a.sqrt(),
    Floor(a) = a.floor(),
    /// See [`math::exp`].
    Exp(a) = math::exp(a),
    /// See [`math::ln`].
    Ln(a) = math::ln(a),
    /// See [`math::logistic`].
    Logistic(a) = math::logistic(a),
    /// See [`math::normal_cdf`].
    NormalCdf(a) = math::normal_cdf(a),
    /// See [`math::sin`].
    Sin(a) = math::sin(a),
    /// See [`math::cos`].
    Cos(a) = math::cos(a),
    /// See [`math::tan`].
    Tan(a) = math::tan(a),
    /// See [`math::tanh`].
    Tanh(a) = math::tanh(a),
    /// To the nearest whole number, halves away from zero.
    Round(a) = a.round(),
    /// See [`math::normal_quantile`].
    NormalQuantile(a) = math::normal_quantile(a),
    /// The year of a date in months since year 0.
    YearOf(date) = calendar::year_of(date),
    /// The month of the year, 1 to 12, of a date in months since year 0.
    MonthOf(date) = calendar::month_of(date),
}

impl Unary {
    /// Whether the result is a truth.
    ///
    /// ```
    /// assert!(presidium_engine::kernels::Unary::Not.is_truth());
    /// ```
    pub fn is_truth(self) -> bool {
        self == Unary::Not
    }
}

impl From<UnaryOp> for Unary {
    fn from(op: UnaryOp) -> Unary {
        match op {
            UnaryOp::Negate => Unary::Negate,
            UnaryOp::Not => Unary::Not,
        }
    }
}
