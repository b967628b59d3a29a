//! The number a target draws for a segment, in whole numbers only.
//!
//! With u uniform in (0, 1), −ln(u) ÷ w is the time until a Poisson clock of rate w first ticks. Of several such clocks
//! each is the first with a probability in proportion to its rate, which is exactly what a weight should mean.
//! Any base of the logarithm gives the same order; base 2 can be computed digit by digit with multiplications.
//!
//! - u = (2x + 1) ÷ 2⁶⁵, where x is the first 8 bytes, little-endian, of BLAKE3 in its key derivation mode with the context
//!   [`CONTEXT`] over: length of the key (8 bytes, little-endian), key, target id (16).
//! - −log₂(u) in units of 2⁻⁴⁸, too large by at most 1.001 units and never too small. Two targets whose draws are that
//!   close may come in either order, but in the same one everywhere; of 2⁴⁰ segments it happens to a handful.
//! - Two draws a ÷ v and b ÷ w are compared as a × w and b × v in 128 bits: exactly.

use std::cmp::Ordering;

/// Separates these hashes from all others; a change of it moves all data.
const CONTEXT: &str = "lyceum placement v1 draw";

/// Bits behind the point of a logarithm.
const FRACTION_BITS: u32 = 48;

/// When a target's clock first ticks; the earliest wins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draw {
    /// −log₂(u) in units of 2⁻⁴⁸; below 2⁵⁵.
    ticks: u64,
    /// Never 0.
    weight: u64,
}

impl Draw {
    /// The draw of a target for a key; `None` for weight 0.
    pub(crate) fn of(key: &[u8], target: &[u8; 16], weight: u64) -> Option<Draw> {
        (weight > 0).then(|| Draw {
            ticks: minus_log2(uniform(key, target)),
            weight,
        })
    }

    /// Earlier is smaller.
    pub(crate) fn cmp(&self, other: &Draw) -> Ordering {
        let mine = u128::from(self.ticks) * u128::from(other.weight);
        let others = u128::from(other.ticks) * u128::from(self.weight);
        mine.cmp(&others)
    }
}

/// A number spread evenly over all of `u64`.
fn uniform(key: &[u8], target: &[u8; 16]) -> u64 {
    let mut hasher = blake3::Hasher::new_derive_key(CONTEXT);
    hasher
        .update(&(key.len() as u64).to_le_bytes())
        .update(key)
        .update(target);
    let mut first = [0; 8];
    hasher.finalize_xof().fill(&mut first);
    u64::from_le_bytes(first)
}

/// −log₂((2x + 1) ÷ 2⁶⁵) in units of 2⁻⁴⁸.
fn minus_log2(x: u64) -> u64 {
    let odd = 2 * u128::from(x) + 1;
    let whole = odd.ilog2();
    // odd ÷ 2^whole, between 1 and 2, with 63 bits behind the point. Only for the upper half of all x one bit is lost.
    let mut mantissa = if whole <= 63 {
        odd << (63 - whole)
    } else {
        odd >> (whole - 63)
    };
    let mut log = u64::from(whole);
    for _ in 0..FRACTION_BITS {
        // Squaring doubles the logarithm; what grows beyond 2 is its next binary digit.
        mantissa = (mantissa * mantissa) >> 63;
        let digit = (mantissa >> 64) as u64;
        mantissa >>= digit;
        log = (log << 1) | digit;
    }
    (65 << FRACTION_BITS) - log
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table was computed with decimal logarithms; see `tests/golden/make.py`.
    #[test]
    fn logarithms_are_as_precise_as_promised() {
        let mut lines = 0;
        for line in include_str!("../tests/golden/draws.txt").lines() {
            let (x, floor) = line.split_once(' ').unwrap();
            let x = u64::from_str_radix(x, 16).unwrap();
            let floor = u64::from_str_radix(floor, 16).unwrap();
            let found = minus_log2(x);
            assert!(
                (floor..=floor + 2).contains(&found),
                "x = {x:#x}: {found:#x} instead of {floor:#x}"
            );
            lines += 1;
        }
        assert_eq!(lines, 40);
    }

    #[test]
    fn larger_numbers_tick_earlier() {
        assert_eq!(minus_log2(0), 65 << FRACTION_BITS);
        assert_eq!(
            minus_log2(u64::MAX),
            1,
            "the least that can be told apart from never waiting"
        );
        let mut last = minus_log2(0);
        for step in 1..=4096_u64 {
            let ticks = minus_log2(step * (u64::MAX / 4096));
            assert!(ticks < last, "step {step}");
            last = ticks;
        }
    }

    #[test]
    fn the_largest_weights_compare_without_overflow() {
        let draw = |ticks, weight| Draw { ticks, weight };
        let longest = 65 << FRACTION_BITS;
        assert_eq!(draw(longest, u64::MAX).cmp(&draw(longest, u64::MAX)), Ordering::Equal);
        assert_eq!(draw(longest, 1).cmp(&draw(longest, u64::MAX)), Ordering::Greater);
        assert_eq!(draw(3, 2).cmp(&draw(1, 1)), Ordering::Greater);
        assert!(Draw::of(b"key", &[1; 16], 0).is_none());
    }

    #[test]
    fn keys_that_run_into_the_target_stay_apart() {
        assert_ne!(
            uniform(b"ab", b"cdefghijklmnopqr"),
            uniform(b"abc", b"defghijklmnopqrs")
        );
    }
}
