//! Quantile functions against the distribution functions of the crate `statrs`, and their order and limits.

use presidium_engine::distribution::Quantile;
use presidium_engine::math::{normal_cdf, normal_quantile, pow};
use presidium_lang::model::{Prior, Shape};
use proptest::prelude::*;
use statrs::distribution::{Continuous, ContinuousCDF, DiscreteCDF};

fn plain(shape: Shape) -> Prior {
    Prior { shape, low: None, high: None }
}

fn within(shape: Shape, low: f64, high: f64) -> Prior {
    Prior { shape, low: Some(low), high: Some(high) }
}

fn quantile(prior: &Prior) -> Quantile {
    Quantile::new(prior).expect("a sound prior")
}

/// Probabilities from 1e-12 to 1 - 1e-12.
fn probabilities() -> impl Iterator<Item = f64> {
    let small = (1..=12).map(|k| pow(10.0, f64::from(-k)));
    let large = (2..=12).map(|k| 1.0 - pow(10.0, f64::from(-k)));
    let middle = (1..200).map(|i| i as f64 / 200.0);
    small.chain(middle).chain(large)
}

/// The error of a beta quantile is below 1e-7 of the distance to the nearer end of [0, 1].
/// Not within 1e-9 of 1, where the digits of x are too few to say.
#[test]
fn beta_is_close_to_the_exact_quantile() {
    for (alpha, beta) in [
        (1.0, 1.0),
        (2.0, 2.0),
        (2.0, 8.0),
        (0.5, 0.5),
        (0.1, 3.0),
        (30.0, 3.0),
        (1.0, 5.0),
        (400.0, 600.0),
        (0.05, 0.05),
        (1e5, 1e5),
    ] {
        let ours = quantile(&plain(Shape::Beta { alpha, beta }));
        let theirs = statrs::distribution::Beta::new(alpha, beta).expect("a sound beta");
        for p in probabilities() {
            let x = ours.at(p);
            if 1.0 - x < 1e-9 {
                continue;
            }
            // The error of the value is that of the probability over the density.
            let error = (theirs.cdf(x) - p) / theirs.pdf(x);
            let excess = (theirs.cdf(x) - p).abs() - 1e-13;
            assert!(
                excess < 0.0 || error.abs() < 1e-7 * x.min(1.0 - x),
                "beta({alpha}, {beta}) at {p}: {x}, error {error:e}"
            );
        }
    }
}

#[test]
fn closed_forms_are_their_own_inverse() {
    let triangular = quantile(&plain(Shape::Triangular { low: -1.0, mode: 0.5, high: 3.0 }));
    let theirs = statrs::distribution::Triangular::new(-1.0, 3.0, 0.5).expect("a sound triangular");
    let normal = quantile(&plain(Shape::Normal { mean: 5.0, sd: 2.0 }));
    let lognormal = quantile(&plain(Shape::Lognormal { median: 3.0, sigma: 0.5 }));
    let uniform = quantile(&plain(Shape::Uniform { low: -2.0, high: 6.0 }));
    for p in probabilities() {
        assert!((theirs.cdf(triangular.at(p)) - p).abs() < 1e-14);
        assert_eq!(normal.at(p), 5.0 + 2.0 * normal_quantile(p));
        assert!((lognormal.at(p) / (3.0 * libm::exp(0.5 * normal_quantile(p))) - 1.0).abs() < 1e-14);
        assert_eq!(uniform.at(p), -2.0 + 8.0 * p);
    }
    assert_eq!(quantile(&plain(Shape::Fixed(4.0))).at(0.2), 4.0);
    assert_eq!(quantile(&plain(Shape::Normal { mean: 4.0, sd: 0.0 })).at(0.2), 4.0);
}

#[test]
fn poisson_counts_as_defined() {
    for mean in [0.0, 0.3, 1.0, 7.5, 40.0, 1000.0] {
        let ours = quantile(&plain(Shape::Poisson { mean }));
        if mean == 0.0 {
            assert_eq!(ours.at(0.999), 0.0);
            continue;
        }
        let theirs = statrs::distribution::Poisson::new(mean).expect("a sound Poisson");
        for p in probabilities() {
            let count = ours.at(p) as u64;
            assert!(theirs.cdf(count) > p - 1e-9, "Poisson({mean}) at {p}: {count}");
            assert!(count == 0 || theirs.cdf(count - 1) < p + 1e-9, "Poisson({mean}) at {p}: {count}");
        }
    }
}

#[test]
fn discrete_values_come_by_weight_and_in_order() {
    let ours = quantile(&plain(Shape::Discrete { values: vec![3.0, 1.0, 2.0], weights: vec![2.0, 1.0, 1.0] }));
    assert_eq!([0.1, 0.3, 0.6, 0.9].map(|u| ours.at(u)), [1.0, 2.0, 3.0, 3.0]);
    let many: Vec<f64> = (0..40).map(f64::from).collect();
    let ours = quantile(&within(Shape::Discrete { values: many.clone(), weights: many.clone() }, 10.0, 29.0));
    assert_eq!((ours.at(1e-9), ours.at(1.0 - 1e-9)), (10.0, 29.0));
}

