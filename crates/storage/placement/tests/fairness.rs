//! Shares and movement, measured over many segments. Keys are fixed, so these tests cannot fail by bad luck.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::collections::{HashMap, HashSet};

use storage_placement::{Candidate, Rule, place};
use support::{candidate, id};

const SEGMENTS: u64 = 60_000;

fn choices(candidates: &[Candidate], count: usize) -> Vec<HashSet<[u8; 16]>> {
    let rule = Rule {
        count,
        max_per_zone: count,
    };
    (0..SEGMENTS)
        .map(|number| {
            place(&number.to_le_bytes(), candidates, &rule, &[])
                .into_iter()
                .collect()
        })
        .collect()
}

/// Which part of all placements is on a target after the change but was not before.
fn moved(before: &[HashSet<[u8; 16]>], after: &[HashSet<[u8; 16]>]) -> f64 {
    let moved: usize = before
        .iter()
        .zip(after)
        .map(|(before, after)| after.difference(before).count())
        .sum();
    moved as f64 / before.iter().map(HashSet::len).sum::<usize>() as f64
}

fn assert_close(found: f64, expected: f64, tolerance: f64, what: &str) {
    let off = (found / expected - 1.0).abs();
    assert!(
        off < tolerance,
        "{what}: {found:.5} instead of {expected:.5}, {:.2} % off",
        off * 100.0
    );
}

#[test]
fn shares_follow_weights_within_two_percent() {
    let weights = [100, 200, 300, 400, 1000];
    let cluster: Vec<_> = (1..)
        .zip(weights)
        .map(|(number, weight)| candidate(number, "z", weight))
        .collect();
    let mut shares: HashMap<[u8; 16], u64> = HashMap::new();
    for chosen in choices(&cluster, 1).into_iter().flatten() {
        *shares.entry(chosen).or_default() += 1;
    }
    for (number, weight) in (1..).zip(weights) {
        let share = shares[&id(number)] as f64 / SEGMENTS as f64;
        assert_close(share, weight as f64 / 2000.0, 0.02, &format!("target {number}"));
    }
}

#[test]
fn equal_targets_hold_equal_parts_of_three_copies_over_three_zones() {
    let cluster: Vec<_> = (1..=9)
        .map(|number| candidate(number, ["a", "b", "c"][usize::from(number) % 3], 50))
        .collect();
    let mut shares: HashMap<[u8; 16], u64> = HashMap::new();
    for chosen in choices(&cluster, 3).into_iter().flatten() {
        *shares.entry(chosen).or_default() += 1;
    }
    for (target, share) in shares {
        assert_close(
            share as f64 / SEGMENTS as f64,
            1.0 / 3.0,
            0.02,
            &format!("target {}", target[0]),
        );
    }
}

#[test]
fn a_target_that_joins_or_leaves_moves_its_own_share_and_no_more() {
    let weights = [100, 200, 300, 400, 1000];
    let small: Vec<_> = (1..)
        .zip(weights)
        .map(|(number, weight)| candidate(number, "z", weight))
        .collect();
    let large = [small.clone(), vec![candidate(6, "z", 500)]].concat();
    let (before, after) = (choices(&small, 1), choices(&large, 1));
    // Nothing less than the newcomer's share can move: 500 of 2,500.
    assert_close(moved(&before, &after), 0.2, 0.10, "joining");
    assert_close(moved(&after, &before), 0.2, 0.10, "leaving");
    assert!(
        before
            .iter()
            .zip(&after)
            .all(|(before, after)| before == after || after.contains(&id(6)))
    );
}

#[test]
fn three_copies_move_no_more_than_they_must() {
    let small: Vec<_> = (1..=9).map(|number| candidate(number, "z", 10)).collect();
    let large = [small.clone(), vec![candidate(10, "z", 10)]].concat();
    let (before, after) = (choices(&small, 3), choices(&large, 3));
    assert_close(moved(&before, &after), 0.1, 0.10, "joining");
    assert_close(moved(&after, &before), 0.1, 0.10, "leaving");
}

#[test]
fn a_changed_weight_moves_its_difference_and_no_more() {
    let cluster = |last| [candidate(1, "z", 100), candidate(2, "z", 100), candidate(3, "z", last)];
    let (before, after) = (choices(&cluster(100), 1), choices(&cluster(200), 1));
    // From a third to a half.
    assert_close(moved(&before, &after), 1.0 / 6.0, 0.10, "growing");
    assert!(
        before
            .iter()
            .zip(&after)
            .all(|(before, after)| before == after || after.contains(&id(3)))
    );
}
