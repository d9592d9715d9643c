//! Expressions: types, dimensions, and what they are lowered to.
//!
//! Every method returns a value even after a mistake ([`Typed::wrong`]), and what is wrong fits everywhere, so that one
//! mistake is reported once.

use std::rc::Rc;

use crate::ast::{self, ExprKind};
use crate::check::checker::Checker;
use crate::check::expressions::dates::negative;
use crate::check::known::later::Judgement;
use crate::check::known::scope::{Bound, Partial, Scope, Stage, Typed};
use crate::check::known::types::{Counts, Ty};
use crate::check::values::rewrite::{all_of, binary, is_some};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{BinaryOp, Expr, Factor, NEVER, NONE, Term, UnaryOp};
use crate::span::Span;
use crate::symbols::ReferenceKind;
use crate::units::Dimension;

impl Checker<'_> {
    /// Checks an expression and lowers it.
    pub(in crate::check) fn expression(&mut self, scope: &mut Scope, expr: &ast::Expr) -> Typed {
        let mut typed = self.expression_as_written(scope, expr);
        self.narrow(scope, &mut typed);
        typed
    }

    /// What each kind of expression needs lies in a frame of its own, so that deep expressions need little stack.
    fn expression_as_written(&mut self, scope: &mut Scope, expr: &ast::Expr) -> Typed {
        match &expr.kind {
            ExprKind::Number(number) => {
                let ty = if *number == 0.0 { Ty::Zero } else { Ty::pure() };
                Typed { bare: Some(*number), ..Typed::new(Expr::Number(*number), ty) }
            }
            ExprKind::Quantity(number, unit) => match self.measure(unit) {
                Some(measure) => Typed::quantity(*number, measure),
                None => Typed::wrong(),
            },
            ExprKind::Date { months, .. } => self.date_expression(*months, expr.span),
            ExprKind::Name(name) => self.name_expression(scope, name),
            ExprKind::Index { name, indices } => self.read_named(scope, name, indices, expr.span),
            ExprKind::Call { name, arguments } => self.call(scope, name, arguments, expr.span),
            ExprKind::Fold { fold, indices, filter, body } => {
                self.fold(scope, *fold, indices, filter.as_deref(), body, expr.span)
            }
            ExprKind::Among(asked) => self.among(scope, asked, expr.span),
            ExprKind::Unary { op: UnaryOp::Negate, operand } => self.negation(scope, operand),
            ExprKind::Unary { op: UnaryOp::Not, operand } => {
                let operand = Box::new(self.truth(scope, operand, "what `not` turns round"));
                Typed::truth(Expr::Unary { op: UnaryOp::Not, operand })
            }
            ExprKind::Binary { op, left, right, sign } => self.binary(scope, *op, left, right, *sign),
            ExprKind::IsNone { operand, negated } => self.is_none(scope, operand, *negated),
            ExprKind::IsIn { operand, set, negated } => self.is_in_set(scope, operand, set, *negated),
            ExprKind::Otherwise { value, default } => self.otherwise(scope, value, default),
            ExprKind::If { condition, then, otherwise } => self.if_expression(scope, condition, then, otherwise),
            ExprKind::Terms(terms) => self.terms_expression(scope, terms),
        }
    }

    /// A name that stands alone.
    #[inline(never)]
    fn name_expression(&mut self, scope: &mut Scope, name: &ast::Name) -> Typed {
        self.refer_bound(scope, name, ReferenceKind::Reads);
        match scope.find(&name.text) {
            Some(Bound::Binding(binding, set)) => {
                return Typed::new(Expr::Bound(*binding), Ty::element(*set));
            }
            Some(Bound::Argument(typed, size)) => {
                let (typed, size) = (Rc::clone(typed), *size);
                return self.argument(&typed, size, name.span);
            }
            Some(Bound::Local(_, Ty::Wrong, _)) => return Typed::wrong(),
            Some(Bound::Local(local, ty, counts)) => {
                return Typed { counts: *counts, ..Typed::new(Expr::Local(*local), ty.clone()) };
            }
            None => {}
        }
        match name.text.as_str() {
            "true" => Typed::truth(Expr::Number(1.0)),
            "false" => Typed::truth(Expr::Number(0.0)),
            "none" => Typed::new(Expr::Number(NONE), Ty::Nobody),
            "never" => Typed::new(Expr::Number(NEVER), Ty::Date),
            "now" => self.now(scope, name.span),
            // A model may have a `pi` of its own.
            "pi" if !self.names.contains("pi") => Typed::new(Expr::Number(std::f64::consts::PI), Ty::pure()),
            _ => self.read_named(scope, name, &[], name.span),
        }
    }

    fn now(&mut self, scope: &Scope, span: Span) -> Typed {
        if !matches!(scope.stage, Stage::Initial | Stage::Step | Stage::Rule) {
            let message = "`now` has no value here";
            self.error(Diagnostic::error(&codes::NOT_YET_KNOWN, span, message).help("write the date itself"));
            return Typed::wrong();
        }
        match self.model.clock.has_calendar() {
            true => Typed::new(Expr::Now, Ty::Date),
            false => Typed::new(Expr::Time, Ty::Quantity(self.time_dimension())),
        }
    }

    #[inline(never)]
    fn negation(&mut self, scope: &mut Scope, operand: &ast::Expr) -> Typed {
        let inner = self.expression(scope, operand);
        let ty = self.number(&inner, operand.span, "what is negated");
        Typed {
            value: negative(inner.value),
            ty,
            bare: inner.bare.map(|number| -number),
            written: inner.written.map(|(number, factor)| (-number, factor)),
            counts: inner.counts.of_one(),
            symbol: inner.symbol,
        }
    }

    /// The type of a quantity of any dimension; anything else is reported.
    pub(in crate::check) fn number(&mut self, typed: &Typed, span: Span, what: &str) -> Ty {
        match &typed.ty {
            Ty::Quantity(_) | Ty::Zero | Ty::Wrong => typed.ty.clone(),
            other => {
                let message = format!("{what} is a quantity, not {}", other.describe(&self.model));
                let help = match other {
                    Ty::Truth => {
                        let truth = self.texts.document.text(span);
                        Some(format!("to count a truth as a number, write `(if {truth} then 1 else 0)`"))
                    }
                    Ty::Date => Some("a date minus a date is a time: `now - 1953-03`".to_string()),
                    _ => None,
                };
                self.error(Diagnostic::error(&codes::WRONG_TYPE, span, message).help_if(help));
                Ty::Wrong
            }
        }
    }

    fn binary(&mut self, scope: &mut Scope, op: BinaryOp, left: &ast::Expr, right: &ast::Expr, sign: Span) -> Typed {
        match op {
            BinaryOp::And | BinaryOp::Or => {
                let word = if op == BinaryOp::And { "each side of `and`" } else { "each side of `or`" };
                let a = self.truth(scope, left, word);
                let b = self.knowing(scope, &a, op == BinaryOp::And, |c, s| c.truth(s, right, word));
                Typed::truth(binary(op, a, b))
            }
            BinaryOp::Add | BinaryOp::Subtract => self.sum(scope, op, left, right, sign),
            BinaryOp::Multiply | BinaryOp::Divide => self.product(scope, op, left, right),
            BinaryOp::Power => self.power(scope, left, right),
            _ => self.comparison(scope, op, left, right, sign),
        }
    }

    fn sum(&mut self, scope: &mut Scope, op: BinaryOp, left: &ast::Expr, right: &ast::Expr, sign: Span) -> Typed {
        let (a, b) = (self.expression(scope, left), self.expression(scope, right));
        if let Some(typed) = self.date_sum(op, (&a, left.span), (&b, right.span)) {
            return typed;
        }
        let verb = if op == BinaryOp::Add { "add" } else { "subtract" };
        let both_numbers = |ty: &Ty| matches!(ty, Ty::Quantity(_) | Ty::Zero | Ty::Wrong);
        let ty = if both_numbers(&a.ty) && both_numbers(&b.ty) {
            self.unify((&a, left.span), (&b, right.span), sign, verb)
        } else {
            let first = self.number(&a, left.span, "each part of a sum");
            let second = self.number(&b, right.span, "each part of a sum");
            if first.is_wrong() { first } else { second }
        };
        let counts = Typed::common_counts([&a, &b]);
        Typed { counts, ..Typed::new(binary(op, a.value, b.value), ty) }
    }

    fn product(&mut self, scope: &mut Scope, op: BinaryOp, left: &ast::Expr, right: &ast::Expr) -> Typed {
        let (a, b) = (self.expression(scope, left), self.expression(scope, right));
        let what = if op == BinaryOp::Multiply { "each part of a product" } else { "each part of a quotient" };
        let (first, second) = (self.number(&a, left.span, what), self.number(&b, right.span, what));
        let power = if op == BinaryOp::Multiply { 1 } else { -1 };
        if first.is_wrong() || second.is_wrong() {
            return Typed::wrong();
        }
        let (first, second) = (dimension_of(&first), dimension_of(&second));
        let counts = match (first.is_pure(), second.is_pure()) {
            (true, false) if op == BinaryOp::Multiply => b.counts.of_one(),
            (false, true) => a.counts.of_one(),
            _ => Counts::Months,
        };
        let value = match b.written {
            Some((number, factor)) if op == BinaryOp::Divide => quotient(a.value, number, factor),
            _ => binary(op, a.value, b.value),
        };
        Typed { counts, ..Typed::new(value, Ty::Quantity(first.times(&second, power))) }
    }

    fn power(&mut self, scope: &mut Scope, base: &ast::Expr, exponent: &ast::Expr) -> Typed {
        let (a, b) = (self.expression(scope, base), self.expression(scope, exponent));
        let ty = match self.number(&a, base.span, "the base of a power") {
            Ty::Quantity(dimension) if !dimension.is_pure() => match b.bare {
                Some(power) if power.fract() == 0.0 && power.abs() <= 9.0 => {
                    Ty::Quantity(dimension.power(power as i32))
                }
                _ => {
                    let message = "a quantity with a dimension is raised to a small whole number only";
                    let diagnostic = Diagnostic::error(&codes::NOT_PURE, exponent.span, message)
                        .label(base.span, format!("in `{dimension}`"));
                    self.error(diagnostic.help(format!("divide the base by a reference quantity in `{dimension}`")));
                    Ty::Wrong
                }
            },
            Ty::Wrong => Ty::Wrong,
            _ => {
                self.demand_pure(&b, exponent.span, "an exponent");
                Ty::pure()
            }
        };
        Typed::new(binary(BinaryOp::Power, a.value, b.value), ty)
    }

    fn comparison(
        &mut self,
        scope: &mut Scope,
        op: BinaryOp,
        left: &ast::Expr,
        right: &ast::Expr,
        sign: Span,
    ) -> Typed {
        let (a, b) = (self.expression(scope, left), self.expression(scope, right));
        let ty = self.unify((&a, left.span), (&b, right.span), sign, "compare");
        let ordered = matches!(ty, Ty::Quantity(_) | Ty::Zero | Ty::Date | Ty::Wrong);
        if !ordered && !matches!(op, BinaryOp::Equal | BinaryOp::NotEqual) {
            let message = format!("{} has no order", ty.describe(&self.model));
            self.error(Diagnostic::error(&codes::WRONG_TYPE, sign, message).help("write `=` or `!=`"));
        }
        if !ty.is_wrong()
            && let Some((first, second)) = self.compared_dates((&a, left.span), (&b, right.span))
        {
            return Typed::truth(binary(op, first, second));
        }
        let comparison = binary(op, a.value, b.value);
        if scope.stage == Stage::Step && self.model.integration.is_repeated() && !self.model.clock.has_calendar() {
            let span = left.span.to(right.span);
            self.later.judgements.push(Judgement::Comparison { comparison: comparison.clone(), span });
        }
        Typed::truth(comparison)
    }

    #[inline(never)]
    fn is_none(&mut self, scope: &mut Scope, operand: &ast::Expr, negated: bool) -> Typed {
        let (inner, _) = self.with_partial(scope, Partial::AsNone, |c, s| c.expression(s, operand));
        match &inner.ty {
            Ty::Element { .. } | Ty::Nobody | Ty::Wrong => {}
            other => {
                let message = format!("only an element can be none, and this is {}", other.describe(&self.model));
                let help = matches!(other, Ty::Date).then(|| "write `= never`".to_string());
                self.error(Diagnostic::error(&codes::WRONG_TYPE, operand.span, message).help_if(help));
            }
        }
        let op = if negated { BinaryOp::NotEqual } else { BinaryOp::Equal };
        Typed::truth(binary(op, inner.value, Expr::Number(NONE)))
    }

    #[inline(never)]
    fn is_in_set(&mut self, scope: &mut Scope, operand: &ast::Expr, set: &ast::Name, negated: bool) -> Typed {
        let (inner, _) = self.with_partial(scope, Partial::AsNone, |c, s| c.expression(s, operand));
        let Some(set_id) = self.set_named(set) else {
            return Typed::wrong();
        };
        self.fill_set(set_id, set.span);
        match &inner.ty {
            Ty::Element { set: found, .. } if !self.same_root(*found, set_id) => {
                self.wrong_set(operand.span, *found, set_id, "what is tested");
            }
            Ty::Element { .. } | Ty::Nobody | Ty::Wrong => {}
            other => {
                let due = Ty::element(set_id);
                let other = other.clone();
                self.wrong_type(operand.span, &other, &due, "what is tested");
            }
        }
        let test = self.is_in(inner.value, set_id);
        Typed::truth(if negated { Expr::Unary { op: UnaryOp::Not, operand: Box::new(test) } } else { test })
    }

    #[inline(never)]
    fn if_expression(
        &mut self,
        scope: &mut Scope,
        condition: &ast::Expr,
        then: &ast::Expr,
        otherwise: &ast::Expr,
    ) -> Typed {
        let condition = Box::new(self.truth(scope, condition, "a condition"));
        let a = self.knowing(scope, &condition, true, |c, s| c.expression(s, then));
        let b = self.knowing(scope, &condition, false, |c, s| c.expression(s, otherwise));
        let ty = self.unify((&a, then.span), (&b, otherwise.span), otherwise.span, "choose between");
        let counts = Typed::common_counts([&a, &b]);
        let value = Expr::If { condition, then: Box::new(a.value), otherwise: Box::new(b.value) };
        Typed { counts, ..Typed::new(value, ty) }
    }

    /// A sum of named terms; all have the dimension of the first.
    #[inline(never)]
    fn terms_expression(&mut self, scope: &mut Scope, terms: &[ast::Term]) -> Typed {
        let mut lowered = vec![];
        let mut sum: Option<(Typed, Span)> = None;
        for term in terms {
            let typed = self.expression(scope, &term.value);
            let span = term.value.span;
            let ty = match &sum {
                None => self.number(&typed, span, "a term"),
                Some((first, at)) => self.unify((first, *at), (&typed, span), span, "add"),
            };
            let counts = Typed::common_counts(sum.iter().map(|(first, _)| first).chain([&typed]));
            let label = term.label.as_ref().map(|l| l.text.clone()).unwrap_or_default();
            lowered.push(Term { label, value: typed.value });
            sum = Some((Typed { counts, ..Typed::new(Expr::Number(0.0), ty) }, span));
        }
        match sum {
            Some((sum, _)) => Typed { value: Expr::Terms(lowered), ..sum },
            None => Typed::wrong(),
        }
    }

    /// `value otherwise default`
    #[inline(never)]
    fn otherwise(&mut self, scope: &mut Scope, value: &ast::Expr, default: &ast::Expr) -> Typed {
        let start = Partial::Conditions(vec![]);
        let (inner, partial) = self.with_partial(scope, start, |c, s| c.expression(s, value));
        let default_typed = self.expression(scope, default);
        let mut ty = self.unify((&inner, value.span), (&default_typed, default.span), default.span, "choose between");
        let counts = Typed::common_counts([&inner, &default_typed]);
        let mut conditions = match partial {
            Partial::Conditions(conditions) => conditions,
            _ => vec![],
        };
        if let Ty::Element { optional: true, .. } = inner.ty {
            conditions.push(is_some(inner.value.clone()));
        }
        if let (Ty::Element { optional, .. }, Ty::Element { optional: default, .. }) = (&mut ty, &default_typed.ty) {
            *optional = *default;
        }
        let needless = conditions.is_empty() && !inner.ty.is_wrong();
        if needless {
            let message = "this `otherwise` can never be used";
            self.error(Diagnostic::warning(&codes::NEEDLESS_OTHERWISE, default.span, message));
        }
        Typed { counts, ..Typed::new(self.guarded(inner, conditions, default_typed.value), ty) }
    }

    /// `if all conditions then value else default`; a single reading carries its default itself.
    fn guarded(&self, inner: Typed, conditions: Vec<Expr>, default: Expr) -> Expr {
        let is_element = matches!(inner.ty, Ty::Element { .. });
        match inner.value {
            Expr::Read { variable, indices, otherwise: Some(_) } if conditions.len() == 1 && !is_element => {
                Expr::Read { variable, indices, otherwise: Some(Box::new(default)) }
            }
            value => {
                let Some(all) = all_of(conditions) else {
                    return value;
                };
                Expr::If { condition: Box::new(all), then: Box::new(value), otherwise: Box::new(default) }
            }
        }
    }
}

/// A value divided by a number of units, in such an order that months divided by months give a whole number.
fn quotient(value: Expr, number: f64, unit: Factor) -> Expr {
    let above = match unit.over {
        1.0 => value,
        over => binary(BinaryOp::Multiply, value, Expr::Number(over)),
    };
    binary(BinaryOp::Divide, above, Expr::Number(number * unit.times))
}

/// Zero counts as a pure number in a product.
pub fn dimension_of(ty: &Ty) -> Dimension {
    match ty {
        Ty::Quantity(dimension) => dimension.clone(),
        _ => Dimension::pure(),
    }
}
