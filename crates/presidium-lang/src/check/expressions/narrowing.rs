//! What a condition tells of elements: after `x is some` it is not none, after `x is in S` it lies in `S`.
//!
//! A fact holds where the condition is known to have come out so: on the right of an `and` or `or`, in a branch, behind
//! the `where` of a fold, in what a rule does. It is found again by the expression that it is about.

use crate::check::checker::Checker;
use crate::check::known::scope::{Fact, Partial, Scope, Typed};
use crate::check::known::types::Ty;
use crate::check::values::rewrite::replace;
use crate::model::{BinaryOp, Expr, NONE, SetId, UnaryOp, VariableId, VariableKind};

impl Checker<'_> {
    /// Notes what is known when a condition has turned out so.
    pub(in crate::check) fn learn(&self, scope: &mut Scope, condition: &Expr, holds: bool) {
        match condition {
            Expr::Unary { op: UnaryOp::Not, operand } => self.learn(scope, operand, !holds),
            Expr::Binary { op: BinaryOp::And, left, right } if holds => {
                self.learn(scope, left, true);
                self.learn(scope, right, true);
            }
            Expr::Binary { op: BinaryOp::Or, left, right } if !holds => {
                self.learn(scope, left, false);
                self.learn(scope, right, false);
            }
            Expr::Binary { op: BinaryOp::NotEqual, left, right } if holds && is_none(right) => {
                self.learn_some(scope, left, None);
            }
            Expr::Binary { op: BinaryOp::Equal, left, right } if !holds && is_none(right) => {
                self.learn_some(scope, left, None);
            }
            // What equals an element that is bound is that element.
            Expr::Binary { op: BinaryOp::Equal, left, right } if holds => match (&**left, &**right) {
                (Expr::Bound(binding), other) | (other, Expr::Bound(binding)) => {
                    self.learn_some(scope, other, Some(self.bound.sets[*binding]));
                }
                _ => {}
            },
            Expr::Read { variable, indices, .. } if holds => {
                if let ([element], Some(set)) = (&indices[..], self.subset_of_membership(*variable)) {
                    self.learn_some(scope, element, Some(set));
                }
            }
            _ => {}
        }
    }

    /// Checks what is evaluated only where a condition has turned out so.
    pub(in crate::check) fn knowing<T>(
        &mut self,
        scope: &mut Scope,
        condition: &Expr,
        holds: bool,
        check: impl FnOnce(&mut Self, &mut Scope) -> T,
    ) -> T {
        let before = scope.facts.len();
        self.learn(scope, condition, holds);
        let checked = check(self, scope);
        scope.facts.truncate(before);
        checked
    }

    fn learn_some(&self, scope: &mut Scope, element: &Expr, set: Option<SetId>) {
        // Where a reading gives an element, there was something to read.
        if let Expr::Read { variable, indices, otherwise: Some(_) } = element {
            let sets = self.model.variables[*variable].indices.iter().map(|index| index.set);
            indices.iter().zip(sets).for_each(|(index, set)| self.learn_some(scope, index, Some(set)));
        }
        if !matches!(element, Expr::Number(_)) {
            scope.facts.push(Fact { element: plain(element), set });
        }
    }

    /// The subset whose membership a hidden variable tells.
    fn subset_of_membership(&self, variable: VariableId) -> Option<SetId> {
        let variable = &self.model.variables[variable];
        let name = variable.name.strip_prefix("in ").filter(|_| variable.hidden)?;
        self.model.sets.iter_enumerated().find(|(_, set)| set.name == name).map(|(id, _)| id)
    }

    /// The type of an element by what is known of it. Where an `otherwise` takes over, or none is dealt with, nothing need
    /// be known.
    pub(super) fn narrow(&self, scope: &Scope, typed: &mut Typed) {
        if scope.facts.is_empty() || !matches!(scope.partial, Partial::Forbidden) {
            return;
        }
        let Ty::Element { set, optional, known: None } = &mut typed.ty else { return };
        let value = plain(&typed.value);
        for fact in scope.facts.iter().filter(|fact| fact.element == value) {
            *optional = false;
            if let Some(inner) = fact.set.filter(|inner| self.is_subset_of(*inner, *set)) {
                *set = inner;
            }
        }
    }

    /// Whether an element is known to be some and to lie in a set.
    pub(super) fn is_certain(&self, scope: &Scope, element: &Expr, set: SetId) -> bool {
        let is_root = self.model.sets[set].root == set;
        let element = plain(element);
        let of_it = scope.facts.iter().filter(|fact| fact.element == element);
        of_it.into_iter().any(|fact| is_root || fact.set.is_some_and(|inner| self.is_subset_of(inner, set)))
    }

    /// Forgets what is known of elements that these variables hold, because they may be changed.
    pub(in crate::check) fn forget(&self, scope: &mut Scope, is_changed: impl Fn(VariableId) -> bool) {
        scope.facts.retain(|fact| {
            let mut stays = true;
            fact.element.visit(&mut |part| {
                if let Expr::Read { variable, .. } = part {
                    let own = &self.model.variables[*variable];
                    let is_state = matches!(own.kind, VariableKind::State { .. }) && own.hidden;
                    stays &= !is_state && !is_changed(*variable);
                }
            });
            stays
        });
    }
}

fn is_none(expr: &Expr) -> bool {
    matches!(expr, Expr::Number(number) if *number == NONE)
}

/// An expression without the `none` that stands for readings that fail: where a fact holds they have not failed.
fn plain(element: &Expr) -> Expr {
    let mut plain = element.clone();
    strip(&mut plain);
    plain
}

fn strip(expr: &mut Expr) {
    replace(expr, &|part| match part {
        Expr::Read { variable, indices, otherwise: Some(default) } if is_none(default) => {
            let indices = indices.iter().map(self::plain).collect();
            Some(Expr::Read { variable: *variable, indices, otherwise: None })
        }
        _ => None,
    });
}
