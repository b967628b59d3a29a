//! The index of a sealed pack, as bytes. All numbers are big-endian.
//!
//! ```text
//! offset  length
//!      0       8  magic "LyPINDX1"
//!      8       8  number of the pack
//!     16       8  length of the pack in bytes
//!     24       4  n, number of shards
//!     28       4  r, number of removals
//!     32    32·n  shards ordered by id: id 24, offset of the record 4, length of the shard 4
//!      …    24·r  removals ordered by id
//!      …      32  BLAKE3 of everything before
//! ```
//!
//! An index is a hint: one that is missing, damaged or of another pack is made again from the pack.

use std::collections::{BTreeMap, BTreeSet};

use format::ShardId;

const MAGIC: &[u8; 8] = b"LyPINDX1";
const HEAD_LEN: usize = 32;
const CHECK_LEN: usize = 32;

/// The bytes of one shard in the index.
pub(super) const ENTRY_LEN: usize = 32;

/// The longest index there can be, in bytes: a pack holds a bounded number of records.
pub(super) const MAX_LEN: usize = HEAD_LEN + ENTRY_LEN * 2 * super::MAX_RECORDS + CHECK_LEN;

/// Where a shard stands in its pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Where its record begins.
    pub(super) offset: u32,
    /// The shard's length in bytes.
    pub(super) len: u32,
}

/// What an index says about its pack.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parsed {
    pub(super) ids: Vec<ShardId>,
    /// The lengths of the shards, in the order of `ids`.
    pub(super) lens: Vec<u32>,
    pub(super) removals: Vec<ShardId>,
}

/// Writes an index.
pub(super) fn encode(
    number: u64,
    pack_len: u64,
    shards: &BTreeMap<ShardId, Place>,
    removals: &BTreeSet<ShardId>,
) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD_LEN + ENTRY_LEN * shards.len() + ShardId::LEN * removals.len() + CHECK_LEN);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&number.to_be_bytes());
    bytes.extend_from_slice(&pack_len.to_be_bytes());
    // Both numbers are bounded by the number of records in a pack.
    bytes.extend_from_slice(&(shards.len() as u32).to_be_bytes());
    bytes.extend_from_slice(&(removals.len() as u32).to_be_bytes());
    for (id, place) in shards {
        bytes.extend_from_slice(id.as_bytes());
        bytes.extend_from_slice(&place.offset.to_be_bytes());
        bytes.extend_from_slice(&place.len.to_be_bytes());
    }
    for id in removals {
        bytes.extend_from_slice(id.as_bytes());
    }
    bytes.extend_from_slice(blake3::hash(&bytes).as_bytes());
    bytes
}

/// Reads an index; `None` unless it is whole and belongs to this pack.
pub(super) fn parse(bytes: &[u8], number: u64, pack_len: u64) -> Option<Parsed> {
    let (body, check) = bytes.split_at_checked(bytes.len().checked_sub(CHECK_LEN)?)?;
    if blake3::hash(body).as_bytes() != check {
        return None;
    }
    let (head, lists) = body.split_at_checked(HEAD_LEN)?;
    let number_at = |at: usize| Some(u64::from_be_bytes(head.get(at..at + 8)?.try_into().ok()?));
    if head[..8] != *MAGIC || number_at(8)? != number || number_at(16)? != pack_len {
        return None;
    }
    let counts = number_at(24)?;
    let (shards, removals) = ((counts >> 32) as usize, (counts & u64::from(u32::MAX)) as usize);
    let (shards, removals) = lists
        .split_at_checked(shards.checked_mul(ENTRY_LEN)?)
        .filter(|(_, rest)| rest.len() == removals * ShardId::LEN)?;
    let (entries, _) = shards.as_chunks::<ENTRY_LEN>();
    let (removals, _) = removals.as_chunks::<{ ShardId::LEN }>();
    let (ids, lens) = entries.iter().map(entry).map(|(id, place)| (id, place.len)).unzip();
    Some(Parsed {
        ids,
        lens,
        removals: removals.iter().map(|id| ShardId::from_bytes(*id)).collect(),
    })
}

/// The bytes of the index that hold the entries `first..first + count`.
pub(super) const fn entries_at(first: usize, count: usize) -> std::ops::Range<usize> {
    HEAD_LEN + first * ENTRY_LEN..HEAD_LEN + (first + count) * ENTRY_LEN
}

/// The bytes of the index that hold the `removals` removals, behind `shards` shards.
pub(super) const fn removals_at(shards: usize, removals: usize) -> std::ops::Range<usize> {
    let start = HEAD_LEN + shards * ENTRY_LEN;
    start..start + removals * ShardId::LEN
}

/// Reads the entries out of such bytes.
pub(super) fn entries(bytes: &[u8]) -> impl Iterator<Item = (ShardId, Place)> {
    bytes.as_chunks::<ENTRY_LEN>().0.iter().map(entry)
}

fn entry(bytes: &[u8; ENTRY_LEN]) -> (ShardId, Place) {
    let number = |at: usize| {
        bytes[at..at + 4]
            .iter()
            .fold(0, |number: u32, byte| number << 8 | u32::from(*byte))
    };
    let mut id = [0; ShardId::LEN];
    id.copy_from_slice(&bytes[..ShardId::LEN]);
    (
        ShardId::from_bytes(id),
        Place {
            offset: number(24),
            len: number(28),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> (BTreeMap<ShardId, Place>, BTreeSet<ShardId>) {
        let shards = (0..5).map(|n| {
            (
                ShardId::new(n, [1; 16]),
                Place {
                    offset: 100 * n as u32,
                    len: n as u32,
                },
            )
        });
        (shards.collect(), [ShardId::new(9, [2; 16])].into())
    }

    #[test]
    fn reads_back_and_refuses_everything_else() {
        let (shards, removals) = sample();
        let bytes = encode(4, 1000, &shards, &removals);
        let parsed = parse(&bytes, 4, 1000).unwrap();
        assert_eq!(parsed.ids, shards.keys().copied().collect::<Vec<_>>());
        assert_eq!(parsed.removals, removals.iter().copied().collect::<Vec<_>>());
        assert_eq!(
            entries(&bytes[entries_at(1, 2)]).collect::<Vec<_>>(),
            shards.into_iter().skip(1).take(2).collect::<Vec<_>>()
        );
        assert_eq!(parse(&bytes, 5, 1000), None);
        assert_eq!(parse(&bytes, 4, 1001), None);
        for end in 0..bytes.len() {
            assert_eq!(parse(&bytes[..end], 4, 1000), None);
            let mut damaged = bytes.clone();
            damaged[end] ^= 4;
            assert_eq!(parse(&damaged, 4, 1000), None);
        }
    }
}
