//! A target in memory: the reference for the behaviour of all others, and the target of quick tests.

use std::{
    collections::BTreeMap,
    ops::{Bound, Range},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use bytes::Bytes;
use format::ShardId;

use crate::{MAX_LIST, ShardEntry, ShardWriter, Space, Target, TargetError, TargetErrorKind};

/// Keeps shards in memory. Clones share the same shards.
#[derive(Clone, Debug)]
pub struct MemoryTarget {
    kept: Arc<Mutex<Kept>>,
    capacity: u64,
}

/// A stored shard: the pieces as they were handed over. Joining them would copy every byte for nothing.
#[derive(Clone, Debug, Default)]
struct Shard {
    /// Each piece with the place it begins at.
    pieces: Vec<(usize, Bytes)>,
    len: usize,
}

impl Shard {
    fn of(bytes: Bytes) -> Self {
        let mut shard = Shard::default();
        shard.push(bytes);
        shard
    }

    fn push(&mut self, piece: Bytes) {
        let start = self.len;
        self.len += piece.len();
        self.pieces.push((start, piece));
    }

    /// The bytes of a range; `None` when it goes beyond the end or runs backwards.
    fn read(&self, range: Range<usize>) -> Option<Vec<u8>> {
        if range.start > range.end || range.end > self.len {
            return None;
        }
        let mut bytes = Vec::with_capacity(range.len());
        let first = self
            .pieces
            .partition_point(|(start, piece)| start + piece.len() <= range.start);
        for (start, piece) in self.pieces[first..].iter().take_while(|(start, _)| *start < range.end) {
            let from = range.start.saturating_sub(*start);
            let to = piece.len().min(range.end - start);
            bytes.extend_from_slice(&piece[from..to]);
        }
        Some(bytes)
    }
}

#[derive(Debug, Default)]
struct Kept {
    shards: BTreeMap<ShardId, Arc<Shard>>,
    /// The sum of their lengths.
    used: u64,
}

impl Default for MemoryTarget {
    fn default() -> Self {
        MemoryTarget::new()
    }
}

impl MemoryTarget {
    /// An empty target of a tebibyte, in name.
    pub fn new() -> Self {
        MemoryTarget::with_capacity(1 << 40)
    }

    /// An empty target that is full after `capacity` bytes.
    pub fn with_capacity(capacity: u64) -> Self {
        MemoryTarget {
            kept: Arc::default(),
            capacity,
        }
    }

    /// Changes a stored shard behind everybody's back, for tests of what finds damage. Tells whether it was there.
    pub fn tamper(&self, id: ShardId, change: impl FnOnce(&mut Vec<u8>)) -> bool {
        let mut kept = self.kept();
        let Some(mut bytes) = kept.shards.get(&id).and_then(|shard| shard.read(0..shard.len)) else {
            return false;
        };
        change(&mut bytes);
        kept.insert(id, Shard::of(bytes.into()));
        true
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn store(&self, id: ShardId, shard: Shard) -> Result<(), TargetError> {
        let mut kept = self.kept();
        let replaced = kept.shards.get(&id).map_or(0, |shard| shard.len) as u64;
        if kept.used - replaced + shard.len as u64 > self.capacity {
            let detail = format!(
                "the {} bytes of this target are used up: make room or add a target",
                self.capacity
            );
            return Err(TargetError::new(TargetErrorKind::Full, detail));
        }
        kept.insert(id, shard);
        Ok(())
    }
}

impl Kept {
    fn insert(&mut self, id: ShardId, shard: Shard) {
        self.used += shard.len as u64;
        let replaced = self.shards.insert(id, Arc::new(shard));
        self.forget(replaced);
    }

    fn forget(&mut self, shard: Option<Arc<Shard>>) {
        self.used -= shard.map_or(0, |shard| shard.len) as u64;
    }
}

#[async_trait]
impl Target for MemoryTarget {
    async fn create(&self, id: ShardId) -> Result<Box<dyn ShardWriter>, TargetError> {
        Ok(Box::new(MemoryWriter {
            target: self.clone(),
            id,
            shard: Shard::default(),
        }))
    }

    async fn put(&self, id: ShardId, bytes: Bytes) -> Result<(), TargetError> {
        // A copy, as every real target makes one: a shard must not keep a large receive buffer alive.
        self.store(id, Shard::of(Bytes::copy_from_slice(&bytes)))
    }

    async fn read(&self, id: ShardId, range: Range<u64>) -> Result<Vec<u8>, TargetError> {
        let shard = self
            .kept()
            .shards
            .get(&id)
            .cloned()
            .ok_or_else(|| TargetError::not_found(id))?;
        let within = usize::try_from(range.start).ok().zip(usize::try_from(range.end).ok());
        within
            .and_then(|(start, end)| shard.read(start..end))
            .ok_or_else(|| TargetError::out_of_range(id, &range, shard.len as u64))
    }

    async fn len(&self, id: ShardId) -> Result<u64, TargetError> {
        self.kept()
            .shards
            .get(&id)
            .map(|shard| shard.len as u64)
            .ok_or_else(|| TargetError::not_found(id))
    }

    async fn delete(&self, id: ShardId) -> Result<(), TargetError> {
        let mut kept = self.kept();
        let removed = kept.shards.remove(&id);
        kept.forget(removed);
        Ok(())
    }

    async fn list(&self, after: Option<ShardId>, limit: usize) -> Result<Vec<ShardEntry>, TargetError> {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let kept = self.kept();
        let following = kept.shards.range((start, Bound::Unbounded)).take(limit.min(MAX_LIST));
        Ok(following
            .map(|(id, shard)| ShardEntry {
                id: *id,
                len: shard.len as u64,
            })
            .collect())
    }

    async fn check(&self) -> Result<(), TargetError> {
        Ok(())
    }

    async fn space(&self) -> Result<Space, TargetError> {
        Ok(Space {
            total: self.capacity,
            free: self.capacity.saturating_sub(self.kept().used),
        })
    }
}

struct MemoryWriter {
    target: MemoryTarget,
    id: ShardId,
    shard: Shard,
}

#[async_trait]
impl ShardWriter for MemoryWriter {
    async fn write(&mut self, bytes: Bytes) -> Result<(), TargetError> {
        self.shard.push(bytes);
        Ok(())
    }

    async fn finish(self: Box<Self>) -> Result<(), TargetError> {
        self.target.store(self.id, self.shard)
    }

    async fn abort(self: Box<Self>) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::{self, Plain, Subject, Supply, assert_kind};

    #[tokio::test]
    async fn passes_the_suite() {
        suite::run(async || Box::new(Plain(Arc::new(MemoryTarget::new()))) as Box<dyn Subject>).await;
    }

    #[tokio::test]
    async fn is_full_at_its_capacity_and_has_room_again() {
        let (target, supply) = (MemoryTarget::with_capacity(100), Supply::new(1));
        let first = supply.id(1);
        target.put(first, supply.bytes(60)).await.unwrap();
        assert_kind(target.put(supply.id(1), supply.bytes(41)).await, TargetErrorKind::Full);
        assert_eq!(target.space().await.unwrap(), Space { total: 100, free: 40 });
        target.delete(first).await.unwrap();
        target.put(supply.id(1), supply.bytes(100)).await.unwrap();
    }

    #[tokio::test]
    async fn tampering_is_seen_by_readers() {
        let (target, supply) = (MemoryTarget::new(), Supply::new(1));
        let id = supply.id(1);
        assert!(!target.tamper(id, Vec::clear));
        target.put(id, supply.bytes(60)).await.unwrap();
        assert!(target.tamper(id, |bytes| bytes.truncate(10)));
        assert_eq!(target.len(id).await.unwrap(), 10);
        assert_eq!(target.space().await.unwrap().free, (1 << 40) - 10);
    }
}
