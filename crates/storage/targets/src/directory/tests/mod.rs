//! The directory target against the suite, and against what happens to disks.

mod absence;
mod compaction;
mod damage;
mod interruption;
mod support;

use super::*;
use crate::suite::{self, Supply};
use support::Place;

#[tokio::test]
async fn passes_the_suite() {
    suite::run(async || Box::new(Place::new(Limits::default()).await) as Box<dyn suite::Subject>).await;
}

#[tokio::test]
async fn passes_the_suite_with_tiny_packs() {
    suite::run(async || Box::new(Place::new(support::TINY).await) as Box<dyn suite::Subject>).await;
}

#[tokio::test]
#[expect(
    clippy::await_holding_lock,
    reason = "the gate is for the thread that writes, not for tasks"
)]
async fn callers_that_wait_share_a_sync() {
    let place = Place::new(Limits::default()).await;
    let supply = Supply::new(1);
    place.directory().put(supply.id(1), supply.bytes(10)).await.unwrap();
    let before = place.brake.steps();
    let mut puts = tokio::task::JoinSet::new();
    {
        let slow = place.brake.block();
        for _ in 0..200 {
            let (target, id, bytes) = (place.directory(), supply.id(1), supply.bytes(100));
            puts.spawn(async move { target.put(id, bytes).await });
        }
        // The queue holds all of them; only the first batch, begun at once, is smaller.
        for _ in 0..200 {
            tokio::task::yield_now().await;
        }
        drop(slow);
    }
    while let Some(put) = puts.join_next().await {
        put.unwrap().unwrap();
    }
    let steps = place.brake.steps() - before;
    assert!(steps <= 2 * 2, "200 puts took {steps} writes and syncs");
}

#[tokio::test]
async fn a_shard_kept_open_is_noticed_when_it_is_removed_or_cut_behind_our_back() {
    let place = Place::new(Limits::default()).await;
    let (target, supply) = (place.directory(), Supply::new(1));
    let [removed, cut] = [supply.id(1), supply.id(1)];
    let path = |id: ShardId| place.path().join(format!("large/{:02x}/{id}.shard", id.as_bytes()[23]));
    for id in [removed, cut] {
        suite::write_large(&*target, id, &supply.bytes(1_000), 1_000)
            .await
            .unwrap();
        target.read(id, 0..1_000).await.unwrap();
    }
    std::fs::remove_file(path(removed)).unwrap();
    std::fs::File::options()
        .write(true)
        .open(path(cut))
        .unwrap()
        .set_len(10)
        .unwrap();
    suite::assert_kind(target.read(removed, 0..1_000).await, TargetErrorKind::NotFound);
    suite::assert_kind(target.read(cut, 0..1_000).await, TargetErrorKind::OutOfRange);
    assert_eq!(target.len(cut).await.unwrap(), 10);
}

#[tokio::test]
async fn who_asks_for_the_length_first_reads_what_is_really_there() {
    let place = Place::new(Limits::default()).await;
    let (target, supply) = (place.directory(), Supply::new(1));
    let [one, other] = [supply.id(1), supply.id(1)];
    let path = |id: ShardId| place.path().join(format!("large/{:02x}/{id}.shard", id.as_bytes()[23]));
    let bytes = [supply.bytes(1_000), supply.bytes(700)];
    for (id, bytes) in [one, other].into_iter().zip(&bytes) {
        suite::write_large(&*target, id, bytes, 1_000).await.unwrap();
        target.read(id, 0..700).await.unwrap();
    }
    std::fs::rename(path(other), path(one)).unwrap();
    assert_eq!(target.len(one).await.unwrap(), 700);
    assert_eq!(target.read(one, 0..700).await.unwrap(), bytes[1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn opening_again_under_load_loses_nothing_that_was_answered_for() {
    let place = Place::new(support::TINY).await;
    let mut writers = tokio::task::JoinSet::new();
    for seed in 0..8 {
        let (target, supply) = (place.directory(), Supply::new(seed));
        writers.spawn(async move {
            let mut stored = Vec::new();
            while stored.len() < 40 {
                let (id, bytes) = (supply.id(seed), supply.bytes(300));
                let outcome = match stored.len() % 4 {
                    0 => suite::write_large(&*target, id, &bytes, 100).await,
                    _ => target.put(id, bytes.clone()).await,
                };
                match outcome {
                    Ok(()) => stored.push((id, bytes)),
                    Err(error) => {
                        assert_eq!(error.kind, TargetErrorKind::Vanished, "{}", base::chain(&error));
                        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
                    }
                }
            }
            stored
        });
    }
    for _ in 0..10 {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        place.directory().reopen().await.unwrap();
    }
    let stored = writers.join_all().await.concat();
    assert_eq!(stored.len(), 8 * 40);
    for (id, bytes) in &stored {
        assert_eq!(place.read(*id).await.unwrap(), *bytes);
    }
}
