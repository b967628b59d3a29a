//! Targets that go, beyond the limit and for longer than anybody waits, and come back.

use std::{sync::Arc, time::Duration};

use base::{ManualClock, SystemEntropy, Timestamp, World};
use database::{on_each_database, testing::TestDatabase};
use storage_engine::{MemberState, ReadError, Role, TargetSpec};
use targets::MemoryTarget;

use crate::{
    common::{CHUNK, Rig, bytes, settings},
    rig::{Lab, disks, specs},
};

on_each_database! {
    /// More targets than the class can lose are given up. When they come back with all they had, so does everything.
    async fn what_was_given_up_and_returns_is_welcome(test: TestDatabase) {
        let settings = storage_engine::Settings { suspend_grace: Duration::from_millis(300), ..settings("coded") };
        let mut lab = Lab::with(test, settings, 6, false, World::real()).await;
        let content = bytes(9 * CHUNK as usize + 77, 3);
        let large = lab.put(content.clone()).await.unwrap();
        lab.put(bytes(3000, 4)).await.unwrap();
        for disk in 0..4 { lab.disks[disk].faults().vanish(); }
        lab.rig.wait_for("the targets to be given up", || async {
            let nodes = lab.rig.engine.nodes().await.unwrap();
            nodes.iter().filter(|node| node.state == MemberState::Lost).count() == 4
        }).await;
        let begun = std::time::Instant::now();
        assert!(matches!(lab.rig.get(large).await, Err(ReadError::Unavailable { .. })));
        assert!(begun.elapsed() < Duration::from_secs(10));
        for disk in 0..4 { lab.disks[disk].faults().come_back(); }
        lab.wait_until_online().await;
        assert!(lab.rig.get(large).await.unwrap() == content, "what came back is not served");
        lab.assert_sound("after the return").await;
    }
}

/// One target is given up, everything it had is made again on another one; when it returns, what it has is rubbish.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_replaced_and_returns_is_swept() {
    let settings = storage_engine::Settings {
        suspend_grace: Duration::from_millis(300),
        ..settings("replicated")
    };
    let mut lab = Lab::with(TestDatabase::sqlite().await, settings, 4, false, World::real()).await;
    for seed in 0..6 {
        lab.put(bytes(5 * CHUNK as usize, seed)).await.unwrap();
    }
    lab.disks[2].faults().vanish();
    lab.rig
        .wait_for("the target to be given up", || async {
            let nodes = lab.rig.engine.nodes().await.unwrap();
            nodes.iter().any(|node| node.state == MemberState::Lost)
        })
        .await;
    lab.rig.wait_until_whole().await;
    lab.disks[2].faults().come_back();
    lab.wait_until_online().await;
    lab.assert_sound("after the return").await;
}

/// The primary targets share one zone and the backup has its own: that asks no more of a write than before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_zone_of_a_backup_does_not_count() {
    let disks = disks(4);
    let mut specs: Vec<TargetSpec> = specs(&disks, true);
    for spec in specs.iter_mut().filter(|spec| spec.role == Role::Primary) {
        spec.zone = "here".into();
    }
    let rig = Rig::over(
        TestDatabase::sqlite().await,
        settings("replicated"),
        specs,
        World::real(),
    )
    .await;
    let id = rig.put(b"near").await;
    assert_eq!(rig.get(id).await.unwrap(), b"near");
}

/// A target that is full refuses; the others take its part, and what does not fit anywhere leaves nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn full_targets_refuse_and_recover() {
    let capacity = 40 << 20;
    let disks: Vec<_> = (0..3)
        .map(|_| Arc::new(targets::FaultyTarget::new(MemoryTarget::with_capacity(capacity))))
        .collect();
    let rig = Rig::over(
        TestDatabase::sqlite().await,
        settings("replicated"),
        specs(&disks, false),
        World::real(),
    )
    .await;
    let mut lab = Lab {
        rig,
        disks,
        kept: Vec::new(),
    };
    let mut refused = 0;
    for seed in 0..16 {
        refused += usize::from(lab.put(bytes(4 << 20, seed)).await.is_err());
    }
    assert!(refused > 0 && lab.kept.len() > 4);
    while lab.kept.len() > 2 {
        let (content, _) = lab.kept[0];
        lab.delete(content).await;
    }
    lab.assert_sound("after the flood").await;
    lab.wait_until_online().await;
    lab.put(bytes(4 << 20, 99)).await.unwrap();
    lab.assert_sound("with room again").await;
}

/// The clock is set back an hour while repairs and deletions wait; nothing waits for it to catch up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_set_back_stops_nothing() {
    let start = Timestamp(1_800_000_000_000_000);
    let clock = ManualClock::at(start);
    let world = World::new(clock.clone(), SystemEntropy);
    let mut lab = Lab::with(TestDatabase::sqlite().await, settings("replicated"), 3, false, world).await;
    let kept = lab.put(bytes(9 * CHUNK as usize, 1)).await.unwrap();
    let gone = lab.put(bytes(9 * CHUNK as usize, 2)).await.unwrap();
    for place in lab.places(kept).await.into_iter().filter(|place| place.disk == 1) {
        assert!(lab.tamper(place, |object| object.truncate(10)));
    }
    lab.disks[1].faults().add(targets::Fault::every(
        targets::Operation::Create,
        targets::Effect::Fail(targets::TargetErrorKind::Full),
    ));
    lab.rig.engine.scrub(&storage_engine::NoProgress).await.unwrap();
    lab.delete(gone).await;
    clock.set(start.before(Duration::from_secs(3600)));
    lab.clear();
    lab.put(bytes(2000, 3)).await.unwrap();
    lab.assert_sound("an hour ago").await;
    clock.set(start.after(Duration::from_secs(7200)));
    lab.put(bytes(2000, 4)).await.unwrap();
    lab.assert_sound("three hours later").await;
}
