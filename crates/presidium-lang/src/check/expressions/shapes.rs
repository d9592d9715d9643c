//! Shapes in time: `step`, `ramp`, `pulse`, `pulse_train`; and what comes again after whole steps.
//!
//! The first three are written out as the expressions that they stand for.

use crate::ast::{self, Argument, ExprKind, Name};
use crate::check::checker::Checker;
use crate::check::known::scope::{Scope, Typed};
use crate::check::known::types::Ty;
use crate::check::values::rewrite::{all_of, binary, replace};
use crate::clock::{Clock, Step};
use crate::model::{BinaryOp, Expr, Function, VariableKind};
use crate::span::Span;

impl Checker<'_> {
    #[inline(never)]
    pub(super) fn shape(&mut self, scope: &mut Scope, name: &Name, arguments: &[Argument], span: Span) -> Typed {
        let write = Writer(span);
        match (name.text.as_str(), arguments) {
            ("step", [Argument::Value(height), Argument::Value(from)]) => {
                let reached = write.binary(BinaryOp::GreaterOrEqual, write.name("now"), from.clone());
                let mut typed = self.expression(scope, &write.either(reached, height.clone(), write.zero()));
                if let Expr::If { condition, .. } = &mut typed.value {
                    // A step of the model is before or after it, and in no part of it both.
                    replace(condition, &|part| matches!(part, Expr::Time).then_some(Expr::Now));
                }
                typed
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
                if matches!((&from.kind, &to.kind), (ExprKind::Date { .. }, ExprKind::Date { .. }))
                    && self.window_of(from, to, false).is_none()
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
        let steps = [
            self.whole_steps(scope, length, "the length of a pulse"),
            self.whole_steps(scope, period, "the time from pulse to pulse"),
        ];
        let (Some(window), [Some(length_steps), Some(period_steps)]) = (self.window_of(from, to, false), steps) else {
            return Typed::wrong();
        };
        if length_steps > period_steps {
            let message = "a pulse is longer than the time from one to the next".to_string();
            self.wrong_arguments(length.span, message, Some("make it shorter, or write `pulse` for a single one"));
            return Typed::wrong();
        }
        let after = binary(BinaryOp::GreaterOrEqual, Expr::Now, Expr::Number(self.model.clock.date(window.0)));
        let before = binary(BinaryOp::LessOrEqual, Expr::Now, Expr::Number(self.model.clock.date(window.1)));
        let since = self.since_last(window.0, period_steps);
        let in_pulse = binary(BinaryOp::Less, since, Expr::Number(f64::from(length_steps)));
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

    /// Whether a step is one of those that come every so many steps from one on.
    pub(in crate::check) fn is_due(&mut self, from: Step, steps: u32) -> Expr {
        let begun = binary(BinaryOp::GreaterOrEqual, Expr::Now, Expr::Number(self.model.clock.date(from)));
        let at_once = binary(BinaryOp::Equal, self.since_last(from, steps), Expr::Number(0.0));
        binary(BinaryOp::And, begun, at_once)
    }

    /// Steps since the last of those that come every so many steps. Months can be counted from `now`; for other steps the
    /// numbers are laid down for the whole run.
    fn since_last(&mut self, from: Step, steps: u32) -> Expr {
        if self.model.clock == Clock::default() {
            let passed = binary(BinaryOp::Subtract, Expr::Now, Expr::Number(self.model.clock.date(from)));
            return Expr::Call { function: Function::Mod, arguments: vec![passed, Expr::Number(f64::from(steps))] };
        }
        let run = self.model.first_step.to(self.model.until_step);
        let since = |step: Step| if step < from { 0 } else { (step - from) % steps };
        let values = run.map(|step| f64::from(since(step))).collect();
        let (name, label) = (format!("since {}", self.model.variables.len()), "steps since the last time".to_string());
        let variable =
            self.add_hidden((name, label), vec![], Ty::pure(), VariableKind::Series { monthly: vec![values] });
        Expr::Read { variable, indices: vec![], otherwise: None }
    }
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
