//! Indices against their closed forms: Ishigami's function, Sobol's g, a line, an interaction, and boxes that are known.

use presidium_math::{pow, sin};
use presidium_methods::design::{NoDesign, POINTS, SOBOL_FACTORS, factorial, latin_hypercube, sobol};
use presidium_methods::given::{Care, Factor, Index, Measure, indices};
use presidium_methods::morris::{effects, group_effects, group_walks, walks};
use presidium_methods::prim::{Patience, find};
use presidium_methods::{nested, saltelli};

const PI: f64 = std::f64::consts::PI;

/// On [0, 1]: each factor reaches from -π to π. First order 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437.
fn ishigami(x: &[f64]) -> f64 {
    let x: Vec<f64> = x.iter().map(|x| (2.0 * x - 1.0) * PI).collect();
    sin(x[0]) + 7.0 * pow(sin(x[1]), 2.0) + 0.1 * pow(x[2], 4.0) * sin(x[0])
}

const ISHIGAMI_FIRST: [f64; 3] = [0.3139, 0.4424, 0.0];
const ISHIGAMI_TOTAL: [f64; 3] = [0.5576, 0.4424, 0.2437];

const G: [f64; 8] = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];

fn sobol_g(x: &[f64]) -> f64 {
    x.iter().zip(G).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product()
}

/// V_i = 1 / (3 (1 + a_i)²); the variance is the product of 1 + V_i, less one.
fn g_first(factor: usize) -> f64 {
    let part = |a: f64| 1.0 / (3.0 * (1.0 + a) * (1.0 + a));
    part(G[factor]) / (G.iter().map(|a| 1.0 + part(*a)).product::<f64>() - 1.0)
}

fn g_total(factor: usize) -> f64 {
    let part = |a: f64| 1.0 / (3.0 * (1.0 + a) * (1.0 + a));
    let others: f64 = (0..8).filter(|&other| other != factor).map(|other| 1.0 + part(G[other])).product();
    part(G[factor]) * others / (G.iter().map(|a| 1.0 + part(*a)).product::<f64>() - 1.0)
}

fn column(points: &[Vec<f64>], factor: usize) -> Vec<f64> {
    points.iter().map(|point| point[factor]).collect()
}

fn given(measure: Measure, points: &[Vec<f64>], f: impl Fn(&[f64]) -> f64) -> Vec<Index> {
    let columns: Vec<Vec<f64>> = (0..points[0].len()).map(|factor| column(points, factor)).collect();
    let factors: Vec<Factor> = columns.iter().map(|column| Factor::new([column.as_slice()])).collect();
    let output: Vec<f64> = points.iter().map(|point| f(point)).collect();
    indices(measure, &factors, &output, &Care::default())
}

#[test]
fn first_order_indices_of_given_data_are_those_of_the_closed_forms() {
    let points = latin_hypercube(10_000, 3, 7).unwrap();
    for (found, known) in given(Measure::FirstOrder, &points, ishigami).iter().zip(ISHIGAMI_FIRST) {
        // Slices smooth the waves of the second factor.
        assert!((found.index.value - known).abs() < 0.03, "{found:?} is not {known}");
        assert_eq!(found.is_seen(), known > 0.0, "{found:?}");
        assert!((0.01..0.04).contains(&(found.index.high - found.index.low)) || known == 0.0, "{found:?}");
    }
    let points = latin_hypercube(10_000, 8, 7).unwrap();
    for (factor, found) in given(Measure::FirstOrder, &points, sobol_g).iter().enumerate() {
        assert!((found.index.value - g_first(factor)).abs() < 0.02, "{factor}: {found:?} is not {}", g_first(factor));
        // The index of the fourth is 0.007: whether it is seen is chance.
        assert!(factor == 3 || found.is_seen() == (factor < 3), "{factor}: {found:?}");
    }
}

