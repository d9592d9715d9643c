//! Expressions as written.

use super::words::{Index, Name, Text, UnitExpr};
use crate::span::Span;

#[derive(Clone, Debug)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
    /// Levels of operations in it, one inside the other.
    pub depth: u32,
}

#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A bare number.
    Number(f64),
    Quantity(f64, UnitExpr),
    Date {
        /// Months since the start of the year 0.
        months: f64,
        /// It names a day.
        is_day: bool,
    },
    /// Its span is the name itself, within whatever parentheses.
    Name(Name),
    Index {
        name: Name,
        indices: Vec<Expr>,
    },
    Call {
        name: Name,
        arguments: Vec<Argument>,
    },
    Fold {
        fold: crate::model::Fold,
        indices: Vec<Index>,
        filter: Option<Box<Expr>>,
        body: Box<Expr>,
    },
    /// `nth(2, p in Person where c by largest strength[p])`, `rank(x, p in Person by strength[p])`.
    Among(Box<Asked>),
    Unary {
        op: crate::model::UnaryOp,
        operand: Box<Expr>,
    },
    Binary {
        op: crate::model::BinaryOp,
        left: Box<Expr>,
        right: Box<Expr>,
        sign: Span,
    },
    /// `is none` and `is some`.
    IsNone {
        operand: Box<Expr>,
        negated: bool,
    },
    /// `is in Set` and `is not in Set`.
    IsIn {
        operand: Box<Expr>,
        set: Name,
        negated: bool,
    },
    Otherwise {
        value: Box<Expr>,
        default: Box<Expr>,
    },
    If {
        condition: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
    Terms(Vec<Term>),
}

impl Expr {
    pub fn new(kind: ExprKind, span: Span) -> Self {
        let mut expr = Self { kind, span, depth: 0 };
        let inside = expr.parts().iter().map(|part| part.depth).max().unwrap_or(0);
        expr.depth = expr.own_levels().saturating_add(inside);
        expr
    }

    /// A fold has a level for each index, and the smallest of n values is n - 1 comparisons.
    fn own_levels(&self) -> u32 {
        let levels = match &self.kind {
            ExprKind::Number(_) | ExprKind::Quantity(..) | ExprKind::Date { .. } | ExprKind::Name(_) => 0,
            ExprKind::Fold { indices, .. } => indices.len(),
            ExprKind::Call { name, arguments } if matches!(name.text.as_str(), "min" | "max") => arguments.len(),
            _ => 1,
        };
        u32::try_from(levels).unwrap_or(u32::MAX)
    }

    /// The names that occur in it, whatever they mean.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = match &self.kind {
            ExprKind::Name(name) => vec![&name.text],
            ExprKind::Index { name, .. } | ExprKind::IsIn { set: name, .. } => vec![&name.text],
            ExprKind::Fold { indices, .. } => indices.iter().map(|index| index.set.text.as_str()).collect(),
            ExprKind::Among(asked) => vec![&asked.index.set.text],
            _ => vec![],
        };
        names.extend(self.parts().into_iter().flat_map(Expr::names));
        names
    }

    /// The expressions directly inside this one, in order of reading.
    pub fn parts(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Number(_) | ExprKind::Quantity(..) | ExprKind::Date { .. } | ExprKind::Name(_) => vec![],
            ExprKind::Index { indices, .. } => indices.iter().collect(),
            ExprKind::Call { arguments, .. } => arguments.iter().flat_map(Argument::values).collect(),
            ExprKind::Fold { filter, body, .. } => filter.iter().chain([body]).map(|part| &**part).collect(),
            ExprKind::Among(asked) => asked.argument.iter().chain(&asked.filter).chain([&asked.key]).collect(),
            ExprKind::Unary { operand, .. } | ExprKind::IsNone { operand, .. } | ExprKind::IsIn { operand, .. } => {
                vec![operand]
            }
            ExprKind::Binary { left, right, .. } => vec![left, right],
            ExprKind::Otherwise { value, default } => vec![value, default],
            ExprKind::If { condition, then, otherwise } => vec![condition, then, otherwise],
            ExprKind::Terms(terms) => terms.iter().map(|term| &term.value).collect(),
        }
    }
}

/// Elements that are asked a question.
#[derive(Clone, Debug)]
pub struct Asked {
    pub question: crate::model::Among,
    /// None for a choice by lot.
    pub argument: Option<Expr>,
    pub index: Index,
    pub filter: Option<Expr>,
    pub key: Expr,
    /// The largest key comes first.
    pub largest: bool,
}

/// `known to p in Person where c`, `known to Old_Guard`, `known to holder[o]`
#[derive(Clone, Debug)]
pub struct Known {
    pub who: Who,
    /// What stands behind `known to`.
    pub content: Span,
}

#[derive(Clone, Debug)]
pub enum Who {
    Each {
        index: Index,
        filter: Option<Expr>,
    },
    /// A set, or an element.
    Named(Expr),
}

/// Something between the parentheses of a call.
#[derive(Clone, Debug)]
pub enum Argument {
    Value(Expr),
    /// `initially v`
    Initially(Expr),
    /// `at most v`
    AtMost(Expr),
    /// `x: y`
    Pair(Expr, Expr),
    /// `1953-03 .. 1953-09`
    Range(Expr, Expr),
}

impl Argument {
    /// The expressions in it.
    pub fn values(&self) -> impl Iterator<Item = &Expr> {
        let (first, second) = match self {
            Argument::Value(e) | Argument::Initially(e) | Argument::AtMost(e) => (e, None),
            Argument::Pair(a, b) | Argument::Range(a, b) => (a, Some(b)),
        };
        std::iter::once(first).chain(second)
    }

    pub fn span(&self) -> Span {
        match self {
            Argument::Value(e) | Argument::Initially(e) | Argument::AtMost(e) => e.span,
            Argument::Pair(a, b) | Argument::Range(a, b) => a.span.to(b.span),
        }
    }
}

/// A term, with its name if it has one.
#[derive(Clone, Debug)]
pub struct Term {
    pub label: Option<Text>,
    pub value: Expr,
}
