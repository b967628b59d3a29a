//! What a code is. Pure.

use std::time::Duration;

use base::{Timestamp, World};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::{attempts::SentCode, secret::Secret};

/// How long a code is good for.
pub(crate) const LIFETIME: Duration = Duration::from_secs(10 * 60);
/// The same in minutes, for the letter.
pub(crate) const MINUTES: u32 = 10;
/// Wrong tries a code survives, the last one not.
pub(crate) const TRIES: u32 = 5;

const FIRST_PAUSE: Duration = Duration::from_secs(30);
const LONGEST_PAUSE: Duration = Duration::from_secs(8 * 60);

/// Six digits.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Code(String);

impl Code {
    /// A code nobody can guess. One of 2^64 numbers decides, so no code is likelier than another by more than 10^-13.
    pub(crate) fn new(world: &World) -> Self {
        let number = u64::from_be_bytes(world.bytes()) % 1_000_000;
        Code(format!("{number:06}"))
    }

    /// Reads what somebody typed, with the spaces that people put between groups of digits.
    pub(crate) fn typed(text: &str) -> Option<Self> {
        if text.len() > 32 {
            return None;
        }
        let digits: String = text.chars().filter(|it| !it.is_whitespace() && *it != '-').collect();
        (digits.len() == 6 && digits.bytes().all(|it| it.is_ascii_digit())).then_some(Code(digits))
    }

    /// The digits, for the letter.
    pub(crate) fn digits(&self) -> &str {
        &self.0
    }

    /// What the database keeps.
    pub(crate) fn hash(&self, secret: &Secret) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(b"lyceum code\0");
        hasher.update(secret.reveal());
        hasher.update([0]);
        hasher.update(&self.0);
        hasher.finalize().into()
    }

    /// Whether this is the code that was sent, and still good.
    pub(crate) fn opens(&self, secret: &Secret, sent: &SentCode, now: Timestamp) -> bool {
        let same = self.hash(secret).ct_eq(&sent.hash);
        bool::from(same) && now < sent.ends_at && sent.tries < TRIES
    }
}

/// How long to wait before the next code, when so many were sent.
pub(crate) fn pause_after(codes: u32) -> Duration {
    let factor = 2_u32.checked_pow(codes.saturating_sub(1)).unwrap_or(u32::MAX);
    FIRST_PAUSE.saturating_mul(factor).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(code: &Code, secret: &Secret) -> SentCode {
        SentCode {
            hash: code.hash(secret),
            tries: 0,
            ends_at: Timestamp(0).after(LIFETIME),
        }
    }

    #[test]
    fn a_code_opens_its_own_attempt_for_ten_minutes() {
        let world = World::real();
        let (code, secret) = (Code::new(&world), Secret::random(&world));
        let kept = sent(&code, &secret);
        let almost = Timestamp(kept.ends_at.0 - 1);
        assert!(code.opens(&secret, &kept, almost));
        assert!(!code.opens(&secret, &kept, kept.ends_at));
        assert!(!code.opens(&Secret::random(&world), &kept, almost));
        assert!(!code.opens(&secret, &SentCode { tries: TRIES, ..kept }, almost));
    }

    #[test]
    fn six_digits_however_they_are_typed() {
        for text in ["012345", " 012 345 ", "012-345"] {
            assert_eq!(
                Code::typed(text).map(|code| code.0),
                Some("012345".to_owned()),
                "{text}"
            );
        }
        for text in ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", &" ".repeat(100)] {
            assert!(Code::typed(text).is_none(), "{text}");
        }
    }

    #[test]
    fn all_digits_occur_everywhere() {
        let world = World::real();
        let mut seen = [[false; 10]; 6];
        for _ in 0..2_000 {
            for (place, digit) in Code::new(&world).0.bytes().enumerate() {
                seen[place][usize::from(digit - b'0')] = true;
            }
        }
        assert!(seen.into_iter().flatten().all(|digit| digit), "{seen:?}");
    }

    #[test]
    fn waiting_grows() {
        let pauses: Vec<u64> = (1..=6).map(|codes| pause_after(codes).as_secs()).collect();
        assert_eq!(pauses, [30, 60, 120, 240, 480, 480]);
        assert_eq!(pause_after(u32::MAX), LONGEST_PAUSE);
    }
}
