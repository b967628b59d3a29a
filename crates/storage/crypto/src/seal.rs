//! The one construction everything is sealed with.
//!
//! ```text
//! salt            24 random bytes, stored beside the sealed bytes
//! key ‖ commit    HKDF-SHA256(ikm = parent key, salt = salt, info = label ‖ place), 32 + 32 bytes
//! sealed          AES-256-GCM(key, nonce = 0, associated data = place)
//! ```
//!
//! A key seals one message only, so the nonce may be zero and nothing has to be counted, not even across crashes, restored
//! snapshots and cloned machines: two equal salts of 192 bits do not happen. `commit` is stored and compared first, in constant
//! time: AES-GCM alone lets somebody who knows two keys make a message that opens under both.
//!
//! The label says what is sealed, the place (fixed widths or length first, so that no two places read the same) says where.
//! Labels: none is the beginning of another, so label ‖ place is read in one way only.
//! Sources: RFC 5869 (HKDF), NIST SP 800-38D (GCM), draft-irtf-cfrg-aead-limits (why one key per message).

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf,
};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{error::CryptoError, secret::Secret};

/// Length of a salt in bytes.
pub(crate) const SALT_LEN: usize = 24;
/// Length of a commitment in bytes.
pub(crate) const COMMIT_LEN: usize = 32;
/// Length of an AES-GCM tag in bytes.
pub(crate) const TAG_LEN: usize = 16;

const KEY_LEN: usize = 32;

/// What is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    Chunk,
    VaultKey,
    ContentKey,
    Facts,
    Blob,
    Setting,
}

impl Label {
    pub(crate) const fn text(self) -> &'static [u8] {
        match self {
            Label::Chunk => b"lyceum chunk v1",
            Label::VaultKey => b"lyceum vault key v1",
            Label::ContentKey => b"lyceum content key v1",
            Label::Facts => b"lyceum facts v1",
            Label::Blob => b"lyceum blob v1",
            Label::Setting => b"lyceum setting v1",
        }
    }
}

/// The key of one message, with the place it is for.
pub(crate) struct MessageKey<'a> {
    key: LessSafeKey,
    commit: [u8; COMMIT_LEN],
    place: &'a [u8],
}

impl<'a> MessageKey<'a> {
    /// Derives the key of the message with this salt, in this place.
    pub(crate) fn derive(
        parent: &Secret,
        salt: &[u8; SALT_LEN],
        label: Label,
        place: &'a [u8],
    ) -> Result<Self, CryptoError> {
        let derived: Zeroizing<[u8; KEY_LEN + COMMIT_LEN]> = expand(parent, salt, &[label.text(), place])?;
        let (key, commit) = derived.split_at(KEY_LEN);
        let key = UnboundKey::new(&AES_256_GCM, key).map_err(|_| CryptoError::Library)?;
        let mut message = MessageKey {
            key: LessSafeKey::new(key),
            commit: [0; COMMIT_LEN],
            place,
        };
        message.commit.copy_from_slice(commit);
        Ok(message)
    }

    /// The commitment to store beside the sealed bytes; not secret.
    pub(crate) fn commit(&self) -> &[u8; COMMIT_LEN] {
        &self.commit
    }

    /// Encrypts in place and gives the tag. Takes the key: it is good for one message.
    pub(crate) fn seal(self, message: &mut [u8]) -> Result<[u8; TAG_LEN], CryptoError> {
        let mut tag = [0; TAG_LEN];
        let made = self
            .key
            .seal_in_place_separate_tag(zero_nonce(), Aad::from(self.place), message);
        tag.copy_from_slice(made.map_err(|_| CryptoError::Library)?.as_ref());
        Ok(tag)
    }

    /// Decrypts message ‖ tag in place, after the commitment has been found right. On error the bytes are worthless.
    pub(crate) fn open(self, commit: &[u8], message_and_tag: &mut [u8]) -> Result<(), CryptoError> {
        if !bool::from(self.commit.as_slice().ct_eq(commit)) {
            return Err(CryptoError::NotAuthentic);
        }
        let opened = self
            .key
            .open_in_place(zero_nonce(), Aad::from(self.place), message_and_tag);
        opened.map(|_| ()).map_err(|_| CryptoError::NotAuthentic)
    }
}

fn zero_nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; NONCE_LEN])
}

/// HKDF-SHA256: `N` bytes from a parent key. An empty salt is allowed by RFC 5869.
pub(crate) fn expand<const N: usize>(
    parent: &Secret,
    salt: &[u8],
    info: &[&[u8]],
) -> Result<Zeroizing<[u8; N]>, CryptoError> {
    let mut derived = Zeroizing::new([0; N]);
    let pseudorandom = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(parent.expose());
    pseudorandom
        .expand(info, Length(N))
        .and_then(|output| output.fill(derived.as_mut_slice()))
        .map_err(|_| CryptoError::Library)?;
    Ok(derived)
}

/// How much HKDF is to give, in bytes.
#[derive(Clone, Copy)]
struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_label_is_the_beginning_of_another() {
        let labels = [
            Label::Chunk,
            Label::VaultKey,
            Label::ContentKey,
            Label::Facts,
            Label::Blob,
        ];
        for one in labels {
            for other in labels {
                assert!(
                    one == other || !other.text().starts_with(one.text()),
                    "{one:?} begins {other:?}"
                );
            }
        }
    }

    /// A message that is perfectly authentic to AES-GCM, but whose key was not committed to, is refused unread.
    #[test]
    fn the_commitment_is_checked_before_the_message() {
        let parent = Secret::take(&mut [7; 32]);
        let key = || MessageKey::derive(&parent, &[1; SALT_LEN], Label::Blob, b"place").unwrap();
        let commit = *key().commit();
        let mut message = b"message".to_vec();
        let tag = key().seal(&mut message).unwrap();
        message.extend_from_slice(&tag);
        let sealed = message.clone();

        let mut wrong = commit;
        wrong[31] ^= 1;
        assert_eq!(key().open(&wrong, &mut message), Err(CryptoError::NotAuthentic));
        assert_eq!(key().open(&commit[..31], &mut message), Err(CryptoError::NotAuthentic));
        assert_eq!(message, sealed);
        assert_eq!(key().open(&commit, &mut message), Ok(()));
        assert_eq!(&message[..7], b"message");
    }
}
