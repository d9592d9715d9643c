//! Between which numbers a value lies, as far as that is known before any world begins.
//!
//! By interval arithmetic over lowered expressions: numbers, data, series and priors are known, stocks and states are
//! not. What is found is never too narrow, and may be too wide. Refused: any judgement; those are in `judgements`.

use std::collections::{HashMap, HashSet};

use crate::clock::Clock;
use crate::model::operations;
use crate::model::{
    Among, BinaryOp, Expr, Fold, Function, Model, NEVER, Period, Priors, UnaryOp, VariableId, VariableKind,
};

/// Numbers from `low` to `high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    pub low: f64,
    pub high: f64,
}

/// Nothing is known.
const ANY: Range = Range { low: f64::NEG_INFINITY, high: f64::INFINITY };

/// True or false.
const EITHER: Range = Range { low: 0.0, high: 1.0 };

/// What parameters count as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum View {
    /// Everything that their priors allow.
    Whole,
    /// The centre of their priors.
    Centre,
    /// Anything: a what-if can make any number of them.
    Open,
}

/// Ranges in one model.
pub struct Ranges<'m> {
    model: &'m Model,
    /// Of variables, over all their elements.
    known: HashMap<(VariableId, View), Range>,
    /// Lets that are the same in all months of a world.
    fixed: HashSet<VariableId>,
}

impl Range {
    pub fn point(value: f64) -> Range {
        Range { low: value, high: value }
    }

    fn new(low: f64, high: f64) -> Range {
        if low.is_nan() || high.is_nan() { ANY } else { Range { low, high } }
    }

    /// The narrowest range that holds these values.
    fn around(values: impl IntoIterator<Item = f64>) -> Range {
        let start = Range { low: f64::INFINITY, high: f64::NEG_INFINITY };
        let all = values.into_iter().fold(start, |range, value| Range {
            low: if value.is_nan() { f64::NEG_INFINITY } else { range.low.min(value) },
            high: if value.is_nan() { f64::INFINITY } else { range.high.max(value) },
        });
        if all.low > all.high { Range::point(0.0) } else { all }
    }

    pub fn plus(self, other: Range) -> Range {
        Range::new(self.low + other.low, self.high + other.high)
    }

    pub fn negated(self) -> Range {
        Range::new(-self.high, -self.low)
    }

    pub fn times(self, other: Range) -> Range {
        self.corners(other, product)
    }

    pub fn over(self, divisor: Range) -> Range {
        match divisor {
            Range { low, high } if low > 0.0 || high < 0.0 => self.corners(divisor, |x, y| x / y),
            // It can come near to zero, but not below.
            Range { low, high } if low == 0.0 && high > 0.0 => self.times(Range::new(1.0 / high, f64::INFINITY)),
            _ => ANY,
        }
    }

    /// One minus a truth.
    fn not(self) -> Range {
        Range::new(1.0 - self.high, 1.0 - self.low)
    }

