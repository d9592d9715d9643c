//! The beta distribution, as a curve through exact points.
//!
//! Seen on logit scales, both of the probability and of the value, the quantile function is smooth and ends in straight
//! lines, so a cubic through a few hundred points with their exact slopes is good to many digits. The points come from
//! adding up the density with this crate's own `exp` and `ln`: the same bits everywhere. Refused: library functions for
//! the incomplete beta function, whose bits are the platform's, and solving for the value anew at each draw.

use super::error::{PriorError, require};
use crate::math::{exp, ln, logistic};

/// A point of the curve.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Knot {
    /// Logit of the probability of being smaller.
    t: f64,
    /// Logit of the value.
    y: f64,
    /// dy/dt.
    slope: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Beta {
    /// Rising in both coordinates; at least two.
    knots: Vec<Knot>,
}

/// How far the logarithm of the density falls to the ends of the table; beyond, the curve is straight.
const FALL: f64 = 45.0;

/// Nodes and weights of Gauss and Legendre's rule with five points on (-1, 1).
const GAUSS: [(f64, f64); 5] = [
    (-0.906_179_845_938_664, 0.236_926_885_056_189_1),
    (-0.538_469_310_105_683_1, 0.478_628_670_499_366_47),
    (0.0, 0.568_888_888_888_888_9),
    (0.538_469_310_105_683_1, 0.478_628_670_499_366_47),
    (0.906_179_845_938_664, 0.236_926_885_056_189_1),
];

impl Beta {
    pub(super) fn new(alpha: f64, beta: f64) -> Result<Beta, PriorError> {
        let sound = |shape: f64| (0.05..=1e6).contains(&shape);
        require(sound(alpha) && sound(beta), PriorError::Beta { alpha, beta })?;
        let density = Density { alpha, beta };
        let mode = ln(alpha / beta);
        let width = ((alpha + beta) / (alpha * beta)).sqrt();
        let first = density.end(mode, -width);
        let last = density.end(mode, width);
        let step_max = if width < 1.0 { 0.05 * width } else { 0.05 };
        let panel_count = ((last - first) / step_max).ceil();
        let step = (last - first) / panel_count;
        let place = |i: usize| first + i as f64 * step;
        let masses: Vec<f64> = (0..panel_count as usize).map(|i| density.mass(mode, place(i), step)).collect();
        let below = running_sums(masses.iter(), density.tail(mode, first));
        let mut above = running_sums(masses.iter().rev(), density.tail(mode, last));
        above.reverse();
        let knots = below.iter().zip(&above).enumerate().map(|(i, (below, above))| Knot {
            t: ln(below / above),
            y: place(i),
            slope: below * above / (below + above) / density.at(mode, place(i)),
        });
        Ok(Beta { knots: knots.collect() })
    }

    /// The probability of being at most `x`.
    pub(super) fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        if x >= 1.0 {
            return 1.0;
        }
        let y = ln(x / (1.0 - x));
        let (from, to) = self.around(self.knots.partition_point(|knot| knot.y <= y));
        logistic(cubic((from.y, from.t, 1.0 / from.slope), (to.y, to.t, 1.0 / to.slope), y))
    }

    /// The value below which the variable lies with probability `p`.
    #[inline(always)]
    pub(super) fn quantile(&self, p: f64) -> f64 {
        let t = ln(p / (1.0 - p));
        let (from, to) = self.around(self.knots.partition_point(|knot| knot.t <= t));
        logistic(cubic((from.t, from.y, from.slope), (to.t, to.y, to.slope), t))
    }

    /// The two knots beside a place, the same twice beyond the ends.
    #[inline(always)]
    fn around(&self, place: usize) -> (Knot, Knot) {
        (self.knots[place.saturating_sub(1)], self.knots[place.min(self.knots.len() - 1)])
    }
}

/// The density of the logit of a beta variable.
struct Density {
    alpha: f64,
    beta: f64,
}

impl Density {
    /// The density at `y` in units of that at the mode.
    fn at(&self, mode: f64, y: f64) -> f64 {
        exp(self.log(y) - self.log(mode))
    }

    /// The logarithm of the density, up to a constant.
    fn log(&self, y: f64) -> f64 {
        if y < 0.0 {
            self.alpha * y - (self.alpha + self.beta) * ln(1.0 + exp(y))
        } else {
            -self.beta * y - (self.alpha + self.beta) * ln(1.0 + exp(-y))
        }
    }

    /// Where, going by ever larger strides, the density has fallen by [`FALL`]; then back by halves.
    fn end(&self, mode: f64, stride: f64) -> f64 {
        let fallen = |y: f64| self.log(mode) - self.log(y) > FALL;
        let mut distance = stride;
        while !fallen(mode + distance) {
            distance *= 2.0;
        }
        let (mut near, mut far) = (0.0, distance);
        for _ in 0..20 {
            let middle = 0.5 * (near + far);
            if fallen(mode + middle) {
                far = middle;
            } else {
                near = middle;
            }
        }
        mode + far
    }

    /// The integral over a panel.
    fn mass(&self, mode: f64, from: f64, step: f64) -> f64 {
        let centre = from + 0.5 * step;
        0.5 * step * GAUSS.iter().map(|(node, weight)| weight * self.at(mode, centre + 0.5 * step * node)).sum::<f64>()
    }

    /// The integral beyond an end, where the logarithm of the density is all but straight.
    fn tail(&self, mode: f64, end: f64) -> f64 {
        let decline = self.alpha - (self.alpha + self.beta) * logistic(end);
        self.at(mode, end) / decline.abs()
    }
}

/// `start`, and the sums after each item.
fn running_sums<'a>(items: impl Iterator<Item = &'a f64>, start: f64) -> Vec<f64> {
    let sums = items.scan(start, |sum, item| {
        *sum += item;
        Some(*sum)
    });
    std::iter::once(start).chain(sums).collect()
}

/// The cubic at `x` through two points `(x, y, dy/dx)` (Hermite); a line through the first if they are one.
#[inline(always)]
fn cubic(from: (f64, f64, f64), to: (f64, f64, f64), x: f64) -> f64 {
    let offset = x - from.0;
    let width = to.0 - from.0;
    if width <= 0.0 {
        return from.1 + from.2 * offset;
    }
    let s = offset / width;
    let rise = to.1 - from.1;
    let bend_from = width * from.2 - rise;
    let bend_to = rise - width * to.2;
    from.1 + s * rise + s * (1.0 - s) * ((1.0 - s) * bend_from + s * bend_to)
}
