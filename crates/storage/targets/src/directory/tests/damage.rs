//! Bytes on disk that are not what was written: torn ends, rotten middles, lost indexes.

use bytes::Bytes;
use format::ShardId;

use super::support::{Place, TINY};
use crate::{
    OpenMode, Target, TargetErrorKind,
    directory::packs::Limits,
    suite::{Subject, Supply, assert_kind},
};

const HEADER: usize = 76;
const FIRST_PACK: &str = "packs/00000001.pack";

/// Shards in the order of their records; the end of each record in the pack.
async fn one_pack(lens: &[usize]) -> (Place, Vec<(ShardId, Bytes)>, Vec<usize>) {
    let place = Place::new(Limits::default()).await;
    let supply = Supply::new(1);
    let (mut shards, mut ends, mut end) = (Vec::new(), Vec::new(), 0);
    for len in lens {
        let (id, bytes) = (supply.id(1), supply.bytes(*len));
        place.directory().put(id, bytes.clone()).await.unwrap();
        shards.push((id, bytes));
        end += HEADER + len;
        ends.push(end);
    }
    (place, shards, ends)
}

#[tokio::test]
async fn a_pack_cut_anywhere_keeps_every_whole_record() {
    let (place, shards, ends) = one_pack(&[100, 0, 1, 333, 2_000]).await;
    let cuts = ends
        .iter()
        .flat_map(|end| [end - 90, end - 76, end - 75, end - 1, *end])
        .chain([0, 1, 75, 76]);
    let supply = Supply::new(2);
    for cut in cuts {
        let torn = place.copy();
        torn.change(FIRST_PACK, |bytes| bytes.truncate(cut));
        let mut torn = torn.opened(OpenMode::Existing).await;
        let mut whole: Vec<_> = shards
            .iter()
            .zip(&ends)
            .filter(|(_, end)| **end <= cut)
            .map(|(s, _)| s.clone())
            .collect();
        torn.assert_holds(&whole).await;
        // What is written next stands where the torn record stood.
        let next = (supply.id(1), supply.bytes(50));
        torn.directory().put(next.0, next.1.clone()).await.unwrap();
        whole.push(next);
        torn.reopen().await;
        torn.assert_holds(&whole).await;
    }
}

#[tokio::test]
async fn rubbish_at_the_end_is_cut_off() {
    let (place, shards, ends) = one_pack(&[100, 200]).await;
    let supply = Supply::new(3);
    let mut torn_record = std::fs::read(place.path().join(FIRST_PACK)).unwrap();
    torn_record.truncate(150);
    for rubbish in [
        vec![0; 4_096],
        supply.bytes(70_000).to_vec(),
        b"LyPRLyPRLyP".to_vec(),
        torn_record,
    ] {
        let torn = place.copy();
        torn.change(FIRST_PACK, |bytes| bytes.extend_from_slice(&rubbish));
        let torn = torn.opened(OpenMode::Existing).await;
        torn.assert_holds(&shards).await;
        let next = (supply.id(1), supply.bytes(10));
        torn.directory().put(next.0, next.1.clone()).await.unwrap();
        torn.assert_holds(&[shards.clone(), vec![next]].concat()).await;
        let len = std::fs::metadata(torn.path().join(FIRST_PACK)).unwrap().len();
        assert_eq!(len as usize, ends[1] + HEADER + 10);
    }
}

