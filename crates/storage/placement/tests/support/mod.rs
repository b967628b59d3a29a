//! Clusters to place on, and the plain way to place.
#![allow(dead_code, reason = "each test file uses its part")]

use storage_placement::{Candidate, Rule, place};

/// A target's id from a small number.
pub fn id(number: u8) -> [u8; 16] {
    [number; 16]
}

pub fn candidate(number: u8, zone: &str, weight: u64) -> Candidate {
    Candidate {
        target: id(number),
        zone: zone.to_owned(),
        weight,
    }
}

/// The order in which the targets would be taken if zones did not matter, by the function under test itself
/// (the golden places check it against another one).
pub fn ranking(key: &[u8], candidates: &[Candidate]) -> Vec<[u8; 16]> {
    let together: Vec<_> = candidates
        .iter()
        .map(|one| candidate(one.target[0], "together", one.weight))
        .collect();
    let everybody = Rule {
        count: together.len(),
        max_per_zone: together.len(),
    };
    place(key, &together, &everybody, &[])
}

/// The plain way: again and again the best target of those whose zone holds least. `ranked` tells which is better.
pub fn plain(ranked: &[[u8; 16]], candidates: &[Candidate], rule: &Rule, keep: &[[u8; 16]]) -> Vec<[u8; 16]> {
    let zone = |target: &[u8; 16]| {
        candidates
            .iter()
            .find(|one| one.target == *target)
            .map(|one| one.zone.as_str())
    };
    let mut held = keep.to_vec();
    let mut chosen = Vec::new();
    while chosen.len() < rule.count {
        let load = |target: &[u8; 16]| held.iter().filter(|other| zone(other) == zone(target)).count();
        let free = ranked
            .iter()
            .filter(|target| !held.contains(target) && load(target) < rule.max_per_zone);
        // Of equals `min_by_key` gives the first, which is the better ranked.
        let Some(best) = free.min_by_key(|target| load(target)).copied() else {
            break;
        };
        held.push(best);
        chosen.push(best);
    }
    chosen
}
