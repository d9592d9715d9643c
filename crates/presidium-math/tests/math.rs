//! The stated errors, against 50-digit reference values and, densely, against the crate `libm`.

use presidium_math::*;

/// The bound of the documentation for each function, in ulp.
const BOUNDS: [(&str, f64); 10] = [
    ("exp", 0.9),
    ("ln", 0.8),
    ("logistic", 2.0),
    ("pow", 1.2),
    ("normal_cdf", 4.0),
    ("normal_quantile", 6.0),
    ("sin", 0.8),
    ("cos", 0.8),
    ("tan", 1.8),
    ("tanh", 1.5),
];

#[test]
fn errors_stay_within_the_stated_ulps() {
    for line in include_str!("vectors/math.txt").lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split(' ').collect();
        let number = |i: usize| fields[i].parse::<f64>().expect("a number");
        let (x, y, high, low) = (number(1), number(2), number(3), number(4));
        let value = apply(fields[0], x, y);
        let error = ((value - high) - low).abs() / ulp(high);
        let bound = BOUNDS.iter().find(|(name, _)| *name == fields[0]).expect("a bound").1;
        assert!(error <= bound, "{line}: got {value:e}, {error:.3} ulp off");
    }
}

/// Many more arguments, within the stated bound plus the 1 ulp of the other side.
#[test]
fn no_argument_is_far_off() {
    for i in 0..200_000 {
        let t = i as f64 / 200_000.0;
        close(exp(-745.0 + 1454.0 * t), libm::exp(-745.0 + 1454.0 * t), 2.0);
        close(exp(2.0 * t - 1.0), libm::exp(2.0 * t - 1.0), 2.0);
        close(ln(1e-3 + 3.0 * t), libm::log(1e-3 + 3.0 * t), 2.0);
        let wide = libm::exp(1400.0 * t - 740.0);
        close(ln(wide), libm::log(wide), 2.0);
        close(pow(wide, 0.37), libm::pow(wide, 0.37), 2.5);
        close(pow(1e-2 + 5.0 * t, 1.0 / 3.0), libm::cbrt(1e-2 + 5.0 * t), 2.5);
        let x = 8.0 * t - 4.0;
        for angle in [7.0 * t - 3.5, 1e6 * t - 5e5] {
            close(sin(angle), libm::sin(angle), 2.0);
            close(cos(angle), libm::cos(angle), 2.0);
            close(tan(angle), libm::tan(angle), 3.0);
        }
        close(tanh(x), libm::tanh(x), 3.0);
        close(normal_cdf(x), 0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2), 25.0);
    }
}

/// A normal variable's quantile and distribution function undo each other.
#[test]
fn quantile_and_distribution_function_are_inverse() {
    for i in 1..10_000 {
        let p = i as f64 / 10_000.0;
        assert!((normal_cdf(normal_quantile(p)) - p).abs() < 4e-16);
    }
}

#[test]
fn the_edges_of_exp_and_ln() {
    assert_eq!(exp(f64::INFINITY), f64::INFINITY);
    assert_eq!(exp(709.782_712_893_384), 1.797_693_134_862_273_2e308);
    assert_eq!(exp(709.783), f64::INFINITY);
    assert_eq!(exp(-745.14), 0.0);
    assert_eq!(exp(-745.13), 5e-324);
    assert_eq!(exp(f64::NEG_INFINITY), 0.0);
    assert!(exp(f64::NAN).is_nan());
    assert_eq!(ln(0.0), f64::NEG_INFINITY);
    assert_eq!(ln(-0.0), f64::NEG_INFINITY);
    close(ln(5e-324), -744.440_071_921_381_3, 1.0);
    assert_eq!(ln(f64::INFINITY), f64::INFINITY);
    assert!(ln(f64::NEG_INFINITY).is_nan() && ln(f64::NAN).is_nan());
    assert_eq!(logistic(f64::INFINITY), 1.0);
    assert_eq!(logistic(f64::NEG_INFINITY), 0.0);
}

