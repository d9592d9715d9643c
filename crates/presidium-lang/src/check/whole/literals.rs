//! Numbers that stand inside equations and rules.
//!
//! Parameters, data and series say how well they are known; a number inside an equation cannot, and may be an
//! assumption that nobody sees. What is left out is listed in `docs/command.md`.

use crate::ast::{Declaration, Expr, ExprKind, UnitAtom, UnitExpr};
use crate::check::checker::Checker;
use crate::model::{BinaryOp, Literal, UnaryOp};
use crate::span::Span;
use crate::units::Dimension;
use crate::units::UnitTable;

impl Checker<'_> {
    /// All of them in order of reading.
    pub(in crate::check) fn literals(&self, declarations: &[Declaration]) -> Vec<Literal> {
        let evaluated = declarations.iter().filter_map(Declaration::evaluated);
        let of_declaration = |(name, values): (&crate::ast::Name, Vec<&Expr>)| {
            let mut finder = Finder { units: &self.units, found: vec![] };
            values.iter().for_each(|value| finder.look(value, Position::Plain));
            finder.found.sort();
            let literal = |span: &Span| Literal {
                text: self.texts.document.text(*span).to_string(),
                declaration: name.text.clone(),
                place: self.texts.document.place(*span),
            };
            finder.found.iter().map(literal).collect::<Vec<Literal>>()
        };
        evaluated.flat_map(of_declaration).collect()
    }
}

/// What an expression is to the one around it.
#[derive(Clone, Copy, PartialEq)]
enum Position {
    Plain,
    /// A factor or a divisor, which may be there for its unit only.
    Factor,
}

struct Finder<'a> {
    units: &'a UnitTable<'a>,
    found: Vec<Span>,
}

impl Finder<'_> {
    fn look(&mut self, expr: &Expr, position: Position) {
        match &expr.kind {
            ExprKind::Number(value) => self.add_if(!is_plain(*value) && !is_index(*value, position), expr),
            ExprKind::Quantity(value, unit) => {
                let counts = *value != 0.0 && !self.converts(*value, unit, position);
                self.add_if(counts, expr);
            }
            ExprKind::Date { .. } | ExprKind::Name(_) => {}
            ExprKind::Index { indices, .. } => indices.iter().for_each(|index| self.look(index, Position::Plain)),
            ExprKind::Call { name, arguments } => {
                for (at, argument) in arguments.iter().enumerate() {
                    // What a year changed is asked of the year before; a delay of another length is a choice.
                    let position = if name.text == "delay" && at == 1 { Position::Factor } else { Position::Plain };
                    argument.values().for_each(|value| self.look(value, position));
                }
            }
            ExprKind::Among(_) => expr.parts().into_iter().for_each(|part| self.look(part, Position::Plain)),
            ExprKind::Fold { filter, body, .. } => {
                filter.iter().chain([body]).for_each(|part| self.look(part, Position::Plain));
            }
            ExprKind::Unary { op: UnaryOp::Negate, operand } => self.look(operand, position),
            ExprKind::Unary { operand, .. } | ExprKind::IsNone { operand, .. } | ExprKind::IsIn { operand, .. } => {
                self.look(operand, Position::Plain);
            }
            ExprKind::Binary { op, left, right, .. } => self.look_at_both(expr, *op, left, right),
            ExprKind::Otherwise { value, default } => {
                [value, default].into_iter().for_each(|part| self.look(part, Position::Plain));
            }
            ExprKind::If { condition, then, otherwise } => {
                [condition, then, otherwise].into_iter().for_each(|part| self.look(part, Position::Plain));
            }
            ExprKind::Terms(terms) => terms.iter().for_each(|term| self.look(&term.value, Position::Plain)),
        }
    }

    fn look_at_both(&mut self, whole: &Expr, op: BinaryOp, left: &Expr, right: &Expr) {
        match op {
            BinaryOp::Power => {
                self.look(left, Position::Plain);
                if !is_constant(right) {
                    self.look(right, Position::Plain);
                }
            }
            // `2/3` is one number.
            BinaryOp::Divide if is_constant(left) && is_constant(right) => {
                let before = self.found.len();
                [left, right].into_iter().for_each(|part| self.look(part, Position::Plain));
                let counts = self.found.len() > before;
                self.found.truncate(before);
                self.add_if(counts, whole);
            }
            BinaryOp::Multiply | BinaryOp::Divide => {
                [left, right].into_iter().for_each(|part| self.look(part, Position::Factor));
            }
            _ if is_comparison(op) && (is_calendar(left) || is_calendar(right)) => {
                let others = [left, right].into_iter().filter(|part| !is_constant(part));
                others.for_each(|part| self.look(part, Position::Plain));
            }
            _ => [left, right].into_iter().for_each(|part| self.look(part, Position::Plain)),
        }
    }

    fn add_if(&mut self, counts: bool, expr: &Expr) {
        self.found.extend(counts.then_some(expr.span));
    }

    /// Whether a quantity is there for its unit: `x / 1 year`, `x * 365 days`. A percentage is a number like any other.
    fn converts(&self, value: f64, unit: &UnitExpr, position: Position) -> bool {
        match unit.factors.as_slice() {
            [only] if only.atom == UnitAtom::Percent => is_plain(value / 100.0),
            _ => position == Position::Factor && (value == 1.0 || self.is_year(value, unit)),
        }
    }

    /// `12 months`, `365 days`.
    fn is_year(&self, value: f64, unit: &UnitExpr) -> bool {
        let [only] = unit.factors.as_slice() else { return false };
        let UnitAtom::Named(name) = &only.atom else { return false };
        let known = self.units.get(name).filter(|unit| only.power == 1 && unit.dimension == Dimension::time());
        // A year has 365 or 366 days where the author says so.
        known.is_some_and(|unit| (value * unit.factor - 1.0).abs() < 0.003)
    }
}

fn is_plain(value: f64) -> bool {
    [0.0, 1.0, 2.0].contains(&value)
}

/// An index that is 100 in its base year is written and read with this factor, as is a percentage.
fn is_index(value: f64, position: Position) -> bool {
    position == Position::Factor && value == 100.0
}

/// Only bare numbers: `3`, `-0.5`, `1/2`.
fn is_constant(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number(_) => true,
        ExprKind::Unary { operand, .. } => is_constant(operand),
        ExprKind::Binary { left, right, .. } => is_constant(left) && is_constant(right),
        _ => false,
    }
}

fn is_comparison(op: BinaryOp) -> bool {
    use BinaryOp::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    matches!(op, Equal | NotEqual | Less | LessOrEqual | Greater | GreaterOrEqual)
}

/// A month or a year of the calendar, which is compared with its number.
fn is_calendar(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Call { name, .. } if matches!(name.text.as_str(), "month_of" | "year_of"))
}