/// Y = 3 X + 2 Y + noise: 9, 4 and 1 fourteenths of the variance.
#[test]
fn a_group_has_what_its_columns_have() {
    let points = latin_hypercube(4_000, 5, 3).unwrap();
    let columns: Vec<Vec<f64>> = (0..5).map(|factor| column(&points, factor)).collect();
    let output: Vec<f64> = points.iter().map(|x| 3.0 * x[0] + 2.0 * x[1] + x[2]).collect();
    let group = Factor::new([columns[0].as_slice(), &columns[1], &columns[3]]);
    let alone = Factor::new([columns[2].as_slice()]);
    let nothing = Factor::new([columns[4].as_slice()]);
    let found = indices(Measure::FirstOrder, &[group, alone, nothing], &output, &Care::default());
    for (found, known) in found.iter().zip([13.0 / 14.0, 1.0 / 14.0, 0.0]) {
        assert!((found.index.value - known).abs() < 0.015, "{found:?} is not {known}");
        assert_eq!(found.is_seen(), known > 0.0);
    }
}

/// The spread alone hangs on the second factor: its first-order index is nothing, and PAWN sees it.
#[test]
fn pawn_sees_what_the_variance_does_not() {
    let points = latin_hypercube(4_000, 3, 5).unwrap();
    let spread = |x: &[f64]| (x[0] - 0.5) * x[1];
    let [first, pawn] = [Measure::FirstOrder, Measure::Pawn].map(|measure| given(measure, &points, spread));
    assert!(!first[1].is_seen() && pawn[1].is_seen(), "{first:?} {pawn:?}");
    assert!(!first[2].is_seen() && !pawn[2].is_seen(), "{first:?} {pawn:?}");
}

/// Of two hundred outputs that hang on nothing, twenty factors are held against each: at most some ten show anything.
#[test]
fn nothing_is_found_in_noise() {
    let points = latin_hypercube(500, 21, 11).unwrap();
    let columns: Vec<Vec<f64>> = (0..20).map(|factor| column(&points, factor)).collect();
    let factors: Vec<Factor> = columns.iter().map(|column| Factor::new([column.as_slice()])).collect();
    let found = |seed: u64| {
        let mut output = latin_hypercube(500, 1, 1_000 + seed).unwrap().concat();
        output.iter_mut().for_each(|value| *value = f64::from(*value < 0.1));
        let care = Care { seed, ..Care::default() };
        indices(Measure::FirstOrder, &factors, &output, &care).iter().any(Index::is_seen)
    };
    let wrong = (0..200).filter(|seed| found(*seed)).count();
    assert!(wrong <= 20, "{wrong} of 200");
}

#[test]
fn a_constant_output_hangs_on_nothing() {
    let points = latin_hypercube(300, 2, 1).unwrap();
    for measure in [Measure::FirstOrder, Measure::Pawn] {
        assert!(given(measure, &points, |_| 0.3).iter().all(|found| found.index.value == 0.0 && !found.is_seen()));
    }
    assert_eq!(given(Measure::FirstOrder, &[vec![0.5]], |_| 1.0)[0].index.value, 0.0);
}

/// Pick and freeze over a Sobol sequence.
fn pick_and_freeze(factors: usize, f: impl Fn(&[f64]) -> f64) -> Vec<saltelli::Indices> {
    let points = sobol(4_096, 2 * factors, Some(5)).unwrap();
    let (a, b): (Vec<_>, Vec<_>) = points.iter().map(|point| point.split_at(factors)).unzip();
    let outputs = |points: &[&[f64]]| points.iter().map(|point| f(point)).collect::<Vec<f64>>();
    let mixed = |factor: usize| {
        let mixed = a.iter().zip(&b).map(|(a, b)| {
            let mut point = a.to_vec();
            point[factor] = b[factor];
            f(&point)
        });
        mixed.collect()
    };
    saltelli::indices(&outputs(&a), &outputs(&b), &(0..factors).map(mixed).collect::<Vec<_>>(), 100, 1)
}

