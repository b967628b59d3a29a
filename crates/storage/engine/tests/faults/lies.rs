//! Targets that answer for what they did not do.

use std::time::Duration;

use database::on_each_database;
use storage_engine::NoProgress;
use targets::{Effect, Fault, Operation};

use crate::{
    common::{CHUNK, bytes},
    rig::Lab,
};

on_each_database! {
    async fn pretended_writes_are_found_and_made_good(test: TestDatabase) {
        let mut lab = Lab::new(test, "replicated", 3, false).await;
        for (round, operation) in [Operation::Put, Operation::Finish, Operation::Write].into_iter().enumerate() {
            lab.order(round, Fault::every(operation, Effect::Lie));
            let small = lab.put(bytes(2000, 1)).await.unwrap();
            let large = lab.put(bytes(9 * CHUNK as usize + 77, 2)).await.unwrap();
            lab.clear();
            lab.rig.engine.scrub(&NoProgress).await.unwrap();
            lab.assert_sound("after a lie").await;
            assert_eq!(lab.rig.engine.scrub(&NoProgress).await.unwrap().bad, 0, "{operation:?}");
            for content in [small, large] { assert_eq!(lab.rig.healthy(content).await.iter().min(), Some(&3)); }
        }
    }

    async fn a_power_cut_of_one_target_is_found_by_readers_and_sweep(test: TestDatabase) {
        let mut lab = Lab::new(test, "coded", 6, false).await;
        lab.put(bytes(9 * CHUNK as usize, 1)).await.unwrap();
        for disk in [1, 4] { lab.disks[disk].faults().hold_writes(); }
        let (small, large) = (lab.put(bytes(2000, 2)).await.unwrap(), lab.put(bytes(9 * CHUNK as usize, 3)).await.unwrap());
        for disk in [1, 4] { lab.disks[disk].forget_held_writes().await.unwrap(); }
        // Readers are served, whoever they ask first.
        for content in [small, large] { lab.rig.get(content).await.unwrap(); }
        // What readers have not noticed, the sweep does; repair may have mended it before anybody could count it.
        lab.rig.engine.sweep().await.unwrap();
        lab.rig.wait_until_whole().await;
        lab.assert_sound("after a power cut").await;
        assert_eq!(lab.rig.engine.scrub(&NoProgress).await.unwrap().bad, 0);
        for content in [small, large] { assert_eq!(lab.rig.healthy(content).await.iter().min(), Some(&6)); }
    }
}

/// Damage on its way out of a target is damage like any other; when the disk is right after all, nothing is lost by it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damage_on_the_way_is_never_served() {
    for (class, disks) in [("replicated", 3), ("coded", 6)] {
        let mut lab = Lab::sqlite(class, disks).await;
        let content = bytes(9 * CHUNK as usize + 77, 3);
        let id = lab.put(content.clone()).await.unwrap();
        for bit in [0, 77, 4000, 100_000] {
            lab.order_all(Fault {
                times: 2,
                ..Fault::every(Operation::Read, Effect::Flip(bit)).after(3)
            });
            if let Ok(read) = lab.rig.get(id).await {
                assert!(read == content, "wrong bytes were served");
            }
            lab.clear();
            // The chunks that were fetched ahead end in the background.
            tokio::time::sleep(Duration::from_millis(200)).await;
            lab.assert_sound("after damage on the way").await;
        }
    }
}
