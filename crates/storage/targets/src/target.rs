//! The one trait between the engine and the places that keep shards.

use std::ops::Range;

use async_trait::async_trait;
use bytes::Bytes;
use format::ShardId;

use crate::TargetError;

/// The largest shard, in bytes, that [`Target::put`] is made for. Larger ones go through [`Target::create`].
pub const SMALL_SHARD_MAX: usize = 256 << 10;

/// The most entries one call of [`Target::list`] returns, whatever was asked for.
pub const MAX_LIST: usize = 10_000;

/// A place that keeps shards. See the crate's words for what every implementation promises.
///
/// An id is used for one write. Writing the same id again is not an error (a caller may not know whether its first
/// attempt arrived), but then either of the two writes may be read back, whole.
#[async_trait]
pub trait Target: Send + Sync + 'static {
    /// Opens a writer for a large shard. Its bytes are not visible before [`ShardWriter::finish`].
    async fn create(&self, id: ShardId) -> Result<Box<dyn ShardWriter>, TargetError>;

    /// Stores a whole small shard (up to [`SMALL_SHARD_MAX`]) durably. Parallel callers share one sync.
    async fn put(&self, id: ShardId, bytes: Bytes) -> Result<(), TargetError>;

    /// Reads exactly `range`, or fails with `NotFound` or `OutOfRange`. The vector is the caller's to decrypt in.
    async fn read(&self, id: ShardId, range: Range<u64>) -> Result<Vec<u8>, TargetError>;

    /// The length of a shard in bytes.
    async fn len(&self, id: ShardId) -> Result<u64, TargetError>;

    /// Reads the last bytes of a shard, `at_most` many, and tells its length: the way to a footer.
    async fn read_tail(&self, id: ShardId, at_most: u64) -> Result<Tail, TargetError> {
        let shard_len = self.len(id).await?;
        let bytes = self.read(id, shard_len.saturating_sub(at_most)..shard_len).await?;
        Ok(Tail { shard_len, bytes })
    }

    /// Removes a shard. Removing what is not there succeeds. A removal may be forgotten in a power cut.
    async fn delete(&self, id: ShardId) -> Result<(), TargetError>;

    /// Up to `limit` (at most [`MAX_LIST`]) shards with ids greater than `after`, ordered by id. An empty answer to
    /// a limit above zero means that nothing follows.
    async fn list(&self, after: Option<ShardId>, limit: usize) -> Result<Vec<ShardEntry>, TargetError>;

    /// Whether the place is there, is the right one and takes writes. Cheap enough for every few seconds. A place
    /// that had vanished and is back works again after this call.
    async fn check(&self) -> Result<(), TargetError>;

    /// How much room there is.
    async fn space(&self) -> Result<Space, TargetError>;
}

/// Takes a large shard piece by piece. Dropping a writer without `finish` gives the shard up, like `abort`.
#[async_trait]
pub trait ShardWriter: Send {
    /// Appends bytes. An error may be of an earlier piece: writing overlaps with the caller's work by one piece.
    async fn write(&mut self, bytes: Bytes) -> Result<(), TargetError>;

    /// Makes the shard durable, then visible.
    async fn finish(self: Box<Self>) -> Result<(), TargetError>;

    /// Gives the shard up; nothing of it remains.
    async fn abort(self: Box<Self>);
}

/// One shard in a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShardEntry {
    /// Its name.
    pub id: ShardId,
    /// Its length in bytes.
    pub len: u64,
}

/// The end of a shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tail {
    /// The length of the whole shard in bytes.
    pub shard_len: u64,
    /// Its last bytes.
    pub bytes: Vec<u8>,
}

/// The room on a target, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Space {
    /// What the place holds when empty.
    pub total: u64,
    /// What may still be written.
    pub free: u64,
}
