//! The null model of a series: a random walk with drift, in continuous time.
//!
//! It knows nothing of the system but the recorded past of the one figure: where it stood last, how fast it has moved, how
//! unsteadily. A model that does not beat it has told nothing about that figure. Refused: Student's t for the few points
//! that a record has: with three of them it has no mean, and no score; the normal is the sharper opponent.

/// A walk fitted to recorded points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Walk {
    /// First and last point fitted: date, value.
    first: (f64, f64),
    last: (f64, f64),
    /// Per year.
    drift: f64,
    /// Of an innovation, per year.
    variance: f64,
}

/// Fewer points leave nothing to estimate the unsteadiness from.
const POINTS_MIN: usize = 3;

/// Points that lie on a straight line to within this share of their size do not either.
const STRAIGHT: f64 = 1e-9;

/// Mean and standard deviation of a normal forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normal {
    /// In the unit of the series.
    pub mean: f64,
    /// In the unit of the series.
    pub sd: f64,
}

impl Walk {
    /// Fits a walk to points (date, value) of different dates in rising order; none if there are fewer than three, or if
    /// they lie on a straight line.
    ///
    /// The differences `d` over `h` years are normal with mean `µh` and variance `σ²h`: `µ` is the whole change over the
    /// whole time, `σ²` the mean of `(d − µh)²/h` over one difference fewer than there are.
    pub fn fit(points: &[(f64, f64)]) -> Option<Walk> {
        let (first, last) = (*points.first()?, *points.last()?);
        if points.len() < POINTS_MIN {
            return None;
        }
        let drift = (last.1 - first.1) / years(first.0, last.0);
        let squares = points.windows(2).map(|pair| {
            let time = years(pair[0].0, pair[1].0);
            let surprise = pair[1].1 - pair[0].1 - drift * time;
            surprise * surprise / time
        });
        let variance = squares.sum::<f64>() / (points.len() - 2) as f64;
        let size = points.iter().map(|(_, value)| value.abs()).fold(0.0, f64::max);
        (variance.sqrt() > STRAIGHT * size).then_some(Walk { first, last, drift, variance })
    }

    /// The same without a drift: `σ²` is the mean of `d²/h`. None if there are fewer than three points, or all are alike.
    pub fn fit_without_drift(points: &[(f64, f64)]) -> Option<Walk> {
        let (first, last) = (*points.first()?, *points.last()?);
        if points.len() < POINTS_MIN {
            return None;
        }
        let squares = points.windows(2).map(|pair| {
            let gap = pair[1].1 - pair[0].1;
            gap * gap / years(pair[0].0, pair[1].0)
        });
        let variance = squares.sum::<f64>() / (points.len() - 1) as f64;
        (variance > 0.0).then_some(Walk { first, last, drift: 0.0, variance })
    }

    /// The forecast for a later date from the last point fitted.
    ///
    /// `h` years ahead, with a drift that was estimated over `n` years, the variance is `σ²h(1 + h/n)`.
    pub fn ahead(&self, date: f64) -> Normal {
        self.from(self.last, date)
    }

    /// The forecast for a date from the first point fitted, with a drift that has seen what follows.
    pub fn in_hindsight(&self, date: f64) -> Normal {
        self.from(self.first, date)
    }

    /// Whether the walk begins on this date, where it has nothing to forecast.
    pub fn starts_in(&self, date: f64) -> bool {
        self.first.0 == date
    }

    fn from(&self, start: (f64, f64), date: f64) -> Normal {
        let time = years(start.0, date);
        let fitted = years(self.first.0, self.last.0);
        let variance = self.variance * time * (1.0 + time / fitted);
        Normal { mean: start.1 + self.drift * time, sd: variance.sqrt() }
    }
}

/// The time between two dates. Dates count months; any unit gives the same forecasts.
fn years(from: f64, to: f64) -> f64 {
    (to - from) / 12.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(points: &[(u32, f64)]) -> Option<Walk> {
        let points: Vec<(f64, f64)> = points.iter().map(|&(month, value)| (f64::from(month), value)).collect();
        Walk::fit(&points)
    }

    /// Differences 1, 3 over a year each: drift 2, variance (1 + 1)/1.
    #[test]
    fn drift_and_variance_are_those_of_the_differences() {
        let walk = fit(&[(0, 10.0), (12, 11.0), (24, 14.0)]).unwrap();
        assert_eq!(walk.ahead(36.0), Normal { mean: 16.0, sd: 3.0_f64.sqrt() });
        assert_eq!(walk.ahead(48.0), Normal { mean: 18.0, sd: 8.0_f64.sqrt() });
        assert_eq!(walk.in_hindsight(12.0), Normal { mean: 12.0, sd: 3.0_f64.sqrt() });
    }

    /// A difference over two years counts as much as its time says: drift 2, (−2)²/1 and 2²/2.
    #[test]
    fn differences_are_weighed_by_their_time() {
        let walk = fit(&[(0, 0.0), (12, 0.0), (36, 6.0)]).unwrap();
        let ahead = walk.ahead(48.0);
        assert!(
            (ahead.mean - 8.0).abs() < 1e-12 && (ahead.sd - (6.0_f64 * 4.0 / 3.0).sqrt()).abs() < 1e-12,
            "{ahead:?}"
        );
    }

    #[test]
    fn two_points_make_no_walk() {
        assert_eq!(fit(&[(0, 1.0), (12, 2.0)]), None);
        assert_eq!(fit(&[]), None);
    }

    #[test]
    fn a_straight_line_says_nothing_about_unsteadiness() {
        assert_eq!(fit(&[(0, 0.15), (24, 0.13), (60, 0.10)]), None);
        assert_eq!(fit(&[(0, 0.0), (12, 0.0), (24, 0.0)]), None);
    }
}