#[test]
fn the_edges_of_pow() {
    assert_eq!(pow(0.0, 0.0), 1.0);
    assert_eq!(pow(1.1, 2.0), 1.1 * 1.1);
    assert_eq!(pow(-1.1, 3.0), -1.1 * (1.1 * 1.1));
    assert_eq!(pow(2.0, -8.0), 1.0 / 256.0);
    assert_eq!(pow(-2.0, 9.0), -512.0);
    assert_eq!(pow(-2.0, 10.0), 1024.0);
    assert!(pow(-2.0, 9.5).is_nan());
    assert_eq!(pow(0.0, 0.5), 0.0);
    assert_eq!(pow(0.0, -0.5), f64::INFINITY);
    assert_eq!(pow(0.0, -2.0), f64::INFINITY);
    assert_eq!(pow(f64::INFINITY, 0.5), f64::INFINITY);
    assert_eq!(pow(f64::INFINITY, -0.5), 0.0);
    assert_eq!(pow(1.0, 1e300), 1.0);
    assert_eq!(pow(1.0, f64::INFINITY), 1.0);
    assert_eq!(pow(2.0, 1e300), f64::INFINITY);
    assert_eq!(pow(2.0, -1e300), 0.0);
    assert_eq!(pow(0.5, f64::INFINITY), 0.0);
    assert_eq!(pow(2.0, 1024.0), f64::INFINITY);
    assert_eq!(pow(2.0, -1074.0), 5e-324);
    assert!(pow(f64::NAN, 0.5).is_nan() && pow(2.0, f64::NAN).is_nan());
}

#[test]
fn the_edges_of_the_normal_distribution() {
    assert_eq!(normal_cdf(0.0), 0.5);
    assert_eq!(normal_cdf(f64::INFINITY), 1.0);
    assert_eq!(normal_cdf(f64::NEG_INFINITY), 0.0);
    assert!(normal_cdf(f64::NAN).is_nan());
    assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
    assert_eq!(normal_quantile(1.0), f64::INFINITY);
    assert_eq!(normal_quantile(0.3), -normal_quantile(0.7));
    assert!(normal_quantile(-0.1).is_nan() && normal_quantile(1.1).is_nan());
}

#[test]
fn the_edges_of_sine_and_tangent() {
    for function in [sin, tan, tanh] {
        assert!(function(-0.0).is_sign_negative() && function(-0.0) == 0.0);
        assert_eq!(function(5e-324), 5e-324);
        assert_eq!(function(1e-200), 1e-200);
        assert!(function(f64::NAN).is_nan());
    }
    assert_eq!(sin(-0.5), -sin(0.5));
    assert!(sin(LARGEST_ANGLE).abs() < 1.0 && sin(1.001 * LARGEST_ANGLE).is_nan() && cos(-f64::INFINITY).is_nan());
    assert_eq!([tanh(f64::INFINITY), tanh(f64::NEG_INFINITY)], [1.0, -1.0]);
}

fn apply(function: &str, x: f64, y: f64) -> f64 {
    match function {
        "exp" => exp(x),
        "ln" => ln(x),
        "logistic" => logistic(x),
        "pow" => pow(x, y),
        "normal_cdf" => normal_cdf(x),
        "normal_quantile" => normal_quantile(x),
        "sin" => sin(x),
        "cos" => cos(x),
        "tan" => tan(x),
        "tanh" => tanh(x),
        other => panic!("no function {other}"),
    }
}

#[track_caller]
fn close(value: f64, reference: f64, ulps: f64) {
    assert!((value - reference).abs() <= ulps * ulp(reference), "{value:e} against {reference:e}");
}

/// The distance to the next larger number in size.
fn ulp(x: f64) -> f64 {
    let x = x.abs();
    f64::from_bits(x.to_bits() + 1) - x
}
