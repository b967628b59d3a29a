//! One chunk, sealed in place.
//!
//! ```text
//! salt (24) ‖ commitment (32) ‖ AES-256-GCM( plaintext ‖ padding of zeros ‖ true length (4) ) ‖ tag (16)
//! ```
//!
//! The place of a chunk, both part of the key derivation and associated data, 47 bytes, numbers little-endian:
//!
//! ```text
//!  0   2  version = 1
//!  2  16  vault
//! 18   4  epoch of the vault's key
//! 22  16  content
//! 38   8  number of the chunk in its content
//! 46   1  1 for the last chunk of the content, else 0
//! ```

use std::ops::Range;

use crate::{
    error::CryptoError,
    padding::padded_len,
    seal::{COMMIT_LEN, Label, MessageKey, SALT_LEN, TAG_LEN},
    secret::Secret,
};

/// Bytes before the ciphertext of a sealed chunk: salt (24) and commitment (32).
pub const PREFIX_LEN: usize = SALT_LEN + COMMIT_LEN;
/// Bytes that sealing puts behind the (padded) plaintext: its true length (4, encrypted with it) and the tag (16).
pub const SUFFIX_LEN: usize = LENGTH_LEN + TAG_LEN;

const LENGTH_LEN: usize = 4;
const PLACE_LEN: usize = 47;
const VERSION: u16 = 1;

/// The length in bytes of a sealed chunk whose plaintext, padding included, is `padded_len` bytes long.
pub const fn sealed_len(padded_len: usize) -> usize {
    PREFIX_LEN + padded_len + SUFFIX_LEN
}

/// The place of a chunk: what it must be opened as, or it does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChunkContext {
    /// The key domain (a UUID).
    pub vault: [u8; 16],
    /// Which of the vault's keys wraps the content key.
    pub epoch: u32,
    /// The content (a UUID).
    pub content: [u8; 16],
    /// The number of the chunk in its content, counted from 0.
    pub chunk: u64,
    /// Whether the content ends with this chunk.
    pub last: bool,
}

impl ChunkContext {
    fn place(&self) -> [u8; PLACE_LEN] {
        let mut place = [0; PLACE_LEN];
        place[..2].copy_from_slice(&VERSION.to_le_bytes());
        place[2..18].copy_from_slice(&self.vault);
        place[18..22].copy_from_slice(&self.epoch.to_le_bytes());
        place[22..38].copy_from_slice(&self.content);
        place[38..46].copy_from_slice(&self.chunk.to_le_bytes());
        place[46] = u8::from(self.last);
        place
    }
}

/// Seals the plaintext behind the first [`PREFIX_LEN`] bytes of `buffer`.
pub(crate) fn seal(
    parent: &Secret,
    ctx: &ChunkContext,
    chunk_size: usize,
    salt: [u8; SALT_LEN],
    buffer: &mut Vec<u8>,
) -> Result<(), CryptoError> {
    let len = buffer.len().checked_sub(PREFIX_LEN).ok_or(CryptoError::Truncated)?;
    let refuse = CryptoError::ChunkLength {
        allowed: chunk_size,
        found: len,
    };
    if len > chunk_size || (!ctx.last && len < chunk_size) {
        return Err(refuse);
    }
    let true_len = u32::try_from(len).map_err(|_| refuse)?;
    let padded = if ctx.last { padded_len(len, chunk_size) } else { len };
    let place = ctx.place();
    let key = MessageKey::derive(parent, &salt, Label::Chunk, &place)?;

    buffer.reserve_exact(sealed_len(padded) - buffer.len());
    buffer.resize(PREFIX_LEN + padded, 0);
    buffer.extend_from_slice(&true_len.to_le_bytes());
    buffer[..SALT_LEN].copy_from_slice(&salt);
    buffer[SALT_LEN..PREFIX_LEN].copy_from_slice(key.commit());
    let tag = key.seal(&mut buffer[PREFIX_LEN..])?;
    buffer.extend_from_slice(&tag);
    Ok(())
}

/// Opens a sealed chunk and tells where in it the plaintext stands.
pub(crate) fn open(parent: &Secret, ctx: &ChunkContext, sealed: &mut [u8]) -> Result<Range<usize>, CryptoError> {
    let padded = sealed
        .len()
        .checked_sub(PREFIX_LEN + SUFFIX_LEN)
        .ok_or(CryptoError::Truncated)?;
    let (salt, rest) = sealed
        .split_first_chunk_mut::<SALT_LEN>()
        .ok_or(CryptoError::Truncated)?;
    let (commit, message) = rest.split_at_mut(COMMIT_LEN);
    let place = ctx.place();
    MessageKey::derive(parent, salt, Label::Chunk, &place)?.open(commit, message)?;

    let mut true_len = [0; LENGTH_LEN];
    true_len.copy_from_slice(&message[padded..padded + LENGTH_LEN]);
    let true_len = u32::from_le_bytes(true_len) as usize;
    // Whoever knew the key wrote this length; a wrong one is a mistake there, and must not become a wrong range here.
    if true_len > padded || (!ctx.last && true_len != padded) {
        return Err(CryptoError::NotAuthentic);
    }
    Ok(PREFIX_LEN..PREFIX_LEN + true_len)
}
