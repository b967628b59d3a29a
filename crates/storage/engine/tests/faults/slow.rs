//! A target that takes its time.

use std::time::{Duration, Instant};

use storage_engine::NoProgress;
use targets::{Effect, Fault, Operation};

use crate::{
    common::{CHUNK, bytes},
    rig::Lab,
};

const DELAY: Duration = Duration::from_secs(3);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_do_not_wait_for_a_slow_target() {
    for (class, disks) in [("replicated", 3), ("coded", 6)] {
        let mut lab = Lab::sqlite(class, disks).await;
        let content = bytes(40 * CHUNK as usize, 1);
        let id = lab.put(content.clone()).await.unwrap();
        for disk in 0..disks {
            lab.order(disk, Fault::every(Operation::Read, Effect::Delay(DELAY)));
            let begun = Instant::now();
            assert!(lab.rig.get(id).await.unwrap() == content);
            let took = begun.elapsed();
            assert!(took < DELAY / 2, "{class}: {took:?} with disk {disk} slow");
            lab.clear();
        }
    }
}

/// A target that hangs in the middle of a write delays it for a bounded time, and nothing is lost or left.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_do_not_wait_for_a_hanging_target() {
    let long = Effect::Delay(Duration::from_secs(3600));
    let mut lab = Lab::sqlite("replicated", 3).await;
    for (operation, length) in [
        (Operation::Put, 2000),
        (Operation::Create, 9 * CHUNK as usize),
        (Operation::Write, 9 * CHUNK as usize),
        (Operation::Finish, 9 * CHUNK as usize),
    ] {
        lab.order(1, Fault::every(operation, long));
        let begun = Instant::now();
        lab.put(bytes(length, 1)).await.unwrap();
        let took = begun.elapsed();
        assert!(took < Duration::from_secs(12), "{operation:?}: {took:?}");
        lab.clear();
    }
    let kept = lab.kept.clone();
    for (content, bytes) in kept {
        assert!(lab.rig.get(content).await.unwrap() == bytes);
        assert_eq!(lab.rig.engine.replicate(content, &NoProgress).await.unwrap(), 0);
        assert_eq!(lab.rig.healthy(content).await.iter().min(), Some(&3));
    }
}
