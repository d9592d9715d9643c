//! Operations on blocks: one value for each of many worlds, side by side.
//!
//! Each kernel is a plain loop over slices around the scalar function that defines the operation. The loop is compiled
//! once for every vector unit worth having, and [`Kernels`] holds the choice made for the processor at hand; all of them
//! give the same bits. Refused: in-place operation on a slice that is also an operand, which Rust forbids and which
//! would make the loops slow; [`Kernels::map_in_place`] is there for what must.
//!
//! # Example
//! ```
//! use presidium_engine::kernels::{Binary, Kernels, Operand};
//! let kernels = Kernels::detect();
//! let mut out = [0.0; 3];
//! kernels.binary(Binary::Add, &mut out, Operand::Slice(&[1.0, 2.0, 3.0]), Operand::Value(0.5));
//! assert_eq!(out, [1.5, 2.5, 3.5]);
//! ```

mod binary;
mod blocks;
mod draws;
mod formula;
mod fused;
mod lanes;
mod lanewise;
mod masks;
mod points;
mod unary;

pub use binary::Binary;
pub use blocks::Blocks;
pub use fused::Fused;
pub(crate) use lanewise::{Kernel, LANES};
pub use unary::Unary;

/// What an operation reads: one value for each lane, or the same value for all.
#[derive(Clone, Copy, Debug)]
pub enum Operand<'a> {
    /// One value for each lane.
    Slice(&'a [f64]),
    /// The same value for all.
    Value(f64),
}

impl Operand<'_> {
    /// The value in a lane.
    #[inline(always)]
    pub fn at(self, lane: usize) -> f64 {
        match self {
            Operand::Slice(values) => values[lane],
            Operand::Value(value) => value,
        }
    }
}

/// The kernels for one kind of vector unit.
///
/// # Shape
/// All slices of a call have the same length, the number of lanes; on any other, lanes past the shortest are left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernels {
    unit: Unit,
}

