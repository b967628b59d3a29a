//! A pack that is written no more. In memory it costs about two bytes a shard: a filter, every 64th id, and a bit that
//! tells whether the shard is gone. The rest is asked of its index file.

use std::{
    borrow::Cow,
    ops::Range,
    sync::atomic::{AtomicU64, Ordering},
};

use format::ShardId;

use super::{
    Store,
    filter::Filter,
    index::{self, Parsed, Place},
    record::record_len,
};
use crate::TargetError;

/// One id in so many is kept in memory; a lookup reads that many entries.
const FENCE: usize = 64;

/// A sealed pack.
#[derive(Debug)]
pub(super) struct Sealed {
    pub(super) number: u64,
    /// Its length in bytes.
    len: u64,
    shards: usize,
    removals: usize,
    fences: Vec<ShardId>,
    filter: Filter,
    /// One bit a shard: set once it is gone.
    gone: Vec<AtomicU64>,
    /// The bytes of the records of shards that are not gone.
    live_bytes: AtomicU64,
    /// The whole index, where it could not be written.
    in_memory: Option<Vec<u8>>,
}

/// A shard as a sealed pack knows it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Listed {
    pub(super) position: usize,
    pub(super) id: ShardId,
    pub(super) place: Place,
}

impl Sealed {
    /// A pack as its index tells. `in_memory` is the index itself when it is not on disk.
    pub(super) fn new(number: u64, len: u64, index: &Parsed, in_memory: Option<Vec<u8>>) -> Self {
        Sealed {
            number,
            len,
            shards: index.ids.len(),
            removals: index.removals.len(),
            fences: index.ids.iter().step_by(FENCE).copied().collect(),
            filter: Filter::new(index.ids.iter().copied()),
            gone: (0..index.ids.len().div_ceil(64)).map(|_| AtomicU64::new(0)).collect(),
            live_bytes: AtomicU64::new(index.lens.iter().map(|len| record_len(*len)).sum()),
            in_memory,
        }
    }

    pub(super) fn may_contain(&self, id: ShardId) -> bool {
        self.filter.may_contain(id)
    }

    /// Looks an id up, gone or not.
    pub(super) fn find(&self, store: &Store, id: ShardId) -> Result<Option<Listed>, TargetError> {
        if !self.may_contain(id) {
            return Ok(None);
        }
        let Some(block) = self.fences.partition_point(|fence| *fence <= id).checked_sub(1) else {
            return Ok(None);
        };
        let entries = self.entries(store, block * FENCE, FENCE)?;
        Ok(entries.into_iter().find(|listed| listed.id == id))
    }

    /// Up to `count` shards from `first` on, in the order of ids, gone or not.
    pub(super) fn entries(&self, store: &Store, first: usize, count: usize) -> Result<Vec<Listed>, TargetError> {
        let count = count.min(self.shards.saturating_sub(first));
        let bytes = self.index(store, index::entries_at(first, count))?;
        let entries = index::entries(&bytes).enumerate();
        Ok(entries
            .map(|(at, (id, place))| Listed {
                position: first + at,
                id,
                place,
            })
            .collect())
    }

    /// The removals noted in the pack, in the order of ids.
    pub(super) fn removal_ids(&self, store: &Store) -> Result<Vec<ShardId>, TargetError> {
        let bytes = self.index(store, index::removals_at(self.shards, self.removals))?;
        Ok(bytes
            .as_chunks::<{ ShardId::LEN }>()
            .0
            .iter()
            .map(|id| ShardId::from_bytes(*id))
            .collect())
    }

    fn index(&self, store: &Store, range: Range<usize>) -> Result<Cow<'_, [u8]>, TargetError> {
        match &self.in_memory {
            Some(bytes) => Ok(Cow::Borrowed(bytes.get(range).unwrap_or_default())),
            None => store.read_index(self.number, range).map(Cow::Owned),
        }
    }

    /// A position from which on every id greater than `after` is found, and an id not greater than any of them.
    pub(super) fn start_after(&self, after: Option<ShardId>) -> Option<(usize, ShardId)> {
        let block = after.map_or(0, |after| {
            self.fences.partition_point(|fence| *fence <= after).saturating_sub(1)
        });
        self.fences.get(block).map(|fence| (block * FENCE, *fence))
    }

    pub(super) fn is_gone(&self, position: usize) -> bool {
        self.gone
            .get(position / 64)
            .is_none_or(|word| word.load(Ordering::Acquire) & (1 << (position % 64)) != 0)
    }

    /// Marks a shard as gone.
    pub(super) fn bury(&self, listed: &Listed) {
        let Some(word) = self.gone.get(listed.position / 64) else {
            return;
        };
        let bit = 1 << (listed.position % 64);
        if word.fetch_or(bit, Ordering::AcqRel) & bit == 0 {
            self.live_bytes
                .fetch_sub(record_len(listed.place.len), Ordering::AcqRel);
        }
    }

    /// Whether more than half of the pack is of no use, if `removals` of its removals still are.
    pub(super) fn is_mostly_dead(&self, removals: usize) -> bool {
        let useful = self.live_bytes.load(Ordering::Acquire) + record_len(0) * removals as u64;
        useful * 2 < self.len
    }

    pub(super) fn removals(&self) -> usize {
        self.removals
    }
}
