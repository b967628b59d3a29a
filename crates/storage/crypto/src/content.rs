//! Content keys: one per content, the parent of everything sealed for it.

use std::ops::Range;

use base::World;

use crate::{
    chunk::{self, ChunkContext},
    envelope,
    error::CryptoError,
    seal::Label,
    secret::Secret,
    vault::VaultKey,
};

/// Seals the chunks of one content, and small things that belong to it.
pub struct ContentKey(Secret);

impl ContentKey {
    /// A new key.
    pub fn generate(world: &World) -> Self {
        ContentKey(Secret::generate(world))
    }

    /// The key as registry and shards may keep it: 105 bytes that open only with this vault key, as the key of this content.
    pub fn wrap(&self, key: &VaultKey, vault: [u8; 16], epoch: u32, content: [u8; 16], world: &World) -> Vec<u8> {
        envelope::seal(
            key.secret(),
            Label::ContentKey,
            &place(vault, epoch, content),
            self.0.expose(),
            world,
        )
    }

    /// Opens what [`wrap`](ContentKey::wrap) made.
    ///
    /// # Errors
    /// [`CryptoError`] when it is not the key of this content, wrapped by this vault key.
    pub fn unwrap(
        key: &VaultKey,
        vault: [u8; 16],
        epoch: u32,
        content: [u8; 16],
        wrapped: &[u8],
    ) -> Result<Self, CryptoError> {
        envelope::open_key(key.secret(), Label::ContentKey, &place(vault, epoch, content), wrapped).map(ContentKey)
    }

    /// Seals a chunk in place. `buffer` holds [`PREFIX_LEN`](crate::PREFIX_LEN) bytes of anything, then the plaintext: exactly
    /// `chunk_size` bytes, or up to that many in the last chunk, which is padded ([`padded_len`](crate::padded_len)).
    /// Afterwards it holds the sealed chunk. A buffer with a capacity of `sealed_len(chunk_size)` is not moved.
    ///
    /// `salt` is 24 fresh bytes from `base::World`, never used before.
    ///
    /// # Errors
    /// [`CryptoError::Truncated`] without room for the prefix, [`CryptoError::ChunkLength`] for too much plaintext, or too
    /// little in a chunk that is not the last. The buffer is then as it was.
    pub fn seal(
        &self,
        ctx: &ChunkContext,
        chunk_size: usize,
        salt: [u8; 24],
        buffer: &mut Vec<u8>,
    ) -> Result<(), CryptoError> {
        chunk::seal(&self.0, ctx, chunk_size, salt, buffer)
    }

    /// Opens a sealed chunk in place and gives the range of the true plaintext inside `sealed`.
    ///
    /// # Errors
    /// [`CryptoError`] unless every byte is as it was sealed, with this key and for this place. The bytes are then worthless.
    pub fn open(&self, ctx: &ChunkContext, sealed: &mut [u8]) -> Result<Range<usize>, CryptoError> {
        chunk::open(&self.0, ctx, sealed)
    }

    /// Seals what a segment's shards tell about the content.
    pub fn seal_facts(&self, segment: u32, facts: &[u8], world: &World) -> Vec<u8> {
        envelope::seal(&self.0, Label::Facts, &segment.to_le_bytes(), facts, world)
    }

    /// Opens what [`seal_facts`](ContentKey::seal_facts) made.
    ///
    /// # Errors
    /// [`CryptoError`] when it is not the facts of this segment, sealed with this key.
    pub fn open_facts(&self, segment: u32, sealed: &[u8]) -> Result<Vec<u8>, CryptoError> {
        envelope::open(&self.0, Label::Facts, &segment.to_le_bytes(), sealed)
            .map(|mut facts| std::mem::take(&mut *facts))
    }

    /// Seals a small secret for one purpose, which must be named again to open it.
    pub fn seal_blob(&self, purpose: &str, bytes: &[u8], world: &World) -> Vec<u8> {
        envelope::seal(&self.0, Label::Blob, purpose.as_bytes(), bytes, world)
    }

    /// Opens what [`seal_blob`](ContentKey::seal_blob) made.
    ///
    /// # Errors
    /// [`CryptoError`] when it was not sealed with this key for this purpose.
    pub fn open_blob(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, CryptoError> {
        envelope::open(&self.0, Label::Blob, purpose.as_bytes(), sealed).map(|mut bytes| std::mem::take(&mut *bytes))
    }
}

/// vault (16) ‖ epoch (4, little-endian) ‖ content (16).
fn place(vault: [u8; 16], epoch: u32, content: [u8; 16]) -> Vec<u8> {
    [vault.as_slice(), &epoch.to_le_bytes(), &content].concat()
}
