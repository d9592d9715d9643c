//! What each operation means for one value: the single definition behind the oracle and the folding of constants.
//!
//! The vector kernels compute the same formulas and are held to them bit for bit. Every formula is spelt as compares,
//! selects and plain arithmetic in a fixed order; nothing is fused or reassociated.

use presidium_lang::calendar;
use presidium_lang::model::{BinaryOp, Function, Prior, Shape, UnaryOp};

use crate::distribution::Quantile;
use crate::math::{self, max, min};
use crate::random;

/// Length of a step in years.
pub const STEP_YEARS: f64 = 1.0 / 12.0;

/// Stands for "every element alike" in the counter of correlated draws.
pub const COMMON: u32 = u32::MAX;

/// A truth as a value.
pub fn truth(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

/// A value as a truth.
pub fn holds(value: f64) -> bool {
    value != 0.0
}

pub fn unary(op: UnaryOp, x: f64) -> f64 {
    match op {
        UnaryOp::Negate => -x,
        UnaryOp::Not => truth(!holds(x)),
    }
}

pub fn binary(op: BinaryOp, a: f64, b: f64) -> f64 {
    match op {
        BinaryOp::Add => a + b,
        BinaryOp::Subtract => a - b,
        BinaryOp::Multiply => a * b,
        BinaryOp::Divide => a / b,
        BinaryOp::Power => math::pow(a, b),
        BinaryOp::Equal => truth(a == b),
        BinaryOp::NotEqual => truth(a != b),
        BinaryOp::Less => truth(a < b),
        BinaryOp::LessOrEqual => truth(a <= b),
        BinaryOp::Greater => truth(a > b),
        BinaryOp::GreaterOrEqual => truth(a >= b),
        BinaryOp::And => truth(holds(a) && holds(b)),
        BinaryOp::Or => truth(holds(a) || holds(b)),
    }
}

/// A function of as many arguments as it takes.
pub fn call(function: Function, x: &[f64]) -> f64 {
    match function {
        Function::Min => min(x[0], x[1]),
        Function::Max => max(x[0], x[1]),
        Function::Abs => x[0].abs(),
        Function::Sqrt => x[0].sqrt(),
        Function::Exp => math::exp(x[0]),
        Function::Ln => math::ln(x[0]),
        Function::Logistic => math::logistic(x[0]),
        Function::Floor => x[0].floor(),
        Function::Clamp => min(max(x[0], x[1]), x[2]),
        Function::NormalCdf => math::normal_cdf(x[0]),
        Function::MonthOf => x[0].floor() - 12.0 * year_of(x[0]) + 1.0,
        Function::YearOf => year_of(x[0]),
        Function::AddMonths => calendar::add_months(x[0], x[1]),
        Function::AddDays => calendar::add_days(x[0], x[1]),
    }
}

fn year_of(date: f64) -> f64 {
    (date / 12.0).floor()
}

/// Piecewise linear, flat outside: on the last point whose x is not greater, plus its slope.
pub fn lookup(points: &[(f64, f64)], argument: f64) -> f64 {
    let x = min(max(argument, points[0].0), points[points.len() - 1].0);
    let mut value = points[0].1 + (x - points[0].0) * slope(points, 0);
    for (place, &(from, start)) in points.iter().enumerate().skip(1) {
        if x >= from {
            value = start + (x - from) * slope(points, place);
        }
    }
    value
}

/// Slope of the piece that begins at a point; zero at the last point and at a jump.
pub fn slope(points: &[(f64, f64)], place: usize) -> f64 {
    match points.get(place + 1) {
        Some(&(x, y)) if x > points[place].0 => (y - points[place].1) / (x - points[place].0),
        _ => 0.0,
    }
}

/// Probability that a hazard strikes within one step: `1 - exp(-rate * step)`, with `rate` per year.
#[inline(always)]
pub fn hazard(rate: f64) -> f64 {
    1.0 - math::exp(-(rate * STEP_YEARS))
}

/// What a random number decides; see [`random::uniform`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Draw {
    pub stream: u64,
    pub element: u32,
    /// Months since year 0, a calendar year, or 0 for what is drawn once in a world.
    pub step: u32,
    pub n: u32,
}

impl Draw {
    /// The draw of a declaration's element in a step, a year, or (0) a world.
    pub fn of(name: &str, element: usize, step: u32) -> Draw {
        Draw { stream: random::stream(name), element: element as u32, step, n: 0 }
    }
}

/// Luck of one world: the key of its random numbers.
#[derive(Clone, Copy, Debug)]
pub struct Luck {
    pub seed: u64,
    pub world: u64,
}

impl Luck {
    /// The uniform that decides a draw.
    pub fn uniform(self, draw: Draw) -> f64 {
        random::uniform(self.seed, self.world, draw.stream, draw.element, draw.step, draw.n)
    }

    /// The value of a prior at the uniform of a draw, or for a correlated normal at two.
    ///
    /// Every pair of elements has the same correlation `c`: `z = sqrt(c)·common + sqrt(1 − c)·own`, then `mean + sd·z`; the
    /// common part is drawn at an element that no variable has.
    ///
    /// # Errors
    /// In words, if the prior is no distribution.
    pub fn value(self, prior: &Prior, correlation: f64, draw: Draw) -> Result<f64, String> {
        match prior.shape {
            Shape::Normal { mean, sd } if correlation > 0.0 => {
                let common = math::normal_quantile(self.uniform(Draw { element: COMMON, ..draw }));
                let own = math::normal_quantile(self.uniform(draw));
                Ok(mean + sd * (correlation.sqrt() * common + (1.0 - correlation).sqrt() * own))
            }
            _ => Ok(Quantile::new(prior)?.at(self.uniform(draw))),
        }
    }
}

/// Counters of the luck of a declaration's element within a step.
pub mod counter {
    /// The hazard of a decision; that of an event is 0.
    pub const DECISION_HAZARD: u32 = 65533;

    /// The option drawn from the probabilities of a Probabilistic Condorcet Election: ballot 0 first, ballot 1 on appeal.
    pub fn election(ballot: u32) -> u32 {
        65535 - ballot
    }

    /// What luck adds to a member's utility of an option; `member` is the position in the body's set, 0 for a person.
    pub fn noise(ballot: u32, member: usize, option: usize) -> u32 {
        ballot * 32768 + (member * 64 + option) as u32
    }
}
