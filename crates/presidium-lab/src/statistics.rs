//! The few statistics that a ledger needs: a share with its interval, a paired effect with its interval, quantiles.
//!
//! Everything here is reduced from chunks of worlds in the order of the chunks, so that the last bit of a figure does
//! not depend on how many threads ran them. Shares are integers until they are printed. Refused: tests of
//! significance and p-values; an interval says as much and is harder to misread.

use serde::{Deserialize, Serialize};

/// The 97.5 % point of the standard normal distribution: every interval of the laboratory covers 95 %.
const Z_95: f64 = 1.959_963_984_540_054;

/// An estimate with the interval that covers 95 % of repetitions with other seeds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The value itself.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// How many of how many worlds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Worlds in which it held.
    pub held: u64,
    /// Worlds that were completed.
    pub worlds: u64,
    /// Of worlds that share parameters, thousandths of worlds that say as much as one that shares them with none; 0 if none do.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub alike: u64,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// So many worlds say as much as one that shares its parameters with none.
fn worlds_for_one(alike: u64) -> f64 {
    (alike as f64 / 1_000.0).max(1.0)
}

impl Share {
    /// Adds one completed world.
    pub fn push(&mut self, held: bool) {
        self.worlds += 1;
        self.held += u64::from(held);
    }

    /// Adds the worlds of a later chunk.
    pub fn merge(&mut self, later: Share) {
        self.worlds += later.worlds;
        self.held += later.held;
        self.alike = self.alike.max(later.alike);
    }

    /// The share with its Wilson score interval; `0 .. 1` of no worlds.
    ///
    /// # Source
    /// Wilson 1927, without continuity correction: it neither leaves `[0, 1]` nor collapses at `k = 0` or `k = n`.
    pub fn wilson(self) -> Estimate {
        if self.worlds == 0 {
            return Estimate { value: f64::NAN, low: 0.0, high: 1.0 };
        }
        let value = self.held as f64 / self.worlds as f64;
        let (n, z2) = (self.worlds as f64 / worlds_for_one(self.alike), Z_95 * Z_95);
        let centre = value + z2 / (2.0 * n);
        let half = Z_95 * (value * (1.0 - value) / n + z2 / (4.0 * n * n)).sqrt();
        let scale = 1.0 + z2 / n;
        // At the two ends rounding could leave an interval that misses its own value.
        let low = if self.held == 0 { 0.0 } else { (centre - half) / scale };
        let high = if self.held == self.worlds { 1.0 } else { (centre + half) / scale };
        Estimate { value, low, high }
    }
}

/// Count, mean and sum of squared deviations of a series of numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Moments {
    /// How many numbers.
    pub count: u64,
    /// Their mean, zero of none.
    pub mean: f64,
    squares: f64,
}

impl Moments {
    /// Adds one number (Welford 1962).
    pub fn push(&mut self, value: f64) {
        self.count += 1;
        let from_old_mean = value - self.mean;
        self.mean += from_old_mean / self.count as f64;
        self.squares += from_old_mean * (value - self.mean);
    }

    /// Adds all numbers of a later series (Chan, Golub and LeVeque 1979).
    pub fn merge(&mut self, later: &Moments) {
        if later.count == 0 {
            return;
        }
        let count = self.count + later.count;
        let gap = later.mean - self.mean;
        let share_later = later.count as f64 / count as f64;
        self.squares += later.squares + gap * gap * self.count as f64 * share_later;
        self.mean += gap * share_later;
        self.count = count;
    }

    /// Their variance, as of a sample; zero of fewer than two.
    pub fn variance(&self) -> f64 {
        if self.count < 2 { 0.0 } else { self.squares / (self.count as f64 - 1.0) }
    }

    /// The mean with its normal interval; without bounds of fewer than two numbers.
    pub fn mean_interval(&self) -> Estimate {
        self.mean_within(Z_95)
    }

