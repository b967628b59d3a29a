//! The disk stops at every step, once or for ever: what was answered for holds.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use format::ShardId;
use rustix::io::Errno;

use super::support::{Place, TINY};
use crate::{
    OpenMode, Target, TargetErrorKind,
    directory::brake::Hold,
    suite::{Subject, Supply, assert_kind, write_large},
};

/// What was asked of a target and what it answered.
#[derive(Default)]
struct Ledger {
    /// Answered for, and nobody asked to remove them.
    kept: BTreeMap<ShardId, Bytes>,
    /// Whose removal was answered.
    removed: BTreeSet<ShardId>,
    /// Asked for without an answer that settles it: may be there, whole, or not.
    unsettled: BTreeMap<ShardId, Bytes>,
}

impl Ledger {
    /// Puts, removes, seals, compacts, writes large ones; goes on after errors.
    async fn work(&mut self, place: &Place, seed: u64) {
        let (target, supply) = (place.directory(), Supply::new(seed));
        let mut small = Vec::new();
        for round in 0..24 {
            let (id, bytes) = (supply.id(round), supply.bytes(400));
            let stored = target.put(id, bytes.clone()).await;
            self.note(stored.is_ok(), id, bytes);
            small.push(id);
            if round % 8 == 7 {
                for id in small.drain(..).skip(1) {
                    self.remove(&*target, id).await;
                }
            }
            if round % 6 == 0 {
                let (id, bytes) = (supply.id(round), supply.bytes(3_000));
                let stored = write_large(&*target, id, &bytes, 1_000).await;
                self.note(stored.is_ok(), id, bytes);
                if round % 12 == 0 {
                    self.remove(&*target, id).await;
                }
            }
        }
    }

    fn note(&mut self, stored: bool, id: ShardId, bytes: Bytes) {
        if stored { &mut self.kept } else { &mut self.unsettled }.insert(id, bytes);
    }

    async fn remove(&mut self, target: &dyn Target, id: ShardId) {
        let removed = target.delete(id).await.is_ok();
        // What failed to be stored may have been stored all the same, and be found when the target is next opened.
        if let Some(bytes) = self.kept.remove(&id) {
            if removed {
                self.removed.insert(id);
            } else {
                self.unsettled.insert(id, bytes);
            }
        }
    }

    async fn assert_keeps(&self, place: &Place) {
        for (id, bytes) in &self.kept {
            assert_eq!(place.read(*id).await.unwrap(), *bytes);
        }
    }

    async fn assert_holds(&self, place: &Place) {
        self.assert_keeps(place).await;
        for entry in place.directory().list(None, 1_000).await.unwrap() {
            assert!(!self.removed.contains(&entry.id), "{} came back", entry.id);
            let known = self
                .kept
                .get(&entry.id)
                .or_else(|| self.unsettled.get(&entry.id))
                .expect("a stranger");
            assert_eq!(place.read(entry.id).await.unwrap(), *known);
        }
    }
}

/// How many changes on disk the work takes when nothing goes wrong.
async fn steps() -> u64 {
    let place = Place::new(TINY).await;
    let mut ledger = Ledger::default();
    ledger.work(&place, 0).await;
    assert!(ledger.unsettled.is_empty());
    ledger.assert_holds(&place).await;
    place.brake.steps()
}

#[tokio::test]
async fn a_process_killed_at_any_step_loses_nothing_it_answered_for() {
    for step in 0..steps().await + 4 {
        let mut place = Place::new(TINY).await;
        let mut ledger = Ledger::default();
        place.brake.pull(step, Hold::Forever, Errno::IO);
        ledger.work(&place, step).await;
        place.close();
        place.brake.release();
        let mut place = place.opened(OpenMode::Existing).await;
        // The writer may be making an index there by now; what the killed one left is gone.
        assert!(place.files("tmp").iter().all(|name| name.ends_with(".index")));
        ledger.assert_holds(&place).await;
        // It goes on as if nothing had been.
        ledger.work(&place, step + 1_000_000).await;
        place.reopen().await;
        ledger.assert_holds(&place).await;
    }
}

#[tokio::test]
async fn a_power_cut_at_any_step_takes_only_what_was_not_synced() {
    for step in 0..steps().await + 4 {
        let mut place = Place::new(TINY).await;
        let mut ledger = Ledger::default();
        place.brake.pull(step, Hold::Forever, Errno::IO);
        ledger.work(&place, step).await;
        place.close();
        place.brake.release();
        place.forget_unsynced();
        let place = place.opened(OpenMode::Existing).await;
        ledger.assert_keeps(&place).await;
    }
}

