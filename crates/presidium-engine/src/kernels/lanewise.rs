//! Kernels by address: chosen once for an operation and the shape of its operands, called without looking at either again.
//!
//! An interpreter that asks at every instruction what it is, and of each operand whether it is a vector, spends more time on asking than
//! on eight lanes. The formulas are those of the operations; the bits are the same.

use super::formula::Formula;
use super::{Binary, Fused, Kernels, Unary, Unit};

/// Computes lanes of a result from up to four operands, of which each is a vector, or one value that is the same in all lanes.
///
/// # Safety
/// The number of lanes is a multiple of [`LANES`]. The result and each vector reach as far; the result shares no memory with an operand.
pub(crate) type Kernel =
    unsafe fn(out: *mut f64, lanes: usize, a: *const f64, b: *const f64, c: *const f64, d: *const f64);

/// Lanes come in groups of so many: a vector of the widest unit, a line of the cache.
pub(crate) const LANES: usize = 8;

/// One kernel: bit `i` of `SAME` says that operand `i` is the same in all lanes.
///
/// # Safety
/// See [`Kernel`].
#[inline(always)]
unsafe fn lanewise<F: Formula<N>, const N: usize, const SAME: usize>(
    out: *mut f64,
    lanes: usize,
    operands: [*const f64; 4],
) {
    let is_same = |operand: usize| SAME >> operand & 1 == 1;
    // SAFETY: the caller's promise.
    unsafe {
        let same: [f64; N] = std::array::from_fn(|operand| if is_same(operand) { *operands[operand] } else { 0.0 });
        for lane in 0..lanes / LANES * LANES {
            let value = |operand: usize| if is_same(operand) { same[operand] } else { *operands[operand].add(lane) };
            *out.add(lane) = F::at(std::array::from_fn(value));
        }
    }
}