#[tokio::test]
async fn a_rotten_record_harms_no_other() {
    let (place, shards, ends) = one_pack(&[500, 600, 700]).await;
    for (victim, at, kind) in [
        (0, HEADER + 10, TargetErrorKind::Corrupt),
        (1, ends[0] + HEADER + 599, TargetErrorKind::Corrupt),
        (0, 9, TargetErrorKind::NotFound),
        (1, ends[0] + 20, TargetErrorKind::NotFound),
        (1, ends[0] + 75, TargetErrorKind::NotFound),
    ] {
        // Rotten while it is open, and found rotten at opening.
        let rotten = place.copy();
        rotten.change(FIRST_PACK, |bytes| bytes[at] ^= 64);
        let mut rotten = rotten.opened(OpenMode::Existing).await;
        for _ in 0..2 {
            for (n, (id, bytes)) in shards.iter().enumerate() {
                if n == victim {
                    assert_kind(rotten.read(*id).await, kind);
                } else {
                    assert_eq!(rotten.read(*id).await.unwrap(), *bytes);
                }
            }
            rotten.reopen().await;
        }
    }
}

#[tokio::test]
async fn rot_under_an_open_target_is_reported() {
    let (place, shards, _) = one_pack(&[500, 600]).await;
    place.change(FIRST_PACK, |bytes| bytes[20] ^= 1);
    assert_kind(place.read(shards[0].0).await, TargetErrorKind::Corrupt);
    assert_eq!(place.read(shards[1].0).await.unwrap(), shards[1].1);
}

async fn many_packs() -> (Place, Vec<(ShardId, Bytes)>) {
    let place = Place::new(TINY).await;
    let supply = Supply::new(4);
    let shards: Vec<_> = (0..40).map(|n| (supply.id(n / 10), supply.bytes(300))).collect();
    for (id, bytes) in &shards {
        place.directory().put(*id, bytes.clone()).await.unwrap();
    }
    // Two of the first pack are gone; what says so stands in a later pack.
    for (id, _) in &shards[..2] {
        place.directory().delete(*id).await.unwrap();
    }
    (place, shards[2..].to_vec())
}

#[tokio::test]
async fn an_index_is_made_again_when_it_is_lost_or_damaged() {
    let (place, shards) = many_packs().await;
    let indexes: Vec<_> = place
        .files("packs")
        .into_iter()
        .filter(|name| name.ends_with(".index"))
        .collect();
    assert!(indexes.len() >= 4, "{indexes:?}");
    for index in &indexes {
        let name = format!("packs/{index}");
        for way in 0..4 {
            let copy = place.copy();
            match way {
                0 => std::fs::remove_file(copy.path().join(&name)).unwrap(),
                1 => copy.change(&name, Vec::clear),
                2 => copy.change(&name, |bytes| bytes[40] ^= 1),
                _ => copy.change(&name, |bytes| bytes.truncate(bytes.len() - 1)),
            }
            let mut copy = copy.opened(OpenMode::Existing).await;
            copy.assert_holds(&shards).await;
            copy.reopen().await;
            copy.assert_holds(&shards).await;
        }
    }
}

#[tokio::test]
async fn an_index_without_its_pack_is_removed_and_a_lost_pack_loses_only_its_own() {
    let (place, shards) = many_packs().await;
    let copy = place.copy();
    std::fs::remove_file(copy.path().join("packs/00000002.pack")).unwrap();
    let copy = copy.opened(OpenMode::Existing).await;
    assert!(!copy.files("packs").contains(&"00000002.index".to_owned()));
    let mut lost = 0;
    for (id, bytes) in &shards {
        match copy.read(*id).await {
            Ok(read) => assert_eq!(read, *bytes),
            Err(error) => {
                assert_eq!(error.kind, TargetErrorKind::NotFound);
                lost += 1;
            }
        }
    }
    assert!((1..=12).contains(&lost), "{lost} shards were lost with one pack");
}

#[tokio::test]
async fn a_pack_under_another_number_or_of_another_target_is_not_believed() {
    let (place, _) = many_packs().await;
    let copy = place.copy();
    std::fs::rename(
        copy.path().join("packs/00000001.pack"),
        copy.path().join("packs/00000099.pack"),
    )
    .unwrap();
    let copy = copy.opened(OpenMode::Existing).await;
    for entry in copy.directory().list(None, 1_000).await.unwrap() {
        copy.read(entry.id).await.unwrap();
    }
}
