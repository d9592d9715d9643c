//! Values of expressions that are known before any run: over numbers, data and the elements of sets.

use crate::calendar;
use crate::model::{BinaryOp, BindingId, Expr, Fold, Function, Index, Model, NONE, UnaryOp, VariableKind};

/// Evaluates a lowered expression of the stage `Constant`, with these elements bound.
pub fn evaluate(model: &Model, expr: &Expr, bound: &[(BindingId, f64)]) -> f64 {
    Evaluator { model, bound: bound.to_vec() }.value(expr)
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
                match (read(self.model, variable.index(), &at), otherwise) {
                    (Some(found), _) => found,
                    (None, Some(otherwise)) => self.value(otherwise),
                    (None, None) => 0.0,
                }
            }
            Expr::Unary { op: UnaryOp::Negate, operand } => -self.value(operand),
            Expr::Unary { op: UnaryOp::Not, operand } => truth(self.value(operand) == 0.0),
            Expr::Binary { op, left, right } => binary(*op, self.value(left), self.value(right)),
            Expr::Call { function, arguments } => {
                let arguments: Vec<f64> = arguments.iter().map(|e| self.value(e)).collect();
                call(*function, &arguments)
            }
            Expr::If { condition, then, otherwise } => {
                let taken = if self.value(condition) != 0.0 { then } else { otherwise };
                self.value(taken)
            }
            Expr::Fold { fold, index, filter, body } => self.fold(*fold, index, filter.as_deref(), body),
            Expr::Terms(terms) => terms.iter().map(|term| self.value(&term.value)).sum(),
            Expr::Lookup { argument, points } => interpolate(points, self.value(argument)),
            // The stage `Constant` does not let these through.
            Expr::Local(_) | Expr::Observed(_) | Expr::Now => 0.0,
        }
    }

    fn fold(&mut self, fold: Fold, index: &Index, filter: Option<&Expr>, body: &Expr) -> f64 {
        let mut result = Folded::default();
        for &ordinal in &self.model.sets[index.set.index()].ordinals {
            self.bound.push((index.binding, f64::from(ordinal)));
            if filter.is_none_or(|f| self.value(f) != 0.0) {
                let value = self.value(body);
                result.add(fold, f64::from(ordinal), value);
            }
            self.bound.pop();
        }
        result.finish(fold)
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
        Function::AddMonths => calendar::add_months(first, arguments[1]),
        Function::AddDays => calendar::add_days(first, arguments[1]),
    }
}

/// A fold so far.
#[derive(Default)]
struct Folded {
    count: usize,
    sum: f64,
    /// How many bodies were true.
    held: usize,
    /// The best element and its value, for a fold that looks for one.
    best: Option<(f64, f64)>,
}

impl Folded {
    fn add(&mut self, fold: Fold, ordinal: f64, value: f64) {
        self.count += 1;
        self.sum += value;
        self.held += usize::from(value != 0.0);
        let better = match (fold, self.best) {
            (_, None) => true,
            (Fold::Min | Fold::ArgMin, Some((_, best))) => value < best,
            (_, Some((_, best))) => value > best,
        };
        if better {
            self.best = Some((ordinal, value));
        }
    }

    fn finish(self, fold: Fold) -> f64 {
        match fold {
            Fold::Sum => self.sum,
            Fold::Mean if self.count == 0 => 0.0,
            Fold::Mean => self.sum / self.count as f64,
            Fold::Min | Fold::Max => self.best.map_or(0.0, |(_, value)| value),
            Fold::Count => self.held as f64,
            Fold::Any => truth(self.held > 0),
            Fold::All => truth(self.held == self.count),
            Fold::ArgMax | Fold::ArgMin => self.best.map_or(NONE, |(ordinal, _)| ordinal),
        }
    }
}
