//! What a content is, as far as its writer must know.

use std::sync::Arc;

use crypto::{ChunkContext, ContentKey};

use crate::{AllowanceId, ContentId, VaultId, settings::Redundancy};

/// The fixed facts of a content being written.
pub(crate) struct Identity {
    pub(crate) content: ContentId,
    pub(crate) vault: VaultId,
    pub(crate) epoch: u32,
    pub(crate) key: Arc<ContentKey>,
    pub(crate) wrapped_key: Vec<u8>,
    pub(crate) class: String,
    pub(crate) redundancy: Redundancy,
    pub(crate) chunk_size: u32,
    pub(crate) allowance: AllowanceId,
}

impl Identity {
    pub(crate) fn chunk(&self, number: u64, last: bool) -> ChunkContext {
        ChunkContext {
            vault: *self.vault.as_bytes(),
            epoch: self.epoch,
            content: *self.content.as_bytes(),
            chunk: number,
            last,
        }
    }
}
