//! The same samples as a reference implementation was given, SALib 1.6.0; its numbers stand in `salib.txt`, which `.ci/methods` compares
//! with SALib. The samples are computed, by the same rules here and there.

use std::collections::BTreeMap;

use presidium_math::{pow, sin};
use presidium_methods::given::{Care, Factor, Measure, between, indices};
use presidium_methods::morris::{Walks, effects, group_effects};
use presidium_methods::saltelli;
use presidium_methods::slices::Slices;

const PI: f64 = std::f64::consts::PI;
/// Square roots of the first primes: their multiples lie evenly.
const PRIMES: [f64; 6] = [2.0, 3.0, 5.0, 7.0, 11.0, 13.0];
const SAMPLES: usize = 1_000;
const WALKS: usize = 12;

fn ishigami(x: &[f64]) -> f64 {
    let x: Vec<f64> = x.iter().map(|x| (2.0 * x - 1.0) * PI).collect();
    sin(x[0]) + 7.0 * pow(sin(x[1]), 2.0) + 0.1 * pow(x[2], 4.0) * sin(x[0])
}

fn sobol_g(x: &[f64]) -> f64 {
    x.iter().zip([0.0, 1.0, 9.0]).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product()
}

type Function = fn(&[f64]) -> f64;

/// What SALib was given, with what stands before the names of its rows.
const FUNCTIONS: [(&str, Function); 2] = [("", ishigami), ("g_", sobol_g)];

fn coordinate(sample: usize, place: usize) -> f64 {
    let value = (sample + 1) as f64 * PRIMES[place].sqrt();
    value - value.floor()
}

fn points(first: usize) -> Vec<Vec<f64>> {
    (0..SAMPLES).map(|sample| (first..first + 3).map(|place| coordinate(sample, place)).collect()).collect()
}

/// Walks on a grid of four levels: where each begins and in which order it moves is counted.
fn walks() -> Walks {
    let walk = |walk: usize| {
        let level = |factor: usize| ((walk * 7 + factor * 3 + walk * factor) % 4) as f64 / 3.0;
        let mut point: Vec<f64> = (0..3).map(level).collect();
        let mut points = vec![point.clone()];
        for step in 0..3 {
            let factor = (walk + step * (1 + walk % 2)) % 3;
            point[factor] += if point[factor] < 0.5 { 2.0 / 3.0 } else { -2.0 / 3.0 };
            points.push(point.clone());
        }
        points
    };
    Walks { points: (0..WALKS).map(walk).collect() }
}

/// The same where the first two numbers are one factor, and are moved together.
fn group_walks() -> Walks {
    let walk = |walk: usize| {
        let level = |factor: usize| ((walk * 7 + factor * 3 + walk * factor) % 4) as f64 / 3.0;
        let mut point: Vec<f64> = (0..3).map(level).collect();
        let mut points = vec![point.clone()];
        for step in 0..2 {
            for &place in [&[0, 1][..], &[2]][(walk + step) % 2] {
                point[place] += if point[place] < 0.5 { 2.0 / 3.0 } else { -2.0 / 3.0 };
            }
            points.push(point.clone());
        }
        points
    };
    Walks { points: (0..WALKS).map(walk).collect() }
}

fn reference() -> BTreeMap<String, Vec<f64>> {
    let lines = include_str!("salib.txt").lines().filter(|line| !line.starts_with('#'));
    let line = |line: &str| {
        let mut words = line.split_whitespace();
        let name = words.next().unwrap().to_owned();
        (name, words.map(|word| word.parse().unwrap()).collect())
    };
    lines.map(line).collect()
}

fn close(name: &str, found: &[f64], bound: f64) {
    let known = &reference()[name];
    assert_eq!(known.len(), found.len());
    for (found, known) in found.iter().zip(known) {
        assert!((found - known).abs() <= bound, "{name}: {found} is not {known}");
    }
}

#[test]
fn first_order_indices_of_given_data_are_those_of_the_reference() {
    for (name, function) in FUNCTIONS {
        let points = points(0);
        let output: Vec<f64> = points.iter().map(|point| function(point)).collect();
        let column = |factor: usize| points.iter().map(|point| point[factor]).collect::<Vec<f64>>();
        let slices = presidium_methods::slices::usual(SAMPLES);
        let found: Vec<f64> = (0..3).map(|factor| between(&Slices::of(&column(factor), slices), &output)).collect();
        close(&format!("{name}first_order"), &found, 1e-9);
        // The reference leaves the highest sample out, and puts one at the edge of a slice on the other side.
        let factors = (0..3).map(|factor| Factor::sliced(vec![Slices::of(&column(factor), 10)])).collect::<Vec<_>>();
        let care = Care { shuffles: 2, resamples: 0, seed: 1 };
        let found = indices(Measure::Pawn, &factors, &output, &care);
        let found: Vec<f64> = found.iter().map(|found| found.index.value).collect();
        close(&format!("{name}pawn_median"), &found, 0.015);
    }
}

#[test]
fn pick_and_freeze_is_that_of_the_reference() {
    for (name, function) in FUNCTIONS {
        let (a, b) = (points(0), points(3));
        let outputs = |points: &[Vec<f64>]| points.iter().map(|point| function(point)).collect::<Vec<f64>>();
        let mixed = |factor: usize| {
            let mixed = a.iter().zip(&b).map(|(a, b)| {
                let mut point = a.clone();
                point[factor] = b[factor];
                function(&point)
            });
            mixed.collect()
        };
        let found = saltelli::indices(&outputs(&a), &outputs(&b), &[0, 1, 2].map(mixed), 0, 1);
        let [first, total]: [Vec<f64>; 2] = [
            found.iter().map(|found| found.first.value).collect(),
            found.iter().map(|found| found.total.value).collect(),
        ];
        // The reference centres by the mean of all outputs, here those of the two samples count.
        close(&format!("{name}saltelli_first"), &first, 0.002);
        close(&format!("{name}saltelli_total"), &total, 1e-9);
    }
}

#[test]
fn elementary_effects_are_those_of_the_reference() {
    for (name, function) in FUNCTIONS {
        let outputs = |walks: &Walks| -> Vec<Vec<f64>> {
            walks.points.iter().map(|walk| walk.iter().map(|point| function(point)).collect()).collect()
        };
        let walks = walks();
        let found = effects(&walks, &outputs(&walks), 0, 1);
        let of = |part: fn(&presidium_methods::morris::Effects) -> f64| found.iter().map(part).collect::<Vec<f64>>();
        close(&format!("{name}morris_mu"), &of(|found| found.mu), 1e-9);
        close(&format!("{name}morris_mu_star"), &of(|found| found.mu_star.value), 1e-9);
        close(&format!("{name}morris_sigma"), &of(|found| found.sigma), 1e-9);

        let walks = group_walks();
        let found = group_effects(&walks, &[2, 1], &outputs(&walks), 0, 1);
        let sizes: Vec<f64> = found.iter().map(|found| found.mu_star.value).collect();
        close(&format!("{name}morris_groups_mu_star"), &sizes, 1e-9);
    }
}
