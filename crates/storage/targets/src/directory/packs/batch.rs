//! Records on their way into the active pack.

use format::ShardId;

use super::{
    index::Place,
    record::{self, Kind, PackKey, record_len},
};

/// What one record changes once it is written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Change {
    Store(ShardId, Place),
    Remove(ShardId),
}

/// Records that are written together, to the pack that was active when the batch was begun.
pub(super) struct Batch {
    key: PackKey,
    /// Where the first record will stand.
    pub(super) start: u64,
    pub(super) bytes: Vec<u8>,
    pub(super) changes: Vec<Change>,
    /// Whether somebody is told that this is durable.
    pub(super) sync: bool,
}

impl Batch {
    /// An empty batch for the end of a pack.
    pub(super) fn new(key: PackKey, start: u64) -> Self {
        Batch {
            key,
            start,
            bytes: Vec::new(),
            changes: Vec::new(),
            sync: false,
        }
    }

    /// Adds a shard; the batch will be synced.
    pub(super) fn store(&mut self, id: ShardId, bytes: &[u8]) {
        let offset = self.append(Kind::Shard, id, bytes);
        let place = Place {
            offset,
            len: bytes.len() as u32,
        };
        self.changes.push(Change::Store(id, place));
        self.sync = true;
    }

    /// Adds a removal.
    pub(super) fn remove(&mut self, id: ShardId) {
        self.append(Kind::Removal, id, &[]);
        self.changes.push(Change::Remove(id));
    }

    /// The bytes of its records.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Appends a record. Tells where it will stand: packs are far shorter than 4 GiB.
    fn append(&mut self, kind: Kind, id: ShardId, payload: &[u8]) -> u32 {
        let offset = self.start + self.bytes.len() as u64;
        self.bytes.reserve(record_len(payload.len() as u32) as usize);
        record::encode(&mut self.bytes, kind, id, payload, &self.key);
        offset as u32
    }
}
