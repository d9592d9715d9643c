//! Counter-based randomness: a random number is a pure function of who asks for what.
//!
//! The key is (seed, world), the counter says what is decided: which declaration, which element, which step, which of
//! several. So a world meets the same luck with and without a change, a new draw moves no other, and results do not
//! depend on threads, blocks or order. Refused: generators with a state, which all of that would make impossible.
//!
//! ```
//! use presidium_engine::{World, random::{Draw, uniform}};
//! use presidium_lang::model::Element;
//! let (seed, month) = (1953, 17);
//! let draw = Draw::of("weather", Element(3), month);
//! let u = uniform(seed, World(42), draw);
//! assert!(u > 0.0 && u < 1.0);
//! assert_eq!(u, uniform(seed, World(42), draw));
//! ```

use presidium_lang::model::{Counted, Element, Luck};

use crate::worlds::World;

/// What a random number decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Draw {
    /// The declaration, as [`stream`] of its name.
    pub stream: u64,
    /// The element of the declaration.
    pub element: Element,
    /// The month or the year, counted from the year 0; zero for what is drawn once in a world.
    pub step: u32,
    /// Which of several numbers for the same thing.
    pub n: u64,
}

impl Draw {
    /// The number of a lot that a rule draws, for these elements.
    pub fn lot(luck: &Luck, of: &[f64], around: &[f64], step: u32) -> Draw {
        let place = |counted: &[Counted], at: &[f64]| {
            counted.iter().zip(at).fold(0_u64, |place, (one, &at)| place * u64::from(one.count) + at as u64)
        };
        let element = Element(place(&luck.of, of) as u32);
        Draw { stream: stream(&luck.name), element, step, n: place(&luck.around, around) }
    }

    /// The only number that a declaration's element takes in a step.
    pub fn of(name: &str, element: Element, step: u32) -> Draw {
        Draw { stream: stream(name), element, step, n: 0 }
    }
}

/// A number from the open interval (0, 1), the same for the same arguments.
#[inline(always)]
pub fn uniform(seed: u64, world: World, draw: Draw) -> f64 {
    open_unit(threefry_2x64([seed, world.0], counter(draw))[0])
}

/// The counter of the generator for what is decided; see [`uniform`].
///
/// A step and an `n` below 2^16, as nearly all are, stand in the counter as they are. Larger ones do not fit beside the stream
/// and the element, and are mixed with the stream by the cipher; that two of them meet has the odds of 1 to 2^96.
#[inline(always)]
pub fn counter(draw: Draw) -> [u64; 2] {
    const SMALL: u64 = 1 << 16;
    let Draw { stream, n, .. } = draw;
    let (element, step) = (u64::from(draw.element.0) << 32, u64::from(draw.step));
    if step < SMALL && n < SMALL {
        return [stream, element | (step << 16) | n];
    }
    let mixed = threefry_2x64([stream, LARGE_COUNTERS], [step, n]);
    [mixed[0], element | (mixed[1] >> 32)]
}

/// Key for the counters that do not fit.
const LARGE_COUNTERS: u64 = 0x6c61_7267_6500_0000;

/// The stream of a declaration: FNV-1a, 64 bits, of its name.
///
/// ```
/// assert_eq!(presidium_engine::random::stream("a"), 0xaf63dc4c8601ec8c);
/// ```
pub const fn stream(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        i += 1;
    }
    hash
}

/// The middle of one of 2^52 equal parts of (0, 1), chosen by the upper bits.
///
/// The upper 52 bits, not 53: the middle of the last of 2^53 parts would round to 1.
///
/// ```
/// use presidium_engine::random::open_unit;
/// assert!(open_unit(0) > 0.0 && open_unit(u64::MAX) < 1.0);
/// ```
#[inline(always)]
pub fn open_unit(bits: u64) -> f64 {
    const ONE: u64 = 0x3ff0_0000_0000_0000;
    const HALF_PART: f64 = f64::EPSILON / 2.0;
    // The bits are the fraction of a number from 1 to 2, from which subtracting is exact.
    f64::from_bits(ONE | bits >> 12) - (1.0 - HALF_PART)
}

/// The block cipher Threefry with two words of 64 bits and 20 rounds.
///
/// Source: Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3" (SC11); its reference
/// program's known answers are tested.
///
/// ```
/// use presidium_engine::random::threefry_2x64;
/// assert_eq!(threefry_2x64([0, 0], [0, 0]), [0xc2b6e3a8c2c69865, 0x6f81ed42f350084d]);
/// ```
#[inline(always)]
pub fn threefry_2x64(key: [u64; 2], counter: [u64; 2]) -> [u64; 2] {
    const PARITY: u64 = 0x1bd1_1bda_a9fc_1a22;
    const EVEN: [u32; 4] = [16, 42, 12, 31];
    const ODD: [u32; 4] = [16, 32, 24, 21];
    let keys = [key[0], key[1], PARITY ^ key[0] ^ key[1]];
    let mut words = [counter[0].wrapping_add(keys[0]), counter[1].wrapping_add(keys[1])];
    // Spelt out: as a loop, this is more than the compiler unrolls, and then it does not vectorise over lanes.
    words = add_keys(four_rounds(words, EVEN), keys[1], keys[2], 1);
    words = add_keys(four_rounds(words, ODD), keys[2], keys[0], 2);
    words = add_keys(four_rounds(words, EVEN), keys[0], keys[1], 3);
    words = add_keys(four_rounds(words, ODD), keys[1], keys[2], 4);
    add_keys(four_rounds(words, EVEN), keys[2], keys[0], 5)
}

