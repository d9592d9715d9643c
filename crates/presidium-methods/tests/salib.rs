//! The same samples as a reference implementation was given, SALib 1.6.0; its numbers stand in `salib.txt`, which `.ci/methods` compares
//! with SALib. The samples are computed, by the same rules here and there.

use std::collections::BTreeMap;

use presidium_math::{pow, sin};
use presidium_methods::given::{Care, Factor, Measure, between, indices};
use presidium_methods::morris::{Walks, effects};
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
    let points = points(0);
    let output: Vec<f64> = points.iter().map(|point| ishigami(point)).collect();
    let column = |factor: usize| points.iter().map(|point| point[factor]).collect::<Vec<f64>>();
    let slices = presidium_methods::slices::usual(SAMPLES);
    let found: Vec<f64> = (0..3).map(|factor| between(&Slices::of(&column(factor), slices), &output)).collect();
    close("first_order", &found, 1e-9);
    // The reference leaves the highest sample out, and puts one at the edge of a slice on the other side.
    let factors = (0..3).map(|factor| Factor::sliced(vec![Slices::of(&column(factor), 10)])).collect::<Vec<_>>();
    let care = Care { shuffles: 2, resamples: 0, seed: 1 };
    let found = indices(Measure::Pawn, &factors, &output, &care);
    close("pawn_median", &found.iter().map(|found| found.index.value).collect::<Vec<_>>(), 0.015);
}

#[test]
fn pick_and_freeze_is_that_of_the_reference() {
    let (a, b) = (points(0), points(3));
    let outputs = |points: &[Vec<f64>]| points.iter().map(|point| ishigami(point)).collect::<Vec<f64>>();
    let mixed = |factor: usize| {
        let mixed = a.iter().zip(&b).map(|(a, b)| {
            let mut point = a.clone();
            point[factor] = b[factor];
            ishigami(&point)
        });
        mixed.collect()
    };
    let found = saltelli::indices(&outputs(&a), &outputs(&b), &[0, 1, 2].map(mixed), 0, 1);
    // The reference centres by the mean of all outputs, here those of the two samples count.
    close("saltelli_first", &found.iter().map(|found| found.first.value).collect::<Vec<_>>(), 0.002);
    close("saltelli_total", &found.iter().map(|found| found.total.value).collect::<Vec<_>>(), 1e-9);
}

#[test]
fn elementary_effects_are_those_of_the_reference() {
    let walks = walks();
    let outputs: Vec<Vec<f64>> =
        walks.points.iter().map(|walk| walk.iter().map(|point| ishigami(point)).collect()).collect();
    let found = effects(&walks, &outputs, 0, 1);
    close("morris_mu", &found.iter().map(|found| found.mu).collect::<Vec<_>>(), 1e-9);
    close("morris_mu_star", &found.iter().map(|found| found.mu_star.value).collect::<Vec<_>>(), 1e-9);
    close("morris_sigma", &found.iter().map(|found| found.sigma).collect::<Vec<_>>(), 1e-9);
}
