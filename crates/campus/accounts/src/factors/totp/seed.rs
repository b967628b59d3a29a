//! What app and server share. Pure.

use base::{Timestamp, World};
use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

/// What the app shows above its codes.
const ISSUER: &str = "Lyceum";
/// Seconds in one step.
pub(crate) const STEP: u64 = 30;
/// How many steps before and after the present one are good: clocks differ.
const SKEW: u16 = 1;

/// 160 random bits, as RFC 4226 recommends.
#[derive(Clone)]
pub(crate) struct Seed(Zeroizing<[u8; 20]>);

impl Seed {
    pub(crate) fn new(world: &World) -> Self {
        Seed(Zeroizing::new(world.bytes()))
    }

    /// From the bytes that were sealed.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Seed(Zeroizing::new(bytes.try_into().ok()?)))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &*self.0
    }

    /// What people type into an app that cannot read pictures.
    pub(crate) fn base32(&self) -> String {
        self.secret().to_base32()
    }

    /// What an app reads from a picture.
    pub(crate) fn uri(&self, email: &str) -> Option<String> {
        // A colon separates issuer and name in such a link and can stand in neither.
        let name = email.replace(':', "_");
        let named = Builder::new()
            .with_secret(self.secret())
            .with_issuer(Some(ISSUER))
            .with_account_name(name);
        named.build().ok()?.to_url().ok()
    }

    /// The step a code belongs to, if it is good now.
    pub(crate) fn step_of(&self, typed: &str, now: Timestamp) -> Option<u64> {
        let digits: String = typed.chars().filter(|it| !it.is_whitespace()).take(7).collect();
        let plain = digits.len() == 6 && digits.bytes().all(|it| it.is_ascii_digit());
        let seconds = u64::try_from(now.0 / 1_000_000).ok()?;
        plain.then(|| self.totp().check(&digits, seconds)).flatten()
    }

    fn secret(&self) -> Secret {
        Secret::new_stack(*self.0)
    }

    fn totp(&self) -> Totp {
        let builder = Builder::new().with_secret(self.secret());
        builder.with_skew(SKEW).with_step_duration(STEP).build_noncompliant()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The seed of the test vectors in RFC 6238, appendix B.
    fn of_the_rfc() -> Seed {
        Seed::from_bytes(b"12345678901234567890").unwrap()
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp(seconds * 1_000_000)
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        // The vectors have eight digits; six are their end.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            let step = of_the_rfc().step_of(code, at(seconds));
            assert_eq!(step, Some(u64::try_from(seconds).unwrap() / STEP), "{code}");
        }
    }

    #[test]
    fn a_code_is_good_one_step_early_and_one_step_late() {
        let (seed, step) = (of_the_rfc(), 1_234_567_890 / 30);
        for (shift, good) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let moment = at((step + shift) * 30);
            assert_eq!(seed.step_of("005924", moment).is_some(), good, "{shift}");
        }
    }

    #[test]
    fn what_is_no_code_is_wrong() {
        for text in ["", "00592", "0059244", "00592a", "٠٠٥٩٢٤", &"0".repeat(10_000)] {
            assert_eq!(of_the_rfc().step_of(text, at(1_234_567_890)), None);
        }
        assert!(of_the_rfc().step_of("005 924", at(1_234_567_890)).is_some());
    }

    #[test]
    fn apps_read_the_link() {
        let seed = of_the_rfc();
        assert_eq!(seed.base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        let uri = seed.uri("asha+x@example.org").unwrap();
        assert!(uri.starts_with("otpauth://totp/Lyceum:"), "{uri}");
        assert!(
            uri.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ") && uri.contains("issuer=Lyceum"),
            "{uri}"
        );
        assert!(seed.uri("a:b@example.org").is_some());
    }
}