#[test]
fn pick_and_freeze_has_first_and_total_indices() {
    for (factor, found) in pick_and_freeze(3, ishigami).iter().enumerate() {
        assert!((found.first.value - ISHIGAMI_FIRST[factor]).abs() < 0.02, "{factor}: {found:?}");
        assert!((found.total.value - ISHIGAMI_TOTAL[factor]).abs() < 0.02, "{factor}: {found:?}");
    }
    for (factor, found) in pick_and_freeze(8, sobol_g).iter().enumerate() {
        assert!((found.first.value - g_first(factor)).abs() < 0.02, "{factor}: {found:?}");
        assert!((found.total.value - g_total(factor)).abs() < 0.02, "{factor}: {found:?}");
    }
}

#[test]
fn the_elementary_effects_of_a_line_are_its_slopes() {
    let walks = walks(3, 20, 1);
    let line = |x: &Vec<f64>| 3.0 * x[0] - 2.0 * x[1] + x[0] * x[2];
    let outputs: Vec<Vec<f64>> = walks.points.iter().map(|walk| walk.iter().map(line).collect()).collect();
    let found = effects(&walks, &outputs, 100, 1);
    assert!((found[1].mu + 2.0).abs() < 1e-12 && (found[1].mu_star.value - 2.0).abs() < 1e-12);
    assert!(found[1].sigma < 1e-12 && found[2].sigma > 0.1, "{found:?}");
    assert!((found[0].mu - 3.5).abs() < 0.2, "{found:?}");
}

/// Of a line with slopes 3 and 2 in one factor: the two numbers move both ways or one against the other, so that the size is 5 or 1.
#[test]
fn a_factor_of_several_numbers_moves_all_of_them() {
    let walks = group_walks(&[2, 1], 400, 1);
    let line = |x: &Vec<f64>| 3.0 * x[0] + 2.0 * x[1] - x[2];
    let outputs: Vec<Vec<f64>> = walks.points.iter().map(|walk| walk.iter().map(line).collect()).collect();
    let found = group_effects(&walks, &[2, 1], &outputs, 100, 1);
    assert!((found[0].mu_star.value - 3.0).abs() < 0.3 && found[0].mu.is_nan() && found[0].sigma.is_nan(), "{found:?}");
    assert!((found[1].mu + 1.0).abs() < 1e-12 && found[1].sigma < 1e-12, "{found:?}");
}

/// Of Sobol's g a step of two thirds moves a factor by 4/3 (1/3 in the middle, 1 at the ends): μ* orders the factors as their weights do.
#[test]
fn elementary_effects_order_the_factors_of_g() {
    let walks = walks(8, 200, 3);
    let outputs: Vec<Vec<f64>> =
        walks.points.iter().map(|walk| walk.iter().map(|point| sobol_g(point)).collect()).collect();
    let found = effects(&walks, &outputs, 0, 1);
    for pair in [0, 1, 2, 3].map(|factor| (found[factor].mu_star.value, found[factor + 1].mu_star.value)) {
        assert!(pair.0 > pair.1, "{found:?}");
    }
    assert!(found[4..].iter().all(|of| of.mu_star.value < 0.1 * found[0].mu_star.value), "{found:?}");
}

/// Half of the variance lies between groups.
#[test]
fn what_lies_between_groups_is_found() {
    let points = latin_hypercube(3_000, 3, 9).unwrap();
    let groups: Vec<Vec<f64>> = points.iter().map(|x| vec![x[0] + x[1], x[0] + x[2]]).collect();
    let found = nested::between(&groups, 200, 1);
    assert!((found.value - 0.5).abs() < 0.04 && found.low < 0.5 && found.high > 0.5, "{found:?}");
    // Truths: p is 0.2 or 0.8, so the variance of p is 0.09 of 0.25.
    let truth = |x: &f64, p: &f64| f64::from(*x < if *p < 0.5 { 0.2 } else { 0.8 });
    let groups: Vec<Vec<f64>> = points.iter().map(|x| vec![truth(&x[0], &x[2]), truth(&x[1], &x[2])]).collect();
    assert!((nested::between(&groups, 200, 1).value - 0.36).abs() < 0.05);
}

