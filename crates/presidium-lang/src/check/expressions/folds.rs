//! Folds over the elements of sets.

use crate::ast;
use crate::check::checker::Checker;
use crate::check::known::scope::{Partial, Scope, Stage, Typed};
use crate::check::known::types::Ty;
use crate::check::values::rewrite::{binary, rebind, reobserve};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{BinaryOp, Expr, Fold, Function, Index, ObserverId};
use crate::span::Span;

impl Checker<'_> {
    pub(in crate::check) fn fold(
        &mut self,
        scope: &mut Scope,
        fold: Fold,
        indices: &[ast::Index],
        filter: Option<&ast::Expr>,
        body: &ast::Expr,
        span: Span,
    ) -> Typed {
        let lowered = self.indices(indices);
        let is_known = lowered.len() == indices.len();
        let several = matches!(fold, Fold::Sum | Fold::Product | Fold::Count | Fold::Any | Fold::All);
        if indices.len() > 1 && !several {
            let message = "this fold takes one index";
            let help = "only `sum`, `product`, `count`, `any` and `all` take several";
            self.error(Diagnostic::error(&codes::WRONG_ARGUMENTS, span, message).help(help));
            return Typed::wrong();
        }
        let depth = scope.bound.len();
        for (index, written) in lowered.iter().zip(indices) {
            self.fill_set(index.set, written.set.span);
        }
        self.bind_indices(scope, indices, &lowered);
        let observers_before = self.model.observers.next_idx();
        let ((filter, inner), _) = self.with_partial(scope, Partial::Forbidden, |checker, scope| {
            let filter = filter.map(|f| checker.truth(scope, f, "the condition of a fold"));
            let value = match &filter {
                Some(filter) => checker.knowing(scope, filter, true, |c, s| c.expression(s, body)),
                None => checker.expression(scope, body),
            };
            (filter, value)
        });
        scope.bound.truncate(depth);
        if !is_known {
            return Typed::wrong();
        }
        let ty = self.fold_type(fold, &inner, body.span, lowered[0]);
        let counts = inner.counts.of_one();
        let observed = scope.stage == Stage::Claim && self.model.observers.next_idx() > observers_before;
        let value = match observed {
            true => self.unroll(fold, &lowered, filter, inner.value, observers_before, span),
            false => nest(fold, &lowered, filter, inner.value),
        };
        Typed { counts, ..Typed::new(value, ty) }
    }

    fn fold_type(&mut self, fold: Fold, inner: &Typed, span: Span, index: Index) -> Ty {
        match fold {
            Fold::Count | Fold::Any | Fold::All => {
                let what = "what is counted or tested";
                self.demand(inner, span, &Ty::Truth, &crate::units::Measure::pure(), what);
                if fold == Fold::Count { Ty::pure() } else { Ty::Truth }
            }
            Fold::Sum | Fold::Mean | Fold::Min | Fold::Max => self.number(inner, span, "what is folded"),
            Fold::Product => {
                self.demand_pure(inner, span, "what is multiplied");
                Ty::pure()
            }
            Fold::ArgMax | Fold::ArgMin => {
                self.number(inner, span, "what is compared");
                Ty::Element { set: index.set, optional: true, known: None }
            }
        }
    }

    /// A fold in a claim: an observer watches one value, so each element gets observers of its own.
    fn unroll(
        &mut self,
        fold: Fold,
        indices: &[Index],
        filter: Option<Expr>,
        body: Expr,
        first_observer: ObserverId,
        span: Span,
    ) -> Expr {
        if matches!(fold, Fold::ArgMax | Fold::ArgMin)
            || filter.is_some() && matches!(fold, Fold::Mean | Fold::Min | Fold::Max)
        {
            let message = "a fold over observers is a `sum`, `product`, `count`, `any` or `all`, or has no condition";
            self.error(Diagnostic::error(&codes::WRONG_ARGUMENTS, span, message));
            return Expr::Number(0.0);
        }
        let pattern = self.model.observers.split_off(first_observer);
        let count = crate::check::expressions::limits::combinations(&self.model, indices) * pattern.len() as f64;
        if count + first_observer.index() as f64 > crate::check::expressions::limits::OBSERVERS_MAX as f64 {
            self.too_large(span, "this makes too many observers");
            return Expr::Number(0.0);
        }
        let mut items = vec![];
        for elements in self.combinations(indices) {
            let with = indices.iter().zip(&elements).map(|(i, e)| (i.binding, Expr::Number(*e))).collect();
            let mut observers = std::collections::BTreeMap::new();
            for (offset, observer) in pattern.iter_enumerated() {
                let mut own = observer.clone();
                rebind(&mut own.value, &with);
                let id = self.model.observers.push(own);
                observers.insert(first_observer + offset, id);
            }
            let place = |expr: &Expr| {
                let mut own = expr.clone();
                rebind(&mut own, &with);
                reobserve(&mut own, &observers);
                own
            };
            items.push((filter.as_ref().map(place), place(&body)));
        }
        join(fold, items)
    }

    /// Root ordinals of all combinations of elements, the last index fastest.
    fn combinations(&self, indices: &[Index]) -> Vec<Vec<f64>> {
        let mut all = vec![vec![]];
        for index in indices {
            let ordinals = &self.model.sets[index.set].ordinals;
            all = all
                .into_iter()
                .flat_map(|before| {
                    ordinals.iter().map(move |o| [before.clone(), vec![f64::from(*o)]].concat()).collect::<Vec<_>>()
                })
                .collect();
        }
        all
    }
}

/// A fold over several sets is a fold of folds.
fn nest(fold: Fold, indices: &[Index], filter: Option<Expr>, body: Expr) -> Expr {
    let mut filter = filter.map(Box::new);
    let mut value = body;
    for (depth, index) in indices.iter().enumerate().rev() {
        let innermost = depth == indices.len() - 1;
        let outer = if fold == Fold::Count { Fold::Sum } else { fold };
        let fold = if innermost { fold } else { outer };
        value = Expr::Fold { fold, index: *index, filter: filter.take(), body: Box::new(value) };
    }
    value
}

/// Combines the unrolled items of a fold.
fn join(fold: Fold, items: Vec<(Option<Expr>, Expr)>) -> Expr {
    let count = items.len();
    let neutral = Expr::Number(if matches!(fold, Fold::All | Fold::Product) { 1.0 } else { 0.0 });
    let item = |(filter, value): (Option<Expr>, Expr)| -> Expr {
        let value = match fold {
            Fold::Count => choose(value, Expr::Number(1.0), Expr::Number(0.0)),
            _ => value,
        };
        match filter {
            Some(filter) => choose(filter, value, neutral.clone()),
            None => value,
        }
    };
    let combine = |left: Expr, right: Expr| match fold {
        Fold::Any => binary(BinaryOp::Or, left, right),
        Fold::All => binary(BinaryOp::And, left, right),
        Fold::Product => binary(BinaryOp::Multiply, left, right),
        Fold::Min => Expr::Call { function: Function::Min, arguments: vec![left, right] },
        Fold::Max => Expr::Call { function: Function::Max, arguments: vec![left, right] },
        _ => binary(BinaryOp::Add, left, right),
    };
    let joined = items.into_iter().map(item).reduce(combine).unwrap_or(neutral.clone());
    match fold {
        Fold::Mean if count > 0 => binary(BinaryOp::Divide, joined, Expr::Number(count as f64)),
        _ => joined,
    }
}

fn choose(condition: Expr, then: Expr, otherwise: Expr) -> Expr {
    Expr::If { condition: Box::new(condition), then: Box::new(then), otherwise: Box::new(otherwise) }
}