#[tokio::test]
async fn opening_may_be_killed_at_any_step_too() {
    let mut place = Place::new(TINY).await;
    let mut ledger = Ledger::default();
    ledger.work(&place, 7).await;
    place.close();
    if let Some(index) = place.files("packs").iter().find(|name| name.ends_with(".index")) {
        std::fs::remove_file(place.path().join("packs").join(index)).unwrap();
    }
    for step in 0..40 {
        let copy = place.copy();
        copy.brake.pull(step, Hold::Forever, Errno::IO);
        drop(copy.open(OpenMode::Existing).await);
        copy.brake.release();
        ledger.assert_holds(&copy.opened(OpenMode::Existing).await).await;
    }
}

#[tokio::test]
async fn a_step_that_fails_once_costs_at_most_what_it_was_part_of() {
    for errno in [Errno::IO, Errno::NOSPC] {
        for step in 0..steps().await {
            let place = Place::new(TINY).await;
            let mut ledger = Ledger::default();
            place.brake.pull(step, Hold::Once, errno);
            ledger.work(&place, step).await;
            place.brake.release();
            ledger.assert_holds(&place).await;
            let target = place.directory();
            if let Err(error) = target.check().await {
                // It was a sync: nothing may be promised before it is opened again.
                assert_eq!(error.kind, TargetErrorKind::Io);
                let supply = Supply::new(9);
                assert_kind(target.put(supply.id(1), supply.bytes(1)).await, TargetErrorKind::Io);
                assert!(target.create(supply.id(1)).await.is_err());
                target.reopen().await.unwrap();
                target.check().await.unwrap();
            }
            drop(target);
            ledger.assert_holds(&place).await;
            let unsettled = ledger.unsettled.len();
            ledger.work(&place, step + 1_000_000).await;
            assert_eq!(ledger.unsettled.len(), unsettled, "it did not recover");
        }
    }
}

#[tokio::test]
async fn a_failed_sync_is_never_called_durable() {
    let place = Place::new(TINY).await;
    let (target, supply) = (place.directory(), Supply::new(1));
    let first = (supply.id(1), supply.bytes(100));
    target.put(first.0, first.1.clone()).await.unwrap();
    // The write passes, its sync fails; the next sync would succeed.
    place.brake.pull(1, Hold::Once, Errno::IO);
    let lost = supply.id(1);
    assert_kind(target.put(lost, supply.bytes(100)).await, TargetErrorKind::Io);
    assert_kind(target.len(lost).await, TargetErrorKind::NotFound);
    assert_kind(target.put(lost, supply.bytes(100)).await, TargetErrorKind::Io);
    assert_kind(target.check().await, TargetErrorKind::Io);
    // Reading goes on.
    assert_eq!(place.read(first.0).await.unwrap(), first.1);
}

#[tokio::test]
async fn a_full_disk_takes_removals() {
    let mut place = Place::new(TINY).await;
    let (target, supply) = (place.directory(), Supply::new(1));
    let mut shards = Vec::new();
    for _ in 0..12 {
        let (id, bytes) = (supply.id(1), supply.bytes(400));
        target.put(id, bytes.clone()).await.unwrap();
        shards.push((id, bytes));
    }
    place.brake.pull(0, Hold::Forever, Errno::NOSPC);
    assert_kind(target.put(supply.id(1), supply.bytes(400)).await, TargetErrorKind::Full);
    assert_kind(
        write_large(&*target, supply.id(1), &supply.bytes(9), 9).await,
        TargetErrorKind::Full,
    );
    for (id, _) in &shards[..7] {
        target.delete(*id).await.unwrap();
        assert_kind(target.len(*id).await, TargetErrorKind::NotFound);
    }
    assert_kind(target.check().await, TargetErrorKind::Full);
    place.assert_holds(&shards[7..]).await;
    place.brake.release();
    target.check().await.unwrap();
    let next = (supply.id(1), supply.bytes(400));
    target.put(next.0, next.1.clone()).await.unwrap();
    shards.push(next);
    place.assert_holds(&shards[7..]).await;
    drop(target);
    // Removals that found no room may be forgotten by a new process; the living never are.
    place.reopen().await;
    for (id, bytes) in &shards[7..] {
        assert_eq!(place.read(*id).await.unwrap(), *bytes);
    }
}
