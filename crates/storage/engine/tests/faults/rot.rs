//! Bits that flip, objects that are cut, swapped, or older than they should be.

use std::collections::HashSet;

use storage_engine::NoProgress;

use crate::{
    common::{CHUNK, bytes},
    rig::{Dice, Lab, Place},
};

/// Damages an object in one of the ways of rot.
async fn damage(lab: &Lab, dice: &mut Dice, place: Place, others: &[Place]) {
    match dice.below(4) {
        0 => assert!(lab.tamper(place, |object| {
            let bit = dice.below(object.len() * 8);
            object[bit / 8] ^= 1 << (bit % 8);
        })),
        1 => assert!(lab.tamper(place, |object| {
            let len = dice.below(object.len());
            object.truncate(len);
        })),
        2 => {
            // Under the name of this shard lies another one, of the same content or of another.
            let other = lab.bytes_of(others[dice.below(others.len())]).await;
            let own = lab.bytes_of(place).await;
            assert!(lab.tamper(place, |object| {
                *object = if other == own { Vec::new() } else { other }
            }));
        }
        _ => assert!(lab.tamper(place, |object| object.extend_from_slice(b"more than was written"))),
    }
}

/// Rounds of damage up to what the class bears, in every segment; every second round is found by readers first.
async fn rounds(class: &str, disks: usize, bears: usize, backup: bool, rounds: u64) {
    let test = database::testing::TestDatabase::sqlite().await;
    let mut lab = Lab::new(test, class, disks, backup).await;
    for (seed, length) in [0, 1, 5000, 3 * CHUNK as usize, 9 * CHUNK as usize + 77]
        .into_iter()
        .enumerate()
    {
        lab.put(bytes(length, seed as u64)).await.unwrap();
    }
    lab.rig.wait_until_whole().await;
    let mut dice = Dice(7);
    for round in 0..rounds {
        let context = format!("{class}, round {round}");
        let all = lab.objects().await;
        let hit: HashSet<usize> = (0..bears).map(|_| dice.below(lab.disks.len())).collect();
        let victims: Vec<Place> = all.iter().filter(|place| hit.contains(&place.disk)).copied().collect();
        for place in &victims {
            damage(&lab, &mut dice, *place, &all).await;
        }
        if round % 2 == 0 {
            for (content, expected) in &lab.kept {
                assert!(
                    lab.rig.get(*content).await.unwrap() == *expected,
                    "{context}: wrong bytes of {content}"
                );
            }
        } else {
            // Repairs begin while it goes on, and find some before it does.
            let report = lab.rig.engine.scrub(&NoProgress).await.unwrap();
            assert!(report.bad > 0 || victims.is_empty(), "{context}: {report:?}");
        }
        lab.rig.engine.scrub(&NoProgress).await.unwrap();
        lab.assert_sound(&context).await;
        let report = lab.rig.engine.scrub(&NoProgress).await.unwrap();
        assert_eq!(report.bad, 0, "{context}: not everything was repaired");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replicated_contents_outlive_rot() {
    rounds("replicated", 3, 2, false, 12).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn coded_contents_outlive_rot() {
    rounds("coded", 6, 2, false, 8).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn contents_with_a_backup_outlive_rot() {
    rounds("replicated", 3, 3, true, 8).await;
}

/// Every copy has a bad place, each another one: what is good of each is enough.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_that_are_all_damaged_complete_each_other() {
    for (class, disks) in [("replicated", 3), ("coded", 6)] {
        let mut lab = Lab::sqlite(class, disks).await;
        let id = lab.put(bytes(4 * CHUNK as usize, 1)).await.unwrap();
        let chunk_of_copy = if class == "coded" {
            CHUNK as usize / 4
        } else {
            CHUNK as usize
        };
        for (number, place) in lab.places(id).await.into_iter().enumerate() {
            // Bad places of up to two shards fall into the same chunk.
            let at = 300 + (number % 3) * (chunk_of_copy + 64);
            assert!(lab.tamper(place, |object| object[at] ^= 1));
        }
        let report = lab.rig.engine.scrub(&NoProgress).await.unwrap();
        assert!(report.bad > 0);
        lab.assert_sound(class).await;
    }
}
