//! What a recovery code is. Pure.

use base::World;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// How many somebody gets at once.
pub(crate) const CODES: usize = 10;
/// Letters and digits that cannot be taken for each other (Crockford's base 32); five bits each.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 12;
const GROUP: usize = 4;

/// What the hashes of an account are salted with.
#[derive(Clone)]
pub(crate) struct Salt(pub Zeroizing<Vec<u8>>);

impl Salt {
    pub(crate) fn new(world: &World) -> Self {
        Salt(Zeroizing::new(world.bytes::<32>().to_vec()))
    }
}

/// Twelve letters.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct RecoveryCode(String);

impl RecoveryCode {
    /// A code nobody can guess: each letter takes five bits of a random byte.
    pub(crate) fn new(world: &World) -> Self {
        let bytes = world.bytes::<LENGTH>();
        let letters = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
        RecoveryCode(letters.collect())
    }

    /// Reads what somebody typed: in small letters, without the dashes, with the letters that look like digits.
    pub(crate) fn typed(text: &str) -> Option<Self> {
        if text.len() > 64 {
            return None;
        }
        let letters: String = text
            .chars()
            .filter(|it| !it.is_whitespace() && *it != '-')
            .map(|it| match it.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                letter => letter,
            })
            .collect();
        let known = letters.bytes().all(|it| ALPHABET.contains(&it));
        (known && letters.len() == LENGTH).then_some(RecoveryCode(letters))
    }

    /// As it stands on paper: `7K2M-9QXP-3HVT`.
    pub(crate) fn shown(&self) -> String {
        let groups: Vec<&str> = (0..LENGTH).step_by(GROUP).map(|at| &self.0[at..at + GROUP]).collect();
        groups.join("-")
    }

    /// What the database keeps.
    pub(crate) fn hash(&self, salt: &Salt) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(b"lyceum recovery\0");
        hasher.update(&*salt.0);
        hasher.update(&self.0);
        hasher.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = RecoveryCode("7K2M9QXP30V1".to_owned());
        assert_eq!(code.shown(), "7K2M-9QXP-30V1");
        for text in ["7K2M-9QXP-30V1", "7k2m9qxp30v1", " 7K2M 9QXP 3OVL ", "7k2m-9qxp-3ovi"] {
            assert!(RecoveryCode::typed(text) == Some(code.clone()), "{text}");
        }
        for text in [
            "",
            "7K2M-9QXP-30V",
            "7K2M-9QXP-30V11",
            "7K2M-9QXP-30VU",
            "७K2M-9QXP-30V1",
            &"-".repeat(100),
        ] {
            assert!(RecoveryCode::typed(text).is_none(), "{text}");
        }
    }

    #[test]
    fn codes_and_salts_make_different_hashes() {
        let world = World::real();
        let (one, two) = (RecoveryCode::new(&world), RecoveryCode::new(&world));
        let (salt, other) = (Salt::new(&world), Salt::new(&world));
        assert!(RecoveryCode::typed(&one.shown()) == Some(one.clone()));
        assert_ne!(one.hash(&salt), two.hash(&salt));
        assert_ne!(one.hash(&salt), one.hash(&other));
    }
}
