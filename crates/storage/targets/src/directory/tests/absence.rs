//! Directories that are missing, foreign, empty, in use, full, read-only, or gone from under us.

use std::fs;

use super::support::{IDENTITY, Place, TINY, copy_tree};
use crate::{
    DirectoryTarget, Identity, OpenMode, Target, TargetErrorKind,
    suite::{Subject, Supply, assert_kind, write_large},
};

async fn place_with_shards(supply: &Supply) -> (Place, Vec<(format::ShardId, bytes::Bytes)>) {
    let place = Place::new(TINY).await;
    let shards: Vec<_> = (0..20).map(|_| (supply.id(1), supply.bytes(300))).collect();
    for (n, (id, bytes)) in shards.iter().enumerate() {
        if n % 5 == 0 {
            write_large(&*place.directory(), *id, bytes, 100).await.unwrap();
        } else {
            place.directory().put(*id, bytes.clone()).await.unwrap();
        }
    }
    (place, shards)
}

/// Every operation says that the place is gone, and none makes it again.
async fn assert_vanished(place: &Place, supply: &Supply, known: &[(format::ShardId, bytes::Bytes)]) {
    let target = place.directory();
    assert_kind(
        target.put(supply.id(1), supply.bytes(10)).await,
        TargetErrorKind::Vanished,
    );
    assert_kind(target.create(supply.id(1)).await.map(drop), TargetErrorKind::Vanished);
    for (id, _) in known {
        assert_kind(target.read(*id, 0..10).await, TargetErrorKind::Vanished);
        assert_kind(target.len(*id).await, TargetErrorKind::Vanished);
        assert_kind(target.delete(*id).await, TargetErrorKind::Vanished);
    }
    assert_kind(target.len(supply.id(1)).await, TargetErrorKind::Vanished);
    assert_kind(target.list(None, 10).await, TargetErrorKind::Vanished);
    assert_kind(target.space().await, TargetErrorKind::Vanished);
}

#[tokio::test]
async fn a_directory_that_is_moved_away_is_missed_and_found_again() {
    let supply = Supply::new(1);
    let (place, shards) = place_with_shards(&supply).await;
    let mut writer = place.directory().create(supply.id(1)).await.unwrap();
    writer.write(supply.bytes(100)).await.unwrap();
    let away = place.path().with_extension("away");
    fs::rename(place.path(), &away).unwrap();
    assert_vanished(&place, &supply, &shards).await;
    assert_kind(place.directory().check().await, TargetErrorKind::Vanished);
    assert!(!place.path().try_exists().unwrap(), "the directory was made again");
    assert_kind(writer.finish().await, TargetErrorKind::Vanished);
    fs::rename(&away, place.path()).unwrap();
    place.directory().check().await.unwrap();
    place.assert_holds(&shards).await;
    place.directory().put(supply.id(1), supply.bytes(10)).await.unwrap();
}

#[tokio::test]
async fn a_directory_that_is_removed_and_restored_is_opened_again() {
    let supply = Supply::new(2);
    let (place, shards) = place_with_shards(&supply).await;
    let saved = place.path().with_extension("saved");
    copy_tree(&place.path(), &saved);
    fs::remove_dir_all(place.path()).unwrap();
    assert_vanished(&place, &supply, &shards).await;
    assert_kind(place.directory().check().await, TargetErrorKind::Vanished);
    // Something else appears in its place.
    fs::create_dir(place.path()).unwrap();
    assert_vanished(&place, &supply, &shards).await;
    assert_kind(place.directory().check().await, TargetErrorKind::Empty);
    fs::write(place.path().join("photo.jpg"), b"not ours").unwrap();
    assert_kind(place.directory().check().await, TargetErrorKind::Vanished);
    fs::remove_dir_all(place.path()).unwrap();
    // The right one is back.
    fs::rename(&saved, place.path()).unwrap();
    assert_vanished(&place, &supply, &shards).await;
    place.directory().check().await.unwrap();
    place.assert_holds(&shards).await;
    place.directory().put(supply.id(1), supply.bytes(10)).await.unwrap();
}

#[tokio::test]
async fn a_lost_identity_file_is_noticed() {
    let supply = Supply::new(3);
    let (place, shards) = place_with_shards(&supply).await;
    let (file, away) = (place.path().join("identity.json"), place.path().join("away.json"));
    fs::rename(&file, &away).unwrap();
    assert_vanished(&place, &supply, &shards).await;
    fs::rename(&away, &file).unwrap();
    place.directory().check().await.unwrap();
    place.assert_holds(&shards).await;
    fs::write(&file, b"{\"format\":1").unwrap();
    let mut place = place;
    place.close();
    assert_kind(place.open(OpenMode::Create).await, TargetErrorKind::WrongIdentity);
}

