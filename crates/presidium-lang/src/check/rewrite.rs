//! Walking over lowered expressions and replacing parts of them.

use std::collections::BTreeMap;

use crate::model::{BinaryOp, BindingId, Expr, NONE, ObserverId};

/// `element != none`
pub fn is_some(element: Expr) -> Expr {
    binary(BinaryOp::NotEqual, element, Expr::Number(NONE))
}

pub fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    Expr::Binary { op, left: Box::new(left), right: Box::new(right) }
}

/// Replaces leaves: `leaf` returns what stands in their place, or nothing to keep them.
pub fn replace(expr: &mut Expr, leaf: &dyn Fn(&Expr) -> Option<Expr>) {
    if let Some(other) = leaf(expr) {
        *expr = other;
        return;
    }
    match expr {
        Expr::Number(_) | Expr::Bound(_) | Expr::Local(_) | Expr::Observed(_) | Expr::Now => {}
        Expr::Read { indices, otherwise, .. } => {
            indices.iter_mut().for_each(|e| replace(e, leaf));
            otherwise.iter_mut().for_each(|e| replace(e, leaf));
        }
        Expr::Unary { operand, .. } => replace(operand, leaf),
        Expr::Binary { left, right, .. } => {
            replace(left, leaf);
            replace(right, leaf);
        }
        Expr::Call { arguments, .. } => arguments.iter_mut().for_each(|e| replace(e, leaf)),
        Expr::If { condition, then, otherwise } => {
            replace(condition, leaf);
            replace(then, leaf);
            replace(otherwise, leaf);
        }
        Expr::Fold { filter, body, .. } => {
            filter.iter_mut().for_each(|e| replace(e, leaf));
            replace(body, leaf);
        }
        Expr::Terms(terms) => terms.iter_mut().for_each(|term| replace(&mut term.value, leaf)),
        Expr::Lookup { argument, .. } => replace(argument, leaf),
    }
}

/// Bindings that an expression reads and does not bind itself, in order of their making.
pub fn free_bindings(exprs: &[&Expr]) -> Vec<BindingId> {
    let (mut read, mut made) = (vec![], vec![]);
    for expr in exprs {
        expr.visit(&mut |part| match part {
            Expr::Bound(binding) => read.push(*binding),
            Expr::Fold { index, .. } => made.push(index.binding),
            _ => {}
        });
    }
    read.retain(|binding| !made.contains(binding));
    read.sort_unstable();
    read.dedup();
    read
}

/// True if an expression reads a value that a rule computed.
pub fn reads_local(expr: &Expr) -> bool {
    let mut found = false;
    expr.visit(&mut |part| found |= matches!(part, Expr::Local(_)));
    found
}

/// Replaces bindings by other expressions.
pub fn rebind(expr: &mut Expr, with: &BTreeMap<BindingId, Expr>) {
    replace(expr, &|part| match part {
        Expr::Bound(binding) => with.get(binding).cloned(),
        _ => None,
    });
}

/// Replaces observers by other observers.
pub fn reobserve(expr: &mut Expr, with: &BTreeMap<ObserverId, ObserverId>) {
    replace(expr, &|part| match part {
        Expr::Observed(observer) => with.get(observer).map(|other| Expr::Observed(*other)),
        _ => None,
    });
}
