//! Which values count: every result is finite, and what is carried from step to step lies below [`LARGEST`] in size.
//!
//! A value that breaks the rule is *missing*, which is written as not-a-number. It stays missing through every operation
//! that needs it, and is forgotten where nothing needs it: in the branch of an `if` that is not taken, say. A missing
//! value that reaches a stock, a flow, a state, a rule or a vote stops the world. Inside an equation an infinity is a number.

/// What a stock, a state or a delay holds, a rate, and a condition are smaller than this in size, in base units: about
/// 10^100.
///
/// No quantity of this world comes near it, and sums and products of a few such values cannot overflow, so that most
/// equations need no check.
pub const LARGEST: f64 = f64::from_bits((1023 + 332) << 52);

/// Times a value that is too large, this is infinite; times any other, it is finite.
const TO_THE_LIMIT: f64 = f64::from_bits((1023 + 692) << 52);

/// The result of an equation: the value if it is finite, else missing.
///
/// One formula without a branch, so that it becomes vector code: zero times a finite value adds nothing.
#[inline(always)]
pub fn result(value: f64) -> f64 {
    value + value * 0.0
}

/// What may be carried from step to step: the value if it is below [`LARGEST`] in size, else missing.
#[inline(always)]
pub fn carried(value: f64) -> f64 {
    value + value * TO_THE_LIMIT * 0.0
}

/// Zero for a finite value; missing for any other.
#[inline(always)]
pub fn flaw(value: f64) -> f64 {
    value * 0.0
}

/// A value as it leaves a run: what is missing has one pattern of bits, whatever processor computed it.
#[inline(always)]
pub fn shown(value: f64) -> f64 {
    if value.is_nan() { f64::NAN } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: [f64; 7] = [0.0, -0.0, 1.0, -3.5, f64::MIN_POSITIVE, LARGEST * 0.999, -LARGEST * 0.999];
    const INFINITE: [f64; 3] = [f64::INFINITY, f64::NEG_INFINITY, f64::NAN];

    #[test]
    fn sound_values_are_kept_to_the_bit_and_others_are_missing() {
        for value in SOUND {
            assert_eq!(result(value).to_bits(), value.to_bits(), "{value}");
            assert_eq!(carried(value).to_bits(), value.to_bits(), "{value}");
        }
        assert_eq!(result(f64::MAX), f64::MAX);
        assert!(INFINITE.iter().all(|&value| result(value).is_nan()));
        assert!(INFINITE.iter().chain(&[LARGEST, -LARGEST, f64::MAX]).all(|&value| carried(value).is_nan()));
    }

    #[test]
    fn only_finite_values_are_without_a_flaw() {
        assert_eq!(flaw(f64::MAX), 0.0);
        assert!(INFINITE.iter().all(|&value| flaw(value).is_nan()));
    }
}
