//! Expressions of one world.
//!
//! A part that is not needed is not computed: the branch of an `if` that is not taken, the right side of an `and` or `or`
//! that the left side settles, an element that a `where` leaves out, a default that is not read. What is needed and has no
//! value makes the whole expression missing (see `finite`), and the world remembers the reason ([`Blame`]).

use presidium_lang::model::{
    Among, BinaryOp, Counted, Expr, Fold, Function, Index, Luck, ObserverId, ObserverKind, VariableId,
};

use crate::failure::Fault;
use crate::oracle::missing::Blame;
use crate::oracle::reasons::ReadValue;
use crate::oracle::simulation::Simulation;
use crate::random::Draw;
use crate::scalar::{self, Folded, holds};
use crate::window::Window;

impl<'m> Simulation<'m> {
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
            Expr::Luck(luck) => self.lot(luck),
            Expr::Now => self.now(),
            Expr::Time => self.model.clock.date_within(self.month, self.part),
            Expr::Read { variable, indices, otherwise } => self.read(*variable, indices, otherwise.as_deref()),
            Expr::Unary { op, operand } => {
                let value = self.eval(operand);
                scalar::unary(*op, value)
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
            Expr::Among { question, argument, index, filter, key } => {
                self.among(*question, argument, index, filter.as_deref(), key)
            }
            Expr::Terms(terms) => self.sum(terms),
            Expr::Lookup { argument, points } => {
                let argument = self.eval(argument);
                scalar::lookup(points, argument)
            }
        }
    }

    fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr) -> f64 {
        let a = self.eval(left);
        if let Some(settled) = scalar::settled(op, a) {
            return settled;
        }
        let b = self.eval(right);
        if b.is_nan() {
            return b;
        }
        if scalar::compares(op) && (a.is_infinite() || b.is_infinite()) {
            return self.no_value(|| Fault::ComparesInfinite);
        }
        let value = scalar::binary(op, a, b);
        if value.is_nan() { self.no_value(|| Fault::Operation(a, op, b)) } else { value }
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
            return self.no_value(|| Fault::Function(function, values));
        }
        value
    }

    /// A missing value, with what is wrong if it is the first.
    fn no_value(&mut self, fault: impl FnOnce() -> Fault) -> f64 {
        self.blame.get_or_insert_with(|| Blame::Here(fault()));
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
                let value = self.values[variable.index()][element.index()];
                self.blame_missing(value, |world| world.missing.variable(variable, element));
                if let Some(reads) = &mut self.reads {
                    reads.push(ReadValue { variable, element, value });
                }
                value
            }
            None => otherwise.map_or(0.0, |otherwise| self.eval(otherwise)),
        }
    }

    /// Over the elements of a set in order; elements that do not pass are as if they were not there.
    fn fold(&mut self, fold: Fold, index: &Index, filter: Option<&Expr>, body: &Expr) -> f64 {
        let mut folded = Folded::new(fold);
        let asked =
            self.passing(index, filter, body, Fault::FoldsInfinite, |element, value| folded.take(element, value));
        asked.map_or_else(|missing| missing, |()| folded.result())
    }

    /// Hands on each element of a set that passes, with its value, in order. The value of the others is not needed. The error is
    /// what a value that is missing was found to be; an infinite one is missing by a fault.
    fn passing(
        &mut self,
        index: &Index,
        filter: Option<&Expr>,
        body: &Expr,
        infinite: Fault,
        mut take: impl FnMut(f64, f64),
    ) -> Result<(), f64> {
        let model = self.model;
        for &ordinal in &model.sets[index.set].ordinals {
            self.bind_one(index.binding, f64::from(ordinal));
            let passes = filter.map_or(1.0, |filter| self.eval(filter));
            if passes.is_nan() {
                return Err(passes);
            }
            if holds(passes) {
                let value = self.eval(body);
                if value.is_infinite() {
                    return Err(self.no_value(|| infinite));
                }
                if value.is_nan() {
                    return Err(value);
                }
                take(f64::from(ordinal), value);
            }
        }
        Ok(())
    }

    /// The number that is drawn for the elements bound now.
    fn lot(&mut self, luck: &Luck) -> f64 {
        let mut at = |of: &[Counted]| -> Vec<f64> { of.iter().map(|one| self.eval(&one.at)).collect() };
        let (of, around) = (at(&luck.of), at(&luck.around));
        self.luck.uniform(Draw::lot(luck, &of, &around, self.month.0))
    }

    /// A question to the elements of a set that pass; the key of others is not needed.
    fn among(&mut self, question: Among, argument: &Expr, index: &Index, filter: Option<&Expr>, key: &Expr) -> f64 {
        let argument = self.eval(argument);
        if argument.is_nan() {
            return argument;
        }
        let mut elements = Vec::new();
        let asked =
            self.passing(index, filter, key, Fault::OrdersInfinite, |element, key| elements.push((element, key)));
        if let Err(missing) = asked {
            return missing;
        }
        let answer = scalar::among(question, argument, &elements);
        if answer.is_nan() {
            return self.no_value(|| Fault::NoLot);
        }
        answer
    }

    fn observed_value(&mut self, id: ObserverId) -> f64 {
        let observer = &self.model.observers[id];
        let value = self.observed[id.index()];
        self.blame_missing(value, |world| world.missing.observer(id));
        match observer.kind {
            ObserverKind::Mean => value / Window::of(observer, self.model).months_up_to(self.month),
            _ => value,
        }
    }
}
