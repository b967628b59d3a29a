//! Small things sealed whole: wrapped keys, facts, secrets of settings.
//!
//! ```text
//! version = 1 (1) ‖ salt (24) ‖ commitment (32) ‖ sealed bytes ‖ tag (16)
//! ```
//! Associated data: the version byte, then the place. A change of this layout is a new version byte; the reader keeps the
//! old ones.

use base::World;
use zeroize::Zeroizing;

use crate::{
    error::CryptoError,
    seal::{COMMIT_LEN, Label, MessageKey, SALT_LEN, TAG_LEN},
    secret::Secret,
};

const VERSION: u8 = 1;
const PREFIX_LEN: usize = 1 + SALT_LEN + COMMIT_LEN;

/// How much longer an envelope is than what it holds, in bytes.
pub(crate) const OVERHEAD: usize = PREFIX_LEN + TAG_LEN;

/// Seals `bytes` under a key derived from `parent`, to be opened only with the same label and place.
pub(crate) fn seal(parent: &Secret, label: Label, place: &[u8], bytes: &[u8], world: &World) -> Vec<u8> {
    let salt = world.bytes();
    #[expect(
        clippy::expect_used,
        reason = "fails only for more than 64 GiB; never go on with something unsealed"
    )]
    seal_with(parent, label, place, bytes, &salt).expect("AES-256-GCM seals a small message")
}

pub(crate) fn seal_with(
    parent: &Secret,
    label: Label,
    place: &[u8],
    bytes: &[u8],
    salt: &[u8; SALT_LEN],
) -> Result<Vec<u8>, CryptoError> {
    let place = versioned(place);
    let key = MessageKey::derive(parent, salt, label, &place)?;
    // The exact capacity: a buffer that grew would leave a copy of the secret behind.
    let mut envelope = Vec::with_capacity(OVERHEAD + bytes.len());
    envelope.push(VERSION);
    envelope.extend_from_slice(salt);
    envelope.extend_from_slice(key.commit());
    envelope.extend_from_slice(bytes);
    let tag = key.seal(&mut envelope[PREFIX_LEN..])?;
    envelope.extend_from_slice(&tag);
    Ok(envelope)
}

/// Opens what [`seal`] made. The answer is wiped when dropped.
pub(crate) fn open(
    parent: &Secret,
    label: Label,
    place: &[u8],
    envelope: &[u8],
) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    match envelope.first() {
        None => return Err(CryptoError::Truncated),
        Some(&VERSION) => {}
        Some(&other) => return Err(CryptoError::UnknownVersion(other)),
    }
    if envelope.len() < OVERHEAD {
        return Err(CryptoError::Truncated);
    }
    let (salt, rest) = envelope[1..]
        .split_first_chunk::<SALT_LEN>()
        .ok_or(CryptoError::Truncated)?;
    let (commit, message) = rest.split_at(COMMIT_LEN);
    let mut opened = Zeroizing::new(message.to_vec());
    MessageKey::derive(parent, salt, label, &versioned(place))?.open(commit, &mut opened)?;
    opened.truncate(message.len() - TAG_LEN);
    Ok(opened)
}

/// Opens an envelope that holds a key.
pub(crate) fn open_key(parent: &Secret, label: Label, place: &[u8], envelope: &[u8]) -> Result<Secret, CryptoError> {
    let mut opened = open(parent, label, place, envelope)?;
    let bytes: &mut [u8; Secret::LEN] = opened
        .as_mut_slice()
        .try_into()
        .map_err(|_| CryptoError::NotAuthentic)?;
    Ok(Secret::take(bytes))
}

fn versioned(place: &[u8]) -> Vec<u8> {
    [&[VERSION], place].concat()
}
