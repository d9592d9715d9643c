//! Observers: what a claim sees of a world.

use crate::ast::{Argument, ExprKind, Name};
use crate::check::checker::Checker;
use crate::check::known::scope::{Partial, Scope, Stage, Typed};
use crate::check::known::types::Ty;
use crate::clock::Step;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{Expr, Model, Observer, ObserverId, ObserverKind, UnaryOp};
use crate::span::Span;
use crate::units::Measure;

impl Checker<'_> {
    /// `at(x, 1956-12)`, `ever(c, window)` and the like.
    pub(super) fn observer(&mut self, scope: &mut Scope, name: &Name, arguments: &[Argument], span: Span) -> Typed {
        if scope.stage != Stage::Claim {
            let message = format!("`{}` looks at a whole world, and stands in claims only", name.text);
            self.error(Diagnostic::error(&codes::OUTSIDE_CLAIM, span, message));
            return Typed::wrong();
        }
        let Some((Argument::Value(watched), rest)) = arguments.split_first() else {
            self.observer_arguments(name, span);
            return Typed::wrong();
        };
        let Some((first_step, last_step)) = self.observed_window(name, rest, span) else {
            return Typed::wrong();
        };
        scope.stage = Stage::Step;
        let (typed, _) = self.with_partial(scope, Partial::Forbidden, |c, s| c.expression(s, watched));
        scope.stage = Stage::Claim;
        let (kind, ty) = self.observed_type(name, &typed, watched.span);
        let id = ObserverId::new(self.model.observers.len());
        let value = match name.text.as_str() {
            "never_in" => Expr::Unary { op: UnaryOp::Not, operand: Box::new(typed.value) },
            _ => typed.value,
        };
        self.model.observers.push(Observer { kind, value, first_step, last_step });
        Typed { counts: typed.counts.of_one(), ..Typed::new(Expr::Observed(id), ty) }
    }

    /// First and last month of the model, for an example of what to write.
    pub(super) fn example_months(&self) -> (String, String) {
        match self.framed || self.model.last_step > Step(0) {
            true => {
                let Model { clock, first_step, last_step, .. } = &*self.model;
                (clock.seen_code(*first_step), clock.seen_code(*last_step))
            }
            false => ("1956-01".to_string(), "1956-12".to_string()),
        }
    }

    fn observer_arguments(&mut self, name: &Name, span: Span) {
        let (first, last) = self.example_months();
        let (message, help) = match name.text.as_str() {
            "at" => (format!("`at` takes a value and a {}", self.model.clock.noun()), format!("write `at(x, {last})`")),
            other => (
                format!("`{other}` takes a value and perhaps a window"),
                format!("write `{other}(x, {first} .. {last})`"),
            ),
        };
        self.wrong_arguments(span, message, Some(&help));
    }

    /// First and last month that the observer watches.
    fn observed_window(&mut self, name: &Name, rest: &[Argument], span: Span) -> Option<(Step, Step)> {
        let (whole, is_at) = ((self.model.first_step, self.model.last_step), name.text == "at");
        let window = match rest {
            [] if !is_at => return Some(whole),
            [Argument::Range(first, last)] if !is_at => self.window_of(first, last, true)?,
            [Argument::Value(date)] if is_at || matches!(date.kind, ExprKind::Date { .. } | ExprKind::Quantity(..)) => {
                match is_at {
                    true => {
                        let step = self.seen_step(date)?;
                        (step, step)
                    }
                    false => self.steps_in_run(date, true)?,
                }
            }
            _ => {
                self.observer_arguments(name, span);
                return None;
            }
        };
        let is_outside = window.0 < whole.0 || window.1 > self.model.until_step;
        (!self.refuse_outside(is_outside, rest[0].span())).then_some(window)
    }

    fn observed_type(&mut self, name: &Name, typed: &Typed, span: Span) -> (ObserverKind, Ty) {
        let what = format!("what `{}` watches", name.text);
        match name.text.as_str() {
            "at" => (ObserverKind::At, typed.ty.clone()),
            "ever" | "always" | "never_in" | "first" => {
                self.demand(typed, span, &Ty::Truth, &Measure::pure(), &what);
                match name.text.as_str() {
                    "ever" => (ObserverKind::Ever, Ty::Truth),
                    "first" => (ObserverKind::First, Ty::Date),
                    _ => (ObserverKind::Always, Ty::Truth),
                }
            }
            "total" => (ObserverKind::Sum, self.number(typed, span, &what)),
            "average" => (ObserverKind::Mean, self.number(typed, span, &what)),
            "lowest" => (ObserverKind::Min, self.number(typed, span, &what)),
            _ => (ObserverKind::Max, self.number(typed, span, &what)),
        }
    }
}