    fn join(self, other: Range) -> Range {
        Range { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// Of a function that never falls.
    fn map(self, function: impl Fn(f64) -> f64) -> Range {
        Range::new(function(self.low), function(self.high))
    }

    /// Of a function of two values that is extreme in the corners.
    fn corners(self, other: Range, function: impl Fn(f64, f64) -> f64) -> Range {
        let corner = |a, b| function(a, b);
        Range::around([
            corner(self.low, other.low),
            corner(self.low, other.high),
            corner(self.high, other.low),
            corner(self.high, other.high),
        ])
    }

    pub fn is_point(self) -> bool {
        self.low == self.high
    }

    /// A truth that always holds.
    fn holds(self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }

    /// A truth that never holds.
    pub fn fails(self) -> bool {
        self == Range::point(0.0)
    }
}

impl<'m> Ranges<'m> {
    /// Lets are looked at in their order, so that a long chain of them needs no stack.
    pub fn new(model: &'m Model) -> Self {
        let mut ranges = Self { model, known: HashMap::new(), fixed: HashSet::new() };
        for &id in &model.let_order {
            let VariableKind::Let { value } = &model.variables[id].kind else { continue };
            for view in [View::Whole, View::Centre, View::Open] {
                let range = ranges.of(value, view);
                ranges.known.insert((id, view), range);
            }
            if ranges.is_fixed(value) {
                ranges.fixed.insert(id);
            }
        }
        ranges
    }

    /// Is the value the same in all months of a world? The conditions of an `if` do not count.
    pub fn is_fixed(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Now | Expr::Time | Expr::Local(_) | Expr::Observed(_) | Expr::Luck(_) => false,
            Expr::If { then, otherwise, .. } => self.is_fixed(then) && self.is_fixed(otherwise),
            Expr::Read { variable, indices, otherwise } => {
                let known = match &self.model.variables[*variable].kind {
                    VariableKind::Data { .. } | VariableKind::Parameter { .. } | VariableKind::Switch { .. } => true,
                    VariableKind::Draw { per, .. } => *per == Period::World,
                    VariableKind::Let { .. } => self.fixed.contains(variable),
                    _ => false,
                };
                known && indices.iter().all(|index| self.is_fixed(index)) && otherwise.iter().all(|o| self.is_fixed(o))
            }
            _ => {
                let mut fixed = true;
                expr.for_each_operand(&mut |part| fixed &= self.is_fixed(part));
                fixed
            }
        }
    }

    /// Where the value of an expression lies.
    pub fn of(&mut self, expr: &Expr, view: View) -> Range {
        match expr {
            Expr::Number(number) => Range::point(*number),
            Expr::Luck(_) => Range::new(0.0, 1.0),
            Expr::Now | Expr::Time => {
                let clock = &self.model.clock;
                Range::new(clock.date(self.model.first_step), clock.date(self.model.until_step))
            }
            Expr::Bound(_) | Expr::Local(_) | Expr::Observed(_) => ANY,
            Expr::Read { variable, indices, otherwise } => {
                let read = self.variable(*variable, indices, view);
                otherwise.as_ref().map_or(read, |default| read.join(self.of(default, view)))
            }
            Expr::Unary { op: UnaryOp::Negate, operand } => self.of(operand, view).negated(),
            Expr::Unary { op: UnaryOp::Not, operand } => self.of(operand, view).not(),
            Expr::Binary { op, left, right } => self.binary(*op, left, right, view),
            Expr::Call { function, arguments } => {
                let arguments: Vec<Range> = arguments.iter().map(|argument| self.of(argument, view)).collect();
                call(*function, &arguments)
            }
            Expr::If { condition, then, otherwise } => {
                let (condition, a, b) = (self.of(condition, view), self.of(then, view), self.of(otherwise, view));
                match (condition.holds(), condition.fails()) {
                    (true, _) => a,
                    (_, true) => b,
                    _ => a.join(b),
                }
            }
            Expr::Fold { fold, index, filter, body } => {
                let count = self.model.sets[index.set].ordinals.len() as f64;
                folded(*fold, count, filter.is_some(), self.of(body, view))
            }
            Expr::Among { question: Among::Rank, index, .. } => {
                Range::new(0.0, self.model.sets[index.set].ordinals.len() as f64)
            }
            Expr::Among { .. } => ANY,
            Expr::Terms(terms) => {
                let parts = terms.iter().map(|term| self.of(&term.value, view));
                parts.reduce(Range::plus).unwrap_or(Range::point(0.0))
            }
            Expr::Lookup { argument, points } => {
                let argument = self.of(argument, view);
                match argument.is_point() {
                    true => Range::point(operations::lookup(points, argument.low)),
                    false => Range::around(points.iter().map(|(_, y)| *y)),
                }
            }
        }
    }

    fn variable(&mut self, id: VariableId, indices: &[Expr], view: View) -> Range {
        if let Some(position) = self.position(id, indices) {
            return self.element(id, position, view);
        }
        if let Some(known) = self.known.get(&(id, view)) {
            return *known;
        }
        let count = self.model.variables[id].len(self.model);
        let all = (0..count).map(|position| self.element(id, position, view)).reduce(Range::join).unwrap_or(ANY);
        self.known.insert((id, view), all);
        all
    }

    /// One value of a variable.
    fn element(&self, id: VariableId, position: usize, view: View) -> Range {
        match &self.model.variables[id].kind {
            VariableKind::Data { values } => values.get(position).map_or(ANY, |value| Range::point(*value)),
            VariableKind::Parameter { .. } if view == View::Open => ANY,
            VariableKind::Parameter { readings, .. } => {
                readings.first().map_or(ANY, |reading| priors_range(&reading.priors, position, view))
            }
            VariableKind::Switch { on } if view == View::Centre => Range::point(f64::from(u8::from(*on))),
            VariableKind::Switch { .. } => EITHER,
            VariableKind::Series { monthly } => {
                monthly.get(position).map_or(ANY, |values| Range::around(values.iter().copied()))
            }
            VariableKind::Draw { priors, per: Period::World, .. } => priors_range(priors, position, view),
            VariableKind::Draw { priors, .. } => priors_range(priors, position, View::Whole),
            VariableKind::Let { .. } => self.known.get(&(id, view)).copied().unwrap_or(ANY),
            VariableKind::Stock { .. }
            | VariableKind::State { .. }
            | VariableKind::Lag { .. }
            | VariableKind::Flow { .. } => ANY,
        }
    }

    /// Row-major position, if all indices are written out.
    fn position(&self, id: VariableId, indices: &[Expr]) -> Option<usize> {
        let declared = &self.model.variables[id].indices;
        declared.iter().zip(indices).try_fold(0_usize, |position, (index, expr)| {
            let Expr::Number(ordinal) = expr else { return None };
            let ordinals = &self.model.sets[index.set].ordinals;
            let here = ordinals.iter().position(|o| f64::from(*o) == *ordinal)?;
            Some(position * ordinals.len() + here)
        })
    }

    fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr, view: View) -> Range {
        let (a, b) = (self.of(left, view), self.of(right, view));
        match op {
            BinaryOp::Add => a.plus(b),
            BinaryOp::Subtract => a.plus(b.negated()),
            BinaryOp::Multiply => a.times(b),
            BinaryOp::Divide => a.over(b),
            BinaryOp::Power if a.low >= 0.0 && (b.low >= 0.0 || a.low > 0.0) => a.corners(b, presidium_math::pow),
            BinaryOp::Power if b == Range::point(2.0) => {
                let (low, high) = (a.low.abs().min(a.high.abs()), a.low.abs().max(a.high.abs()));
                Range::new(if a.low < 0.0 && a.high > 0.0 { 0.0 } else { low * low }, high * high)
            }
            BinaryOp::Power => ANY,
            BinaryOp::Equal => equal(&self.model.clock, (left, a), (right, b)),
            BinaryOp::NotEqual => equal(&self.model.clock, (left, a), (right, b)).not(),
            BinaryOp::Less => truth(a.low < b.high, a.high < b.low),
            BinaryOp::LessOrEqual => truth(a.low <= b.high, a.high <= b.low),
            BinaryOp::Greater => truth(a.high > b.low, a.low > b.high),
            BinaryOp::GreaterOrEqual => truth(a.high >= b.low, a.low >= b.high),
            BinaryOp::And => truth(!a.fails() && !b.fails(), a.holds() && b.holds()),
            BinaryOp::Or => truth(!a.fails() || !b.fails(), a.holds() || b.holds()),
        }
    }
}

