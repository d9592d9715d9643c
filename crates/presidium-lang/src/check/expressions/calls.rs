//! Calls of functions.

use std::rc::Rc;

use crate::ast::{self, Argument, Name};
use crate::check::checker::Checker;
use crate::check::expressions::absent::instead_of;
use crate::check::known::entities::Entity;
use crate::check::known::functions::FUNCTIONS;
use crate::check::known::references::Space;
use crate::check::known::scope::{Scope, Stage, Typed};
use crate::check::known::types::{Counts, Ty};
use crate::check::values::rewrite::binary;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::letters::stranger;
use crate::model::{BinaryOp, Expr, Function};
use crate::span::Span;
use crate::symbols::ReferenceKind;

impl Checker<'_> {
    pub(super) fn call(&mut self, scope: &mut Scope, name: &Name, arguments: &[Argument], span: Span) -> Typed {
        // What a shape in time stands for is called at its place, and not by its name.
        if self.texts.document.text(name.span) == name.text {
            self.refer(Space::Functions, name, ReferenceKind::Reads);
        }
        if let Some(callable) = self.functions.get(&name.text) {
            callable.is_called.set(true);
            let function = Rc::clone(&callable.function);
            return self.call_own(scope, &function, name, arguments, span);
        }
        match name.text.as_str() {
            "lookup" => self.lookup(scope, arguments, span),
            "smooth" | "smooth3" | "smooth_n" => self.smooth(scope, name, arguments, span),
            "delay1" | "delay3" | "delay_n" => self.passed_on(scope, name, arguments, span),
            "trend" => self.trend(scope, name, arguments, span),
            "delay" => self.delay(scope, arguments, span),
            "previous" => self.previous(scope, arguments, span),
            "in_window" => self.in_window(scope, arguments, span),
            "step" | "ramp" | "pulse" | "pulse_train" => self.shape(scope, name, arguments, span),
            "position" | "before" | "after" => self.place(scope, name, arguments, span),
            "chance" => self.chance(scope, arguments, span),
            "size" => self.size(arguments, span),
            "happened" | "times" | "date_of" => self.event_query(scope, name, arguments, span),
            "chosen" | "times_chosen" | "date_chosen" | "votes" => self.decision_query(scope, name, arguments, span),
            "chosen_of" | "margin" | "turnout" | "ballots" => self.last_time(scope, name, arguments, span),
            "vote_of" | "voted" => self.vote_query(scope, name, arguments, span),
            "at" | "ever" | "always" | "never_in" | "first" | "total" | "average" | "lowest" | "highest" => {
                self.observer(scope, name, arguments, span)
            }
            "sum" | "product" | "mean" | "count" | "any" | "all" | "argmax" | "argmin" | "pick" => {
                let message = format!("`{}` folds over a set", name.text);
                let help = self.fold_as_meant(name, arguments);
                self.error(Diagnostic::error(&codes::WRONG_ARGUMENTS, span, message).help(help));
                Typed::wrong()
            }
            _ => self.plain_call(scope, name, arguments, span),
        }
    }

    /// How the fold is written that was called like a function.
    fn fold_as_meant(&self, name: &Name, arguments: &[Argument]) -> String {
        let fold = &name.text;
        match arguments {
            [Argument::Value(ast::Expr { kind: ast::ExprKind::Name(of), .. })] => {
                let entity = self.names.get(&of.text).map(|named| named.entity);
                let indices = match entity {
                    Some(Entity::Variable(id)) => self.model.variables[id].indices.as_slice(),
                    _ => &[],
                };
                match indices {
                    [index] => format!("write `{fold}(i in {}: {}[i])`", self.set_name(index.set), of.text),
                    _ => format!("write `{fold}(i in Set: …)`"),
                }
            }
            [Argument::Pair(ast::Expr { kind: ast::ExprKind::Name(binding), .. }, body)] => {
                let binding = &binding.text;
                format!("name the set: `{fold}({binding} in Set: {})`", self.texts.document.text(body.span))
            }
            _ => format!("write `{fold}(i in Set: …)`"),
        }
    }

    fn plain_call(&mut self, scope: &mut Scope, name: &Name, arguments: &[Argument], span: Span) -> Typed {
        let (function, count) = match name.text.as_str() {
            "min" => (Function::Min, 0),
            "max" => (Function::Max, 0),
            "abs" => (Function::Abs, 1),
            "sqrt" => (Function::Sqrt, 1),
            "exp" => (Function::Exp, 1),
            "ln" => (Function::Ln, 1),
            "logistic" => (Function::Logistic, 1),
            "floor" => (Function::Floor, 1),
            "clamp" => (Function::Clamp, 3),
            "normal_cdf" => (Function::NormalCdf, 1),
            "sin" => (Function::Sin, 1),
            "cos" => (Function::Cos, 1),
            "tan" => (Function::Tan, 1),
            "tanh" => (Function::Tanh, 1),
            "round" => (Function::Round, 1),
            "mod" => (Function::Mod, 2),
            "month_of" => (Function::MonthOf, 1),
            "year_of" => (Function::YearOf, 1),
            _ => {
                self.unknown_function(name);
                return Typed::wrong();
            }
        };
        let Some(values) = self.plain_arguments(name, arguments, count, span) else {
            return Typed::wrong();
        };
        let typed: Vec<(Typed, Span)> = values.iter().map(|e| (self.expression(scope, e), e.span)).collect();
        let ty = self.function_type(function, name, &typed);
        let counts = match function {
            Function::Min | Function::Max | Function::Clamp | Function::Abs | Function::Mod => {
                Typed::common_counts(typed.iter().map(|(t, _)| t))
            }
            _ => Counts::default(),
        };
        let arguments = typed.into_iter().map(|(t, _)| t.value).collect();
        Typed { counts, ..Typed::new(applied(function, arguments), ty) }
    }

    /// A function that could not be read, or imported, has been reported.
    fn unknown_function(&mut self, name: &Name) {
        if self.names.get(&name.text).is_some_and(|named| named.entity == Entity::Broken) {
            return;
        }
        let message = format!("there is no function `{}`", name.text);
        let mut diagnostic = Diagnostic::error(&codes::UNKNOWN_NAME, name.span, message);
        diagnostic = match (self.names.contains(&name.text), instead_of(&name.text)) {
            (true, _) => diagnostic.help(format!("an index stands in brackets: `{}[…]`", name.text)),
            (_, Some(instead)) => diagnostic.help(instead),
            _ => {
                let own: Vec<String> = self.functions.keys().cloned().collect();
                let known = FUNCTIONS.iter().copied().chain(own.iter().map(String::as_str));
                let imported = self.to_import(&name.text);
                let near = || self.complaints.suggestions.did_you_mean(&name.text, known);
                diagnostic.help_if(imported.or_else(near).or_else(|| stranger(&name.text)))
            }
        };
        self.error(diagnostic);
    }

    /// How a function comes in sight that a library has.
    fn to_import(&self, function: &str) -> Option<String> {
        let known = self.texts.reader.sources.libraries();
        let library = known.iter().find(|library| library.mentions(function))?;
        Some(format!("a library has it: `use {function} from {}`", library.name))
    }

    /// Arguments that are all plain values; `count` of them, or at least two if it is 0.
    pub(super) fn plain_arguments<'e>(
        &mut self,
        name: &Name,
        arguments: &'e [Argument],
        count: usize,
        span: Span,
    ) -> Option<Vec<&'e ast::Expr>> {
        let values: Vec<&ast::Expr> = arguments
            .iter()
            .filter_map(|a| match a {
                Argument::Value(value) => Some(value),
                _ => None,
            })
            .collect();
        let fits =
            values.len() == arguments.len() && if count == 0 { values.len() >= 2 } else { values.len() == count };
        if !fits {
            let due = match count {
                0 => "two values or more".to_string(),
                1 => "one value".to_string(),
                n => format!("{n} values"),
            };
            self.wrong_arguments(span, format!("`{}` takes {due}", name.text), None);
        }
        fits.then_some(values)
    }

    pub(in crate::check) fn wrong_arguments(&mut self, span: Span, message: String, help: Option<&str>) {
        let diagnostic = Diagnostic::error(&codes::WRONG_ARGUMENTS, span, message);
        self.error(diagnostic.help_if(help.map(str::to_string)));
    }

    fn function_type(&mut self, function: Function, name: &Name, arguments: &[(Typed, Span)]) -> Ty {
        let what = format!("the argument of `{}`", name.text);
        let Some((first, span)) = arguments.first() else {
            return Ty::Wrong;
        };
        match function {
            Function::Min | Function::Max | Function::Clamp => self.common_type(arguments, &what),
            Function::Mod => self.common_number(arguments, &what),
            Function::Abs => self.number(first, *span, &what),
            Function::Sqrt => match self.number(first, *span, &what) {
                Ty::Quantity(dimension) => match dimension.root() {
                    Some(root) => Ty::Quantity(root),
                    None => {
                        self.demand_pure(first, *span, &what);
                        Ty::Wrong
                    }
                },
                other => other,
            },
            Function::MonthOf | Function::YearOf if !self.model.clock.has_calendar() => {
                self.no_calendar(name.span);
                Ty::Wrong
            }
            Function::MonthOf | Function::YearOf => {
                self.demand(first, *span, &Ty::Date, &crate::units::Measure::pure(), &what);
                Ty::pure()
            }
            _ => {
                self.demand_pure(first, *span, &what);
                Ty::pure()
            }
        }
    }

    /// The unit that all arguments share, of which none is a date.
    fn common_number(&mut self, arguments: &[(Typed, Span)], what: &str) -> Ty {
        match self.common_type(arguments, what) {
            Ty::Date => self.number(&arguments[0].0, arguments[0].1, what),
            number => number,
        }
    }

    fn common_type(&mut self, arguments: &[(Typed, Span)], what: &str) -> Ty {
        let mut common = arguments[0].clone();
        for (typed, span) in &arguments[1..] {
            let ty = self.unify((&common.0, common.1), (typed, *span), *span, "compare");
            common = (Typed { ty, ..typed.clone() }, *span);
        }
        match common.0.ty {
            Ty::Date => Ty::Date,
            _ => self.number(&common.0, common.1, what),
        }
    }

    /// `lookup(x, 0: 1, 10: 3)`
    fn lookup(&mut self, scope: &mut Scope, arguments: &[Argument], span: Span) -> Typed {
        let Some((Argument::Value(argument), points)) = arguments.split_first() else {
            self.wrong_arguments(
                span,
                "`lookup` takes a value and points".to_string(),
                Some("write `lookup(x, 0: 1, 10: 3)`"),
            );
            return Typed::wrong();
        };
        let typed = self.expression(scope, argument);
        let before = self.complaints.findings.mark();
        let mut constant = Scope::new(Stage::Constant);
        let mut lowered: Vec<(f64, f64)> = vec![];
        let mut common: Option<(Typed, Span)> = None;
        for point in points {
            let Argument::Pair(x, y) = point else {
                self.wrong_arguments(point.span(), "this is not a point".to_string(), Some("write `x: y`"));
                return Typed::wrong();
            };
            let (x_typed, y_typed) = (self.expression(&mut constant, x), self.expression(&mut constant, y));
            self.unify((&typed, argument.span), (&x_typed, x.span), x.span, "look up");
            let ty = match &common {
                None => y_typed.ty.clone(),
                Some((first, at)) => self.unify((first, *at), (&y_typed, y.span), y.span, "mix"),
            };
            let counts = Typed::common_counts(common.iter().map(|(first, _)| first).chain([&y_typed]));
            lowered.push((self.constant(&x_typed.value, &[], x.span), self.constant(&y_typed.value, &[], y.span)));
            common = Some((Typed { ty, counts, ..y_typed }, y.span));
        }
        let counts = Typed::common_counts(common.iter().map(|(last, _)| last));
        let ty = match common {
            Some((last, at)) => self.number(&last, at, "the value of a lookup"),
            None => {
                self.wrong_arguments(span, "`lookup` takes points".to_string(), Some("write `lookup(x, 0: 1, 10: 3)`"));
                Ty::Wrong
            }
        };
        let readable = self.complaints.findings.mark() == before;
        if readable {
            self.rising_points(&lowered, points, span);
        }
        let value = Expr::Lookup { argument: Box::new(typed.value), points: lowered };
        Typed { counts, ..Typed::new(value, ty) }
    }

    /// The points of a lookup go from left to right. Two of the same x are a vertical step, whose second value holds there.
    fn rising_points(&mut self, points: &[(f64, f64)], written: &[Argument], span: Span) {
        if points.windows(2).any(|pair| pair[0].0 > pair[1].0) {
            self.wrong_arguments(span, "the points of a lookup rise from left to right".to_string(), None);
        } else if let Some(third) = points.windows(3).position(|three| three[0].0 == three[2].0) {
            let message = "a vertical step has two points, the value before it and the value from there on";
            self.wrong_arguments(written[third + 1].span(), message.to_string(), Some("leave out the one between"));
        } else if points.first().zip(points.get(1)).is_some_and(|(first, second)| first.0 == second.0) {
            let message = "a lookup is flat to the left of its first point, so no step can stand there";
            let help = "begin with a point further left, with the value before the step";
            self.wrong_arguments(written[0].span(), message.to_string(), Some(help));
        }
    }

    /// `in_window(1953-03 .. 1953-09)`, both ends included.
    fn in_window(&mut self, scope: &mut Scope, arguments: &[Argument], span: Span) -> Typed {
        let [Argument::Range(first, last)] = arguments else {
            let help = "write `in_window(1953-03 .. 1953-09)`";
            self.wrong_arguments(span, "`in_window` takes a window".to_string(), Some(help));
            return Typed::wrong();
        };
        if !matches!(scope.stage, Stage::Step | Stage::Rule) {
            let message = "`in_window` asks for the present step, and there is none here";
            let help = "ask for it in a `let`, a flow or a rule";
            self.error(Diagnostic::error(&codes::NOT_YET_KNOWN, span, message).help(help));
            return Typed::wrong();
        }
        let Some((first, last)) = self.window_of(first, last, false) else {
            return Typed::wrong();
        };
        let after = binary(BinaryOp::GreaterOrEqual, Expr::Now, Expr::Number(self.model.clock.date(first)));
        let before = binary(BinaryOp::LessOrEqual, Expr::Now, Expr::Number(self.model.clock.date(last)));
        Typed::truth(binary(BinaryOp::And, after, before))
    }
}

/// A function of its arguments; the smallest of several is the smaller of the last and the smallest of the others.
fn applied(function: Function, arguments: Vec<Expr>) -> Expr {
    let call = |arguments| Expr::Call { function, arguments };
    match function {
        Function::Min | Function::Max => {
            arguments.into_iter().reduce(|best, next| call(vec![best, next])).unwrap_or(Expr::Number(0.0))
        }
        _ => call(arguments),
    }
}
