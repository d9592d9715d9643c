//! Values of expressions that are known before any run: over numbers, data and the elements of sets.
//!
//! They are computed as in a run: what is not needed is left out, and what needs something missing is missing.

use crate::model::operations::{self, Folded, holds};
use crate::model::{Among, BindingId, Expr, Fold, Index, Model, NONE, VariableId, VariableKind};

/// Evaluates a lowered expression of the stage `Constant`, with these elements bound.
pub fn evaluate(model: &Model, expr: &Expr, bound: &[(BindingId, f64)]) -> f64 {
    Evaluator { model, bound: bound.to_vec() }.value(expr)
}

/// Whether a value is the same in every world: made of numbers, data and the elements bound to these names only.
pub fn is_constant(model: &Model, expr: &Expr, bound: &[BindingId]) -> bool {
    let mut bound = bound.to_vec();
    let mut constant = true;
    expr.visit(&mut |part| match part {
        Expr::Fold { index, .. } | Expr::Among { index, .. } => bound.push(index.binding),
        Expr::Bound(binding) => constant &= bound.contains(binding),
        // Data without values have been reported, or will turn out to be something else.
        Expr::Read { variable, .. } => {
            constant &= matches!(&model.variables[*variable].kind, VariableKind::Data { values } if !values.is_empty());
        }
        Expr::Local(_) | Expr::Observed(_) | Expr::Luck(_) | Expr::Now | Expr::Time => constant = false,
        _ => {}
    });
    constant
}

struct Evaluator<'m> {
    model: &'m Model,
    /// Elements bound by names, the innermost last.
    bound: Vec<(BindingId, f64)>,
}

impl Evaluator<'_> {
    fn value(&mut self, expr: &Expr) -> f64 {
        match expr {
            Expr::Number(number) => *number,
            Expr::Bound(binding) => self.bound.iter().rev().find(|(b, _)| b == binding).map_or(NONE, |(_, v)| *v),
            Expr::Read { variable, indices, otherwise } => {
                let at: Vec<f64> = indices.iter().map(|e| self.value(e)).collect();
                if let Some(missing) = at.iter().find(|ordinal| ordinal.is_nan()) {
                    return *missing;
                }
                match (read(self.model, *variable, &at), otherwise) {
                    (Some(found), _) => found,
                    (None, Some(otherwise)) => self.value(otherwise),
                    (None, None) => 0.0,
                }
            }
            Expr::Unary { op, operand } => operations::unary(*op, self.value(operand)),
            Expr::Binary { op, left, right } => {
                let left = self.value(left);
                operations::settled(*op, left).unwrap_or_else(|| operations::binary(*op, left, self.value(right)))
            }
            Expr::Call { function, arguments } => {
                let arguments: Vec<f64> = arguments.iter().map(|e| self.value(e)).collect();
                operations::call(*function, &arguments)
            }
            Expr::If { condition, then, otherwise } => {
                let condition = self.value(condition);
                if condition.is_nan() {
                    return condition;
                }
                self.value(if holds(condition) { then } else { otherwise })
            }
            Expr::Fold { fold, index, filter, body } => self.fold(*fold, index, filter.as_deref(), body),
            Expr::Among { question, argument, index, filter, key } => {
                let argument = self.value(argument);
                self.among(*question, argument, index, filter.as_deref(), key)
            }
            Expr::Terms(terms) => operations::sum(terms.iter().map(|term| self.value(&term.value))),
            Expr::Lookup { argument, points } => operations::lookup(points, self.value(argument)),
            // The stage `Constant` does not let these through.
            Expr::Local(_) | Expr::Observed(_) | Expr::Luck(_) | Expr::Now | Expr::Time => 0.0,
        }
    }

    fn among(&mut self, question: Among, argument: f64, index: &Index, filter: Option<&Expr>, key: &Expr) -> f64 {
        let mut elements = vec![];
        for &ordinal in &self.model.sets[index.set].ordinals {
            self.bound.push((index.binding, f64::from(ordinal)));
            let passes = filter.map_or(1.0, |filter| self.value(filter));
            if holds(passes) {
                let key = if passes.is_nan() { passes } else { self.value(key) };
                elements.push((f64::from(ordinal), key));
            }
            self.bound.pop();
        }
        operations::among(question, argument, &elements)
    }

    fn fold(&mut self, fold: Fold, index: &Index, filter: Option<&Expr>, body: &Expr) -> f64 {
        let mut result = Folded::new(fold);
        for &ordinal in &self.model.sets[index.set].ordinals {
            self.bound.push((index.binding, f64::from(ordinal)));
            let passes = filter.map_or(1.0, |filter| self.value(filter));
            if holds(passes) {
                // A filter that is missing makes the fold missing.
                let value = if passes.is_nan() { passes } else { self.value(body) };
                result.take(f64::from(ordinal), value);
            }
            self.bound.pop();
        }
        result.result()
    }
}

fn read(model: &Model, variable: VariableId, at: &[f64]) -> Option<f64> {
    let variable = &model.variables[variable];
    let mut position = 0;
    for (index, ordinal) in variable.indices.iter().zip(at) {
        let set = &model.sets[index.set];
        let here = set.ordinals.iter().position(|o| f64::from(*o) == *ordinal)?;
        position = position * set.ordinals.len() + here;
    }
    match &variable.kind {
        VariableKind::Data { values } => values.get(position).copied(),
        _ => None,
    }
}