/// Of an element of a parameter or a draw. Where the middle of a prior lies that is computed is not known.
fn priors_range(priors: &Priors, position: usize, view: View) -> Range {
    match priors {
        Priors::Known(priors) => priors.get(position).map_or(ANY, |prior| prior_range(prior, view)),
        Priors::Computed(_) if view == View::Centre => ANY,
        Priors::Computed(computed) => {
            let (low, high) = computed.family.support();
            Range::new(low, high)
        }
    }
}

fn prior_range(prior: &crate::model::Prior, view: View) -> Range {
    match view {
        View::Centre => Range::point(prior.centre()),
        View::Whole | View::Open => {
            let (low, high) = prior.support();
            Range::new(low, high)
        }
    }
}

/// Nothing times however much is nothing.
fn product(x: f64, y: f64) -> f64 {
    if x == 0.0 || y == 0.0 { 0.0 } else { x * y }
}

/// A truth, by whether it can hold and whether it must.
fn truth(can: bool, must: bool) -> Range {
    match (can, must) {
        (_, true) => Range::point(1.0),
        (true, _) => EITHER,
        (false, _) => Range::point(0.0),
    }
}

/// The date of a step is the one on which it begins, so that it equals no other.
fn equal(clock: &Clock, (left, a): (&Expr, Range), (right, b): (&Expr, Range)) -> Range {
    let begins = |date: f64| date < NEVER && clock.date(clock.at(date)) == date;
    let missed = |now: &Expr, day: Range| matches!(now, Expr::Now | Expr::Time) && day.is_point() && !begins(day.low);
    let can = a.low <= b.high && b.low <= a.high && !missed(left, b) && !missed(right, a);
    truth(can, a.is_point() && a == b)
}

