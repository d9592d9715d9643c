//! Does a value fit where it stands? And if two values meet, do they go together?

use crate::ast;
use crate::check::checker::Checker;
use crate::check::known::scope::{Scope, Typed};
use crate::check::known::types::Ty;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{Expr, SetId};
use crate::span::Span;
use crate::units::{Dimension, Measure};

impl Checker<'_> {
    /// Checks an expression that must have a declared type. `what` names it: `the initial value`.
    pub(in crate::check) fn expression_of(
        &mut self,
        scope: &mut Scope,
        expr: &ast::Expr,
        ty: &Ty,
        measure: &Measure,
        what: &str,
    ) -> Expr {
        let typed = self.expression(scope, expr);
        self.demand(&typed, expr.span, ty, measure, what);
        typed.value
    }

    /// Checks an expression that must be a truth.
    pub(in crate::check) fn truth(&mut self, scope: &mut Scope, expr: &ast::Expr, what: &str) -> Expr {
        self.expression_of(scope, expr, &Ty::Truth, &Measure::pure(), what)
    }

    /// Checks an expression that must be a pure number.
    pub(in crate::check) fn pure(&mut self, scope: &mut Scope, expr: &ast::Expr, what: &str) -> Expr {
        let typed = self.expression(scope, expr);
        self.demand_pure(&typed, expr.span, what);
        typed.value
    }

    pub(in crate::check) fn demand_pure(&mut self, typed: &Typed, span: Span, what: &str) {
        if let Ty::Quantity(found) = &typed.ty
            && !found.is_pure()
        {
            let message = format!("{what} is a pure number");
            let diagnostic = Diagnostic::error(&codes::NOT_PURE, span, message).here(format!("in `{found}`"));
            self.error(diagnostic.help(format!("divide by a reference quantity in `{found}`")));
            return;
        }
        self.demand(typed, span, &Ty::pure(), &Measure::pure(), what);
    }

    /// Reports a value that does not fit the type that is due.
    pub(in crate::check) fn demand(&mut self, typed: &Typed, span: Span, ty: &Ty, measure: &Measure, what: &str) {
        match (&typed.ty, ty) {
            (Ty::Wrong, _) | (_, Ty::Wrong) | (Ty::Zero, Ty::Quantity(_)) => {}
            (Ty::Quantity(found), Ty::Quantity(due)) if found == due => {}
            (Ty::Quantity(found), Ty::Quantity(due)) => {
                self.wrong_unit(typed, (found, due), span, measure, what);
            }
            (Ty::Truth, Ty::Truth) | (Ty::Date, Ty::Date) => {}
            (Ty::Date, Ty::Quantity(time)) | (Ty::Quantity(time), Ty::Date) if self.is_plain_time(time) => {}
            (Ty::Zero, Ty::Date) if !self.model.clock.has_calendar() => {}
            (Ty::Nobody, Ty::Element { optional: true, .. }) => {}
            (Ty::Nobody, Ty::Element { set, .. }) => self.not_optional(span, *set, what),
            (Ty::Element { set, optional, known }, Ty::Element { set: due, optional: may, .. }) => {
                if !self.same_root(*set, *due) {
                    self.wrong_set(span, *set, *due, what);
                } else if !self.contains(*due, *set, *known, span) {
                    match known {
                        Some(_) => self.never_inside(span, *due, what),
                        None => self.outside(span, *set, *due, what),
                    }
                } else if *optional && !may {
                    self.not_optional(span, *due, what);
                }
            }
            (found, due) => self.wrong_type(span, found, due, what),
        }
    }

    pub(super) fn wrong_type(&mut self, span: Span, found: &Ty, due: &Ty, what: &str) {
        let message = format!("{what} is {}", due.describe(&self.model));
        let here = format!("this is {}", found.describe(&self.model));
        let help = match (found, due) {
            (Ty::Truth, Ty::Quantity(_)) => Some("to count a truth as a number, write `if … then 1 else 0`"),
            (Ty::Quantity(_) | Ty::Zero, Ty::Truth) => Some("compare it with something, such as `… > 0`"),
            (Ty::Date, Ty::Quantity(_)) => Some("a date minus a date is a time: `now - 1953-03`"),
            (Ty::Date, Ty::Truth) => Some("compare it with the date of the step, such as `now = 1953-03`"),
            (Ty::Element { optional: true, .. }, Ty::Truth) => Some("write `… is some`"),
            (Ty::Nobody, Ty::Date) => Some("write `never`"),
            _ => None,
        };
        let diagnostic = Diagnostic::error(&codes::WRONG_TYPE, span, message).here(here);
        self.error(diagnostic.help_if(help.map(str::to_string)));
    }

    fn wrong_unit(
        &mut self,
        typed: &Typed,
        (found, due): (&Dimension, &Dimension),
        span: Span,
        measure: &Measure,
        what: &str,
    ) {
        let symbol = &measure.symbol;
        if typed.bare.is_some() {
            let text = self.texts.document.text(span).to_string();
            let message = format!("{what} is in `{symbol}`, and this number has no unit");
            let help = format!("write `{}`", quantity_text(&text, symbol));
            return self.error(Diagnostic::error(&codes::BARE_NUMBER, span, message).help(help));
        }
        let found_symbol = typed.symbol.clone().unwrap_or_else(|| found.to_string());
        let message = format!("{what} is in `{symbol}`, not in `{found_symbol}`");
        let diagnostic = Diagnostic::error(&codes::WRONG_UNIT, span, message).here(format!("in `{found_symbol}`"));
        self.error(diagnostic.help_if(time_mend(found, due)));
    }

    fn not_optional(&mut self, span: Span, set: SetId, what: &str) {
        let name = self.model.sets[set].name.clone();
        let message = format!("{what} is an element of `{name}`, and this may be none");
        let help = format!("say what then: `… otherwise …`; or declare the type `{name}?`");
        self.error(Diagnostic::error(&codes::MAYBE_NONE, span, message).help(help));
    }

    fn outside(&mut self, span: Span, found: SetId, due: SetId, what: &str) {
        let (found, due) = (self.set_name(found), self.set_name(due));
        let message = format!("{what} is an element of `{due}`, and this may be another element of `{found}`");
        let help = format!("test it first with `… is in {due}`, or declare the type `{found}`");
        self.error(Diagnostic::error(&codes::WRONG_SET, span, message).help(help));
    }

    pub(super) fn wrong_set(&mut self, span: Span, found: SetId, due: SetId, what: &str) {
        let (found, due) = (self.set_name(found), self.set_name(due));
        let message = format!("{what} is an element of `{due}`");
        let here = format!("an element of `{found}`");
        self.error(Diagnostic::error(&codes::WRONG_SET, span, message).here(here));
    }

    pub(in crate::check) fn set_name(&self, set: SetId) -> String {
        self.model.sets[set].name.clone()
    }

    pub(super) fn same_root(&self, a: SetId, b: SetId) -> bool {
        self.model.sets[a].root == self.model.sets[b].root
    }

    /// Is every element of `inner` an element of `outer`? For one that is written out, is that one?
    pub(in crate::check) fn contains(&mut self, outer: SetId, inner: SetId, known: Option<u32>, span: Span) -> bool {
        if self.model.sets[outer].root == outer || outer == inner {
            return true;
        }
        self.fill_set(outer, span);
        self.fill_set(inner, span);
        let ordinals = &self.model.sets[outer].ordinals;
        match known {
            Some(ordinal) => ordinals.contains(&ordinal),
            None => self.is_subset_of(inner, outer),
        }
    }

    /// Follows the chain of parents, so that the answer does not change with the data.
    pub(super) fn is_subset_of(&self, inner: SetId, outer: SetId) -> bool {
        let mut set = inner;
        for _ in 0..self.model.sets.len() {
            if set == outer {
                return true;
            }
            match self.names.set_parents.get(&set) {
                Some(&parent) => set = parent,
                None => return false,
            }
        }
        false
    }

    /// The common type of two values that meet; `verb` says how: `add`, `compare`.
    pub(super) fn unify(&mut self, left: (&Typed, Span), right: (&Typed, Span), at: Span, verb: &str) -> Ty {
        match (&left.0.ty, &right.0.ty) {
            (Ty::Wrong, _) | (_, Ty::Wrong) => Ty::Wrong,
            (Ty::Zero, Ty::Zero) => Ty::Zero,
            (Ty::Zero, Ty::Quantity(d)) | (Ty::Quantity(d), Ty::Zero) => Ty::Quantity(d.clone()),
            (Ty::Quantity(a), Ty::Quantity(b)) if a == b => Ty::Quantity(a.clone()),
            (Ty::Quantity(_), Ty::Quantity(_)) => self.units_differ(left, right, at, verb),
            (Ty::Truth, Ty::Truth) => Ty::Truth,
            (Ty::Date, Ty::Date) => Ty::Date,
            (Ty::Date, Ty::Quantity(time)) | (Ty::Quantity(time), Ty::Date) if self.is_plain_time(time) => Ty::Date,
            (Ty::Nobody, Ty::Nobody) => Ty::Nobody,
            (Ty::Nobody, Ty::Element { set, .. }) | (Ty::Element { set, .. }, Ty::Nobody) => {
                Ty::Element { set: *set, optional: true, known: None }
            }
            (Ty::Element { set: a, optional: x, .. }, Ty::Element { set: b, optional: y, .. })
                if self.same_root(*a, *b) =>
            {
                Ty::Element { set: self.common_set(*a, *b), optional: *x || *y, known: None }
            }
            _ => self.types_differ(left, right, at, verb),
        }
    }

    /// Whether quantities of a dimension are also dates: without a calendar a date is a time, or `never`.
    pub(super) fn is_plain_time(&self, dimension: &Dimension) -> bool {
        !self.model.clock.has_calendar() && *dimension == self.time_dimension()
    }

    fn common_set(&self, a: SetId, b: SetId) -> SetId {
        match (self.is_subset_of(a, b), self.is_subset_of(b, a)) {
            (true, _) => b,
            (_, true) => a,
            _ => self.model.sets[a].root,
        }
    }

    fn units_differ(&mut self, left: (&Typed, Span), right: (&Typed, Span), at: Span, verb: &str) -> Ty {
        let (Ty::Quantity(a), Ty::Quantity(b)) = (&left.0.ty, &right.0.ty) else {
            return Ty::Wrong;
        };
        let shown = |typed: &Typed, d: &Dimension| typed.symbol.clone().unwrap_or_else(|| d.to_string());
        let (a_shown, b_shown) = (shown(left.0, a), shown(right.0, b));
        for ((typed, span), other) in [(left, &b_shown), (right, &a_shown)] {
            if typed.bare.is_some() {
                let text = self.texts.document.text(span).to_string();
                let message = format!("cannot {verb} a bare number and a quantity in `{other}`");
                let help = format!("write `{}`", quantity_text(&text, other));
                let other_span = if span == left.1 { right.1 } else { left.1 };
                let diagnostic = Diagnostic::error(&codes::BARE_NUMBER, span, message)
                    .here("without unit")
                    .label(other_span, format!("in `{other}`"));
                self.error(diagnostic.help(help));
                return Ty::Wrong;
            }
        }
        let message = format!("cannot {verb} a quantity in `{a_shown}` and a quantity in `{b_shown}`");
        let diagnostic = Diagnostic::error(&codes::UNITS_DIFFER, at, message)
            .label(left.1, format!("`{a_shown}`"))
            .label(right.1, format!("`{b_shown}`"));
        let mend = time_mend(b, a).map(|mend| format!("on the right, {mend}"));
        self.error(diagnostic.help_if(mend));
        Ty::Wrong
    }

    fn types_differ(&mut self, left: (&Typed, Span), right: (&Typed, Span), at: Span, verb: &str) -> Ty {
        let (a, b) = (left.0.ty.describe(&self.model), right.0.ty.describe(&self.model));
        let message = format!("cannot {verb} {a} and {b}");
        let help = match (&left.0.ty, &right.0.ty) {
            (Ty::Truth, Ty::Quantity(_) | Ty::Zero) | (Ty::Quantity(_) | Ty::Zero, Ty::Truth) => {
                Some("to count a truth as a number, write `if … then 1 else 0`")
            }
            (Ty::Date, Ty::Nobody) | (Ty::Nobody, Ty::Date) => Some("a date that has not come is `never`"),
            (Ty::Date, Ty::Quantity(d)) | (Ty::Quantity(d), Ty::Date) if d.is_pure() => {
                Some("a date is written `1953-03` or `1953-03-05`; the year of a date is `year_of(now)`")
            }
            _ => None,
        };
        let diagnostic = Diagnostic::error(&codes::WRONG_TYPE, at, message).label(left.1, a).label(right.1, b);
        self.error(diagnostic.help_if(help.map(str::to_string)));
        Ty::Wrong
    }
}

/// A number with its unit, as an author writes it.
pub fn quantity_text(number: &str, symbol: &str) -> String {
    match symbol.strip_prefix("1/") {
        Some(rest) => format!("{number}/{rest}"),
        None => format!("{number} {symbol}"),
    }
}

/// How to turn a flow into an amount, or an amount into a flow.
fn time_mend(found: &Dimension, due: &Dimension) -> Option<String> {
    let time = Dimension::time();
    if found.times(&time, 1) == *due {
        return Some("multiply by a time, such as `1 year` or `1 month`".to_string());
    }
    (found.times(&time, -1) == *due).then(|| "divide by a time, such as `1 year` or `1 month`".to_string())
}
