//! What every target does, as tests. An implementation passes when [`run`] returns.
//!
//! ```ignore
//! targets::suite::run(async || Box::new(Plain(MyTarget::new())) as Box<dyn Subject>).await;
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "these are tests: they end by panicking"
)]

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use async_trait::async_trait;
use base::{Entropy, SeededEntropy};
use bytes::Bytes;
use format::ShardId;

use crate::{SMALL_SHARD_MAX, ShardEntry, Target, TargetError, TargetErrorKind};

/// A target under test.
#[async_trait]
pub trait Subject: Send + Sync {
    /// The target itself.
    fn target(&self) -> Arc<dyn Target>;

    /// Closes and opens it again, as a new process does. Nobody else holds the target then.
    async fn reopen(&mut self);
}

/// A target for which opening again means nothing.
#[derive(Debug)]
pub struct Plain<T>(pub Arc<T>);

#[async_trait]
impl<T: Target> Subject for Plain<T> {
    fn target(&self) -> Arc<dyn Target> {
        Arc::clone(&self.0) as Arc<dyn Target>
    }

    async fn reopen(&mut self) {}
}

/// Runs everything. `fresh` makes a new, empty target each time.
pub async fn run(fresh: impl AsyncFn() -> Box<dyn Subject>) {
    small_shards_read_back(&mut *fresh().await).await;
    large_shards_read_back(&mut *fresh().await).await;
    ranges_beyond_the_end_are_refused(&*fresh().await.target()).await;
    an_unfinished_shard_is_invisible(&mut *fresh().await).await;
    a_deleted_shard_is_gone(&mut *fresh().await).await;
    tails_and_lengths(&*fresh().await.target()).await;
    listings_are_ordered_and_paged(&mut *fresh().await).await;
    writing_twice_is_no_error(&mut *fresh().await).await;
    many_at_once(&mut *fresh().await).await;
    it_says_that_it_is_well(&*fresh().await.target()).await;
    for seed in 0..4 {
        a_random_history_matches_a_map(&mut *fresh().await, seed).await;
    }
}

/// Makes ids and bytes for tests, the same for the same seed.
#[derive(Clone, Debug)]
pub struct Supply(SeededEntropy);

impl Supply {
    /// A supply for one seed.
    pub fn new(seed: u64) -> Self {
        Supply(SeededEntropy::new(seed))
    }

    /// A new id of a generation.
    pub fn id(&self, generation: u64) -> ShardId {
        let mut random = [0; 16];
        self.0.fill(&mut random);
        ShardId::new(generation, random)
    }

    /// So many random bytes.
    pub fn bytes(&self, len: usize) -> Bytes {
        let mut bytes = vec![0; len];
        self.0.fill(&mut bytes);
        bytes.into()
    }

    /// A number below `end`.
    pub fn below(&self, end: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        (u64::from_le_bytes(bytes) % end as u64) as usize
    }
}

/// Stores a large shard in pieces of `piece` bytes.
pub async fn write_large(target: &dyn Target, id: ShardId, bytes: &Bytes, piece: usize) -> Result<(), TargetError> {
    let mut writer = target.create(id).await?;
    for start in (0..bytes.len()).step_by(piece) {
        writer.write(bytes.slice(start..bytes.len().min(start + piece))).await?;
    }
    writer.finish().await
}

async fn read_all(target: &dyn Target, id: ShardId) -> Result<Vec<u8>, TargetError> {
    let len = target.len(id).await?;
    target.read(id, 0..len).await
}

async fn list_all(target: &dyn Target, page: usize) -> Vec<ShardEntry> {
    let mut all: Vec<ShardEntry> = Vec::new();
    loop {
        let next = target.list(all.last().map(|entry| entry.id), page).await.unwrap();
        assert!(next.len() <= page, "a page of {page} has {} entries", next.len());
        if next.is_empty() {
            return all;
        }
        all.extend(next);
    }
}

/// Asserts that an operation failed in one way.
#[track_caller]
pub fn assert_kind<T: std::fmt::Debug>(result: Result<T, TargetError>, kind: TargetErrorKind) {
    let error = result.expect_err("this must fail");
    assert_eq!(error.kind, kind, "{}", base::chain(&error));
    assert!(
        error.detail.len() > 10,
        "the detail says what happened: {:?}",
        error.detail
    );
}

async fn small_shards_read_back(subject: &mut dyn Subject) {
    let supply = Supply::new(1);
    let sizes = [0, 1, 75, 76, 4_608, 100_000, SMALL_SHARD_MAX, SMALL_SHARD_MAX + 1];
    let shards: Vec<_> = sizes.iter().map(|size| (supply.id(3), supply.bytes(*size))).collect();
    for (id, bytes) in &shards {
        subject.target().put(*id, bytes.clone()).await.unwrap();
        assert_eq!(read_all(&*subject.target(), *id).await.unwrap(), *bytes);
    }
    subject.reopen().await;
    for (id, bytes) in &shards {
        assert_eq!(read_all(&*subject.target(), *id).await.unwrap(), *bytes);
        check_ranges(&*subject.target(), *id, bytes).await;
    }
}