/// On other architectures than x86-64 the vector unit is part of the base line (NEON on 64-bit Arm).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Baseline,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Kernels {
    /// The fastest kernels that this processor can run.
    pub fn detect() -> Kernels {
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::is_x86_feature_detected as has;
            if has!("avx512f") && has!("avx512dq") && has!("avx512vl") && has!("avx512bw") && has!("avx512cd") {
                return Kernels { unit: Unit::Avx512 };
            }
            if has!("avx2") {
                return Kernels { unit: Unit::Avx2 };
            }
        }
        Kernels { unit: Unit::Baseline }
    }

    /// All kernels that this processor can run, slowest first; for tests and measurements.
    pub fn all() -> Vec<Kernels> {
        let best = Kernels::detect();
        #[cfg(target_arch = "x86_64")]
        let units = [Unit::Baseline, Unit::Avx2, Unit::Avx512];
        #[cfg(not(target_arch = "x86_64"))]
        let units = [Unit::Baseline];
        let count = units.iter().position(|&unit| unit == best.unit).map_or(1, |place| place + 1);
        units[..count].iter().map(|&unit| Kernels { unit }).collect()
    }

    /// Sets `out` to a function of each lane of `a`: the way to make a kernel of any scalar function.
    ///
    /// The function should be small and free of branches, or it will not become vector code.
    ///
    /// ```
    /// use presidium_engine::kernels::{Kernels, Operand};
    /// let mut out = [0.0; 2];
    /// Kernels::detect().map(&mut out, Operand::Slice(&[1.0, 2.0]), |x| x * x + 1.0);
    /// assert_eq!(out, [2.0, 5.0]);
    /// ```
    #[inline]
    pub fn map(self, out: &mut [f64], a: Operand, f: impl Fn(f64) -> f64) {
        match a {
            Operand::Value(a) => out.fill(f(a)),
            Operand::Slice(a) => self.run(
                #[inline(always)]
                move || {
                    for (out, &a) in out.iter_mut().zip(a) {
                        *out = f(a);
                    }
                },
            ),
        }
    }

    /// Sets `out` to a function of each lane of `a` and `b`.
    ///
    /// ```
    /// use presidium_engine::kernels::{Kernels, Operand};
    /// let mut out = [0.0; 2];
    /// Kernels::detect().map2(&mut out, Operand::Value(1.0), Operand::Slice(&[1.0, 2.0]), |a, b| a - b);
    /// assert_eq!(out, [0.0, -1.0]);
    /// ```
    #[inline]
    pub fn map2(self, out: &mut [f64], a: Operand, b: Operand, f: impl Fn(f64, f64) -> f64) {
        match (a, b) {
            (a, Operand::Value(b)) => self.map(
                out,
                a,
                #[inline(always)]
                move |a| f(a, b),
            ),
            (Operand::Value(a), b) => self.map(
                out,
                b,
                #[inline(always)]
                move |b| f(a, b),
            ),
            (Operand::Slice(a), Operand::Slice(b)) => self.run(
                #[inline(always)]
                move || {
                    for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
                        *out = f(a, b);
                    }
                },
            ),
        }
    }

    /// Sets `out` to a function of each lane of `a`, `b` and `c`.
    ///
    /// ```
    /// use presidium_engine::kernels::{Kernels, Operand};
    /// let mut out = [0.0; 2];
    /// let (a, b, c) = (Operand::Slice(&[1.0, 2.0]), Operand::Value(3.0), Operand::Slice(&[0.5, 0.5]));
    /// Kernels::detect().map3(&mut out, a, b, c, |a, b, c| a * b + c);
    /// assert_eq!(out, [3.5, 6.5]);
    /// ```
    #[inline]
    pub fn map3(self, out: &mut [f64], a: Operand, b: Operand, c: Operand, f: impl Fn(f64, f64, f64) -> f64) {
        match (a, b, c) {
            (a, b, Operand::Value(c)) => self.map2(
                out,
                a,
                b,
                #[inline(always)]
                move |a, b| f(a, b, c),
            ),
            (a, Operand::Value(b), c) => self.map2(
                out,
                a,
                c,
                #[inline(always)]
                move |a, c| f(a, b, c),
            ),
            (Operand::Value(a), b, c) => self.map2(
                out,
                b,
                c,
                #[inline(always)]
                move |b, c| f(a, b, c),
            ),
            (Operand::Slice(a), Operand::Slice(b), Operand::Slice(c)) => self.run(
                #[inline(always)]
                move || {
                    for (((out, &a), &b), &c) in out.iter_mut().zip(a).zip(b).zip(c) {
                        *out = f(a, b, c);
                    }
                },
            ),
        }
    }

    /// Changes each lane of `out` by a function of it and the same lane of `a`.
    ///
    /// ```
    /// use presidium_engine::kernels::{Kernels, Operand};
    /// let mut sum = [1.0, 2.0];
    /// Kernels::detect().map_in_place(&mut sum, Operand::Slice(&[10.0, 20.0]), |sum, a| sum + a);
    /// assert_eq!(sum, [11.0, 22.0]);
    /// ```
    #[inline]
    pub fn map_in_place(self, out: &mut [f64], a: Operand, f: impl Fn(f64, f64) -> f64) {
        self.run(
            #[inline(always)]
            move || match a {
                Operand::Value(a) => {
                    for out in out {
                        *out = f(*out, a);
                    }
                }
                Operand::Slice(a) => {
                    for (out, &a) in out.iter_mut().zip(a) {
                        *out = f(*out, a);
                    }
                }
            },
        );
    }

    /// Runs a loop as compiled for this vector unit.
    #[inline(always)]
    fn run<R>(self, work: impl FnOnce() -> R) -> R {
        match self.unit {
            Unit::Baseline => work(),
            // SAFETY: these units are only made by `detect` and `all`, which have asked the processor for them.
            #[cfg(target_arch = "x86_64")]
            Unit::Avx2 => unsafe { run_with_avx2(work) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Unit::Avx512 => unsafe { run_with_avx512(work) },
        }
    }
}

// A function that a compiler inlines into these two is compiled for their vector units; that is all they do.

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn run_with_avx2<R>(work: impl FnOnce() -> R) -> R {
    work()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,avx512cd")]
fn run_with_avx512<R>(work: impl FnOnce() -> R) -> R {
    work()
}
