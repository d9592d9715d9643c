//! Expressions of the checked model.

use super::ids::{BindingId, Index, LocalId, ObserverId, VariableId};

/// A named term of a sum.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The author's name for it; may be empty.
    pub label: String,
    /// What it adds.
    pub value: Expr,
}

/// A computation over base units; every name in it has been resolved.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A number in base units.
    Number(f64),
    /// The element bound to a name, as its ordinal in the root set.
    Bound(BindingId),
    /// A value that the rule has computed before.
    Local(LocalId),
    /// The value of an observer; only in claims and tests.
    Observed(ObserverId),
    /// A number from 0 to 1, both left out, drawn for the rule that acts.
    Luck(Box<Luck>),
    /// The date of the step's first day.
    Now,
    /// The time in a model without a calendar: as [`Expr::Now`] the start of the step, but in rates that are computed several times in a step
    /// (see [`Integration`](super::Integration)) the moment for which they are.
    Time,
    /// The value of a variable. Each index is an expression whose value is a root ordinal.
    ///
    /// If an index is none, or an element that is not in the variable's index set, the value is `otherwise`;
    /// the checker demands one where that can happen.
    Read {
        /// What is read.
        variable: VariableId,
        /// One for each index of the variable.
        indices: Vec<Expr>,
        /// The value if there is no such element.
        otherwise: Option<Box<Expr>>,
    },
    /// An operation on one value.
    Unary {
        /// The operation.
        op: UnaryOp,
        /// The value.
        operand: Box<Expr>,
    },
    /// An operation on two values.
    Binary {
        /// The operation.
        op: BinaryOp,
        /// The first value.
        left: Box<Expr>,
        /// The second value.
        right: Box<Expr>,
    },
    /// A function of values.
    Call {
        /// The function.
        function: Function,
        /// As many as the function takes.
        arguments: Vec<Expr>,
    },
    /// Only the taken branch counts.
    If {
        /// A truth.
        condition: Box<Expr>,
        /// The value if it holds.
        then: Box<Expr>,
        /// The value if it does not hold.
        otherwise: Box<Expr>,
    },
    /// Over the elements of a set, in order, those where `filter` holds.
    Fold {
        /// What is made of the values.
        fold: Fold,
        /// The name of an element, and its set.
        index: Index,
        /// A truth; every element counts if absent.
        filter: Option<Box<Expr>>,
        /// The value of an element.
        body: Box<Expr>,
    },
    /// A question to the elements of a set where `filter` holds, each with its key; what each question makes of them is said
    /// at [`Among`].
    Among {
        /// What is asked.
        question: Among,
        /// What the question is about.
        argument: Box<Expr>,
        /// The name of an element, and its set.
        index: Index,
        /// A truth; every element counts if absent.
        filter: Option<Box<Expr>>,
        /// The key of an element.
        key: Box<Expr>,
    },
    /// A sum whose terms have names.
    Terms(Vec<Term>),
    /// Piecewise linear, flat outside; points are sorted by x.
    Lookup {
        /// The `x` that is looked up.
        argument: Box<Expr>,
        /// Pairs of `x` and `y`.
        points: Vec<(f64, f64)>,
    },
}

impl Expr {
    /// Calls `see` on each expression directly inside this one.
    pub fn for_each_operand<'a>(&'a self, see: &mut dyn FnMut(&'a Expr)) {
        match self {
            Expr::Number(_) | Expr::Bound(_) | Expr::Local(_) | Expr::Observed(_) | Expr::Now | Expr::Time => {}
            Expr::Luck(luck) => luck.of.iter().chain(&luck.around).for_each(|one| see(&one.at)),
            Expr::Read { indices, otherwise, .. } => {
                indices.iter().for_each(&mut *see);
                otherwise.iter().for_each(|part| see(part));
            }
            Expr::Unary { operand, .. } => see(operand),
            Expr::Binary { left, right, .. } => [left, right].into_iter().for_each(|part| see(part)),
            Expr::Call { arguments, .. } => arguments.iter().for_each(see),
            Expr::If { condition, then, otherwise } => {
                [condition, then, otherwise].into_iter().for_each(|part| see(part));
            }
            Expr::Fold { filter, body, .. } => {
                filter.iter().for_each(|part| see(part));
                see(body);
            }
            Expr::Among { argument, filter, key, .. } => {
                see(argument);
                filter.iter().for_each(|part| see(part));
                see(key);
            }
            Expr::Terms(terms) => terms.iter().for_each(|term| see(&term.value)),
            Expr::Lookup { argument, .. } => see(argument),
        }
    }