#[tokio::test]
async fn a_directory_is_made_only_when_asked_to() {
    let place = Place::closed(TINY);
    assert_kind(place.open(OpenMode::Existing).await, TargetErrorKind::Vanished);
    fs::create_dir_all(place.path().join("lost+found")).unwrap();
    assert_kind(place.open(OpenMode::Existing).await, TargetErrorKind::Empty);
    drop(place.open(OpenMode::Create).await.unwrap());
    drop(place.open(OpenMode::Existing).await.unwrap());
    let foreign = Place::closed(TINY);
    fs::create_dir(foreign.path()).unwrap();
    fs::write(foreign.path().join("photo.jpg"), b"not ours").unwrap();
    assert_kind(foreign.open(OpenMode::Create).await, TargetErrorKind::Vanished);
    assert_eq!(
        fs::read_dir(foreign.path()).unwrap().count(),
        1,
        "nothing was made in it"
    );
}

#[tokio::test]
async fn a_directory_of_another_target_is_refused() {
    let mut place = Place::new(TINY).await;
    place.close();
    for stranger in [
        Identity {
            target: [9; 16],
            ..IDENTITY
        },
        Identity {
            installation: [9; 16],
            ..IDENTITY
        },
    ] {
        for mode in [OpenMode::Create, OpenMode::Existing] {
            let opened = DirectoryTarget::open(place.path(), stranger, mode).await;
            assert_kind(opened, TargetErrorKind::WrongIdentity);
        }
    }
}

#[tokio::test]
async fn two_cannot_have_it_at_once() {
    let mut place = Place::new(TINY).await;
    assert_kind(place.open(OpenMode::Existing).await, TargetErrorKind::Busy);
    place.reopen().await;
}

#[tokio::test]
async fn a_full_disk_refuses_and_recovers() {
    let Some(place) = Place::on_disk_of("1m") else { return };
    let mut place = place.opened(OpenMode::Create).await;
    let (target, supply) = (place.directory(), Supply::new(4));
    let mut shards = Vec::new();
    let full = loop {
        let (id, bytes) = (supply.id(1), supply.bytes(30_000));
        let stored = match shards.len() % 2 {
            0 => target.put(id, bytes.clone()).await,
            _ => write_large(&*target, id, &bytes, 10_000).await,
        };
        match stored {
            Ok(()) => shards.push((id, bytes)),
            Err(error) => break error,
        }
        assert!(shards.len() < 100, "the disk is never full");
    };
    assert_eq!(full.kind, TargetErrorKind::Full, "{}", base::chain(&full));
    assert!(place.files("tmp").is_empty(), "the failed shard takes room");
    place.assert_holds(&shards).await;
    assert!(target.space().await.unwrap().free < 100_000);
    for (id, _) in shards.drain(..10) {
        target.delete(id).await.unwrap();
    }
    let (id, bytes) = (supply.id(1), supply.bytes(30_000));
    write_large(&*target, id, &bytes, 10_000).await.unwrap();
    shards.push((id, bytes));
    drop(target);
    place.reopen().await;
    for (id, bytes) in &shards {
        assert_eq!(place.read(*id).await.unwrap(), *bytes);
    }
}

#[tokio::test]
async fn a_read_only_disk_is_read() {
    let Some(place) = Place::on_disk_of("1m") else { return };
    let mut place = place.opened(OpenMode::Create).await;
    let supply = Supply::new(5);
    let [small, large] = [(supply.id(1), supply.bytes(300)), (supply.id(1), supply.bytes(300))];
    place.directory().put(small.0, small.1.clone()).await.unwrap();
    write_large(&*place.directory(), large.0, &large.1, 300).await.unwrap();
    place.close();
    place.make_read_only(true);
    let mut place = place.opened(OpenMode::Existing).await;
    place.assert_holds(&[small.clone(), large.clone()]).await;
    let target = place.directory();
    assert_kind(target.check().await, TargetErrorKind::ReadOnly);
    assert_kind(
        target.put(supply.id(1), supply.bytes(3)).await,
        TargetErrorKind::ReadOnly,
    );
    assert_kind(target.create(supply.id(1)).await.map(drop), TargetErrorKind::ReadOnly);
    assert_kind(target.delete(large.0).await, TargetErrorKind::ReadOnly);
    drop(target);
    place.close();
    place.make_read_only(false);
    let place = place.opened(OpenMode::Existing).await;
    place.directory().check().await.unwrap();
    place.assert_holds(&[small, large]).await;
}

#[tokio::test]
async fn an_unmounted_disk_is_missed_and_the_directory_below_is_not_used() {
    let Some(place) = Place::on_disk_of("1m") else { return };
    let mut place = place.opened(OpenMode::Create).await;
    let supply = Supply::new(6);
    let shard = (supply.id(1), supply.bytes(300));
    place.directory().put(shard.0, shard.1.clone()).await.unwrap();
    place.unmount();
    assert_vanished(&place, &supply, &[shard]).await;
    assert_kind(place.directory().check().await, TargetErrorKind::Empty);
    assert_eq!(
        fs::read_dir(place.path()).unwrap().count(),
        0,
        "something was written below the mount point"
    );
}
