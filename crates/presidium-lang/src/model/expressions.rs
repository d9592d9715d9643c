//! Expressions of the checked model.

use super::ids::{BindingId, Index, LocalId, ObserverId, VariableId};

/// A named term of a sum.
#[derive(Clone, Debug)]
pub struct Term {
    pub label: String,
    pub value: Expr,
}

#[derive(Clone, Debug)]
pub enum Expr {
    Number(f64),
    /// The element bound to a name, as its ordinal in the root set.
    Bound(BindingId),
    Local(LocalId),
    /// The value of an observer; only in claims and tests.
    Observed(ObserverId),
    /// The date of the step's first day.
    Now,
    /// The value of a variable. Each index is an expression whose value is a root ordinal.
    ///
    /// If an index is none, or an element that is not in the variable's index set, the value is `otherwise`;
    /// the checker demands one where that can happen.
    Read {
        variable: VariableId,
        indices: Vec<Expr>,
        otherwise: Option<Box<Expr>>,
    },
    Unary {
        op: UnaryOp,
        operand: Box<Expr>,
    },
    Binary {
        op: BinaryOp,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Call {
        function: Function,
        arguments: Vec<Expr>,
    },
    /// Only the taken branch counts.
    If {
        condition: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
    /// Over the elements of a set, in order, those where `filter` holds.
    Fold {
        fold: Fold,
        index: Index,
        filter: Option<Box<Expr>>,
        body: Box<Expr>,
    },
    /// A sum whose terms have names.
    Terms(Vec<Term>),
    /// Piecewise linear, flat outside; points are sorted by x.
    Lookup {
        argument: Box<Expr>,
        points: Vec<(f64, f64)>,
    },
}

impl Expr {
    /// Calls `see` on each expression directly inside this one.
    pub fn for_each_operand<'a>(&'a self, see: &mut dyn FnMut(&'a Expr)) {
        match self {
            Expr::Number(_) | Expr::Bound(_) | Expr::Local(_) | Expr::Observed(_) | Expr::Now => {}
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    Negate,
    Not,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    Min,
    Max,
    Abs,
    Sqrt,
    Exp,
    Ln,
    /// `logistic(x) = 1 / (1 + exp(-x))`.
    Logistic,
    Floor,
    /// `clamp(x, low, high)`.
    Clamp,
    /// The standard normal distribution function.
    NormalCdf,
    /// Month of the year of a date, 1 to 12.
    MonthOf,
    /// Year of a date.
    YearOf,
    /// A date and a time, counted in months; see [`calendar::add_months`](crate::calendar::add_months).
    AddMonths,
    /// A date and a time, counted in days; see [`calendar::add_days`](crate::calendar::add_days).
    AddDays,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fold {
    /// Zero over nothing.
    Sum,
    /// Zero over nothing.
    Mean,
    /// Zero over nothing.
    Min,
    /// Zero over nothing.
    Max,
    /// How many; the body is a truth.
    Count,
    Any,
    All,
    /// The element (root ordinal) with the largest body, the first of equals; [`NONE`] over nothing.
    ArgMax,
    /// The element with the smallest body, the first of equals; [`NONE`] over nothing.
    ArgMin,
}
