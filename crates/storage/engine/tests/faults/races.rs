//! Everything at once: readers, writers, deletions, repairs, transitions, scrub and sweep.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use database::on_each_database;
use futures::{StreamExt, future::join_all};
use storage_engine::{ContentId, NoProgress, ReadError, WriteError};
use targets::{Effect, Fault, Operation, TargetErrorKind};

use crate::{
    common::{CHUNK, Refused, bytes, companion},
    rig::{Dice, Lab},
};

/// A reader at its slowest, while the ground moves under it.
async fn read_slowly(lab: &Lab, content: ContentId) -> Result<Vec<u8>, ReadError> {
    let reader = lab.rig.engine.reader(content).await?;
    let mut stream = std::pin::pin!(reader.stream(0..u64::MAX));
    let mut read = Vec::new();
    while let Some(part) = stream.next().await {
        read.extend_from_slice(&part?);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(read)
}

on_each_database! {
    async fn a_reader_outlives_transitions(test: TestDatabase) {
        let mut lab = Lab::new(test, "replicated", 6, false).await;
        let content = bytes(41 * CHUNK as usize + 7, 1);
        let id = lab.put(content.clone()).await.unwrap();
        let small = lab.put(bytes(100, 2)).await.unwrap();
        let empty = lab.put(Vec::new()).await.unwrap();
        for class in ["coded", "replicated", "coded", "replicated"] {
            let moving = async {
                for id in [id, small, empty] { lab.rig.engine.transition(id, class, &NoProgress).await.unwrap(); }
                lab.rig.engine.sweep().await.unwrap();
            };
            let (read, other, ()) = tokio::join!(read_slowly(&lab, id), lab.rig.get(small), moving);
            assert!(read.unwrap() == content, "{class}: wrong bytes");
            other.unwrap();
        }
        lab.assert_sound("after transitions").await;
    }

    /// Repair and transition of the same segments, with damage done to them all the while.
    async fn repairs_and_transitions_meet(test: TestDatabase) {
        let mut lab = Lab::new(test, "replicated", 6, true).await;
        let content = bytes(21 * CHUNK as usize + 7, 1);
        let id = lab.put(content.clone()).await.unwrap();
        for round in 0..6 {
            for place in lab.places(id).await.into_iter().filter(|place| place.disk == round) {
                lab.tamper(place, |object| object.truncate(100));
            }
            let class = if round % 2 == 0 { "coded" } else { "replicated" };
            let (scrubbed, moved, first, second, read) = tokio::join!(
                lab.rig.engine.scrub(&NoProgress),
                lab.rig.engine.transition(id, class, &NoProgress),
                lab.rig.engine.replicate(id, &NoProgress),
                lab.rig.engine.replicate(id, &NoProgress),
                read_slowly(&lab, id),
            );
            scrubbed.unwrap();
            moved.unwrap();
            first.unwrap();
            second.unwrap();
            assert!(read.unwrap() == content, "round {round}: wrong bytes");
            lab.rig.engine.scrub(&NoProgress).await.unwrap();
            lab.assert_sound(&format!("round {round}")).await;
        }
    }

    /// A content goes while it is read, repaired, scrubbed and moved: readers get all or an error, and nothing is left.
    async fn deletions_meet_everything(test: TestDatabase) {
        let mut lab = Lab::new(test, "replicated", 6, false).await;
        for round in 0..8 {
            let content = bytes(21 * CHUNK as usize + 7, round);
            let id = lab.put(content.clone()).await.unwrap();
            for place in lab.places(id).await.into_iter().filter(|place| place.disk % 3 == 0) {
                lab.tamper(place, |object| object.truncate(100));
            }
            let deleting = async {
                tokio::time::sleep(Duration::from_millis(3 * round)).await;
                lab.rig.delete(id).await;
                lab.rig.engine.sweep().await.unwrap();
            };
            let (read, moved, mended, scrubbed, ()) = tokio::join!(
                read_slowly(&lab, id),
                lab.rig.engine.transition(id, "coded", &NoProgress),
                lab.rig.engine.replicate(id, &NoProgress),
                lab.rig.engine.scrub(&NoProgress),
                deleting,
            );
            if let Ok(read) = read { assert!(read == content, "wrong bytes"); }
            scrubbed.unwrap();
            // They end with or without an error, and never in a panic.
            let _ = (moved, mended);
            lab.kept.clear();
            lab.assert_sound(&format!("round {round}")).await;
        }
    }

    /// Of two commits under one holder one wins, and the other leaves nothing.
    async fn two_commits_under_one_holder(test: TestDatabase) {
        let mut lab = Lab::new(test, "replicated", 3, false).await;
        for length in [700, 5 * CHUNK as usize, 3 << 20] {
            let holder = lab.rig.world.bytes();
            let mut finished = Vec::new();
            for seed in [1, 2] {
                let mut writer = lab.rig.engine.writer(lab.rig.new_content(Some(length as u64))).await.unwrap();
                writer.write(Bytes::from(bytes(length, seed))).await.unwrap();
                finished.push(writer.finish().await.unwrap());
            }
            let commits = finished.into_iter().map(|finished| lab.rig.engine.commit(finished, holder, companion));
            let outcomes: Vec<Result<ContentId, Refused>> = join_all(commits).await;
            let won: Vec<(usize, ContentId)> = outcomes.iter().enumerate().filter_map(|(at, it)| Some((at, *it.as_ref().ok()?))).collect();
            assert_eq!(won.len(), 1, "{outcomes:?}");
            lab.kept.push((won[0].1, bytes(length, won[0].0 as u64 + 1)));
            lab.assert_sound("after two commits").await;
        }
    }
}

/// Puts and uploads under sweeps and scrubs for a few seconds: a sweep never takes what is or may become live.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sweeps_and_scrubs_spare_everything_under_way() {
    let lab = Arc::new(Lab::sqlite("replicated", 4).await);
    let until = Instant::now() + Duration::from_secs(4);
    let writers = (0..4_u64).map(|seed| {
        let lab = lab.clone();
        tokio::spawn(async move {
            let (mut dice, mut kept) = (Dice(seed), Vec::new());
            while Instant::now() < until {
                let length = [0, 50, 9000, 6 * CHUNK as usize + 3][dice.below(4)];
                let content = bytes(length, dice.0);
                let id = if dice.below(2) == 0 {
                    lab.rig.put(&content).await
                } else {
                    let id = lab.rig.begin(length as u64).await;
                    if dice.below(4) == 0 {
                        lab.rig.engine.abandon(id).await.unwrap();
                        continue;
                    }
                    lab.resumable_again(id, &content, lab.rig.world.bytes()).await
                };
                match dice.below(3) {
                    0 => lab.rig.delete(id).await,
                    _ => kept.push((id, content)),
                }
            }
            kept
        })
    });
    let writers: Vec<_> = writers.collect();
    let disturbing = async {
        let mut dice = Dice(99);
        while Instant::now() < until {
            lab.rig.engine.sweep().await.unwrap();
            let report = lab.rig.engine.scrub(&NoProgress).await.unwrap();
            assert_eq!(report.bad, 0, "a shard that was alive is gone");
            // And a lost answer now and then, so that there is something to sweep.
            let fault = Fault::next(Operation::Put, Effect::FailAfter(TargetErrorKind::Timeout));
            lab.order(dice.below(4), fault);
        }
    };
    let (kept, ()) = tokio::join!(join_all(writers), disturbing);
    let mut lab = Arc::into_inner(lab).unwrap();
    lab.kept = kept.into_iter().flat_map(Result::unwrap).collect();
    assert!(lab.kept.len() > 10);
    lab.assert_sound("after the storm").await;
}

