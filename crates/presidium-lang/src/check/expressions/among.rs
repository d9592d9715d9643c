//! Questions to the elements of a set in the order of a key: which is the second, which place has this one.

use crate::ast;
use crate::check::checker::Checker;
use crate::check::expressions::dates::negative;
use crate::check::known::scope::{Partial, Scope, Stage, Typed};
use crate::check::known::types::Ty;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{Among, Expr, Index};
use crate::span::Span;
use crate::units::Measure;

impl Checker<'_> {
    #[inline(never)]
    pub(super) fn among(&mut self, scope: &mut Scope, asked: &ast::Asked, span: Span) -> Typed {
        let (question, observers) = (asked.question, self.model.observers.next_idx());
        let argument = match &asked.argument {
            Some(argument) => self.asked_about(scope, question, argument, &asked.index),
            None => self.luck(scope, span).map(|luck| (luck, Ty::pure())),
        };
        let Some((index, filter, key)) = self.keyed(scope, asked) else {
            return Typed::wrong();
        };
        let Some((argument, argument_ty)) = argument else { return Typed::wrong() };
        if scope.stage == Stage::Claim && self.model.observers.next_idx() > observers {
            let message = "an order of elements cannot be made of observers";
            let help = "compute it in a `let`, and observe that: `at(place[p], 1956-12)`";
            self.error(Diagnostic::error(&codes::WRONG_ARGUMENTS, span, message).help(help));
            return Typed::wrong();
        }
        let ty = match question {
            _ if argument_ty.is_wrong() => Ty::Wrong,
            Among::Rank => Ty::pure(),
            Among::Nth | Among::Lot => Ty::Element { set: index.set, optional: true, known: None },
        };
        let (argument, filter, key) = (Box::new(argument), filter.map(Box::new), Box::new(key));
        Typed::new(Expr::Among { question, argument, index, filter, key }, ty)
    }

    /// What a question is about: a place, or an element of the set.
    fn asked_about(
        &mut self,
        scope: &mut Scope,
        question: Among,
        argument: &ast::Expr,
        index: &ast::Index,
    ) -> Option<(Expr, Ty)> {
        if question == Among::Rank {
            return self.ranked(scope, argument, index);
        }
        let value = self.pure(scope, argument, "a place in an order");
        Some((value, Ty::pure()))
    }

    /// An element of the set, of another one with the same elements, or none.
    fn ranked(&mut self, scope: &mut Scope, argument: &ast::Expr, index: &ast::Index) -> Option<(Expr, Ty)> {
        let set = self.set_named(&index.set)?;
        let (typed, _) = self.with_partial(scope, Partial::AsNone, |c, s| c.expression(s, argument));
        match typed.ty {
            Ty::Element { set: found, .. } if !self.same_root(found, set) => {
                self.wrong_set(argument.span, found, set, "what has a rank");
                return None;
            }
            Ty::Element { .. } | Ty::Wrong => {}
            ref other => self.wrong_type(argument.span, other, &Ty::element(set), "what has a rank"),
        }
        Some((typed.value, typed.ty))
    }

    /// The elements with their condition and their key, the smallest first.
    fn keyed(&mut self, scope: &mut Scope, asked: &ast::Asked) -> Option<(Index, Option<Expr>, Expr)> {
        let ast::Asked { index, filter, key, largest, .. } = asked;
        let lowered = self.index(index);
        if let Some(lowered) = lowered {
            self.fill_set(lowered.set, index.set.span);
        }
        let depth = scope.bound.len();
        self.bind_indices(scope, std::slice::from_ref(index), lowered.as_slice());
        let ((filter, value), _) = self.with_partial(scope, Partial::Forbidden, |checker, scope| {
            let filter = filter.as_ref().map(|f| checker.truth(scope, f, "the condition of an order"));
            let value = match &filter {
                Some(filter) => checker.knowing(scope, filter, true, |c, s| c.order_key(s, key, *largest)),
                None => checker.order_key(scope, key, *largest),
            };
            (filter, value)
        });
        scope.bound.truncate(depth);
        Some((lowered?, filter, value))
    }

    /// A quantity of any unit, or a date.
    pub(in crate::check) fn order_key(&mut self, scope: &mut Scope, key: &ast::Expr, largest: bool) -> Expr {
        let typed = self.expression(scope, key);
        match typed.ty {
            Ty::Date => self.demand(&typed, key.span, &Ty::Date, &Measure::pure(), "what elements are ordered by"),
            _ => _ = self.number(&typed, key.span, "what elements are ordered by"),
        }
        if largest { negative(typed.value) } else { typed.value }
    }
}
