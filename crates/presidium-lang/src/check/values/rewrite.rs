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

/// Do all of these hold? As a tree of two halves each time, so that many of them make it no deeper than it must be.
pub fn all_of(mut conditions: Vec<Expr>) -> Option<Expr> {
    let second = conditions.split_off(conditions.len() / 2);
    match conditions.is_empty() {
        true => second.into_iter().next(),
        false => Some(binary(BinaryOp::And, all_of(conditions)?, all_of(second)?)),
    }
}

/// Replaces leaves: `leaf` returns what stands in their place, or nothing to keep them.
pub fn replace(expr: &mut Expr, leaf: &dyn Fn(&Expr) -> Option<Expr>) {
    if let Some(other) = leaf(expr) {
        *expr = other;
        return;
    }
    match expr {
        Expr::Number(_) | Expr::Bound(_) | Expr::Local(_) | Expr::Observed(_) | Expr::Now | Expr::Time => {}
        Expr::Luck(luck) => luck.of.iter_mut().chain(&mut luck.around).for_each(|one| replace(&mut one.at, leaf)),
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
        Expr::Among { argument, filter, key, .. } => {
            replace(argument, leaf);
            filter.iter_mut().for_each(|e| replace(e, leaf));
            replace(key, leaf);
        }
        Expr::Terms(terms) => terms.iter_mut().for_each(|term| replace(&mut term.value, leaf)),
        Expr::Lookup { argument, .. } => replace(argument, leaf),
    }
}

/// An expression as a text that is the same for expressions which differ only in the names they bind.
pub fn spelling(expr: &Expr) -> String {
    let mut names: Vec<BindingId> = vec![];
    let mut number = |binding: BindingId| match names.iter().position(|known| *known == binding) {
        Some(known) => known,
        None => {
            names.push(binding);
            names.len() - 1
        }
    };
    let mut text = String::new();
    // From the outside in, each part with the number of its own parts: so no two expressions are spelt alike.
    expr.visit(&mut |part| {
        text += &match part {
            Expr::Bound(binding) => format!("bound {};", number(*binding)),
            Expr::Read { variable, indices, otherwise } => {
                format!("read {} {} {};", variable.raw(), indices.len(), otherwise.is_some())
            }
            Expr::Unary { op, .. } => format!("{op:?};"),
            Expr::Binary { op, .. } => format!("{op:?};"),
            Expr::Call { function, arguments } => format!("{function:?} {};", arguments.len()),
            Expr::If { .. } => "if;".to_string(),
            Expr::Fold { fold, index, filter, .. } => {
                format!("{fold:?} {} {} {};", number(index.binding), index.set.raw(), filter.is_some())
            }
            Expr::Among { question, index, filter, .. } => {
                format!("{question:?} {} {} {};", number(index.binding), index.set.raw(), filter.is_some())
            }
            Expr::Terms(terms) => format!("terms {};", terms.len()),
            Expr::Lookup { points, .. } => format!("lookup {points:?};"),
            Expr::Luck(luck) => format!("{} {} {};", luck.name, luck.of.len(), luck.around.len()),
            Expr::Number(_) | Expr::Local(_) | Expr::Observed(_) | Expr::Now | Expr::Time => format!("{part:?};"),
        }
    });
    text
}

/// Bindings that an expression reads and does not bind itself, in order of their making.
pub fn free_bindings(exprs: &[&Expr]) -> Vec<BindingId> {
    let (mut read, mut made) = (vec![], vec![]);
    for expr in exprs {
        expr.visit(&mut |part| match part {
            Expr::Bound(binding) => read.push(*binding),
            Expr::Fold { index, .. } | Expr::Among { index, .. } => made.push(index.binding),
            _ => {}
        });
    }
    read.retain(|binding| !made.contains(binding));
    read.sort_unstable();
    read.dedup();
    read
}

/// True if an expression reads a value that a rule computed, or draws a lot.
pub fn reads_local(expr: &Expr) -> bool {
    let mut found = false;
    expr.visit(&mut |part| found |= matches!(part, Expr::Local(_) | Expr::Luck(_)));
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
