//! `Range` requests (RFC 9110, section 14): one range of bytes is honoured, several or a malformed one mean the whole.

use std::ops::Range;

/// Which bytes to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// All of them, status 200.
    Whole,
    /// Some of them, status 206. Never empty.
    Part(Range<u64>),
    /// None of them exists, status 416.
    Unsatisfiable,
}

/// Reads the value of a `Range` header against a representation of `length` bytes.
///
/// An unknown unit, several ranges and anything malformed are ignored, as the RFC allows: the whole is never wrong.
pub fn wanted(header: Option<&str>, length: u64) -> Wanted {
    let Some((first, last)) = header.and_then(single) else {
        return Wanted::Whole;
    };
    let (start, end) = match (first, last) {
        (Some(first), Some(last)) => (first, last.saturating_add(1).min(length)),
        (Some(first), None) => (first, length),
        (None, Some(suffix)) => (length.saturating_sub(suffix), length),
        (None, None) => return Wanted::Whole,
    };
    if start < end {
        Wanted::Part(start..end)
    } else {
        Wanted::Unsatisfiable
    }
}

/// The two ends of the only range; the second one is inclusive, or a suffix length when the first is absent.
fn single(header: &str) -> Option<(Option<u64>, Option<u64>)> {
    let (unit, ranges) = header.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") || ranges.contains(',') {
        return None;
    }
    let (first, last) = ranges.trim().split_once('-')?;
    let (first, last) = (position(first)?, position(last)?);
    match (first, last) {
        (None, None) => None,
        (Some(first), Some(last)) if last < first => None,
        ends => Some(ends),
    }
}

/// `Some(None)` for nothing, `None` for something that is no number.
fn position(text: &str) -> Option<Option<u64>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(None);
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // More digits than fit mean "to the end".
    Some(Some(text.parse().unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_rfc_s_cases() {
        for (header, length, answer) in [
            ("bytes=0-499", 10_000, Wanted::Part(0..500)),
            ("bytes=500-999", 10_000, Wanted::Part(500..1000)),
            ("bytes=-500", 10_000, Wanted::Part(9500..10_000)),
            ("bytes=9500-", 10_000, Wanted::Part(9500..10_000)),
            ("Bytes = 0-0", 10_000, Wanted::Part(0..1)),
            ("bytes=0-99999", 100, Wanted::Part(0..100)),
            ("bytes=-999", 100, Wanted::Part(0..100)),
            ("bytes=5-99999999999999999999999", 10, Wanted::Part(5..10)),
            ("bytes=100-", 100, Wanted::Unsatisfiable),
            ("bytes=-0", 100, Wanted::Unsatisfiable),
            ("bytes=0-", 0, Wanted::Unsatisfiable),
            ("bytes=0-0,-1", 100, Wanted::Whole),
            ("bytes=9-5", 100, Wanted::Whole),
            ("bytes=-", 100, Wanted::Whole),
            ("bytes=a-b", 100, Wanted::Whole),
            ("bytes=+1-5", 100, Wanted::Whole),
            ("lines=1-5", 100, Wanted::Whole),
            ("", 100, Wanted::Whole),
        ] {
            assert_eq!(wanted(Some(header), length), answer, "{header} of {length}");
        }
        assert_eq!(wanted(None, 5), Wanted::Whole);
    }

    proptest! {
        #[test]
        fn a_part_lies_inside_and_is_not_empty(header in "bytes=[0-9]{0,22}-[0-9]{0,22}|\\PC{0,20}", length: u64) {
            if let Wanted::Part(range) = wanted(Some(&header), length) {
                prop_assert!(range.start < range.end && range.end <= length);
            }
        }

        #[test]
        fn explicit_ends_are_answered_exactly(start in 0..5000_u64, len in 1..5000_u64, length in 1..8000_u64) {
            let answer = wanted(Some(&format!("bytes={start}-{}", start + len - 1)), length);
            if start < length {
                prop_assert_eq!(answer, Wanted::Part(start..(start + len).min(length)));
            } else {
                prop_assert_eq!(answer, Wanted::Unsatisfiable);
            }
        }
    }
}