    /// Calls `see` on this expression and all its parts, from the outside in.
    ///
    /// ```
    /// use presidium_lang::model::{BinaryOp, Expr};
    ///
    /// let left = Box::new(Expr::Number(2.0));
    /// let sum = Expr::Binary { op: BinaryOp::Add, left, right: Box::new(Expr::Now) };
    /// let mut parts = 0;
    /// sum.visit(&mut |_| parts += 1);
    /// assert_eq!(parts, 3);
    /// ```
    pub fn visit<'a>(&'a self, see: &mut dyn FnMut(&'a Expr)) {
        see(self);
        self.for_each_operand(&mut |part| part.visit(see));
    }
}

/// What a number is drawn for, within a step: the same number wherever it is read, and another one for every element.
#[derive(Clone, Debug, PartialEq)]
pub struct Luck {
    /// Its stream: the name of the rule, and which of its lots this is.
    pub name: String,
    /// The element of the rule, one for each of its indices.
    pub of: Vec<Counted>,
    /// What it is drawn for beside that, from the outside in: elements of the loops around it.
    pub around: Vec<Counted>,
}

/// One of so many things.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    /// How many there are.
    pub count: u32,
    /// Which one, from 0 on: a root ordinal, as a rule.
    pub at: Expr,
}

/// Operations on one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    /// `-x`
    Negate,
    /// `not x`
    Not,
}

/// Operations on two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `a + b`
    Add,
    /// `a - b`
    Subtract,
    /// `a * b`
    Multiply,
    /// `a / b`
    Divide,
    /// `a ^ b`
    Power,
    /// `a = b`
    Equal,
    /// `a != b`
    NotEqual,
    /// `a < b`
    Less,
    /// `a <= b`
    LessOrEqual,
    /// `a > b`
    Greater,
    /// `a >= b`
    GreaterOrEqual,
    /// `a and b`; the second is not looked at if the first decides.
    And,
    /// `a or b`; the second is not looked at if the first decides.
    Or,
}

/// Functions of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// The smallest of its arguments.
    Min,
    /// The largest of its arguments.
    Max,
    /// The absolute value.
    Abs,
    /// The square root.
    Sqrt,
    /// The exponential function.
    Exp,
    /// The natural logarithm.
    Ln,
    /// `logistic(x) = 1 / (1 + exp(-x))`.
    Logistic,
    /// The largest whole number that is not above.
    Floor,
    /// `clamp(x, low, high)`.
    Clamp,
    /// The standard normal distribution function.
    NormalCdf,
    /// The sine of an angle in radians.
    Sin,
    /// The cosine of an angle in radians.
    Cos,
    /// The tangent of an angle in radians.
    Tan,
    /// The hyperbolic tangent.
    Tanh,
    /// The nearest whole number; halves are rounded away from zero.
    Round,
    /// `mod(x, y)`: what is left of `x` after whole steps of `y`, with the sign of `y`.
    Mod,
    /// `within(x, low, high)`: `x`, which has no value outside of the other two. Made by the compiler.
    Within,
    /// Month of the year of a date, 1 to 12.
    MonthOf,
    /// Year of a date.
    YearOf,
    /// A date and a time, counted in months; see [`calendar::add_months`](crate::calendar::add_months).
    AddMonths,
    /// A date and a time, counted in days; see [`calendar::add_days`](crate::calendar::add_days).
    AddDays,
}

/// What is made of the values of several elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fold {
    /// Zero over nothing.
    Sum,
    /// One over nothing.
    Product,
    /// Zero over nothing.
    Mean,
    /// Zero over nothing.
    Min,
    /// Zero over nothing.
    Max,
    /// How many; the body is a truth.
    Count,
    /// Whether some body holds; false over nothing.
    Any,
    /// Whether every body holds; true over nothing.
    All,
    /// The element (root ordinal) with the largest body, the first of equals; [`NONE`](super::NONE) over nothing.
    ArgMax,
    /// The element with the smallest body, the first of equals; [`NONE`](super::NONE) over nothing.
    ArgMin,
}

/// A question to elements that have keys.
///
/// They are ordered by their keys, the smallest first; of equal keys the element that comes first in its set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Among {
    /// The element (root ordinal) at a place of the order, from 1 on; [`NONE`](super::NONE) where there is no such place.
    Nth,
    /// The place of an element in the order, from 1 on; 0 of an element that is not among them.
    Rank,
    /// The element that a number between 0 and 1 falls on, where each has a part as large as its key says;
    /// [`NONE`](super::NONE) where all keys are zero. No key may be below zero.
    Lot,
}