#[inline(always)]
fn four_rounds([mut a, mut b]: [u64; 2], rotations: [u32; 4]) -> [u64; 2] {
    for rotation in rotations {
        a = a.wrapping_add(b);
        b = b.rotate_left(rotation) ^ a;
    }
    [a, b]
}

#[inline(always)]
fn add_keys(words: [u64; 2], first: u64, second: u64, turn: u64) -> [u64; 2] {
    [words[0].wrapping_add(first), words[1].wrapping_add(second).wrapping_add(turn)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(stream: u64, element: u32, step: u32, n: u64) -> Draw {
        Draw { stream, element: Element(element), step, n }
    }

    /// The known answers that come with Random123 (`kat_vectors`).
    #[test]
    fn threefry_gives_the_known_answers() {
        let ones = [u64::MAX; 2];
        assert_eq!(threefry_2x64([0, 0], [0, 0]), [0xc2b6_e3a8_c2c6_9865, 0x6f81_ed42_f350_084d]);
        assert_eq!(threefry_2x64(ones, ones), [0xe02c_b7c4_d95d_277a, 0xd066_33d0_893b_8b68]);
        let key = [0xa409_3822_299f_31d0, 0x082e_fa98_ec4e_6c89];
        let counter = [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344];
        assert_eq!(threefry_2x64(key, counter), [0x263c_7d30_bb0f_0af1, 0x56be_8361_d331_1526]);
    }

    #[test]
    fn uniforms_lie_strictly_between_zero_and_one() {
        assert_eq!(open_unit(0), f64::EPSILON / 2.0);
        assert_eq!(open_unit(u64::MAX), 1.0 - f64::EPSILON / 2.0);
        assert_eq!(open_unit(1 << 63), 0.5 + f64::EPSILON / 2.0);
    }

    #[test]
    fn uniforms_have_the_right_mean_and_variance() {
        let n = 100_000;
        let sample: Vec<f64> = (0..n).map(|world| uniform(7, World(world), Draw::of("test", Element(0), 0))).collect();
        let mean = sample.iter().sum::<f64>() / n as f64;
        let variance = sample.iter().map(|u| (u - mean) * (u - mean)).sum::<f64>() / n as f64;
        assert!((mean - 0.5).abs() < 0.004, "mean {mean}");
        assert!((variance - 1.0 / 12.0).abs() < 0.001, "variance {variance}");
    }

    /// What small counters give has been drawn in every result so far.
    #[test]
    fn small_counters_keep_their_bits() {
        assert_eq!(counter(draw(7, 3, 17, 5)), [7, (3 << 32) | (17 << 16) | 5]);
        assert_eq!(counter(draw(7, u32::MAX, 65535, 65535)), [7, u64::MAX]);
        let known = [
            (0, 0, 0, 0x3fd5_e109_0d99_da3a),
            (3, 1953, 0, 0x3fa1_a62d_29fa_2310),
            (u32::MAX, 23437, 0, 0x3fef_4cb1_669d_7feb),
            (1, 23437, 450, 0x3fd6_e870_9e20_0b3e),
            (1, 23437, 33218, 0x3fc6_1e4d_bad7_203c),
            (1, 23437, 65533, 0x3fe0_9730_84c5_16ad),
            (1, 23437, 65535, 0x3fe9_85a1_41c1_462d),
            (2, 65535, 65532, 0x3fe1_6af1_49f3_0d9b),
        ];
        for (element, step, n, bits) in known {
            let found = uniform(1953, World(42), draw(stream("removal"), element, step, n));
            assert_eq!(found.to_bits(), bits, "{element} {step} {n}");
        }
    }

    #[test]
    fn large_counters_meet_nothing() {
        let mut seen = std::collections::BTreeSet::new();
        let steps = [0, 1, 65535, 65536, 65537, 131_072, 200_000, u32::MAX];
        let ns = [0, 1, 65535, 65536, 1 << 17, 1 << 32, 1 << 63, u64::MAX];
        for (element, (step, n)) in [0, 1, u32::MAX].into_iter().flat_map(|element| {
            let pairs = steps.iter().flat_map(|&step| ns.iter().map(move |&n| (step, n)));
            pairs.map(move |pair| (element, pair))
        }) {
            for stream in [0, 1, u64::MAX] {
                assert!(seen.insert(counter(draw(stream, element, step, n))), "{stream} {element} {step} {n}");
            }
        }
    }

    #[test]
    fn every_argument_matters() {
        let base = uniform(0, World(0), draw(1, 2, 3, 4));
        let others = [
            uniform(1, World(0), draw(1, 2, 3, 4)),
            uniform(0, World(1), draw(1, 2, 3, 4)),
            uniform(0, World(0), draw(2, 2, 3, 4)),
            uniform(0, World(0), draw(1, 3, 3, 4)),
            uniform(0, World(0), draw(1, 2, 4, 4)),
            uniform(0, World(0), draw(1, 2, 3, 5)),
        ];
        assert!(others.iter().all(|&other| other != base));
    }
}