async fn large_shards_read_back(subject: &mut dyn Subject) {
    let supply = Supply::new(2);
    for (len, piece) in [(0, 1), (1, 1), (700_000, 9_999), (3 << 20, 1 << 20)] {
        let (id, bytes) = (supply.id(1), supply.bytes(len));
        write_large(&*subject.target(), id, &bytes, piece).await.unwrap();
        check_ranges(&*subject.target(), id, &bytes).await;
        subject.reopen().await;
        assert_eq!(read_all(&*subject.target(), id).await.unwrap(), bytes);
    }
}

async fn check_ranges(target: &dyn Target, id: ShardId, bytes: &Bytes) {
    let len = bytes.len();
    for range in [
        0..len,
        0..len / 2,
        len / 3..len,
        len / 2..len / 2,
        len..len,
        0..len.min(1),
    ] {
        let read = target.read(id, range.start as u64..range.end as u64).await.unwrap();
        assert_eq!(read, bytes.slice(range));
    }
}

#[expect(
    clippy::reversed_empty_ranges,
    reason = "a range that runs backwards is one of the cases"
)]
async fn ranges_beyond_the_end_are_refused(target: &dyn Target) {
    let supply = Supply::new(3);
    let (small, large) = (supply.id(1), supply.id(1));
    target.put(small, supply.bytes(100)).await.unwrap();
    write_large(target, large, &supply.bytes(100), 100).await.unwrap();
    let beyond: [Range<u64>; 5] = [0..101, 100..101, 101..101, 50..49, 0..u64::MAX];
    for range in beyond {
        assert_kind(target.read(small, range.clone()).await, TargetErrorKind::OutOfRange);
        assert_kind(target.read(large, range).await, TargetErrorKind::OutOfRange);
    }
}

async fn an_unfinished_shard_is_invisible(subject: &mut dyn Subject) {
    let supply = Supply::new(4);
    let target = subject.target();
    let (dropped, aborted, finished) = (supply.id(1), supply.id(1), supply.id(1));
    for id in [dropped, aborted, finished] {
        let mut writer = target.create(id).await.unwrap();
        writer.write(supply.bytes(5_000)).await.unwrap();
        assert_kind(target.len(id).await, TargetErrorKind::NotFound);
        assert_kind(target.read(id, 0..1).await, TargetErrorKind::NotFound);
        assert!(target.list(None, 10).await.unwrap().is_empty());
        writer.write(supply.bytes(5_000)).await.unwrap();
        if id == aborted {
            writer.abort().await;
        } else if id == finished {
            writer.finish().await.unwrap();
        }
    }
    drop(target);
    subject.reopen().await;
    let listed = subject.target().list(None, 10).await.unwrap();
    assert_eq!(
        listed,
        [ShardEntry {
            id: finished,
            len: 10_000
        }]
    );
}

async fn a_deleted_shard_is_gone(subject: &mut dyn Subject) {
    let supply = Supply::new(5);
    let target = subject.target();
    let (small, large, never) = (supply.id(1), supply.id(1), supply.id(1));
    target.put(small, supply.bytes(100)).await.unwrap();
    write_large(&*target, large, &supply.bytes(100), 10).await.unwrap();
    assert!(target.read(large, 0..100).await.is_ok());
    for id in [small, large, never, small, large] {
        target.delete(id).await.unwrap();
        assert_kind(target.read(id, 0..1).await, TargetErrorKind::NotFound);
        assert_kind(target.read(id, 0..0).await, TargetErrorKind::NotFound);
        assert_kind(target.len(id).await, TargetErrorKind::NotFound);
        assert_kind(target.read_tail(id, 8).await, TargetErrorKind::NotFound);
    }
    drop(target);
    subject.reopen().await;
    assert!(subject.target().list(None, 10).await.unwrap().is_empty());
}

async fn tails_and_lengths(target: &dyn Target) {
    let supply = Supply::new(6);
    let (id, bytes) = (supply.id(1), supply.bytes(1_000));
    target.put(id, bytes.clone()).await.unwrap();
    assert_eq!(target.len(id).await.unwrap(), 1_000);
    for at_most in [0, 1, 999, 1_000, 5_000, u64::MAX] {
        let tail = target.read_tail(id, at_most).await.unwrap();
        assert_eq!(tail.shard_len, 1_000);
        assert_eq!(
            tail.bytes,
            bytes.slice(1_000usize.saturating_sub(at_most.min(1_000) as usize)..)
        );
    }
}

