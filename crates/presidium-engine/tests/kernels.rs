//! Every kernel for every vector unit of this machine gives the bits of the scalar function, at all lengths.

use presidium_engine::distribution::Quantile;
use presidium_engine::kernels::{Binary, Fused, Kernels, Operand, Unary};
use presidium_engine::random::Draw;
use presidium_engine::{World, math, random};
use presidium_lang::model::{Element, Prior, Shape};

/// Lengths around the widths of vector units, and a full block.
const LENGTHS: [usize; 8] = [1, 2, 3, 7, 8, 9, 255, 256];

const EDGES: [f64; 12] =
    [0.0, -0.0, 1.0, -1.0, 2.0, 0.5, 1e300, -1e300, 5e-324, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];

/// Numbers of all kinds: small and large, whole ones, equal neighbours, and every now and then an edge.
fn numbers(count: usize, salt: u32) -> Vec<f64> {
    let uniform =
        |i: usize, n: u64| random::uniform(1, World(i as u64), Draw { stream: 2, element: Element(salt), step: 0, n });
    (0..count)
        .map(|i| match (uniform(i, 0) * 6.0) as usize {
            0 => EDGES[(uniform(i, 1) * EDGES.len() as f64) as usize],
            1 => (20.0 * uniform(i, 1) - 10.0).floor(),
            2 => uniform(i, 1),
            3 => math::exp(1400.0 * uniform(i, 1) - 700.0),
            _ => 8.0 * uniform(i, 1) - 4.0,
        })
        .collect()
}

/// The same bits, or both not a number (whose sign and payload IEEE 754 leaves open).
#[track_caller]
fn same(ours: &[f64], scalar: impl Fn(usize) -> f64, what: &str) {
    for (lane, value) in ours.iter().enumerate() {
        let expected = scalar(lane);
        let equal = value.to_bits() == expected.to_bits() || value.is_nan() && expected.is_nan();
        assert!(equal, "{what}, {} lanes, lane {lane}: {value:e} instead of {expected:e}", ours.len());
    }
}

fn for_each_case(mut case: impl FnMut(Kernels, usize, u32)) {
    for kernels in Kernels::all() {
        for length in LENGTHS {
            for salt in 0..8 {
                case(kernels, length, 10 * salt);
            }
        }
    }
}

#[test]
fn binary_kernels_give_the_scalar_bits() {
    for_each_case(|kernels, length, salt| {
        let (a, b) = (numbers(length, salt), numbers(length, salt + 1));
        let (x, y) = (a[length / 2], b[length / 2]);
        let mut out = vec![0.0; length];
        for &op in Binary::ALL {
            let what = format!("{op:?} with {kernels:?}");
            kernels.binary(op, &mut out, Operand::Slice(&a), Operand::Slice(&b));
            same(&out, |lane| op.at(a[lane], b[lane]), &what);
            kernels.binary(op, &mut out, Operand::Slice(&a), Operand::Value(y));
            same(&out, |lane| op.at(a[lane], y), &what);
            kernels.binary(op, &mut out, Operand::Value(x), Operand::Slice(&b));
            same(&out, |lane| op.at(x, b[lane]), &what);
            kernels.binary(op, &mut out, Operand::Value(x), Operand::Value(y));
            same(&out, |_| op.at(x, y), &what);
        }
    });
}

/// One exponent for all lanes takes loops of its own.
#[test]
fn powers_give_the_scalar_bits_for_every_exponent() {
    for_each_case(|kernels, length, salt| {
        let a = numbers(length, salt);
        let mut out = vec![0.0; length];
        for exponent in [-8.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 7.0, 8.0, 9.0, 0.5, -0.5, 2.5, 1e6, f64::INFINITY] {
            kernels.binary(Binary::Power, &mut out, Operand::Slice(&a), Operand::Value(exponent));
            same(&out, |lane| math::pow(a[lane], exponent), &format!("power {exponent} with {kernels:?}"));
        }
    });
}

#[test]
fn unary_kernels_give_the_scalar_bits() {
    for_each_case(|kernels, length, salt| {
        let a = numbers(length, salt);
        let mut out = vec![0.0; length];
        for &op in Unary::ALL {
            let what = format!("{op:?} with {kernels:?}");
            kernels.unary(op, &mut out, Operand::Slice(&a));
            same(&out, |lane| op.at(a[lane]), &what);
            kernels.unary(op, &mut out, Operand::Value(a[0]));
            same(&out, |_| op.at(a[0]), &what);
        }
    });
}

/// What a fused operation does, one operation after another.
fn one_by_one(op: Fused, [sum, a, b, c]: [f64; 4]) -> f64 {
    let chosen = |condition: bool, value: f64| if condition { value } else { 0.0 };
    match op {
        Fused::Distance => Unary::Abs.at(Binary::Subtract.at(a, b)),
        Fused::AddDistance => Binary::Add.at(sum, Unary::Abs.at(Binary::Subtract.at(a, b))),
        Fused::AddProduct => Binary::Add.at(sum, Binary::Multiply.at(a, b)),
        Fused::AddBoth => Binary::Add.at(Binary::Add.at(sum, a), b),
        Fused::AddIf => Binary::Add.at(sum, chosen(a != 0.0, b)),
        Fused::AddIfEqual => Binary::Add.at(sum, chosen(a == b, c)),
        Fused::AddProductIf => Binary::Add.at(sum, chosen(a != 0.0, Binary::Multiply.at(b, c))),
    }
}

