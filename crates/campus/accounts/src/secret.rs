//! Secrets that prove who is calling: 256 random bits, written in base64url, known to the database by their SHA-256 only.
//! A plain hash is enough because nobody can guess 256 bits; passwords need more, see `password.rs`.

use base::World;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// What tokens for programs start with, so that people and secret scanners know them when they see one.
const TOKEN_PREFIX: &str = "lyc_";
/// Longer texts were not made by us and are not worth hashing.
const LONGEST: usize = 64;

/// What the database knows of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SecretHash(pub [u8; 32]);

/// What a secret is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SecretKind {
    Session,
    Token,
}

impl SecretHash {
    /// The hash of what somebody shows; `None` when it cannot be a secret of ours.
    pub(crate) fn of(text: &str) -> Option<Self> {
        (text.len() <= LONGEST && !text.is_empty()).then(|| SecretHash(Sha256::digest(text).into()))
    }
}

/// A secret in full; shown to its owner and to nobody else.
#[derive(Clone)]
pub(crate) struct Secret(String);

/// Secrets stay out of logs.
impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// A fresh secret without a prefix: of an attempt, of a device, of a link in a letter.
    pub(crate) fn random(world: &World) -> Self {
        Secret(URL_SAFE_NO_PAD.encode(world.bytes::<32>()))
    }

    /// What somebody shows, and its hash; `None` when it cannot be a secret of ours.
    pub(crate) fn shown(text: &str) -> Option<(Self, SecretHash)> {
        Some((Secret(text.to_owned()), SecretHash::of(text)?))
    }

    pub(crate) fn new(kind: SecretKind, world: &World) -> Self {
        let Secret(random) = Secret::random(world);
        match kind {
            SecretKind::Session => Secret(random),
            SecretKind::Token => Secret(format!("{TOKEN_PREFIX}{random}")),
        }
    }

    pub(crate) fn hash(&self) -> SecretHash {
        SecretHash(Sha256::digest(&self.0).into())
    }

    /// The text for its owner.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

/// Reads what somebody shows; `None` when it cannot be a secret of ours.
pub(crate) fn presented(text: &str) -> Option<(SecretKind, SecretHash)> {
    let kind = if text.starts_with(TOKEN_PREFIX) {
        SecretKind::Token
    } else {
        SecretKind::Session
    };
    Some((kind, SecretHash::of(text)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_recognised_and_never_the_same() {
        for (kind, length) in [(SecretKind::Session, 43), (SecretKind::Token, 47)] {
            let secret = Secret::new(kind, &World::real());
            assert_eq!(secret.reveal().len(), length);
            assert_eq!(presented(secret.reveal()), Some((kind, secret.hash())));
            assert_ne!(secret.hash(), Secret::new(kind, &World::real()).hash());
        }
        assert_eq!(presented(""), None);
        assert_eq!(presented(&"a".repeat(65)), None);
    }
}