fn call(function: Function, arguments: &[Range]) -> Range {
    let first = arguments.first().copied().unwrap_or(ANY);
    let combined = |combine: fn(f64, f64) -> f64| {
        let pairs = arguments.iter().copied();
        pairs.reduce(|a, b| Range::new(combine(a.low, b.low), combine(a.high, b.high))).unwrap_or(ANY)
    };
    match function {
        Function::Min => combined(f64::min),
        Function::Max => combined(f64::max),
        Function::Clamp => match arguments {
            [x, low, high] => Range::new(x.low.max(low.low).min(high.low), x.high.max(low.high).min(high.high)),
            _ => ANY,
        },
        Function::Abs => {
            let ends = [first.low.abs(), first.high.abs()];
            let least = if first.low <= 0.0 && first.high >= 0.0 { 0.0 } else { ends[0].min(ends[1]) };
            Range::new(least, ends[0].max(ends[1]))
        }
        Function::Sqrt | Function::Ln if first.low < 0.0 => ANY,
        Function::Sin | Function::Cos => Range::new(-1.0, 1.0),
        Function::Tan | Function::Mod | Function::Within => ANY,
        Function::MonthOf => Range::new(1.0, 12.0),
        Function::AddMonths | Function::AddDays => match arguments {
            [date, time] => date.corners(*time, |date, time| operations::call(function, &[date, time])),
            _ => ANY,
        },
        Function::Sqrt
        | Function::Exp
        | Function::Ln
        | Function::Logistic
        | Function::Floor
        | Function::Round
        | Function::Tanh
        | Function::NormalCdf
        | Function::YearOf => first.map(|x| operations::call(function, &[x])),
    }
}

/// A fold over so many elements, or over fewer where a condition chooses.
fn folded(fold: Fold, count: f64, chosen: bool, body: Range) -> Range {
    let or_nothing = |range: Range| if chosen || count == 0.0 { range.join(Range::point(0.0)) } else { range };
    match fold {
        Fold::Sum => or_nothing(Range::new(product(count, body.low), product(count, body.high))),
        Fold::Mean | Fold::Min | Fold::Max => or_nothing(body),
        Fold::Count => {
            Range::new(if body.holds() && !chosen { count } else { 0.0 }, if body.fails() { 0.0 } else { count })
        }
        Fold::Any | Fold::All => EITHER,
        Fold::Product | Fold::ArgMax | Fold::ArgMin => ANY,
    }
}