    /// As [`Moments::mean_interval`], `z` standard errors to each side.
    pub fn mean_within(&self, z: f64) -> Estimate {
        if self.count < 2 {
            let value = if self.count == 0 { f64::NAN } else { self.mean };
            return Estimate { value, low: f64::NEG_INFINITY, high: f64::INFINITY };
        }
        let n = self.count as f64;
        let half = z * (self.variance() / n).sqrt();
        Estimate { value: self.mean, low: self.mean - half, high: self.mean + half }
    }
}

/// A truth in the same worlds with and without a change, or with and without a cause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairedTruths {
    /// Worlds in which it is true only with the change.
    pub gained: u64,
    /// Worlds in which it is true only without the change.
    pub lost: u64,
    /// Worlds in which it is true either way.
    pub both: u64,
    /// Worlds in which it is false either way.
    pub neither: u64,
    /// As in a [`Share`].
    #[serde(default, skip_serializing_if = "is_zero")]
    pub alike: u64,
}

impl PairedTruths {
    /// Adds one world.
    pub fn push(&mut self, with: bool, without: bool) {
        match (with, without) {
            (true, false) => self.gained += 1,
            (false, true) => self.lost += 1,
            (true, true) => self.both += 1,
            (false, false) => self.neither += 1,
        }
    }

    /// Adds all worlds of a later series.
    pub fn merge(&mut self, later: &PairedTruths) {
        self.gained += later.gained;
        self.lost += later.lost;
        self.both += later.both;
        self.neither += later.neither;
    }

    /// Number of pairs.
    pub fn worlds(&self) -> u64 {
        self.gained + self.lost + self.both + self.neither
    }

    /// Share of worlds in which it is true with the change.
    pub fn with(&self) -> Share {
        Share { held: self.gained + self.both, worlds: self.worlds(), alike: 0 }
    }

    /// Share of worlds in which it is true without the change.
    pub fn without(&self) -> Share {
        Share { held: self.lost + self.both, worlds: self.worlds(), alike: 0 }
    }

    /// Difference of the two shares.
    ///
    /// # Source
    /// The interval is that of Agresti and Min 2005 (half a world added to each cell of the two-by-two table), so
    /// that it does not shrink to a point when no world flips. The value itself is the plain difference.
    pub fn effect(&self) -> Estimate {
        self.effect_within(Z_95 * worlds_for_one(self.alike).sqrt())
    }

    /// As [`PairedTruths::effect`], `z` standard errors to each side.
    pub fn effect_within(&self, z: f64) -> Estimate {
        if self.worlds() == 0 {
            return Estimate { value: f64::NAN, low: -1.0, high: 1.0 };
        }
        let value = (self.gained as f64 - self.lost as f64) / self.worlds() as f64;
        let n = self.worlds() as f64 + 2.0;
        let gap = self.gained as f64 - self.lost as f64;
        let discordant = (self.gained + self.lost) as f64 + 1.0;
        let half = z * (discordant - gap * gap / n).max(0.0).sqrt() / n;
        // The centre is drawn a little towards zero; the interval is widened where that would leave the value outside.
        let (low, high) = ((gap / n - half).max(-1.0), (gap / n + half).min(1.0));
        Estimate { value, low: low.min(value), high: high.max(value) }
    }
}

/// A quantity in the same worlds with and without a change, or with and without a cause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Differences {
    /// With the change.
    pub with: Moments,
    /// Without it.
    pub without: Moments,
    /// World by world, with minus without.
    pub difference: Moments,
    /// Worlds in which it is higher with the change.
    pub higher: u64,
    /// Worlds in which it is lower with the change.
    pub lower: u64,
    /// As in a [`Share`].
    #[serde(default, skip_serializing_if = "is_zero")]
    pub alike: u64,
}

impl Differences {
    /// Adds one world.
    pub fn push(&mut self, with: f64, without: f64) {
        self.with.push(with);
        self.without.push(without);
        self.difference.push(with - without);
        self.higher += u64::from(with > without);
        self.lower += u64::from(with < without);
    }

    /// Mean of the differences with its interval.
    pub fn effect(&self) -> Estimate {
        self.difference.mean_within(Z_95 * worlds_for_one(self.alike).sqrt())
    }

