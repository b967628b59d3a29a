//! Room comes back, and nothing living is lost on the way.

use bytes::Bytes;
use format::ShardId;

use super::support::{Place, TINY};
use crate::{
    OpenMode, Target, TargetErrorKind,
    suite::{Subject, Supply, assert_kind},
};

type Shards = Vec<(ShardId, Bytes)>;

async fn fill(place: &Place, supply: &Supply, count: usize) -> Shards {
    let shards: Shards = (0..count).map(|_| (supply.id(1), supply.bytes(400))).collect();
    for (id, bytes) in &shards {
        place.directory().put(*id, bytes.clone()).await.unwrap();
    }
    shards
}

fn packs(place: &Place) -> Vec<String> {
    place
        .files("packs")
        .into_iter()
        .filter(|name| name.ends_with(".pack"))
        .collect()
}

#[tokio::test]
async fn mostly_dead_packs_disappear_and_the_living_stay() {
    let mut place = Place::new(TINY).await;
    let shards = fill(&place, &Supply::new(1), 70).await;
    let before = packs(&place);
    let (living, dead): (Vec<_>, Vec<_>) = shards.into_iter().enumerate().partition(|(n, _)| n % 7 == 0);
    for (_, (id, _)) in &dead {
        place.directory().delete(*id).await.unwrap();
    }
    let first = before[0].clone();
    place
        .wait_until("the first packs are gone", |place| {
            packs(place).len() <= 6 && !packs(place).contains(&first)
        })
        .await;
    let living: Shards = living.into_iter().map(|(_, shard)| shard).collect();
    place.assert_holds(&living).await;
    place.reopen().await;
    place.assert_holds(&living).await;
}

#[tokio::test]
async fn readers_never_miss_a_shard_that_moves() {
    let place = Place::new(TINY).await;
    let shards = fill(&place, &Supply::new(2), 200).await;
    let mut readers = tokio::task::JoinSet::new();
    for n in 0..4 {
        let (target, shards) = (place.directory(), shards.clone());
        readers.spawn(async move {
            for _ in 0..20 {
                for (id, bytes) in shards.iter().skip(n).step_by(8) {
                    assert_eq!(target.read(*id, 0..400).await.unwrap(), *bytes);
                }
            }
        });
    }
    for (id, _) in shards
        .iter()
        .enumerate()
        .filter(|(n, _)| n % 8 >= 4)
        .map(|(_, shard)| shard)
    {
        place.directory().delete(*id).await.unwrap();
    }
    for (id, _) in shards
        .iter()
        .enumerate()
        .filter(|(n, _)| n % 16 == 8)
        .map(|(_, shard)| shard)
    {
        assert!(place.directory().len(*id).await.is_ok());
    }
    while let Some(reader) = readers.join_next().await {
        reader.unwrap();
    }
}

#[tokio::test]
async fn a_removal_stays_as_long_as_what_it_removed() {
    let mut place = Place::new(TINY).await;
    let supply = Supply::new(3);
    // One shard of the first pack is removed; the pack stays, because the rest of it lives.
    let old = fill(&place, &supply, 8).await;
    place.directory().delete(old[0].0).await.unwrap();
    // The packs with the removal are compacted, again and again.
    for _ in 0..5 {
        let passing = fill(&place, &supply, 20).await;
        for (id, _) in &passing {
            place.directory().delete(*id).await.unwrap();
        }
        place
            .wait_until("passing packs are gone", |place| packs(place).len() <= 4)
            .await;
        assert!(
            packs(&place).contains(&"00000001.pack".to_owned()),
            "{:?}",
            packs(&place)
        );
        place.reopen().await;
        place.assert_holds(&old[1..]).await;
    }
    // When the first pack goes as well, the removals are of no use any more and go too.
    for (id, _) in &old {
        place.directory().delete(*id).await.unwrap();
    }
    fill(&place, &supply, 8).await;
    place
        .wait_until("the first pack is gone", |place| {
            !packs(place).contains(&"00000001.pack".to_owned())
        })
        .await;
}

#[tokio::test]
async fn a_rotten_shard_keeps_its_pack_until_it_is_removed_itself() {
    let mut place = Place::new(TINY).await;
    let shards = fill(&place, &Supply::new(4), 8).await;
    // Which of the first pack is rotten: the third, in the middle of its payload.
    place.change("packs/00000001.pack", |bytes| bytes[2 * 476 + 300] ^= 1);
    place.reopen().await;
    for n in [0, 1, 3, 4] {
        place.directory().delete(shards[n].0).await.unwrap();
    }
    for _ in 0..3 {
        place.reopen().await;
        assert_kind(place.read(shards[2].0).await, TargetErrorKind::Corrupt);
        for n in [5, 6, 7] {
            assert_eq!(place.read(shards[n].0).await.unwrap(), shards[n].1);
        }
    }
    assert!(packs(&place).contains(&"00000001.pack".to_owned()));
    place.directory().delete(shards[2].0).await.unwrap();
    place
        .wait_until("the pack is gone", |place| {
            !packs(place).contains(&"00000001.pack".to_owned())
        })
        .await;
    place.assert_holds(&shards[5..]).await;
}

#[tokio::test]
async fn a_later_copy_is_trusted_only_if_it_is_sound() {
    let mut place = Place::new(TINY).await;
    let supply = Supply::new(5);
    let mut shards = fill(&place, &supply, 8).await;
    let first = ["packs/00000001.pack", "packs/00000001.index"].map(|name| place.path().join(name));
    let saved = first.clone().map(|path| std::fs::read(path).unwrap());
    for (id, _) in &shards[..5] {
        place.directory().delete(*id).await.unwrap();
    }
    place
        .wait_until("the first pack is gone", |place| {
            !packs(place).contains(&"00000001.pack".to_owned())
        })
        .await;
    // Behind this one nothing looks like a torn end.
    shards.extend(fill(&place, &supply, 1).await);
    place.close();
    // The power was cut before the removal of the pack was durable, and the copies have rotted since.
    for (path, bytes) in first.iter().zip(&saved) {
        std::fs::write(path, bytes).unwrap();
    }
    place.change("packs/00000002.pack", |pack| {
        for (_, shard) in &shards[5..7] {
            let at = pack.windows(shard.len()).position(|bytes| bytes == shard).unwrap();
            pack[at] ^= 1;
        }
    });
    let place = place.opened(OpenMode::Existing).await;
    place
        .wait_until("the first pack is gone again", |place| {
            !packs(place).contains(&"00000001.pack".to_owned())
        })
        .await;
    place.assert_holds(&shards[5..]).await;
}
