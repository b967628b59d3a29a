//! A Bloom filter over shard ids: which sealed packs need not be asked for an id. Ten bits an id, one answer in a
//! hundred wrongly "perhaps", never wrongly "no".

use format::ShardId;

const BITS_PER_ID: usize = 10;
const PROBES: u64 = 7;

/// Answers "certainly not" or "perhaps".
#[derive(Debug)]
pub(super) struct Filter {
    words: Vec<u64>,
}

impl Filter {
    pub(super) fn new(ids: impl ExactSizeIterator<Item = ShardId>) -> Self {
        let mut filter = Filter {
            words: vec![0; (ids.len() * BITS_PER_ID).div_ceil(64).max(1)],
        };
        for id in ids {
            for bit in filter.probes(id) {
                filter.words[(bit / 64) as usize] |= 1 << (bit % 64);
            }
        }
        filter
    }

    pub(super) fn may_contain(&self, id: ShardId) -> bool {
        self.probes(id)
            .all(|bit| self.words[(bit / 64) as usize] & (1 << (bit % 64)) != 0)
    }

    /// The bits of an id. Its last sixteen bytes are random already, so they are their own two hashes.
    fn probes(&self, id: ShardId) -> impl Iterator<Item = u64> + use<> {
        let number = |bytes: &[u8]| bytes.iter().fold(0, |number: u64, byte| number << 8 | u64::from(*byte));
        let (start, step) = (number(&id.as_bytes()[8..16]), number(&id.as_bytes()[16..24]) | 1);
        let bits = self.words.len() as u64 * 64;
        (0..PROBES).map(move |probe| start.wrapping_add(probe.wrapping_mul(step)) % bits)
    }
}

#[cfg(test)]
mod tests {
    use base::{Entropy, SeededEntropy};

    use super::*;

    fn ids(seed: u64) -> Vec<ShardId> {
        let dice = SeededEntropy::new(seed);
        let mut bytes = [0; 24];
        let mut next = || {
            dice.fill(&mut bytes);
            ShardId::from_bytes(bytes)
        };
        (0..10_000).map(|_| next()).collect()
    }

    #[test]
    fn never_misses_and_seldom_guesses() {
        let inside = ids(1);
        let filter = Filter::new(inside.iter().copied());
        assert!(inside.iter().all(|id| filter.may_contain(*id)));
        let guesses = ids(2).into_iter().filter(|id| filter.may_contain(*id)).count();
        assert!(guesses < 200, "{guesses} of 10,000 strangers were taken for known");
        assert!(!Filter::new([].into_iter()).may_contain(inside[0]));
    }
}
