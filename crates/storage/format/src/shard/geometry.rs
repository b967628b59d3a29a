//! Where pieces lie. One rule for writers, readers and repair, so that they cannot disagree.

use super::v1::HEADER_LEN;

/// How much longer a sealed chunk is than its (padded) plaintext, in bytes: salt 24, commitment 32, true length 4, tag 16.
/// Part of the format, because it fixes where every piece of a shard begins.
pub const SEALED_OVERHEAD: u32 = 76;

/// Pieces of coded chunks are whole multiples of this many bytes, the width the Reed-Solomon code works in.
const CODED_UNIT: u32 = 64;

/// The length in bytes of the piece that a shard keeps of a sealed chunk: for whole copies (`k` = 1) the chunk itself, for coded
/// ones a `k`-th part, rounded up to a multiple of 64 (the chunk is filled up with zeros to `k` such pieces). `k` = 0 counts as 1.
pub const fn piece_len(sealed_len: u32, k: u8) -> u32 {
    if k <= 1 {
        return sealed_len;
    }
    let part = sealed_len.div_ceil(k as u32);
    // A part is at most half of u32::MAX, so rounding it up cannot overflow.
    part.next_multiple_of(CODED_UNIT)
}

/// Where in its shard the piece of a chunk begins, in bytes. `full_piece_len` is that of a full chunk
/// ([`ShardHeader::full_piece_len`](super::ShardHeader::full_piece_len)): only the last piece may be shorter.
pub const fn piece_offset(chunk_in_segment: u32, full_piece_len: u32) -> u64 {
    HEADER_LEN as u64 + chunk_in_segment as u64 * full_piece_len as u64
}