    /// Adds all worlds of a later series.
    pub fn merge(&mut self, later: &Differences) {
        self.with.merge(&later.with);
        self.without.merge(&later.without);
        self.difference.merge(&later.difference);
        self.higher += later.higher;
        self.lower += later.lower;
    }
}

/// The quantile of sorted numbers at `level` in `[0, 1]`, linear between neighbours; not a number of none.
///
/// # Source
/// Definition 7 of Hyndman and Fan 1996, the default of R and NumPy.
pub fn quantile(sorted: &[f64], level: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let position = level.clamp(0.0, 1.0) * last as f64;
    let below = position.floor() as usize;
    let above = (below + 1).min(last);
    let part = position - below as f64;
    // A difference of two equal huge numbers is exactly 0, so that a level stretch stays level.
    sorted[below] + part * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 5e-5
    }

    /// Values of `statsmodels.stats.proportion.proportion_confint(…, method="wilson")`.
    #[test]
    fn wilson_agrees_with_known_values() {
        let half = Share { held: 5, worlds: 10, alike: 0 }.wilson();
        assert!(close(half.low, 0.23659) && close(half.high, 0.76341), "{half:?}");
        let none = Share { held: 0, worlds: 20, alike: 0 }.wilson();
        assert!(none.low == 0.0 && close(none.high, 0.16113), "{none:?}");
        let all = Share { held: 20, worlds: 20, alike: 0 }.wilson();
        assert!(close(all.low, 0.83887) && all.high == 1.0, "{all:?}");
        assert_eq!(Share::default().wilson().high, 1.0);
    }

    #[test]
    fn merged_moments_are_those_of_the_whole_series() {
        let values: Vec<f64> = (0..1000).map(|i| 1.0e6 + f64::from(i * i % 37)).collect();
        let whole = values.iter().fold(Moments::default(), |mut m, v| {
            m.push(*v);
            m
        });
        let mut merged = Moments::default();
        for chunk in values.chunks(64) {
            let mut part = Moments::default();
            chunk.iter().for_each(|v| part.push(*v));
            merged.merge(&part);
        }
        assert_eq!(merged.count, whole.count);
        assert!((merged.mean - whole.mean).abs() < 1e-6);
        assert!((merged.squares - whole.squares).abs() < 1e-4);
    }

    #[test]
    fn a_truth_that_never_flips_still_has_an_interval() {
        let effect = PairedTruths { both: 100, ..PairedTruths::default() }.effect();
        assert_eq!(effect.value, 0.0);
        assert!(effect.low < 0.0 && effect.high > 0.0 && effect.high < 0.05, "{effect:?}");
    }

    /// 20 pairs, 8 gained and 2 lost: gap 6/22, half 1.959964 * sqrt(11 - 36/22) / 22, by hand.
    #[test]
    fn the_effect_on_a_truth_is_that_of_agresti_and_min() {
        let effect = PairedTruths { gained: 8, lost: 2, both: 5, neither: 5, alike: 0 }.effect();
        assert_eq!(effect.value, 0.3);
        assert!(close(effect.low, 0.00011) && close(effect.high, 0.54534), "{effect:?}");
    }

    #[test]
    fn flips_are_counted_both_ways() {
        let mut flips = PairedTruths::default();
        for (with, without) in [(true, false), (true, false), (false, true), (false, false), (true, true)] {
            flips.push(with, without);
        }
        assert_eq!(flips, PairedTruths { gained: 2, lost: 1, both: 1, neither: 1, alike: 0 });
        assert_eq!(flips.with(), Share { held: 3, worlds: 5, alike: 0 });
        assert_eq!(flips.without(), Share { held: 2, worlds: 5, alike: 0 });
    }

    #[test]
    fn quantiles_are_linear_between_neighbours() {
        let sorted = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(quantile(&sorted, 0.0), 1.0);
        assert_eq!(quantile(&sorted, 0.5), 2.5);
        assert_eq!(quantile(&sorted, 1.0), 4.0);
        assert!(quantile(&[], 0.5).is_nan());
    }
}
