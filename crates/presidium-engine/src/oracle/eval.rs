//! Expressions of one world.

use presidium_lang::model::{Expr, Fold, Index, NONE, ObserverId, ObserverKind, VariableId};

use crate::math;
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
    /// The value of an expression, with the elements bound now. Never fails: what is not finite is found where it is named.
    pub fn eval(&mut self, expr: &Expr) -> f64 {
        match expr {
            Expr::Number(value) => *value,
            Expr::Bound(binding) => self.bound[binding.index()],
            Expr::Local(local) => self.locals[local.index()],
            Expr::Observed(observer) => self.observed_value(*observer),
            Expr::Now => f64::from(self.month),
            Expr::Read { variable, indices, otherwise } => self.read(*variable, indices, otherwise.as_deref()),
            Expr::Unary { op, operand } => scalar::unary(*op, self.eval(operand)),
            Expr::Binary { op, left, right } => {
                let (left, right) = (self.eval(left), self.eval(right));
                scalar::binary(*op, left, right)
            }
            Expr::Call { function, arguments } => {
                let values: Vec<f64> = arguments.iter().map(|argument| self.eval(argument)).collect();
                scalar::call(*function, &values)
            }
            Expr::If { condition, then, otherwise } => {
                let taken = if holds(self.eval(condition)) { then } else { otherwise };
                self.eval(taken)
            }
            Expr::Fold { fold, index, filter, body } => self.fold(*fold, index, filter.as_deref(), body),
            Expr::Terms(terms) => self.sum(terms),
            Expr::Lookup { argument, points } => scalar::lookup(points, self.eval(argument)),
        }
    }

    fn read(&mut self, variable: VariableId, indices: &[Expr], otherwise: Option<&Expr>) -> f64 {
        let ordinals: Vec<f64> = indices.iter().map(|index| self.eval(index)).collect();
        match self.layout.place(variable, &ordinals) {
            Some(element) => {
                let value = self.values[variable.index()][element];
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
            if filter.is_none_or(|filter| holds(self.eval(filter))) {
                let value = self.eval(body);
                folded.take(fold, f64::from(ordinal), value);
            }
        }
        folded.result(fold)
    }

    fn observed_value(&self, id: ObserverId) -> f64 {
        let observer = &self.model.observers[id.index()];
        let value = self.observed[id.index()];
        match observer.kind {
            ObserverKind::Mean => value / months_seen(self.model.first_month, observer, self.month),
            _ => value,
        }
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
