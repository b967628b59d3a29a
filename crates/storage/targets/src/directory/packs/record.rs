//! One record of a pack, as bytes. All numbers are big-endian.
//!
//! ```text
//! offset  length
//!      0       4  magic "LyPR"
//!      4       1  version, 1
//!      5       1  kind: 1 = a shard, 2 = the removal of a shard
//!      6       2  zero
//!      8       4  length of the payload; 0 for a removal
//!     12      24  shard id
//!     36      32  hash of the payload
//!     68       8  check: the first bytes of the hash of bytes 0..68
//!     76       …  payload: the shard
//! ```
//!
//! Hashes are BLAKE3 keyed with the target and the number of the pack. The check makes the length trustworthy, so a
//! reader can step over a damaged payload; the key makes it impossible to smuggle bytes into a shard that a reader
//! that lost its way could take for a record, and shows when a pack was put into the wrong place.
//!
//! A change of these bytes gets a new version; readers keep knowing the old one, because packs are never rewritten
//! only to be newer.

use format::ShardId;

/// The bytes of a record before its payload.
pub(super) const HEADER_LEN: usize = 76;

/// How every record begins.
pub(super) const MAGIC: [u8; 4] = *b"LyPR";

const VERSION: u8 = 1;
const CHECKED: usize = 68;

/// What the hashes of one pack are keyed with.
#[derive(Clone, Copy)]
pub(super) struct PackKey([u8; 32]);

impl PackKey {
    pub(super) fn new(target: &[u8; 16], pack: u64) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("lyceum pack record v1");
        hasher.update(target).update(&pack.to_be_bytes());
        PackKey(*hasher.finalize().as_bytes())
    }

    fn hash(&self, bytes: &[u8]) -> blake3::Hash {
        blake3::keyed_hash(&self.0, bytes)
    }
}

/// What a record says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Here is a shard.
    Shard,
    /// The shard of this id in this pack, before this record, or in any pack of a smaller number, is gone.
    Removal,
}

/// The header of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) kind: Kind,
    pub(super) id: ShardId,
    /// The payload's length in bytes.
    pub(super) len: u32,
    hash: [u8; 32],
}

impl Header {
    /// The bytes of the whole record on disk.
    pub(super) fn record_len(&self) -> u64 {
        record_len(self.len)
    }

    /// Reads a header; `None` for anything that is not the beginning of a record of this pack.
    pub(super) fn decode(bytes: &[u8], key: &PackKey) -> Option<Header> {
        let bytes: &[u8; HEADER_LEN] = bytes.get(..HEADER_LEN)?.try_into().ok()?;
        let (checked, check) = bytes.split_at(CHECKED);
        if checked[..5] != [MAGIC[0], MAGIC[1], MAGIC[2], MAGIC[3], VERSION]
            || key.hash(checked).as_bytes()[..8] != *check
        {
            return None;
        }
        let kind = match checked[5] {
            1 => Kind::Shard,
            2 => Kind::Removal,
            _ => return None,
        };
        let len = u32::from_be_bytes(checked[8..12].try_into().ok()?);
        let id = ShardId::from_bytes(checked[12..36].try_into().ok()?);
        let hash = checked[36..68].try_into().ok()?;
        Some(Header { kind, id, len, hash })
    }

    /// Whether these are the bytes that were stored.
    pub(super) fn fits(&self, payload: &[u8], key: &PackKey) -> bool {
        // The comparison of `blake3::Hash` takes constant time; nothing here needs that.
        *key.hash(payload).as_bytes() == self.hash
    }
}

/// The bytes on disk of a record with a payload of `len` bytes.
pub(super) const fn record_len(len: u32) -> u64 {
    HEADER_LEN as u64 + len as u64
}

/// Appends a record to `out`. A payload is at most [`crate::SMALL_SHARD_MAX`] bytes; a removal has none.
pub(super) fn encode(out: &mut Vec<u8>, kind: Kind, id: ShardId, payload: &[u8], key: &PackKey) {
    let start = out.len();
    out.extend_from_slice(&MAGIC);
    out.extend_from_slice(&[VERSION, kind as u8 + 1, 0, 0]);
    // Payloads are bounded far below 4 GiB by the only caller.
    out.extend_from_slice(&(payload.len() as u32).to_be_bytes());
    out.extend_from_slice(id.as_bytes());
    out.extend_from_slice(key.hash(payload).as_bytes());
    let check = key.hash(&out[start..]);
    out.extend_from_slice(&check.as_bytes()[..8]);
    out.extend_from_slice(payload);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> PackKey {
        PackKey::new(&[7; 16], 3)
    }

    #[test]
    fn the_bytes_are_these() {
        let mut bytes = Vec::new();
        encode(&mut bytes, Kind::Shard, ShardId::new(0x0102, [9; 16]), b"shard", &key());
        assert_eq!(base::hex::encode(&bytes), GOLDEN);
    }

    /// Packs on disk look like this; see the module's words before changing it.
    const GOLDEN: &str = concat!(
        "4c795052",                                                         // magic
        "01",                                                               // version
        "01",                                                               // a shard
        "0000",                                                             // zero
        "00000005",                                                         // length
        "0000000000000102",                                                 // generation
        "09090909090909090909090909090909",                                 // the random part of the id
        "e653f014e8388c46e03799257c0e20eb51b0523c7165369ad35ddd128ccbeaed", // hash
        "a640bc9eeec677dc",                                                 // check
        "7368617264",                                                       // payload
    );

    #[test]
    fn a_record_belongs_to_its_pack() {
        let mut bytes = Vec::new();
        encode(&mut bytes, Kind::Removal, ShardId::new(1, [1; 16]), b"", &key());
        assert_eq!(
            Header::decode(&bytes, &key()).map(|header| header.kind),
            Some(Kind::Removal)
        );
        assert_eq!(Header::decode(&bytes, &PackKey::new(&[7; 16], 4)), None);
        assert_eq!(Header::decode(&bytes, &PackKey::new(&[8; 16], 3)), None);
    }

    proptest! {
        #[test]
        fn every_changed_bit_is_noticed(payload in prop::collection::vec(any::<u8>(), 0..200), at: prop::sample::Index, bit in 0..8u8) {
            let mut bytes = Vec::new();
            encode(&mut bytes, Kind::Shard, ShardId::new(5, [2; 16]), &payload, &key());
            let whole = Header::decode(&bytes, &key()).unwrap();
            prop_assert_eq!(whole.record_len(), bytes.len() as u64);
            prop_assert!(whole.fits(&bytes[HEADER_LEN..], &key()));
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            let noticed = match Header::decode(&bytes, &key()) {
                None => true,
                Some(header) => !header.fits(&bytes[HEADER_LEN..], &key()),
            };
            prop_assert!(noticed);
        }

        #[test]
        fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(Header::decode(&bytes, &key()), None);
        }
    }
}
