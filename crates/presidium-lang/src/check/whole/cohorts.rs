//! Lets that read their own earlier elements: cohorts, queues, chains.
//!
//! The elements of a let are computed in the order of its sets. One may read those before it, if it is known before a run
//! which those are. What a condition on data and elements leaves out is not read.

use crate::check::checker::Checker;
use crate::check::values::constant::{evaluate, is_constant};
use crate::model::operations::holds;
use crate::model::{BinaryOp, BindingId, Expr, Index, Model, VariableId, VariableKind};

impl Checker<'_> {
    /// Whether each element of a let reads only such elements of the same let as come before it.
    pub(super) fn reads_earlier_elements(&self, id: VariableId) -> bool {
        let variable = &self.model.variables[id];
        let VariableKind::Let { value } = &variable.kind else { return false };
        let bindings: Vec<BindingId> = variable.indices.iter().map(|index| index.binding).collect();
        let count = variable.len(&self.model);
        if bindings.is_empty() || !self.affords(value, count as f64) {
            return false;
        }
        (0..count).all(|element| {
            let ordinals = elements_at(&self.model, &variable.indices, element);
            let bound = bindings.iter().copied().zip(ordinals).collect();
            Cohort { model: &self.model, id, element, bound }.is_settled(value)
        })
    }
}

/// An element of a let, whose equation is looked through.
struct Cohort<'m> {
    model: &'m Model,
    id: VariableId,
    element: usize,
    bound: Vec<(BindingId, f64)>,
}

impl Cohort<'_> {
    /// Whether all that an expression reads of its own let comes before this element.
    fn is_settled(&mut self, expr: &Expr) -> bool {
        match expr {
            Expr::Read { variable, indices, otherwise } if *variable == self.id => {
                let Some(at) = indices.iter().map(|index| self.known(index)).collect::<Option<Vec<f64>>>() else {
                    return false;
                };
                match position(self.model, *variable, &at) {
                    Some(position) => position < self.element,
                    None => otherwise.iter().all(|otherwise| self.is_settled(otherwise)),
                }
            }
            Expr::If { condition, then, otherwise } => match self.known(condition) {
                Some(condition) => self.is_settled(if holds(condition) { then } else { otherwise }),
                None => self.is_settled(condition) && self.is_settled(then) && self.is_settled(otherwise),
            },
            Expr::Binary { op: op @ (BinaryOp::And | BinaryOp::Or), left, right } => match self.known(left) {
                Some(left) if holds(left) == (*op == BinaryOp::Or) => true,
                _ => self.is_settled(left) && self.is_settled(right),
            },
            Expr::Fold { index, filter, body, .. } => self.all_settled(index, filter.as_deref(), body),
            Expr::Among { argument, index, filter, key, .. } => {
                self.is_settled(argument) && self.all_settled(index, filter.as_deref(), key)
            }
            _ => {
                let mut settled = true;
                expr.for_each_operand(&mut |part| settled = settled && self.is_settled(part));
                settled
            }
        }
    }

    fn all_settled(&mut self, index: &Index, filter: Option<&Expr>, body: &Expr) -> bool {
        let model = self.model;
        model.sets[index.set].ordinals.iter().all(|&ordinal| {
            self.bound.push((index.binding, f64::from(ordinal)));
            let passes = filter.map_or(Some(1.0), |filter| self.known(filter));
            let settled = match passes {
                Some(passes) => !holds(passes) || self.is_settled(body),
                None => filter.is_none_or(|filter| self.is_settled(filter)) && self.is_settled(body),
            };
            self.bound.pop();
            settled
        })
    }

    /// The value of an expression of data and elements.
    fn known(&self, expr: &Expr) -> Option<f64> {
        let names: Vec<BindingId> = self.bound.iter().map(|(binding, _)| *binding).collect();
        is_constant(self.model, expr, &names).then(|| evaluate(self.model, expr, &self.bound))
    }
}

/// Row-major position of an element of a variable, given by ordinals.
fn position(model: &Model, variable: VariableId, at: &[f64]) -> Option<usize> {
    let indices = &model.variables[variable].indices;
    indices.iter().zip(at).try_fold(0, |position, (index, ordinal)| {
        let ordinals = &model.sets[index.set].ordinals;
        let here = ordinals.iter().position(|own| f64::from(*own) == *ordinal)?;
        Some(position * ordinals.len() + here)
    })
}

/// The ordinals of the element at a row-major position.
fn elements_at(model: &Model, indices: &[Index], position: usize) -> Vec<f64> {
    let mut rest = position;
    let mut found: Vec<f64> = indices
        .iter()
        .rev()
        .map(|index| {
            let ordinals = &model.sets[index.set].ordinals;
            let ordinal = ordinals[rest % ordinals.len()];
            rest /= ordinals.len();
            f64::from(ordinal)
        })
        .collect();
    found.reverse();
    found
}
