//! Values of expressions that are known before any run: over numbers, data and the elements of sets.

use crate::model::{BinaryOp, BindingId, Expr, Fold, Function, Model, NONE, UnaryOp, VariableKind};

/// Evaluates a lowered expression of the stage `Constant`, with these elements bound.
pub fn evaluate(model: &Model, expr: &Expr, bound: &[(BindingId, f64)]) -> f64 {
    let value = |e: &Expr| evaluate(model, e, bound);
    match expr {
        Expr::Number(number) => *number,
        Expr::Bound(binding) => bound.iter().rev().find(|(b, _)| b == binding).map_or(NONE, |(_, v)| *v),
        Expr::Read { variable, indices, otherwise } => {
            let at: Vec<f64> = indices.iter().map(value).collect();
            match (read(model, variable.index(), &at), otherwise) {
                (Some(found), _) => found,
                (None, Some(otherwise)) => value(otherwise),
                (None, None) => 0.0,
            }
        }
        Expr::Unary { op: UnaryOp::Negate, operand } => -value(operand),
        Expr::Unary { op: UnaryOp::Not, operand } => truth(value(operand) == 0.0),
        Expr::Binary { op, left, right } => binary(*op, value(left), value(right)),
        Expr::Call { function, arguments } => call(*function, &arguments.iter().map(value).collect::<Vec<_>>()),
        Expr::If { condition, then, otherwise } => value(if value(condition) != 0.0 { then } else { otherwise }),
        Expr::Fold { fold, index, filter, body } => {
            let mut items = vec![];
            for &ordinal in &model.sets[index.set.index()].ordinals {
                let mut inner = bound.to_vec();
                inner.push((index.binding, f64::from(ordinal)));
                if filter.as_ref().is_none_or(|f| evaluate(model, f, &inner) != 0.0) {
                    items.push((f64::from(ordinal), evaluate(model, body, &inner)));
                }
            }
            fold_items(*fold, &items)
        }
        Expr::Terms(terms) => terms.iter().map(|term| value(&term.value)).sum(),
        Expr::Lookup { argument, points } => interpolate(points, value(argument)),
        // The stage `Constant` does not let these through.
        Expr::Local(_) | Expr::Observed(_) | Expr::Now => 0.0,
    }
}

/// Piecewise linear, flat outside; points are sorted by x.
pub fn interpolate(points: &[(f64, f64)], x: f64) -> f64 {
    let after = points.partition_point(|(at, _)| *at <= x);
    match (after.checked_sub(1).and_then(|i| points.get(i)), points.get(after)) {
        (Some((x0, y0)), Some((x1, y1))) => y0 + (y1 - y0) * (x - x0) / (x1 - x0),
        (Some((_, y)), None) | (None, Some((_, y))) => *y,
        (None, None) => 0.0,
    }
}

fn read(model: &Model, variable: usize, at: &[f64]) -> Option<f64> {
    let variable = &model.variables[variable];
    let mut position = 0;
    for (index, ordinal) in variable.indices.iter().zip(at) {
        let set = &model.sets[index.set.index()];
        let here = set.ordinals.iter().position(|o| f64::from(*o) == *ordinal)?;
        position = position * set.ordinals.len() + here;
    }
    match &variable.kind {
        VariableKind::Data { values } => values.get(position).copied(),
        _ => None,
    }
}

fn truth(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

fn binary(op: BinaryOp, left: f64, right: f64) -> f64 {
    match op {
        BinaryOp::Add => left + right,
        BinaryOp::Subtract => left - right,
        BinaryOp::Multiply => left * right,
        BinaryOp::Divide => left / right,
        BinaryOp::Power => libm::pow(left, right),
        BinaryOp::Equal => truth(left == right),
        BinaryOp::NotEqual => truth(left != right),
        BinaryOp::Less => truth(left < right),
        BinaryOp::LessOrEqual => truth(left <= right),
        BinaryOp::Greater => truth(left > right),
        BinaryOp::GreaterOrEqual => truth(left >= right),
        BinaryOp::And => truth(left != 0.0 && right != 0.0),
        BinaryOp::Or => truth(left != 0.0 || right != 0.0),
    }
}

fn call(function: Function, arguments: &[f64]) -> f64 {
    let first = arguments.first().copied().unwrap_or(0.0);
    match function {
        Function::Min => arguments.iter().copied().fold(first, f64::min),
        Function::Max => arguments.iter().copied().fold(first, f64::max),
        Function::Abs => first.abs(),
        Function::Sqrt => first.sqrt(),
        Function::Exp => libm::exp(first),
        Function::Ln => libm::log(first),
        Function::Logistic => 1.0 / (1.0 + libm::exp(-first)),
        Function::Floor => first.floor(),
        Function::Clamp => match arguments {
            [x, low, high] => x.max(*low).min(*high),
            _ => first,
        },
        Function::NormalCdf => 0.5 * libm::erfc(-first / std::f64::consts::SQRT_2),
        Function::MonthOf => first.floor().rem_euclid(12.0) + 1.0,
        Function::YearOf => (first / 12.0).floor(),
    }
}

fn fold_items(fold: Fold, items: &[(f64, f64)]) -> f64 {
    let values = || items.iter().map(|(_, value)| *value);
    let best = |better: fn(f64, f64) -> bool| -> Option<(f64, f64)> {
        items.iter().copied().reduce(|best, item| if better(item.1, best.1) { item } else { best })
    };
    match fold {
        Fold::Sum => values().sum(),
        Fold::Mean if items.is_empty() => 0.0,
        Fold::Mean => values().sum::<f64>() / items.len() as f64,
        Fold::Min => best(|a, b| a < b).map_or(0.0, |(_, value)| value),
        Fold::Max => best(|a, b| a > b).map_or(0.0, |(_, value)| value),
        Fold::Count => values().filter(|v| *v != 0.0).count() as f64,
        Fold::Any => truth(values().any(|v| v != 0.0)),
        Fold::All => truth(values().all(|v| v != 0.0)),
        Fold::ArgMax => best(|a, b| a > b).map_or(NONE, |(ordinal, _)| ordinal),
        Fold::ArgMin => best(|a, b| a < b).map_or(NONE, |(ordinal, _)| ordinal),
    }
}