/// A truncated normal, also far out in either tail, has the probabilities of its part.
#[test]
fn truncation_rescales() {
    for (low, high) in [(-1.0, 0.5), (0.2, f64::INFINITY), (8.0, 9.0), (-9.0, -8.0), (-0.1, 30.0)] {
        let prior = Prior { shape: Shape::Normal { mean: 0.0, sd: 1.0 }, low: Some(low), high: Some(high) };
        let ours = quantile(&prior);
        let (sign, from, to) = if low > 0.0 { (-1.0, -high, -low) } else { (1.0, low, high) };
        for p in probabilities() {
            let x = ours.at(p);
            let part = (normal_cdf(sign * x) - normal_cdf(from)) / (normal_cdf(to) - normal_cdf(from));
            let expected = if sign < 0.0 { 1.0 - p } else { p };
            assert!((part - expected).abs() < 1e-13, "{low} .. {high} at {p}: {x}, {part}");
        }
    }
}

#[test]
fn unsound_priors_are_refused_in_words() {
    let refused = |prior: Prior| Quantile::new(&prior).expect_err("unsound").to_string();
    assert_eq!(refused(plain(Shape::Normal { mean: 0.0, sd: -1.0 })), "a standard deviation of -1 is negative");
    assert_eq!(refused(within(Shape::Fixed(2.0), 0.0, 1.0)), "2 does not lie within 0 .. 1");
    assert_eq!(refused(within(Shape::Fixed(0.5), 1.0, 0.0)), "no number lies within 1 .. 0");
    refused(plain(Shape::Lognormal { median: 0.0, sigma: 1.0 }));
    refused(plain(Shape::Uniform { low: 1.0, high: 0.0 }));
    refused(plain(Shape::Uniform { low: f64::NAN, high: 0.0 }));
    refused(within(Shape::Uniform { low: 0.0, high: 1.0 }, 2.0, 3.0));
    refused(plain(Shape::Triangular { low: 0.0, mode: 2.0, high: 1.0 }));
    refused(plain(Shape::Beta { alpha: 0.0, beta: 1.0 }));
    refused(within(Shape::Beta { alpha: 1.0, beta: 1.0 }, 1.0, 2.0));
    refused(plain(Shape::Poisson { mean: -1.0 }));
    refused(within(Shape::Poisson { mean: 3.0 }, 0.2, 0.8));
    refused(plain(Shape::Discrete { values: vec![1.0], weights: vec![0.0] }));
    refused(plain(Shape::Discrete { values: vec![1.0], weights: vec![] }));
    refused(within(Shape::Normal { mean: 0.0, sd: 1.0 }, 50.0, 51.0));
}

fn any_shape() -> impl Strategy<Value = Shape> {
    let number = -50.0..50.0f64;
    let scale = 0.01..20.0f64;
    prop_oneof![
        (number.clone(), scale.clone()).prop_map(|(mean, sd)| Shape::Normal { mean, sd }),
        (scale.clone(), 0.01..2.0f64).prop_map(|(median, sigma)| Shape::Lognormal { median, sigma }),
        (number.clone(), scale.clone()).prop_map(|(low, width)| Shape::Uniform { low, high: low + width }),
        (number, scale.clone(), 0.0..1.0f64).prop_map(|(low, width, at)| Shape::Triangular {
            low,
            mode: low + at * width,
            high: low + width
        }),
        (0.05..60.0f64, 0.05..60.0f64).prop_map(|(alpha, beta)| Shape::Beta { alpha, beta }),
        (0.0..300.0f64).prop_map(|mean| Shape::Poisson { mean }),
        prop::collection::vec((-9.0..9.0f64, 0.01..1.0f64), 1..30).prop_map(|pairs| {
            let (values, weights) = pairs.into_iter().unzip();
            Shape::Discrete { values, weights }
        }),
    ]
}

proptest! {
    /// A prior in which the language sees no flaw never fails a world.
    #[test]
    fn what_the_checker_accepts_can_be_drawn_from(
        shape in any_shape(),
        low in -60.0..60.0f64,
        width in prop_oneof![Just(0.0), 1e-15..1e-6f64, 0.0..1.0f64, 0.0..60.0f64],
    ) {
        for prior in [
            plain(shape.clone()),
            within(shape.clone(), low, low + width),
            Prior { low: Some(low), ..plain(shape.clone()) },
            Prior { high: Some(low), ..plain(shape) },
        ] {
            prop_assert!(prior.flaw().is_some() || Quantile::new(&prior).is_ok(), "{prior:?}");
        }
    }

    /// More luck is never less, and limits hold; for numbers that random draws can tell apart.
    #[test]
    fn quantiles_rise_and_stay_within_limits(
        shape in any_shape(),
        ends in (0.0..1.0f64, 0.0..1.0f64),
        lucks in prop::collection::vec(1e-12..1.0 - 1e-12f64, 2..40),
    ) {
        let free = quantile(&plain(shape.clone()));
        let (low, high) = (free.at(ends.0.min(ends.1).max(1e-6)), free.at(ends.0.max(ends.1).max(1e-6)));
        let mut lucks = lucks;
        lucks.sort_by(f64::total_cmp);
        lucks.dedup_by(|next, kept| *next - *kept < 1e-13);
        let truncated = Quantile::new(&within(shape, low, high));
        for quantile in std::iter::once(free).chain(truncated) {
            let values: Vec<f64> = lucks.iter().map(|&u| quantile.at(u)).collect();
            prop_assert!(values.windows(2).all(|pair| pair[0] <= pair[1]), "{quantile:?}: {values:?}");
            let mut block = lucks.clone();
            quantile.apply(&mut block);
            prop_assert_eq!(&block, &values);
        }
        if let Ok(quantile) = Quantile::new(&within(Shape::Normal { mean: low, sd: 1.0 }, low, high + 1e-3)) {
            prop_assert!(lucks.iter().all(|&u| (low..=high + 1e-3).contains(&quantile.at(u))));
        }
    }
}

