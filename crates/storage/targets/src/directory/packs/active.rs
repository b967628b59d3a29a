//! The pack that is being written: all of its index is in memory, and is bounded by the size of a pack.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    sync::Arc,
};

use format::ShardId;

use super::{
    index::Place,
    record::Kind,
    scan::{Met, Scan},
};

/// The pack at the end.
#[derive(Debug)]
pub(super) struct Active {
    pub(super) number: u64,
    /// Made with the first record.
    pub(super) file: Option<Arc<File>>,
    /// Whether the file is open for writing and ends where the last record does.
    pub(super) appendable: bool,
    /// Where the next record goes.
    pub(super) len: u64,
    /// How many records it holds.
    pub(super) records: usize,
    pub(super) shards: BTreeMap<ShardId, Place>,
    pub(super) removals: BTreeSet<ShardId>,
}

impl Active {
    pub(super) fn new(number: u64) -> Self {
        Active {
            number,
            file: None,
            appendable: false,
            len: 0,
            records: 0,
            shards: BTreeMap::new(),
            removals: BTreeSet::new(),
        }
    }

    /// The pack as a scan found it, up to byte `len`.
    pub(super) fn scanned(number: u64, file: Option<Arc<File>>, scan: &Scan, len: u64) -> Self {
        let mut active = Active {
            file,
            len,
            ..Active::new(number)
        };
        for met in scan.records.iter().filter(|met| met.offset < len) {
            active.take(met);
        }
        active
    }

    fn take(&mut self, met: &Met) {
        match met.header.kind {
            // Offsets are bounded by the length of a pack. A damaged shard keeps its place: reading it says so.
            Kind::Shard => {
                self.store(
                    met.header.id,
                    Place {
                        offset: met.offset as u32,
                        len: met.header.len,
                    },
                );
            }
            Kind::Removal => self.remove(met.header.id),
        }
    }

    pub(super) fn store(&mut self, id: ShardId, place: Place) {
        self.records += 1;
        self.shards.insert(id, place);
    }

    /// Notes a removal. It stays noted after the shard is stored again: it speaks of what stood before it.
    pub(super) fn remove(&mut self, id: ShardId) {
        self.records += 1;
        self.shards.remove(&id);
        self.removals.insert(id);
    }
}