/// The outcome comes about in nine of ten samples of a box, and in one of ten outside.
#[test]
fn a_box_is_found_again() {
    let points = latin_hypercube(4_000, 12, 13).unwrap();
    let columns: Vec<Vec<f64>> = (0..11).map(|factor| column(&points, factor)).collect();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let is_in = |x: &[f64]| x[3] > 0.6 && x[7] < 0.5;
    let outcome: Vec<bool> = points.iter().map(|x| x[11] < if is_in(x) { 0.9 } else { 0.1 }).collect();
    let found = find(&columns, &outcome, &Patience::default());
    assert_eq!(found.0.keys().collect::<Vec<_>>(), [&3, &7], "{found:?}");
    assert!((found.0[&3].0 - 0.6).abs() < 0.06 && (found.0[&7].1 - 0.5).abs() < 0.06, "{found:?}");
    let held = found.held(&columns, &outcome);
    assert!(held.density() > 0.8 && held.coverage() > 0.5, "{held:?}");
    assert!(found.quasi_p(&columns, &outcome).values().all(|p| *p < 1e-6));
}

/// A box in noise does not stand out in samples by which it was not found.
#[test]
fn a_box_of_noise_holds_nothing_of_other_samples() {
    let points = latin_hypercube(2_000, 21, 17).unwrap();
    let half = |odd: usize| -> (Vec<Vec<f64>>, Vec<bool>) {
        let points: Vec<Vec<f64>> = points.iter().skip(odd).step_by(2).cloned().collect();
        let columns = (0..20).map(|factor| column(&points, factor)).collect();
        (columns, points.iter().map(|x| x[20] < 0.3).collect())
    };
    let ((found_by, outcome), (told_of, other)) = (half(0), half(1));
    let found_by: Vec<&[f64]> = found_by.iter().map(Vec::as_slice).collect();
    let told_of: Vec<&[f64]> = told_of.iter().map(Vec::as_slice).collect();
    let held = find(&found_by, &outcome, &Patience::default()).held(&told_of, &other);
    assert!((held.density() - 0.3).abs() < 0.12, "{held:?}");
}

/// By Sobol's own property: of the first 2^k points of two factors, each elementary box of area 2^-k holds one.
#[test]
fn the_first_points_of_the_sequence_lie_evenly() {
    for seed in [None, Some(3)] {
        let points = sobol(256, 300, seed).unwrap();
        for factor in [0, 1, 50, 299] {
            let mut parts: Vec<usize> = points.iter().map(|point| (point[factor] * 256.0) as usize).collect();
            parts.sort_unstable();
            assert_eq!(parts, (0..256).collect::<Vec<_>>(), "factor {factor}");
        }
        let mut boxes: Vec<(usize, usize)> =
            points.iter().map(|point| ((point[0] * 16.0) as usize, (point[1] * 16.0) as usize)).collect();
        boxes.sort_unstable();
        boxes.dedup();
        assert_eq!(boxes.len(), 256);
        assert!(seed.is_none() || points.concat().iter().all(|value| 0.0 < *value && *value < 1.0));
    }
}

#[test]
fn designs_that_cannot_be_are_refused() {
    assert_eq!(sobol(1, SOBOL_FACTORS + 1, None), Err(NoDesign::Factors));
    assert_eq!(latin_hypercube(POINTS + 1, 1, 1), Err(NoDesign::Points));
    assert_eq!(factorial(&[usize::MAX, 2]), Err(NoDesign::Points));
    assert_eq!(factorial(&[2; 21]), Err(NoDesign::Points));
    assert_eq!(sobol(0, 0, Some(1)), Ok(vec![]));
    assert_eq!(sobol(3, SOBOL_FACTORS, Some(1)).unwrap()[2].len(), SOBOL_FACTORS);
}
