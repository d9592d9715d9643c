//! Shapes in time: `step`, `ramp`, `pulse`, `pulse_train`; and what comes again after whole months.
//!
//! The first three are written out as the expressions that they stand for.

use crate::ast::{self, Argument, ExprKind, Name};
use crate::calendar::Month;
use crate::check::checker::Checker;
use crate::check::known::scope::{Scope, Typed};
use crate::check::values::rewrite::{all_of, binary};
use crate::model::{BinaryOp, Expr, Function};
use crate::span::Span;

impl Checker<'_> {
    #[inline(never)]
    pub(super) fn shape(&mut self, scope: &mut Scope, name: &Name, arguments: &[Argument], span: Span) -> Typed {
        let write = Writer(span);
        match (name.text.as_str(), arguments) {
            ("step", [Argument::Value(height), Argument::Value(from)]) => {
                let reached = write.binary(BinaryOp::GreaterOrEqual, write.name("now"), from.clone());
                self.expression(scope, &write.either(reached, height.clone(), write.zero()))
            }
            ("pulse", [Argument::Value(height), Argument::Value(month)]) => {
                self.pulse(scope, write, height, Argument::Range(month.clone(), month.clone()))
            }
            ("pulse", [Argument::Value(height), window @ Argument::Range(..)]) => {
                self.pulse(scope, write, height, window.clone())
            }
            ("ramp", [Argument::Value(slope), Argument::Value(from)]) => {
                self.ramp(scope, write, slope, from, write.name("now"))
            }
            ("ramp", [Argument::Value(slope), Argument::Range(from, to)]) => {
                if matches!((&from.kind, &to.kind), (ExprKind::Date(_), ExprKind::Date(_)))
                    && self.window(from, to).is_none()
                {
                    return Typed::wrong();
                }
                let end = write.call("min", vec![write.name("now"), to.clone()]);
                self.ramp(scope, write, slope, from, end)
            }
            (
                "pulse_train",
                [Argument::Value(height), Argument::Value(length), Argument::Value(period), Argument::Range(from, to)],
            ) => self.pulse_train(scope, height, [length, period], [from, to]),
            (shape, _) => {
                let (takes, example) = match shape {
                    "step" => ("a height and a date", "step(3, 1957-01)"),
                    "ramp" => ("a slope, and a date or a window", "ramp(0.1/year, 1957-01 .. 1960-12)"),
                    "pulse" => ("a height, and a month or a window", "pulse(3, 1957-01 .. 1957-03)"),
                    _ => {
                        let takes = "a height, the length of a pulse, the time from one to the next, and a window";
                        (takes, "pulse_train(3, 2 months, 1 year, 1957-01 .. 1960-12)")
                    }
                };
                self.wrong_arguments(span, format!("`{shape}` takes {takes}"), Some(&format!("write `{example}`")));
                Typed::wrong()
            }
        }
    }

    fn pulse(&mut self, scope: &mut Scope, write: Writer, height: &ast::Expr, window: Argument) -> Typed {
        let name = Name { text: "in_window".to_string(), span: write.0 };
        let within = ast::Expr::new(ExprKind::Call { name, arguments: vec![window] }, write.0);
        self.expression(scope, &write.either(within, height.clone(), write.zero()))
    }

    /// The slope times the time since a date, which ends with another one.
    fn ramp(&mut self, scope: &mut Scope, write: Writer, slope: &ast::Expr, from: &ast::Expr, end: ast::Expr) -> Typed {
        let passed = write.binary(BinaryOp::Subtract, end, from.clone());
        let since = write.call("max", vec![write.zero(), passed]);
        self.expression(scope, &write.binary(BinaryOp::Multiply, slope.clone(), since))
    }

    /// Within a window, for so long out of each period.
    fn pulse_train(
        &mut self,
        scope: &mut Scope,
        height: &ast::Expr,
        [length, period]: [&ast::Expr; 2],
        [from, to]: [&ast::Expr; 2],
    ) -> Typed {
        let typed = self.expression(scope, height);
        let ty = self.number(&typed, height.span, "the height of a pulse");
        let months = [
            self.whole_months(scope, length, "the length of a pulse"),
            self.whole_months(scope, period, "the time from pulse to pulse"),
        ];
        let (Some(window), [Some(length_months), Some(period_months)]) = (self.window(from, to), months) else {
            return Typed::wrong();
        };
        if length_months > period_months {
            let message = "a pulse is longer than the time from one to the next".to_string();
            self.wrong_arguments(length.span, message, Some("make it shorter, or write `pulse` for a single one"));
            return Typed::wrong();
        }
        let after = binary(BinaryOp::GreaterOrEqual, Expr::Now, Expr::Number(window.0.date()));
        let before = binary(BinaryOp::LessOrEqual, Expr::Now, Expr::Number(window.1.date()));
        let in_pulse =
            binary(BinaryOp::Less, since_last(window.0, period_months), Expr::Number(f64::from(length_months)));
        let value = match all_of(vec![after, before, in_pulse]) {
            Some(condition) => Expr::If {
                condition: Box::new(condition),
                then: Box::new(typed.value),
                otherwise: Box::new(Expr::Number(0.0)),
            },
            None => typed.value,
        };
        Typed { counts: typed.counts.of_one(), symbol: typed.symbol, ..Typed::new(value, ty) }
    }

    /// Whether a step is one of those that come every so many months from a month on.
    pub(in crate::check) fn is_due(&self, from: Month, months: u32) -> Expr {
        let begun = binary(BinaryOp::GreaterOrEqual, Expr::Now, Expr::Number(from.date()));
        let at_once = binary(BinaryOp::Equal, since_last(from, months), Expr::Number(0.0));
        binary(BinaryOp::And, begun, at_once)
    }
}

/// Months since the last of those that come every so many months.
fn since_last(from: Month, months: u32) -> Expr {
    let passed = binary(BinaryOp::Subtract, Expr::Now, Expr::Number(from.date()));
    Expr::Call { function: Function::Mod, arguments: vec![passed, Expr::Number(f64::from(months))] }
}

/// Writes expressions that stand for a call, all of them at its place.
#[derive(Clone, Copy)]
struct Writer(Span);

impl Writer {
    fn zero(self) -> ast::Expr {
        ast::Expr::new(ExprKind::Number(0.0), self.0)
    }

    fn name(self, text: &str) -> ast::Expr {
        ast::Expr::new(ExprKind::Name(Name { text: text.to_string(), span: self.0 }), self.0)
    }

    fn call(self, function: &str, arguments: Vec<ast::Expr>) -> ast::Expr {
        let name = Name { text: function.to_string(), span: self.0 };
        let arguments = arguments.into_iter().map(Argument::Value).collect();
        ast::Expr::new(ExprKind::Call { name, arguments }, self.0)
    }

    fn binary(self, op: BinaryOp, left: ast::Expr, right: ast::Expr) -> ast::Expr {
        let sign = right.span;
        ast::Expr::new(ExprKind::Binary { op, left: Box::new(left), right: Box::new(right), sign }, self.0)
    }

    fn either(self, condition: ast::Expr, then: ast::Expr, otherwise: ast::Expr) -> ast::Expr {
        let (condition, then, otherwise) = (Box::new(condition), Box::new(then), Box::new(otherwise));
        ast::Expr::new(ExprKind::If { condition, then, otherwise }, self.0)
    }
}
