//! Every call of one target, and of all targets, fails once, or loses its answer, during every kind of write.

use storage_engine::WriteError;
use targets::{Effect, Fault, Operation, TargetErrorKind};

use crate::{
    common::{CHUNK, Refused, bytes},
    rig::Lab,
};

const EFFECTS: [fn(TargetErrorKind) -> Effect; 2] = [Effect::Fail, Effect::FailAfter];
/// Calls of an operation that a write of nine chunks makes on one target, and one more.
const CALLS: [(Operation, u64); 4] = [
    (Operation::Put, 2),
    (Operation::Create, 4),
    (Operation::Write, 17),
    (Operation::Finish, 4),
];

fn refusals(error: &Refused) -> bool {
    matches!(error, Refused::Write(WriteError::StorageUnavailable { .. }))
}

/// Each point at which something can fail, on one target and on all; a plain failure and a lost answer by turns.
fn attacks(disks: usize) -> impl Iterator<Item = (Option<usize>, Fault)> {
    CALLS.into_iter().flat_map(move |(operation, calls)| {
        (0..calls).flat_map(move |skip| {
            let kind = [TargetErrorKind::Io, TargetErrorKind::Full, TargetErrorKind::Vanished][skip as usize % 3];
            let fault = |turn: usize| Fault::next(operation, EFFECTS[turn % 2](kind)).after(skip);
            let one = (Some(skip as usize % disks), fault(skip as usize));
            [one, (None, fault(skip as usize + 1)), (None, fault(skip as usize))]
        })
    })
}

async fn sweep_of_puts(class: &str, disks: usize, length: usize) {
    let mut lab = Lab::sqlite(class, disks).await;
    let mut refused = 0;
    for (round, (disk, fault)) in attacks(disks).enumerate() {
        let context = format!("{class}, {length} bytes, {fault:?} on {disk:?}");
        match disk {
            Some(disk) => lab.order(disk, fault),
            None => lab.order_all(fault),
        }
        let outcome = lab.put(bytes(length, round as u64)).await;
        match &outcome {
            Ok(_) => {}
            Err(error) => {
                assert!(disk.is_none(), "{context}: one target may fail, but {error:?}");
                assert!(refusals(error), "{context}: {error:?}");
                refused += 1;
            }
        }
        lab.clear();
        if round % 16 == 15 {
            lab.assert_sound(&context).await;
            let (content, _) = lab.kept[0];
            lab.delete(content).await;
        }
    }
    lab.assert_sound(class).await;
    assert!(refused > 0, "no fault was ever felt");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_put_survives_or_leaves_nothing() {
    sweep_of_puts("replicated", 3, 3000).await;
    sweep_of_puts("coded", 6, 3000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_put_of_several_segments_survives_or_leaves_nothing() {
    sweep_of_puts("replicated", 3, 9 * CHUNK as usize + 77).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_coded_put_of_several_segments_survives_or_leaves_nothing() {
    sweep_of_puts("coded", 6, 9 * CHUNK as usize + 77).await;
}

/// An upload in two connections either goes through, or goes on from a durable offset once the fault is gone; and one that
/// is abandoned then leaves nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_resumable_upload_goes_on_after_any_fault() {
    let mut lab = Lab::sqlite("replicated", 3).await;
    let length = 9 * CHUNK as usize + 77;
    for (round, (disk, fault)) in attacks(3).enumerate() {
        let context = format!("{fault:?} on {disk:?}");
        let content = bytes(length, round as u64);
        let id = lab.rig.begin(length as u64).await;
        match disk {
            Some(disk) => lab.order(disk, fault),
            None => lab.order_all(fault),
        }
        let holder = lab.rig.world.bytes();
        let outcome = lab.resumable(id, &content, holder).await;
        lab.clear();
        match outcome {
            Ok(_) => lab.kept.push((id, content)),
            Err(error) => {
                assert!(disk.is_none() && refusals(&error), "{context}: {error:?}");
                if round % 3 == 0 {
                    assert!(lab.rig.engine.abandon(id).await.unwrap(), "{context}");
                } else {
                    let state = lab.rig.engine.resumable_state(id).await.unwrap().unwrap();
                    assert!(state.offset <= state.length, "{context}: {state:?}");
                    lab.resumable_again(id, &content, holder).await;
                    lab.kept.push((id, content));
                }
            }
        }
        if round % 16 == 15 {
            lab.assert_sound(&context).await;
            let (content, _) = lab.kept[0];
            lab.delete(content).await;
        }
    }
    lab.assert_sound("the end").await;
}

/// A writer that failed says so again, whatever is asked of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_writer_stays_failed() {
    let lab = Lab::sqlite("replicated", 3).await;
    for suspend in [false, true] {
        lab.order_all(Fault::every(Operation::Write, Effect::Fail(TargetErrorKind::Io)));
        let id = lab.rig.begin(1 << 20).await;
        let mut writer = lab.rig.engine.resume(id).await.unwrap();
        let mut failures = 0;
        for part in 0..16 {
            failures += u32::from(writer.write(bytes(50_000, part).into()).await.is_err());
        }
        assert!(failures > 1);
        if suspend {
            assert!(writer.suspend().await.is_err());
        } else {
            assert!(writer.finish().await.is_err());
        }
        assert!(lab.rig.engine.abandon(id).await.unwrap());
        lab.assert_sound("after a failed writer").await;
    }
}
