//! What every placement must keep, whatever the cluster looks like.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::collections::{HashMap, HashSet};

use proptest::prelude::*;
use storage_placement::{Candidate, Rule, place};
use support::{candidate, id, plain, ranking};

fn cluster() -> impl Strategy<Value = Vec<Candidate>> {
    let weight = prop_oneof![1 => Just(0), 6 => 1..1000_u64, 1 => any::<u64>()];
    prop::collection::vec((0..5_u8, weight), 0..20).prop_map(|targets| {
        (1..)
            .zip(targets)
            .map(|(number, (zone, weight))| candidate(number, &format!("zone {zone}"), weight))
            .collect()
    })
}

fn rule() -> impl Strategy<Value = Rule> {
    (0..12_usize, 0..6_usize).prop_map(|(count, max_per_zone)| Rule { count, max_per_zone })
}

fn keep() -> impl Strategy<Value = Vec<[u8; 16]>> {
    prop::collection::vec((1..25_u8).prop_map(id), 0..5)
}

fn zone_of(candidates: &[Candidate], target: &[u8; 16]) -> Option<String> {
    candidates
        .iter()
        .find(|one| one.target == *target)
        .map(|one| one.zone.clone())
}

proptest! {
    #[test]
    fn it_agrees_with_the_plain_way(key: [u8; 20], candidates in cluster(), rule in rule(), keep in keep()) {
        let mut keep = keep;
        keep.sort();
        keep.dedup();
        let expected = plain(&ranking(&key, &candidates), &candidates, &rule, &keep);
        prop_assert_eq!(place(&key, &candidates, &rule, &keep), expected);
    }

    #[test]
    fn targets_are_distinct_allowed_and_spread(key: [u8; 20], candidates in cluster(), rule in rule(), keep in keep()) {
        let chosen = place(&key, &candidates, &rule, &keep);
        prop_assert!(chosen.len() <= rule.count);
        prop_assert_eq!(chosen.iter().collect::<HashSet<_>>().len(), chosen.len());
        let mut held: HashMap<String, usize> = HashMap::new();
        for target in keep.iter().collect::<HashSet<_>>() {
            if let Some(zone) = zone_of(&candidates, target) {
                *held.entry(zone).or_default() += 1;
            }
        }
        for target in &chosen {
            prop_assert!(!keep.contains(target));
            prop_assert!(candidates.iter().any(|one| one.target == *target && one.weight > 0));
            // The zone that is added to holds no more than any zone that could have been added to.
            let zone = zone_of(&candidates, target).unwrap();
            let load = held.get(&zone).copied().unwrap_or(0);
            prop_assert!(load < rule.max_per_zone);
            let could = |one: &&Candidate| one.weight > 0 && !keep.contains(&one.target) && !chosen.contains(&one.target);
            for other in candidates.iter().filter(could) {
                prop_assert!(load <= held.get(&other.zone).copied().unwrap_or(0));
            }
            *held.entry(zone).or_default() += 1;
        }
    }

    #[test]
    fn a_short_answer_means_that_nothing_was_left(key: [u8; 20], candidates in cluster(), rule in rule()) {
        let chosen = place(&key, &candidates, &rule, &[]);
        let mut room: HashMap<&str, usize> = HashMap::new();
        for one in candidates.iter().filter(|one| one.weight > 0) {
            *room.entry(&one.zone).or_default() += 1;
        }
        let room: usize = room.values().map(|targets| *targets.min(&rule.max_per_zone)).sum();
        prop_assert_eq!(chosen.len(), rule.count.min(room));
    }

    #[test]
    fn the_order_of_the_candidates_does_not_matter(key: [u8; 20], candidates in cluster(), rule in rule(), keep in keep()) {
        let mut reversed = candidates.clone();
        reversed.reverse();
        let mut keep_reversed = keep.clone();
        keep_reversed.reverse();
        prop_assert_eq!(place(&key, &candidates, &rule, &keep), place(&key, &reversed, &rule, &keep_reversed));
    }

    #[test]
    fn the_first_choices_do_not_depend_on_how_many_are_asked_for(key: [u8; 20], candidates in cluster(), rule in rule()) {
        let more = place(&key, &candidates, &Rule { count: rule.count + 3, ..rule }, &[]);
        let chosen = place(&key, &candidates, &rule, &[]);
        prop_assert_eq!(&chosen[..], &more[..chosen.len()]);
    }

    /// The heart of it: a target that joins takes at most one place of a segment, and nobody else moves.
    #[test]
    fn who_joins_takes_one_place_and_nobody_else_moves(
        key: [u8; 20], candidates in cluster(), rule in rule(), zone in 0..6_u8, weight in 1..2000_u64,
    ) {
        let before: HashSet<_> = place(&key, &candidates, &rule, &[]).into_iter().collect();
        let newcomer = candidate(200, &format!("zone {zone}"), weight);
        let larger = [candidates, vec![newcomer]].concat();
        let after: HashSet<_> = place(&key, &larger, &rule, &[]).into_iter().collect();
        prop_assert!(after.iter().all(|target| before.contains(target) || *target == id(200)));
        prop_assert!(before.difference(&after).count() <= 1);
    }

    /// A target that is lost is replaced by one other; the survivors stay.
    #[test]
    fn who_is_lost_is_replaced_alone(key: [u8; 20], candidates in cluster(), lost: prop::sample::Index) {
        let rule = Rule { count: 3, max_per_zone: 3 };
        let before = place(&key, &candidates, &rule, &[]);
        prop_assume!(!before.is_empty());
        let lost = before[lost.index(before.len())];
        let survivors: Vec<_> = before.iter().copied().filter(|target| *target != lost).collect();
        let left: Vec<_> = candidates.into_iter().filter(|one| one.target != lost).collect();
        let repaired = place(&key, &left, &Rule { count: 1, max_per_zone: 3 }, &survivors);
        prop_assert!(repaired.len() <= 1);
        prop_assert!(repaired.iter().all(|target| *target != lost && !survivors.contains(target)));
        prop_assert_eq!(repaired.is_empty(), left.iter().filter(|one| one.weight > 0).count() == survivors.len());
    }
}

#[test]
fn of_candidates_with_one_id_the_first_counts() {
    let doubled = [
        candidate(1, "a", 5),
        candidate(1, "b", 5),
        candidate(2, "a", 0),
        candidate(2, "b", 5),
    ];
    let rule = Rule {
        count: 4,
        max_per_zone: 4,
    };
    assert_eq!(place(b"key", &doubled, &rule, &[]), [id(1)]);
}

#[test]
fn a_full_target_is_left_alone_but_its_zone_counts() {
    let rule = Rule {
        count: 1,
        max_per_zone: 1,
    };
    let cluster = [candidate(1, "a", 0), candidate(2, "a", 5), candidate(3, "b", 5)];
    for number in 0..50_u8 {
        assert_eq!(place(&[number], &cluster, &rule, &[id(1)]), [id(3)]);
    }
}

#[test]
fn no_zone_holds_a_second_before_every_zone_holds_one() {
    let cluster: Vec<_> = (1..=9)
        .map(|number| candidate(number, ["a", "b", "c"][usize::from(number) % 3], 7))
        .collect();
    for number in 0..100_u8 {
        let chosen = place(
            &[number],
            &cluster,
            &Rule {
                count: 6,
                max_per_zone: 6,
            },
            &[],
        );
        for round in chosen.chunks(3) {
            assert_eq!(
                round
                    .iter()
                    .filter_map(|target| zone_of(&cluster, target))
                    .collect::<HashSet<_>>()
                    .len(),
                3
            );
        }
    }
}
