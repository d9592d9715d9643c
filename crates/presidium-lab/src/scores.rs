//! Proper scores of forecasts: how far a distribution, or a share of worlds, lay from what was recorded.
//!
//! A proper score cannot be improved by saying anything but what one expects. All are negatively oriented: less is better.

use presidium_engine::math::{exp, ln, normal_cdf};

use crate::statistics::Share;

/// The continuous ranked probability score of an ensemble against a recorded value, in the unit of both.
///
/// `mean |x − y| − ½ mean |x − x′|` over pairs of different members: the estimator that is fair to small ensembles, so that
/// a tenth of the worlds and all of them can be compared. Not a number for fewer than two members.
///
/// # Shape
/// `sorted` has one value for each world, rising.
///
/// # Source
/// Gneiting and Raftery 2007, eq. 21; fair by Ferro 2014.
///
/// ```
/// use presidium_lab::crps_of_ensemble;
/// // Two members at 0 and 1, recorded 0: ½ (0 + 1) − ½ · 1.
/// assert_eq!(crps_of_ensemble(&[0.0, 1.0], 0.0), 0.0);
/// assert_eq!(crps_of_ensemble(&[0.0, 1.0], 3.0), 2.0);
/// ```
pub fn crps_of_ensemble(sorted: &[f64], recorded: f64) -> f64 {
    let n = sorted.len() as f64;
    if sorted.len() < 2 {
        return f64::NAN;
    }
    let error: f64 = sorted.iter().map(|x| (x - recorded).abs()).sum();
    // The sum of x[j] − x[i] over pairs i < j, by how often each value stands on either side.
    let spread: f64 = sorted.iter().enumerate().map(|(i, x)| (2.0 * i as f64 - n + 1.0) * x).sum();
    error / n - spread / (n * (n - 1.0))
}

/// The continuous ranked probability score of a normal forecast; of a point (`sd` zero) its absolute error.
///
/// # Source
/// Gneiting, Raftery, Westveld and Goldman 2005, eq. 5.
pub fn crps_of_normal(mean: f64, sd: f64, recorded: f64) -> f64 {
    if sd <= 0.0 {
        return (recorded - mean).abs();
    }
    const TWO_PI: f64 = 2.0 * std::f64::consts::PI;
    let z = (recorded - mean) / sd;
    let density = exp(-0.5 * z * z) / TWO_PI.sqrt();
    sd * (z * (2.0 * normal_cdf(z) - 1.0) + 2.0 * density - 1.0 / std::f64::consts::PI.sqrt())
}

/// Where a recorded value stands among the worlds: near 0 below all, near 1 above all; ties count half.
///
/// # Shape
/// `sorted` rising.
pub fn rank_among(sorted: &[f64], recorded: f64) -> f64 {
    let below = sorted.partition_point(|x| *x < recorded);
    let equal = sorted[below..].partition_point(|x| *x <= recorded);
    (below as f64 + 0.5 * equal as f64 + 0.5) / (sorted.len() as f64 + 1.0)
}

/// The Brier score of having given a share of worlds to what happened.
pub fn brier_of_share(share: Share) -> f64 {
    let missed = 1.0 - share.held as f64 / share.worlds as f64;
    missed * missed
}

/// The logarithmic score of having given a share of worlds to what happened, in natural units.
///
/// Half a world is added on either side, `(k + ½) / (n + 1)`: no finite number of worlds shows that a thing is impossible.
pub fn log_score_of_share(share: Share) -> f64 {
    -ln((share.held as f64 + 0.5) / (share.worlds as f64 + 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use presidium_engine::math::normal_quantile;

    fn close(a: f64, b: f64, by: f64) -> bool {
        (a - b).abs() < by
    }

    /// By hand, over all pairs.
    #[test]
    fn the_score_of_an_ensemble_is_its_error_less_half_its_spread() {
        let sorted = [-1.0, 0.5, 2.0, 2.0, 7.0];
        let pairs: f64 = sorted.iter().flat_map(|a: &f64| sorted.iter().map(move |b| (a - b).abs())).sum();
        let error: f64 = sorted.iter().map(|x| (x - 1.5_f64).abs()).sum::<f64>() / 5.0;
        assert!(close(crps_of_ensemble(&sorted, 1.5), error - 0.5 * pairs / 20.0, 1e-12));
        assert!(crps_of_ensemble(&[1.0], 1.0).is_nan());
    }

    /// `(1/√π)(√2 − 1)`, the closed form at the centre of the standard normal.
    #[test]
    fn a_normal_forecast_scores_as_its_closed_form() {
        assert!(close(crps_of_normal(0.0, 1.0, 0.0), 0.233_694_977_254_78, 1e-12));
        assert!(close(crps_of_normal(3.0, 2.0, 3.0), 0.467_389_954_509_56, 1e-12));
        assert_eq!(crps_of_normal(3.0, 0.0, 5.0), 2.0);
    }

    #[test]
    fn many_members_of_a_normal_score_as_the_normal() {
        let n = 20_000;
        let members: Vec<f64> = (0..n).map(|i| normal_quantile((f64::from(i) + 0.5) / f64::from(n))).collect();
        for recorded in [-2.5, 0.0, 0.7, 4.0] {
            let (found, exact) = (crps_of_ensemble(&members, recorded), crps_of_normal(0.0, 1.0, recorded));
            assert!(close(found, exact, 1e-4), "{recorded}: {found} and {exact}");
        }
    }

    #[test]
    fn a_rank_is_between_the_ends_and_ties_count_half() {
        let sorted = [1.0, 2.0, 2.0, 3.0];
        assert_eq!(rank_among(&sorted, 0.0), 0.1);
        assert_eq!(rank_among(&sorted, 2.0), 0.5);
        assert_eq!(rank_among(&sorted, 9.0), 0.9);
    }

    #[test]
    fn a_coin_scores_a_quarter_and_no_share_scores_infinity() {
        assert_eq!(brier_of_share(Share { held: 5, worlds: 10, alike: 0 }), 0.25);
        assert!(close(log_score_of_share(Share { held: 5, worlds: 10, alike: 0 }), std::f64::consts::LN_2, 1e-15));
        assert!(close(log_score_of_share(Share { held: 0, worlds: 9, alike: 0 }), 2.995_732_273_553_99, 1e-12));
    }
}