/// A hundred readers of a shard that is gone are one finding, and do not keep its repair from waiting its time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_readers_of_a_bad_shard_make_one_repair() {
    let mut lab = Lab::sqlite("replicated", 3).await;
    let content = bytes(9 * CHUNK as usize, 1);
    let id = lab.put(content.clone()).await.unwrap();
    let refuse = |operation| Fault::every(operation, Effect::Fail(TargetErrorKind::Full));
    for operation in [Operation::Put, Operation::Create] {
        lab.order(0, refuse(operation));
    }
    for place in lab.places(id).await.into_iter().filter(|place| place.disk == 0) {
        assert!(lab.tamper(place, Vec::clear));
    }
    for _ in 0..10 {
        let readers = (0..10).map(|_| lab.rig.get(id));
        for read in join_all(readers).await {
            assert!(read.unwrap() == content);
        }
    }
    let attempts = lab.rig.count("SELECT COALESCE(MAX(attempts), 0) FROM repairs").await;
    assert!(attempts <= 3, "the repair was tried {attempts} times in a moment");
    lab.clear();
    lab.rig.engine.replicate(id, &NoProgress).await.unwrap();
    assert_eq!(lab.rig.healthy(id).await, [3, 3, 3]);
}

/// Two connections to one upload: one of them is busy, and an abandoned upload refuses the one that is still writing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_is_abandoned_under_its_writer() {
    let lab = Lab::sqlite("replicated", 3).await;
    for at_the_end in [false, true] {
        let length = 9 * CHUNK as usize;
        let id = lab.rig.begin(length as u64).await;
        let mut writer = lab.rig.engine.resume(id).await.unwrap();
        writer.write(Bytes::from(bytes(length, 1))).await.unwrap();
        assert!(lab.rig.engine.abandon(id).await.unwrap());
        if at_the_end {
            let outcome = match writer.finish().await {
                Err(error) => Err(Refused::Write(error)),
                Ok(finished) => lab.rig.engine.commit(finished, [7; 16], companion).await,
            };
            assert!(
                matches!(outcome, Err(Refused::Write(WriteError::NoSuchContent))),
                "{outcome:?}"
            );
        } else {
            assert!(writer.suspend().await.is_err());
        }
        lab.assert_sound("after the end").await;
    }
}
