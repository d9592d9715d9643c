//! An estimate with how sure it is.

/// A value with its interval of 95 %.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Interval {
    /// The estimate.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Standard errors to each side.
const SIDES: f64 = 1.959_963_984_540_054;

impl Interval {
    /// An estimate, with the spread of what resamples gave.
    ///
    /// # Example
    /// ```
    /// use presidium_methods::Interval;
    /// let known = Interval::of(0.3, &[0.2, 0.3, 0.4]);
    /// assert!((known.high - 0.3 - 1.96 * 0.1).abs() < 1e-4);
    /// assert_eq!(Interval::of(0.3, &[]), Interval { value: 0.3, low: 0.3, high: 0.3 });
    /// ```
    pub fn of(value: f64, resampled: &[f64]) -> Interval {
        let spread = SIDES * deviation(resampled);
        Interval { value, low: value - spread, high: value + spread }
    }
}

/// The mean; zero of nothing.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// The sample standard deviation; zero of fewer than two.
pub fn deviation(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (squares / (values.len() - 1) as f64).sqrt()
}

/// The population variance.
pub(crate) fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / values.len().max(1) as f64
}

/// The value below which this part of some values lies; not a number of nothing.
pub(crate) fn quantile(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = part * sorted.len().saturating_sub(1) as f64;
    let (low, high) = (sorted.get(at.floor() as usize), sorted.get(at.ceil() as usize));
    low.zip(high).map_or(f64::NAN, |(low, high)| low + (high - low) * (at - at.floor()))
}