/// With every mixture of slices and single values.
#[test]
fn fused_kernels_give_the_bits_of_their_operations() {
    for_each_case(|kernels, length, salt| {
        let values = [0, 1, 2, 3].map(|i| numbers(length, salt + i));
        let mut out = vec![0.0; length];
        for &op in Fused::ALL {
            for mixture in 0..16_u32 {
                let is_slice = |place: usize| mixture & (1 << place) != 0;
                let operands = [0, 1, 2, 3].map(|place| match is_slice(place) {
                    true => Operand::Slice(&values[place]),
                    false => Operand::Value(values[place][0]),
                });
                kernels.fused(op, &mut out, operands);
                let expected = |lane: usize| one_by_one(op, operands.map(|operand| operand.at(lane)));
                same(&out, expected, &format!("{op:?} of mixture {mixture:04b} with {kernels:?}"));
            }
        }
    });
}

#[test]
fn choices_and_questions_give_the_scalar_answer() {
    for_each_case(|kernels, length, salt| {
        let [mask, a, b] = [0, 1, 2].map(|i| numbers(length, salt + i));
        let holds = |lane: usize| mask[lane] != 0.0;
        let mut out = vec![0.0; length];
        for (first, second) in [
            (Operand::Slice(&a), Operand::Slice(&b)),
            (Operand::Slice(&a), Operand::Value(3.0)),
            (Operand::Value(3.0), Operand::Slice(&b)),
            (Operand::Value(3.0), Operand::Value(4.0)),
        ] {
            kernels.select(&mut out, &mask, first, second);
            same(&out, |lane| if holds(lane) { first.at(lane) } else { second.at(lane) }, "select");
        }
        assert_eq!(kernels.any(&mask), (0..length).any(holds));
        assert!(!kernels.any(&vec![-0.0; length]));
        assert_eq!(kernels.all_finite(&a), a.iter().all(|a| a.is_finite()));
        let finite: Vec<f64> = a.iter().map(|a| if a.is_finite() { *a } else { 0.0 }).collect();
        assert!(kernels.all_finite(&finite));
    });
}

#[test]
fn draws_give_the_scalar_bits() {
    let shapes = [
        Shape::Normal { mean: 1.0, sd: 2.0 },
        Shape::Lognormal { median: 1.0, sigma: 2.0 },
        Shape::Uniform { low: -1.0, high: 2.0 },
        Shape::Triangular { low: -1.0, mode: 0.0, high: 2.0 },
        Shape::Beta { alpha: 2.0, beta: 3.0 },
        Shape::Poisson { mean: 30.0 },
        Shape::Discrete { values: vec![1.0, 2.0, 5.0], weights: vec![1.0, 1.0, 2.0] },
        Shape::Fixed(3.0),
    ];
    for_each_case(|kernels, length, salt| {
        let mut uniforms = vec![0.0; length];
        let (seed, first_world) = (u64::from(salt) << 33, u64::MAX - 2);
        let draw = Draw { stream: 77, element: Element(salt), step: 17, n: 3 };
        let counter = random::counter(draw);
        kernels.uniforms(&mut uniforms, seed, first_world, counter);
        let world = |lane: usize| World(first_world.wrapping_add(lane as u64));
        same(&uniforms, |lane| random::uniform(seed, world(lane), draw), "uniforms");
        let lanes: Vec<u32> = (0..length as u32).map(|i| i * i % 1000).collect();
        let mut packed = vec![0.0; length];
        kernels.uniforms_at(&mut packed, seed, first_world, &lanes, counter);
        same(&packed, |i| random::uniform(seed, world(lanes[i] as usize), draw), "uniforms_at");
        for shape in &shapes {
            for (low, high) in [(None, None), (Some(0.5), Some(1.5)), (Some(3.0), None)] {
                let Ok(quantile) = Quantile::new(&Prior { shape: shape.clone(), low, high }) else { continue };
                let mut block = uniforms.clone();
                kernels.quantiles(&mut block, &quantile);
                same(&block, |lane| quantile.at(uniforms[lane]), &format!("{quantile:?} with {kernels:?}"));
            }
        }
    });
}

#[test]
fn lanes_are_packed_and_unpacked() {
    for_each_case(|kernels, length, salt| {
        let [mask, a] = [0, 1].map(|i| numbers(length, salt + i));
        let mut lanes = Vec::new();
        kernels.pack(&mut lanes, &mask);
        let expected: Vec<u32> = (0..length as u32).filter(|&lane| mask[lane as usize] != 0.0).collect();
        assert_eq!(lanes, expected);
        let mut packed = vec![0.0; lanes.len()];
        kernels.narrow(&mut packed, &a, &lanes);
        same(&packed, |i| a[lanes[i] as usize], "narrow");
        let mut whole = mask.clone();
        kernels.widen(&mut whole, Operand::Slice(&packed), &lanes);
        same(&whole, |lane| if mask[lane] != 0.0 { a[lane] } else { mask[lane] }, "widen");
        kernels.widen(&mut whole, Operand::Value(7.0), &lanes);
        same(&whole, |lane| if mask[lane] != 0.0 { 7.0 } else { mask[lane] }, "widen");
    });
}

#[test]
fn piecewise_functions_give_the_scalar_bits() {
    let points = [(-2.0, 1.0), (-0.5, 3.0), (-0.5, 4.0), (1.0, 2.0), (3.0, 2.5)];
    let scalar = |x: f64| {
        let mut out = [0.0];
        Kernels::all()[0].piecewise(&mut out, Operand::Value(x), &points);
        out[0]
    };
    assert_eq!([-9.0, -1.25, -0.5, 0.25, 2.0, 9.0].map(scalar), [1.0, 2.0, 4.0, 3.0, 2.25, 2.5]);
    for_each_case(|kernels, length, salt| {
        let x = numbers(length, salt);
        let mut out = vec![0.0; length];
        kernels.piecewise(&mut out, Operand::Slice(&x), &points);
        same(&out, |lane| scalar(x[lane]), "piecewise");
    });
}
