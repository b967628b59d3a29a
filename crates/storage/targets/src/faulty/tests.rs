use super::*;
use crate::{
    MemoryTarget,
    suite::{self, Plain, Subject, Supply, assert_kind, write_large},
};

fn faulty() -> (FaultyTarget<MemoryTarget>, Faults, Supply) {
    let target = FaultyTarget::new(MemoryTarget::new());
    let faults = target.faults();
    (target, faults, Supply::new(1))
}

#[tokio::test]
async fn without_orders_it_is_quiet() {
    suite::run(async || Box::new(Plain(Arc::new(faulty().0))) as Box<dyn Subject>).await;
}

#[tokio::test]
async fn the_nth_call_fails_and_no_other() {
    let (target, faults, supply) = faulty();
    faults.add(Fault::next(Operation::Put, Effect::Fail(TargetErrorKind::Full)).after(1));
    let outcomes = [supply.id(1), supply.id(1), supply.id(1)].map(|id| target.put(id, supply.bytes(9)));
    let [first, second, third] = outcomes;
    first.await.unwrap();
    assert_kind(second.await, TargetErrorKind::Full);
    third.await.unwrap();
    assert_eq!(target.inner().list(None, 9).await.unwrap().len(), 2);
    assert_eq!(faults.calls(Operation::Put), 3);
}

#[tokio::test]
async fn a_lost_acknowledgement_leaves_the_shard() {
    let (target, faults, supply) = faulty();
    faults.add(Fault::next(
        Operation::Finish,
        Effect::FailAfter(TargetErrorKind::Timeout),
    ));
    let id = supply.id(1);
    assert_kind(
        write_large(&target, id, &supply.bytes(10), 5).await,
        TargetErrorKind::Timeout,
    );
    assert_eq!(target.len(id).await.unwrap(), 10);
}

#[tokio::test]
async fn a_lie_stores_nothing() {
    let (target, faults, supply) = faulty();
    faults.add(Fault::every(Operation::Put, Effect::Lie));
    faults.add(Fault::every(Operation::Finish, Effect::Lie));
    let (small, large) = (supply.id(1), supply.id(1));
    target.put(small, supply.bytes(9)).await.unwrap();
    write_large(&target, large, &supply.bytes(9), 9).await.unwrap();
    for id in [small, large] {
        assert_kind(target.len(id).await, TargetErrorKind::NotFound);
    }
    faults.clear();
    target.put(small, supply.bytes(9)).await.unwrap();
    assert_eq!(target.len(small).await.unwrap(), 9);
}

#[tokio::test]
async fn bytes_are_damaged_on_either_way() {
    let (target, faults, supply) = faulty();
    let (id, bytes) = (supply.id(1), supply.bytes(16));
    target.put(id, bytes.clone()).await.unwrap();
    faults.add(Fault::next(Operation::Read, Effect::Flip(11)));
    faults.add(Fault::next(Operation::Read, Effect::Truncate(6)));
    let flipped = target.read(id, 0..16).await.unwrap();
    assert_eq!(flipped[1], bytes[1] ^ 8);
    assert_eq!(target.read(id, 0..16).await.unwrap(), bytes[..10]);
    assert_eq!(target.read(id, 0..16).await.unwrap(), bytes);
    let written = supply.id(1);
    faults.add(Fault::next(Operation::Write, Effect::Flip(0)));
    write_large(&target, written, &bytes, 16).await.unwrap();
    assert_eq!(target.read(written, 0..1).await.unwrap(), [bytes[0] ^ 1]);
}

#[tokio::test]
async fn a_delay_takes_its_time() {
    let (target, faults, supply) = faulty();
    faults.add(Fault::next(Operation::Put, Effect::Delay(Duration::from_secs(3_600))));
    let put = target.put(supply.id(1), supply.bytes(1));
    assert!(tokio::time::timeout(Duration::from_millis(20), put).await.is_err());
    assert!(target.list(None, 1).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_vanished_target_comes_back_with_what_it_had() {
    let (target, faults, supply) = faulty();
    let id = supply.id(1);
    target.put(id, supply.bytes(5)).await.unwrap();
    faults.vanish();
    assert_kind(target.read(id, 0..5).await, TargetErrorKind::Vanished);
    assert_kind(target.check().await, TargetErrorKind::Vanished);
    assert_kind(target.list(None, 5).await, TargetErrorKind::Vanished);
    faults.come_back();
    target.check().await.unwrap();
    assert_eq!(target.len(id).await.unwrap(), 5);
}

#[tokio::test]
async fn held_writes_are_forgotten_in_a_power_cut() {
    let (target, faults, supply) = faulty();
    let (before, small, large) = (supply.id(1), supply.id(1), supply.id(1));
    target.put(before, supply.bytes(5)).await.unwrap();
    faults.hold_writes();
    target.put(small, supply.bytes(5)).await.unwrap();
    write_large(&target, large, &supply.bytes(5), 5).await.unwrap();
    assert_eq!(target.list(None, 9).await.unwrap().len(), 3);
    target.forget_held_writes().await.unwrap();
    let left = target.list(None, 9).await.unwrap();
    assert_eq!(left.iter().map(|entry| entry.id).collect::<Vec<_>>(), [before]);
}
