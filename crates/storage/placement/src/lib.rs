//! Which targets keep a segment: one pure function, the same on every machine and in every year.
//!
//! Weighted rendezvous hashing: every target draws a number for the segment, skewed by its weight, and the best draws win.
//! A target that joins takes only what it wins, one that leaves gives up only what it held; nothing else moves, and there is
//! no map to keep. Zones come before draws: the copies are spread over zones as evenly as they allow.
//!
//! The draw must be bit for bit the same everywhere, because a changed draw moves data. So there is no floating point in it:
//! see `draw.rs` for the arithmetic and its precision. Golden vectors in `tests/` pin it.
//!
//! Not goals: looking at free space, health or latency. The caller leaves out what may not be written to, and gives a full
//! but healthy target the weight 0.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod draw;

use std::collections::{HashMap, HashSet};

use draw::Draw;

/// A target that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The target's id (a UUID).
    pub target: [u8; 16],
    /// The failure domain the target belongs to.
    pub zone: String,
    /// The share of segments the target should get, relative to the others, for example its capacity in MiB.
    /// 0: never chosen, but its zone counts if it is among the targets to keep.
    pub weight: u64,
}

/// What is asked of a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// How many targets to choose, beyond those to keep.
    pub count: usize,
    /// The most targets a zone may hold, those to keep included.
    pub max_per_zone: usize,
}

/// Chooses targets for `key` (content and segment) in order of preference: distinct, never one of `keep`.
///
/// First every zone that holds nothing gives its best target, then every zone that holds one, and so on up to
/// `max_per_zone`. The targets in `keep` hold a shard already and fill their zones; list them among the candidates, with weight
/// 0 if they are not to be written to, so that their zones are known. The answer is shorter than `count` when zones or
/// targets run out. The order of `candidates` and `keep` does not matter; of candidates with one id the first counts.
pub fn place(key: &[u8], candidates: &[Candidate], rule: &Rule, keep: &[[u8; 16]]) -> Vec<[u8; 16]> {
    let mut held = zones_held(candidates, keep);
    let mut waiting = ranked(key, candidates, keep);
    let mut chosen = Vec::with_capacity(rule.count.min(waiting.len()));
    for level in 0..rule.max_per_zone {
        if chosen.len() >= rule.count || waiting.is_empty() {
            break;
        }
        waiting.retain(|candidate| {
            let zone = held.entry(&candidate.zone).or_default();
            let take = chosen.len() < rule.count && *zone <= level;
            if take {
                *zone += 1;
                chosen.push(candidate.target);
            }
            !take
        });
    }
    chosen
}

/// How many of `keep` each zone holds.
fn zones_held<'a>(candidates: &'a [Candidate], keep: &[[u8; 16]]) -> HashMap<&'a str, usize> {
    let mut seen = HashSet::new();
    let mut held = HashMap::new();
    for candidate in candidates {
        if keep.contains(&candidate.target) && seen.insert(candidate.target) {
            *held.entry(candidate.zone.as_str()).or_default() += 1;
        }
    }
    held
}

/// The candidates that may be chosen, best draw first.
fn ranked<'a>(key: &[u8], candidates: &'a [Candidate], keep: &[[u8; 16]]) -> Vec<&'a Candidate> {
    let mut seen = HashSet::new();
    let mut drawn: Vec<(Draw, &Candidate)> = candidates
        .iter()
        .filter(|candidate| seen.insert(candidate.target) && !keep.contains(&candidate.target))
        .filter_map(|candidate| Some((Draw::of(key, &candidate.target, candidate.weight)?, candidate)))
        .collect();
    drawn.sort_by(|(left, one), (right, other)| left.cmp(right).then_with(|| one.target.cmp(&other.target)));
    drawn.into_iter().map(|(_, candidate)| candidate).collect()
}