/// The same kernel, compiled for a vector unit.
macro_rules! compiled_for {
    ($unit:ident $(, $attribute:meta)*) => {
        /// # Safety
        /// See [`Kernel`]; the processor has the unit.
        $(#[$attribute])*
        unsafe fn $unit<F: Formula<N>, const N: usize, const SAME: usize>(
            out: *mut f64,
            lanes: usize,
            a: *const f64,
            b: *const f64,
            c: *const f64,
            d: *const f64,
        ) {
            // SAFETY: the caller's promise.
            unsafe { lanewise::<F, N, SAME>(out, lanes, [a, b, c, d]) }
        }
    };
}

compiled_for!(baseline);
compiled_for!(avx2, cfg(target_arch = "x86_64"), target_feature(enable = "avx2"));
compiled_for!(
    avx512,
    cfg(target_arch = "x86_64"),
    target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,avx512cd")
);

impl Kernels {
    fn of_shape<F: Formula<N>, const N: usize, const SAME: usize>(self) -> Kernel {
        match self.unit {
            Unit::Baseline => baseline::<F, N, SAME>,
            #[cfg(target_arch = "x86_64")]
            Unit::Avx2 => avx2::<F, N, SAME>,
            #[cfg(target_arch = "x86_64")]
            Unit::Avx512 => avx512::<F, N, SAME>,
        }
    }

    /// The kernel of an operation on one vector.
    pub(crate) fn kernel_of_unary(self, op: Unary) -> Kernel {
        struct Pick(Kernels);
        impl super::unary::Each for Pick {
            type Result = Kernel;
            fn of<F: Formula<1>>(self) -> Kernel {
                self.0.of_shape::<F, 1, 0>()
            }
        }
        op.pick(Pick(self))
    }

    /// The kernel of an operation on two operands, of which at least one is a vector; none for powers, which look at the exponent.
    pub(crate) fn kernel_of_binary(self, op: Binary, same: [bool; 2]) -> Option<Kernel> {
        struct Pick(Kernels, [bool; 2]);
        impl super::binary::Each for Pick {
            type Result = Option<Kernel>;
            fn of<F: Formula<2>>(self) -> Option<Kernel> {
                match self.1 {
                    [false, false] => Some(self.0.of_shape::<F, 2, 0b00>()),
                    [true, false] => Some(self.0.of_shape::<F, 2, 0b01>()),
                    [false, true] => Some(self.0.of_shape::<F, 2, 0b10>()),
                    [true, true] => None,
                }
            }
        }
        if op == Binary::Power { None } else { op.pick(Pick(self, same)) }
    }

    /// The kernel of a choice by a vector of conditions.
    pub(crate) fn kernel_of_select(self, same: [bool; 2]) -> Kernel {
        struct Choice;
        impl Formula<3> for Choice {
            #[inline(always)]
            fn at([condition, a, b]: [f64; 3]) -> f64 {
                if condition != 0.0 { a } else { b }
            }
        }
        match same {
            [false, false] => self.of_shape::<Choice, 3, 0b000>(),
            [true, false] => self.of_shape::<Choice, 3, 0b010>(),
            [false, true] => self.of_shape::<Choice, 3, 0b100>(),
            [true, true] => self.of_shape::<Choice, 3, 0b110>(),
        }
    }

    /// The kernel of a fused operation, for the shapes that are frequent: a vector of sums, and at most one operand that is the same in
    /// all lanes. An operand that the operation does not have counts as no vector.
    pub(crate) fn kernel_of_fused(self, op: Fused, same: [bool; 4]) -> Option<Kernel> {
        struct Pick(Kernels, [bool; 4]);
        impl super::fused::Each for Pick {
            type Result = Option<Kernel>;
            fn of<F: Formula<4>>(self) -> Option<Kernel> {
                match self.1 {
                    [false, false, false, false] => Some(self.0.of_shape::<F, 4, 0b0000>()),
                    [false, true, false, false] => Some(self.0.of_shape::<F, 4, 0b0010>()),
                    [false, false, true, false] => Some(self.0.of_shape::<F, 4, 0b0100>()),
                    [false, false, false, true] => Some(self.0.of_shape::<F, 4, 0b1000>()),
                    [false, true, false, true] => Some(self.0.of_shape::<F, 4, 0b1010>()),
                    [false, false, true, true] => Some(self.0.of_shape::<F, 4, 0b1100>()),
                    [true, false, false, true] => Some(self.0.of_shape::<F, 4, 0b1001>()),
                    _ => None,
                }
            }
        }
        op.pick(Pick(self, same))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: [f64; 12] =
        [0.0, -0.0, 1.0, 0.25, -3.5, 700.0, 1953.0 * 12.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, 5e-324];

    /// Two groups of lanes of an operand, or its one value; each operand begins elsewhere among the values.
    fn operand(place: usize, is_same: bool) -> Vec<f64> {
        let count = if is_same { 1 } else { 2 * LANES };
        (0..count).map(|lane| VALUES[(lane * (place + 2) + 5 * place) % VALUES.len()]).collect()
    }

    /// Requires that a kernel gives the bits of a formula; what is missing may have any.
    fn same(case: &str, kernel: Kernel, same: [bool; 4], formula: impl Fn([f64; 4]) -> f64) {
        let operands: [Vec<f64>; 4] = std::array::from_fn(|place| operand(place, same[place]));
        let mut out = vec![9.0; 2 * LANES];
        let [a, b, c, d] = operands.each_ref().map(|operand| operand.as_ptr());
        // SAFETY: all vectors have two groups of lanes.
        unsafe { kernel(out.as_mut_ptr(), 2 * LANES, a, b, c, d) };
        for (lane, &out) in out.iter().enumerate() {
            let values = operands.each_ref().map(|operand| operand[lane % operand.len()]);
            let expected = formula(values);
            let is_same = out.to_bits() == expected.to_bits() || out.is_nan() && expected.is_nan();
            assert!(is_same, "{case}, lane {lane}: {values:?} gives {out}, and not {expected}");
        }
    }

    #[test]
    fn kernels_by_address_give_the_bits_of_their_operations() {
        for kernels in Kernels::all() {
            for &op in Unary::ALL {
                let case = format!("{kernels:?} {op:?}");
                same(&case, kernels.kernel_of_unary(op), [false; 4], |[a, ..]| op.at(a));
            }
            for &op in Binary::ALL {
                for shape in [[false, false], [true, false], [false, true]] {
                    if let Some(kernel) = kernels.kernel_of_binary(op, shape) {
                        let [a, b] = shape;
                        same(&format!("{kernels:?} {op:?} {shape:?}"), kernel, [a, b, a, b], |[a, b, ..]| op.at(a, b));
                    }
                }
            }
            for [a, b] in [[false, false], [true, false], [false, true], [true, true]] {
                let kernel = kernels.kernel_of_select([a, b]);
                let choice = |[condition, a, b, _]: [f64; 4]| if condition != 0.0 { a } else { b };
                same(&format!("{kernels:?} choice {a} {b}"), kernel, [false, a, b, true], choice);
            }
            for &op in Fused::ALL {
                for bits in 0..16 {
                    let shape: [bool; 4] = std::array::from_fn(|place| bits >> place & 1 == 1);
                    if let Some(kernel) = kernels.kernel_of_fused(op, shape) {
                        same(&format!("{kernels:?} {op:?} {shape:?}"), kernel, shape, |values| one_by_one(op, values));
                    }
                }
            }
        }
    }

    /// A fused operation as the operations that it stands for.
    fn one_by_one(op: Fused, [sum, a, b, c]: [f64; 4]) -> f64 {
        let [add, multiply] = [Binary::Add, Binary::Multiply];
        let distance = Unary::Abs.at(Binary::Subtract.at(a, b));
        match op {
            Fused::Distance => distance,
            Fused::AddDistance => add.at(sum, distance),
            Fused::AddProduct => add.at(sum, multiply.at(a, b)),
            Fused::AddBoth => add.at(add.at(sum, a), b),
            Fused::AddIf => add.at(sum, if a != 0.0 { b } else { 0.0 }),
            Fused::AddIfEqual => add.at(sum, if a == b { c } else { 0.0 }),
            Fused::AddProductIf => add.at(sum, if a != 0.0 { multiply.at(b, c) } else { 0.0 }),
        }
    }
}