fn wide(prior: &Prior, factor: f64, pure: bool) -> Quantile {
    Quantile::widened(prior, factor, pure).expect("a sound prior")
}

/// Twice as wide is the same shape with twice the deviation, for the shapes that have one on their scale.
#[test]
fn a_wider_normal_and_lognormal_are_themselves() {
    let normal = wide(&plain(Shape::Normal { mean: -3.0, sd: 2.0 }), 2.0, true);
    let double = quantile(&plain(Shape::Normal { mean: -3.0, sd: 4.0 }));
    let lognormal = wide(&plain(Shape::Lognormal { median: 5.0, sigma: 0.3 }), 2.0, true);
    let lognormal_double = quantile(&plain(Shape::Lognormal { median: 5.0, sigma: 0.6 }));
    for p in probabilities() {
        assert!((normal.at(p) - double.at(p)).abs() <= 1e-14 * double.at(p).abs().max(1.0), "{p}");
        assert!((lognormal.at(p) / lognormal_double.at(p) - 1.0).abs() < 1e-12, "{p}");
    }
}

/// Scale by support and unit: differences, ratios, ratios of odds.
#[test]
fn distances_are_measured_on_the_scale_of_the_support() {
    let across = plain(Shape::Uniform { low: -1.0, high: 1.0 });
    assert_eq!([0.25, 0.5, 0.75].map(|u| wide(&across, 2.0, true).at(u)), [-1.0, 0.0, 1.0]);
    let positive = plain(Shape::Uniform { low: 1.0, high: 3.0 });
    assert_eq!([0.25, 0.5, 0.75].map(|u| wide(&positive, 2.0, true).at(u)), [1.125, 2.0, 3.125]);
    // Odds of 1 to 3 and 3 to 1 squared; of a quantity with a unit, which may exceed one of it, the ratio.
    let share = plain(Shape::Uniform { low: 0.0, high: 1.0 });
    assert_eq!([0.25, 0.5, 0.75].map(|u| wide(&share, 2.0, true).at(u)), [0.1, 0.5, 0.9]);
    assert_eq!([0.25, 0.5, 0.75].map(|u| wide(&share, 2.0, false).at(u)), [0.125, 0.5, 1.125]);
}

#[test]
fn limits_hold_and_what_is_no_interval_stays() {
    let kept = wide(&within(Shape::Normal { mean: 0.0, sd: 1.0 }, -1.0, 1.0), 2.0, true);
    assert_eq!([kept.at(0.001), kept.at(0.5), kept.at(0.999)], [-1.0, 0.0, 1.0]);
    for shape in [
        Shape::Fixed(3.0),
        Shape::Normal { mean: 3.0, sd: 0.0 },
        Shape::Poisson { mean: 4.0 },
        Shape::Discrete { values: vec![0.0, 7.0], weights: vec![1.0, 2.0] },
    ] {
        let (prior, name) = (plain(shape.clone()), format!("{shape:?}"));
        probabilities()
            .for_each(|p| assert_eq!(wide(&prior, 2.0, true).at(p), quantile(&prior).at(p), "{name} at {p}"));
    }
    let prior = plain(Shape::Normal { mean: 0.0, sd: 1.0 });
    assert!([0.0, -1.0, f64::NAN].iter().all(|factor| Quantile::widened(&prior, *factor, true).is_err()));
}

/// Shares stay shares, the median stays, and more luck is never less value.
#[test]
fn a_wider_beta_is_a_beta_pulled_apart() {
    let prior = plain(Shape::Beta { alpha: 2.0, beta: 8.0 });
    let (before, after) = (quantile(&prior), wide(&prior, 2.0, true));
    assert!((after.at(0.5) - before.at(0.5)).abs() < 1e-15);
    let mut last = 0.0;
    for i in (1..1000).step_by(2) {
        let u = f64::from(i) / 1000.0;
        let (x, y) = (before.at(u), after.at(u));
        assert!(y > last && y < 1.0 && (y < x) == (u < 0.5), "{u}: {x} to {y}");
        last = y;
    }
}
