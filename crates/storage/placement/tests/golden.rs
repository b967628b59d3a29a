//! Placement is for ever: a changed answer moves data. The answers here were computed by `golden/make.py` with decimal
//! logarithms. When this test fails, change the code.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use storage_placement::{Candidate, Rule, place};
use support::{candidate, id};

fn campus() -> Vec<Candidate> {
    let zones = ["asia", "eu", "us"];
    let weights = [100, 200, 300, 1000, 1, 500, 400, 0, 1 << 63];
    (1..)
        .zip(weights)
        .map(|(number, weight)| candidate(number, zones[usize::from(number - 1) / 3], weight))
        .collect()
}

fn targets(list: &str) -> Vec<[u8; 16]> {
    list.split(',')
        .filter(|name| *name != "-")
        .map(|name| id(name.parse().unwrap()))
        .collect()
}

#[test]
fn sixty_segments_on_nine_targets() {
    let mut lines = 0;
    for line in include_str!("golden/places.txt").lines() {
        let [number, count, most, keep, chosen] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let rule = Rule {
            count: count.parse().unwrap(),
            max_per_zone: most.parse().unwrap(),
        };
        let key = format!("segment {number}");
        assert_eq!(
            place(key.as_bytes(), &campus(), &rule, &targets(keep)),
            targets(chosen),
            "{line}"
        );
        lines += 1;
    }
    assert_eq!(lines, 60);
}
