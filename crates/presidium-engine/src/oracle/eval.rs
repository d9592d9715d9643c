//! Expressions of one world.
//!
//! A part that is not needed is not computed: the branch of an `if` that is not taken, the right side of an `and` or `or`
//! that the left side settles, an element that a `where` leaves out, a default that is not read. What is needed and has no
//! value makes the whole expression missing (see `finite`), and the world remembers the reason ([`Blame`]).

use presidium_lang::model::{
    BinaryOp, Expr, Fold, Function, Index, NONE, ObserverId, ObserverKind, UnaryOp, VariableId,
};

use crate::math;
use crate::oracle::blame::Blame;
use crate::oracle::explain::ReadValue;
use crate::oracle::world::World;
use crate::scalar::{self, holds, truth};

/// A fold under way: the elements that passed the filter so far.
struct Folded {
    count: f64,
    sum: f64,
    /// The smallest or largest body so far, infinite before there was one; and its element.
    best: f64,
    at: f64,
}

impl<'m> World<'m> {
    /// The value of an expression, with the elements bound now; not a number if it is missing.
    pub fn eval(&mut self, expr: &Expr) -> f64 {
        match expr {
            Expr::Number(value) => *value,
            Expr::Bound(binding) => self.bound[binding.index()],
            Expr::Local(local) => {
                let value = self.locals[local.index()];
                self.blame_missing(value, |world| world.missing.local(*local));
                value
            }
            Expr::Observed(observer) => self.observed_value(*observer),
            Expr::Now => f64::from(self.month),
            Expr::Read { variable, indices, otherwise } => self.read(*variable, indices, otherwise.as_deref()),
            Expr::Unary { op, operand } => {
                let value = self.eval(operand);
                if *op == UnaryOp::Not && value.is_nan() { value } else { scalar::unary(*op, value) }
            }
            Expr::Binary { op, left, right } => self.binary(*op, left, right),
            Expr::Call { function, arguments } => self.call(*function, arguments),
            Expr::If { condition, then, otherwise } => {
                let condition = self.eval(condition);
                if condition.is_nan() {
                    return condition;
                }
                self.eval(if holds(condition) { then } else { otherwise })
            }
            Expr::Fold { fold, index, filter, body } => self.fold(*fold, index, filter.as_deref(), body),
            Expr::Terms(terms) => self.sum(terms),
            Expr::Lookup { argument, points } => {
                let argument = self.eval(argument);
                if argument.is_nan() { argument } else { scalar::lookup(points, argument) }
            }
        }
    }

    fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr) -> f64 {
        let a = self.eval(left);
        match op {
            _ if a.is_nan() => return a,
            BinaryOp::And if !holds(a) => return 0.0,
            BinaryOp::Or if holds(a) => return 1.0,
            _ => {}
        }
        let b = self.eval(right);
        if b.is_nan() {
            return b;
        }
        if compares(op) && (a.is_infinite() || b.is_infinite()) {
            return self.no_value(|| "it compares a value that is infinite".to_owned());
        }
        let value = scalar::binary(op, a, b);
        if value.is_nan() { self.no_value(|| format!("{a} {} {b} has no value", sign(op))) } else { value }
    }

    fn call(&mut self, function: Function, arguments: &[Expr]) -> f64 {
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let value = self.eval(argument);
            if value.is_nan() {
                return value;
            }
            values.push(value);
        }
        let value = scalar::call(function, &values);
        if value.is_nan() {
            let of = values.iter().map(f64::to_string).collect::<Vec<_>>().join(", ");
            return self.no_value(|| format!("{}({of}) has no value", format!("{function:?}").to_lowercase()));
        }
        value
    }

    /// A missing value, with the reason if it is the first.
    fn no_value(&mut self, reason: impl FnOnce() -> String) -> f64 {
        self.blame.get_or_insert_with(|| Blame::Here(reason()));
        f64::NAN
    }

    fn read(&mut self, variable: VariableId, indices: &[Expr], otherwise: Option<&Expr>) -> f64 {
        let mut ordinals = Vec::with_capacity(indices.len());
        for index in indices {
            let ordinal = self.eval(index);
            if ordinal.is_nan() {
                return ordinal;
            }
            ordinals.push(ordinal);
        }
        match self.layout.place(variable, &ordinals) {
            Some(element) => {
                let value = self.values[variable.index()][element];
                self.blame_missing(value, |world| world.missing.variable(variable, element));
                if let Some(reads) = &mut self.reads {
                    reads.push(ReadValue { variable, element: element as u32, value });
                }
                value
            }
            None => otherwise.map_or(0.0, |otherwise| self.eval(otherwise)),
        }
    }

    /// Over the elements of a set in order. Sums start at zero; elements that do not pass are as if they were not there.
    fn fold(&mut self, fold: Fold, index: &Index, filter: Option<&Expr>, body: &Expr) -> f64 {
        let model = self.model;
        let mut folded = Folded::new(fold);
        for &ordinal in &model.sets[index.set.index()].ordinals {
            self.bind_one(index.binding, f64::from(ordinal));
            let passes = filter.map_or(1.0, |filter| self.eval(filter));
            if passes.is_nan() {
                return passes;
            }
            if holds(passes) {
                let value = self.eval(body);
                if value.is_infinite() {
                    return self.no_value(|| "it folds over a value that is infinite".to_owned());
                }
                if value.is_nan() {
                    return value;
                }
                folded.take(fold, f64::from(ordinal), value);
            }
        }
        folded.result(fold)
    }

    fn observed_value(&mut self, id: ObserverId) -> f64 {
        let observer = &self.model.observers[id.index()];
        let value = self.observed[id.index()];
        self.blame_missing(value, |world| world.missing.observer(id));
        match observer.kind {
            ObserverKind::Mean => value / months_seen(self.model.first_month, observer, self.month),
            _ => value,
        }
    }
}

/// Whether an operation asks how its operands stand to each other.
fn compares(op: BinaryOp) -> bool {
    use BinaryOp::*;
    matches!(op, Equal | NotEqual | Less | LessOrEqual | Greater | GreaterOrEqual)
}

fn sign(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Subtract => "-",
        BinaryOp::Multiply => "*",
        BinaryOp::Divide => "/",
        BinaryOp::Power => "^",
        _ => "and",
    }
}

/// Months of an observer's window up to a month; one before the window, so that its mean is zero then.
pub(crate) fn months_seen(model_first: u32, observer: &presidium_lang::model::Observer, month: u32) -> f64 {
    let first = observer.first_month.max(model_first);
    let last = observer.last_month.min(month);
    f64::from((last + 1).saturating_sub(first).max(1))
}

impl Folded {
    fn new(fold: Fold) -> Folded {
        let best = if matches!(fold, Fold::Min | Fold::ArgMin) { f64::INFINITY } else { f64::NEG_INFINITY };
        Folded { count: 0.0, sum: 0.0, best, at: NONE }
    }

    fn take(&mut self, fold: Fold, ordinal: f64, value: f64) {
        self.count += 1.0;
        match fold {
            Fold::Sum | Fold::Mean => self.sum += value,
            Fold::Count | Fold::Any | Fold::All => self.sum += truth(holds(value)),
            Fold::Min | Fold::ArgMin if value < self.best => (self.best, self.at) = (value, ordinal),
            Fold::Max | Fold::ArgMax if value > self.best => (self.best, self.at) = (value, ordinal),
            Fold::Min | Fold::Max | Fold::ArgMin | Fold::ArgMax => {}
        }
    }

    fn result(&self, fold: Fold) -> f64 {
        match fold {
            Fold::Sum | Fold::Count => self.sum,
            Fold::Mean => self.sum / math::max(self.count, 1.0),
            Fold::Min | Fold::Max if self.best.is_infinite() => 0.0,
            Fold::Min | Fold::Max => self.best,
            Fold::Any => truth(self.sum > 0.0),
            Fold::All => truth(self.sum == self.count),
            Fold::ArgMin | Fold::ArgMax => self.at,
        }
    }
}