async fn listings_are_ordered_and_paged(subject: &mut dyn Subject) {
    let supply = Supply::new(7);
    let mut expected = BTreeMap::new();
    for n in 0..60 {
        let (id, bytes) = (supply.id(n % 3), supply.bytes(supply.below(500)));
        if n % 4 == 0 {
            write_large(&*subject.target(), id, &bytes, 100).await.unwrap();
        } else {
            subject.target().put(id, bytes.clone()).await.unwrap();
        }
        expected.insert(id, bytes.len() as u64);
    }
    for _ in 0..2 {
        let target = subject.target();
        for page in [1, 7, 60, 1_000_000] {
            let listed = list_all(&*target, page).await;
            let listed: Vec<_> = listed.into_iter().map(|entry| (entry.id, entry.len)).collect();
            assert_eq!(listed, expected.clone().into_iter().collect::<Vec<_>>());
        }
        assert!(target.list(None, 0).await.unwrap().is_empty());
        let between = ShardId::new(1, [0; 16]);
        let next = target.list(Some(between), 1).await.unwrap();
        assert_eq!(next[0].id, *expected.range(between..).next().unwrap().0);
        drop(target);
        subject.reopen().await;
    }
}

async fn writing_twice_is_no_error(subject: &mut dyn Subject) {
    let supply = Supply::new(8);
    let (small, large, bytes) = (supply.id(1), supply.id(1), supply.bytes(300));
    for _ in 0..3 {
        subject.target().put(small, bytes.clone()).await.unwrap();
        write_large(&*subject.target(), large, &bytes, 100).await.unwrap();
        subject.reopen().await;
    }
    assert_eq!(subject.target().list(None, 10).await.unwrap().len(), 2);
    for id in [small, large] {
        assert_eq!(read_all(&*subject.target(), id).await.unwrap(), bytes);
        subject.target().delete(id).await.unwrap();
    }
    subject.reopen().await;
    assert!(subject.target().list(None, 10).await.unwrap().is_empty());
    // An id that was deleted may be written again, too.
    subject.target().put(small, bytes.clone()).await.unwrap();
    subject.reopen().await;
    assert_eq!(read_all(&*subject.target(), small).await.unwrap(), bytes);
}

async fn many_at_once(subject: &mut dyn Subject) {
    let mut tasks = tokio::task::JoinSet::new();
    for seed in 0..16 {
        let target = subject.target();
        tasks.spawn(async move {
            let supply = Supply::new(100 + seed);
            for round in 0..20 {
                let (id, bytes) = (supply.id(seed), supply.bytes(supply.below(6_000)));
                if round % 5 == 0 {
                    write_large(&*target, id, &bytes, 1_000).await.unwrap();
                } else {
                    target.put(id, bytes.clone()).await.unwrap();
                }
                assert_eq!(read_all(&*target, id).await.unwrap(), bytes);
                if round % 3 == 0 {
                    target.delete(id).await.unwrap();
                    assert_kind(target.len(id).await, TargetErrorKind::NotFound);
                }
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    subject.reopen().await;
    assert_eq!(list_all(&*subject.target(), 100).await.len(), 16 * 13);
}

async fn it_says_that_it_is_well(target: &dyn Target) {
    target.check().await.unwrap();
    let space = target.space().await.unwrap();
    assert!(space.total > 0 && space.free <= space.total, "{space:?}");
}

async fn a_random_history_matches_a_map(subject: &mut dyn Subject, seed: u64) {
    let supply = Supply::new(1_000 + seed);
    let mut expected: BTreeMap<ShardId, Bytes> = BTreeMap::new();
    for _ in 0..300 {
        let known = (!expected.is_empty()).then(|| *expected.keys().nth(supply.below(expected.len())).unwrap());
        let target = subject.target();
        match supply.below(20) {
            0..8 => {
                let (id, bytes) = (supply.id(supply.below(3) as u64), supply.bytes(supply.below(3_000)));
                target.put(id, bytes.clone()).await.unwrap();
                expected.insert(id, bytes);
            }
            8..10 => {
                let (id, bytes) = (supply.id(supply.below(3) as u64), supply.bytes(supply.below(9_000)));
                write_large(&*target, id, &bytes, 2_000).await.unwrap();
                expected.insert(id, bytes);
            }
            10..16 => {
                let id = known.unwrap_or_else(|| supply.id(0));
                target.delete(id).await.unwrap();
                expected.remove(&id);
            }
            16..18 => match known {
                Some(id) => assert_eq!(read_all(&*target, id).await.unwrap(), expected[&id]),
                None => assert_kind(target.len(supply.id(0)).await, TargetErrorKind::NotFound),
            },
            18 => {
                let listed = list_all(&*target, 1 + supply.below(40)).await;
                let expected = expected.iter().map(|(id, bytes)| ShardEntry {
                    id: *id,
                    len: bytes.len() as u64,
                });
                assert_eq!(listed, expected.collect::<Vec<_>>());
            }
            _ => {
                drop(target);
                subject.reopen().await;
            }
        }
    }
    for (id, bytes) in &expected {
        assert_eq!(read_all(&*subject.target(), *id).await.unwrap(), *bytes);
    }
}
