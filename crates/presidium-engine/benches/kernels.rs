//! How fast the kernels are, in lanes a second, on blocks that lie in the first-level cache, for every vector unit.
//!
//! `cargo bench -p presidium-engine --bench kernels`; the argument 0 is the base line, then AVX2 and AVX-512 where there are.

use std::hint::black_box;

use divan::Bencher;
use divan::counter::ItemsCount;
use presidium_engine::distribution::Quantile;
use presidium_engine::kernels::{Binary, Blocks, Kernels, Operand, Unary};
use presidium_lang::model::{Prior, Shape};

fn main() {
    divan::main();
}

const LANE_COUNT: usize = 256;

fn units() -> std::ops::Range<usize> {
    0..Kernels::all().len()
}

/// Three blocks: a result and two operands from 0 to 1.
fn measure(bencher: Bencher, unit: usize, kernel: impl Fn(Kernels, &mut [f64], &[f64], &[f64])) {
    let kernels = Kernels::all()[unit];
    let mut blocks = Blocks::new(3, LANE_COUNT);
    let (out, operands) = blocks.values_mut().split_at_mut(LANE_COUNT);
    kernels.uniforms(&mut operands[..LANE_COUNT], 1, 0, [0, 0]);
    kernels.uniforms(&mut operands[LANE_COUNT..], 2, 0, [0, 0]);
    let (a, b) = operands.split_at(LANE_COUNT);
    bencher.counter(ItemsCount::new(LANE_COUNT)).bench_local(|| {
        kernel(black_box(kernels), black_box(&mut *out), black_box(a), black_box(b));
    });
}

fn binary(bencher: Bencher, unit: usize, op: Binary) {
    measure(bencher, unit, |kernels, out, a, b| kernels.binary(op, out, Operand::Slice(a), Operand::Slice(b)));
}

fn unary(bencher: Bencher, unit: usize, op: Unary) {
    measure(bencher, unit, |kernels, out, a, _| kernels.unary(op, out, Operand::Slice(a)));
}

#[divan::bench(args = units())]
fn add(bencher: Bencher, unit: usize) {
    binary(bencher, unit, Binary::Add);
}

#[divan::bench(args = units())]
fn add_value(bencher: Bencher, unit: usize) {
    measure(bencher, unit, |kernels, out, a, _| {
        kernels.binary(Binary::Add, out, Operand::Slice(a), Operand::Value(2.0));
    });
}

#[divan::bench(args = units())]
fn divide(bencher: Bencher, unit: usize) {
    binary(bencher, unit, Binary::Divide);
}

#[divan::bench(args = units())]
fn less(bencher: Bencher, unit: usize) {
    binary(bencher, unit, Binary::Less);
}

#[divan::bench(args = units())]
fn select(bencher: Bencher, unit: usize) {
    measure(bencher, unit, |kernels, out, a, b| kernels.select(out, a, Operand::Slice(b), Operand::Value(1.0)));
}

#[divan::bench(args = units())]
fn all_finite(bencher: Bencher, unit: usize) {
    measure(bencher, unit, |kernels, _, a, _| {
        black_box(kernels.all_finite(a));
    });
}

#[divan::bench(args = units())]
fn any(bencher: Bencher, unit: usize) {
    measure(bencher, unit, |kernels, _, a, _| {
        black_box(kernels.any(a));
    });
}

#[divan::bench(args = units())]
fn power(bencher: Bencher, unit: usize) {
    binary(bencher, unit, Binary::Power);
}

#[divan::bench(args = units())]
fn power_of_value(bencher: Bencher, unit: usize) {
    measure(bencher, unit, |kernels, out, a, _| {
        kernels.binary(Binary::Power, out, Operand::Slice(a), Operand::Value(0.7));
    });
}

#[divan::bench(args = units())]
fn square(bencher: Bencher, unit: usize) {
    measure(bencher, unit, |kernels, out, a, _| {
        kernels.binary(Binary::Power, out, Operand::Slice(a), Operand::Value(2.0));
    });
}

#[divan::bench(args = units())]
fn floor(bencher: Bencher, unit: usize) {
    unary(bencher, unit, Unary::Floor);
}

#[divan::bench(args = units())]
fn sqrt(bencher: Bencher, unit: usize) {
    unary(bencher, unit, Unary::Sqrt);
}

#[divan::bench(args = units())]
fn exp(bencher: Bencher, unit: usize) {
    unary(bencher, unit, Unary::Exp);
}

#[divan::bench(args = units())]
fn ln(bencher: Bencher, unit: usize) {
    unary(bencher, unit, Unary::Ln);
}

#[divan::bench(args = units())]
fn logistic(bencher: Bencher, unit: usize) {
    unary(bencher, unit, Unary::Logistic);
}

#[divan::bench(args = units())]
fn normal_cdf(bencher: Bencher, unit: usize) {
    unary(bencher, unit, Unary::NormalCdf);
}

#[divan::bench(args = units())]
fn normal_quantile(bencher: Bencher, unit: usize) {
    unary(bencher, unit, Unary::NormalQuantile);
}

#[divan::bench(args = units())]
fn uniforms(bencher: Bencher, unit: usize) {
    measure(bencher, unit, |kernels, out, _, _| kernels.uniforms(out, 1, 2, [3, 4]));
}

#[divan::bench(args = units())]
fn beta_quantiles(bencher: Bencher, unit: usize) {
    let prior = Prior { shape: Shape::Beta { alpha: 2.0, beta: 3.0 }, low: None, high: None };
    let quantile = Quantile::new(&prior).expect("a sound prior");
    measure(bencher, unit, |kernels, out, a, _| {
        out.copy_from_slice(a);
        kernels.quantiles(out, &quantile);
    });
}

#[divan::bench(args = units())]
fn piecewise(bencher: Bencher, unit: usize) {
    let points: Vec<(f64, f64)> = (0..5).map(|i| (f64::from(i) / 4.0, f64::from(i * i))).collect();
    measure(bencher, unit, |kernels, out, a, _| kernels.piecewise(out, Operand::Slice(a), &points));
}

#[divan::bench(args = units())]
fn narrow(bencher: Bencher, unit: usize) {
    let lanes: Vec<u32> = (0..LANE_COUNT as u32 / 2).map(|i| 2 * i).collect();
    measure(bencher, unit, |kernels, out, a, _| kernels.narrow(&mut out[..lanes.len()], a, &lanes));
}
