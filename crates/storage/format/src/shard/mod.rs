//! The parts of a shard, and the door to its versions: what is written is always the newest version,
//! what is read is whatever version the bytes name.

mod geometry;
pub mod v1;
mod verify;

pub use geometry::{SEALED_OVERHEAD, piece_len, piece_offset};
pub use v1::{FOOTER_LEN_MAX, HEADER_LEN, SEGMENT_CHUNKS_MAX, TRAILER_LEN};
pub use verify::{ShardVerifier, verify_shard};

use std::fmt;

use base::hex;

use crate::{FormatError, ShardId};

/// How a segment was cut for its shards, and which cut this shard holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Coding {
    /// How many pieces are needed to get a chunk back; 1 for whole copies.
    pub k: u8,
    /// How many pieces there are beyond `k`; 0 for whole copies, which are counted by the registry.
    pub m: u8,
    /// Which of the `k + m` pieces this shard holds.
    pub index: u8,
}

impl Coding {
    /// The most pieces a chunk may be cut into, `k + m`.
    pub const PIECES_MAX: usize = 64;

    /// A whole copy of the segment.
    pub const fn whole() -> Self {
        Coding { k: 1, m: 0, index: 0 }
    }

    /// Whether the shard holds the segment's sealed chunks as they are.
    pub const fn is_whole(&self) -> bool {
        self.k == 1
    }

    fn check(&self) -> Result<(), FormatError> {
        let pieces = usize::from(self.k) + usize::from(self.m);
        if self.k == 0 {
            return Err(FormatError::Rule("k is at least 1"));
        }
        if self.k == 1 && self.m != 0 {
            return Err(FormatError::Rule("a whole copy has k = 1 and m = 0"));
        }
        if pieces > Coding::PIECES_MAX {
            return Err(FormatError::Rule("k + m is at most 64"));
        }
        if usize::from(self.index) >= pieces {
            return Err(FormatError::Rule("the piece's index is less than k + m"));
        }
        Ok(())
    }
}

/// The first bytes of a shard: what it is, of what, and how it is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShardHeader {
    /// The shard's own name, so that a shard under a wrong name is noticed.
    pub id: ShardId,
    /// The key domain (a UUID).
    pub vault: [u8; 16],
    /// Which of the vault's keys wraps the content key.
    pub epoch: u32,
    /// The content (a UUID).
    pub content: [u8; 16],
    /// The number of the segment in its content, counted from 0.
    pub segment: u32,
    /// The number in its content of the segment's first chunk, counted from 0.
    pub first_chunk: u64,
    /// Bytes of plaintext in every chunk of the content except the last, 1 to 64 MiB.
    pub chunk_size: u32,
    /// How the segment is cut and which cut this is.
    pub coding: Coding,
}

impl ShardHeader {
    /// The largest chunk a shard may hold, in bytes of plaintext: 64 MiB.
    pub const CHUNK_SIZE_MAX: u32 = 64 << 20;

    /// The header as bytes. Give it a header that keeps the rules of the format ([`ShardHeader::check`]): bytes of any
    /// other are refused by every reader.
    pub fn encode(&self) -> [u8; HEADER_LEN] {
        v1::encode_header(self)
    }

    /// Reads a header from the start of `bytes`; what follows it is ignored.
    ///
    /// # Errors
    /// [`FormatError`], for any bytes that [`encode`](ShardHeader::encode) does not make from a header that keeps the rules.
    pub fn decode(bytes: &[u8]) -> Result<Self, FormatError> {
        v1::decode_header(bytes)
    }

    /// The length of the piece of a full chunk, in bytes: all pieces of the shard but the last have it.
    pub const fn full_piece_len(&self) -> u32 {
        piece_len(self.chunk_size.saturating_add(SEALED_OVERHEAD), self.coding.k)
    }

    /// Checks the rules of the format that a header can break.
    ///
    /// # Errors
    /// [`FormatError::Rule`] with the broken rule.
    pub fn check(&self) -> Result<(), FormatError> {
        if self.chunk_size == 0 || self.chunk_size > ShardHeader::CHUNK_SIZE_MAX {
            return Err(FormatError::Rule("the chunk size is between 1 byte and 64 MiB"));
        }
        self.coding.check()
    }
}

/// What the footer says about the piece of one chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PieceEntry {
    /// Length of the whole sealed chunk in bytes, before it was filled up for coding.
    pub sealed_len: u32,
    /// Length of the piece in this shard in bytes: [`piece_len`] of `sealed_len`.
    pub piece_len: u32,
    /// BLAKE3 of the piece.
    pub hash: [u8; 32],
}

impl PieceEntry {
    /// Describes the piece that a shard keeps of a chunk whose sealed length is `sealed_len` bytes. That the piece is as
    /// long as it should be is checked by [`Footer::encode`].
    pub fn of(piece: &[u8], sealed_len: u32) -> Self {
        let piece_len = u32::try_from(piece.len()).unwrap_or(u32::MAX);
        PieceEntry {
            sealed_len,
            piece_len,
            hash: *blake3::hash(piece).as_bytes(),
        }
    }

    /// Whether `piece` is the piece this entry describes. Call it before a piece is used for anything.
    pub fn matches(&self, piece: &[u8]) -> bool {
        usize::try_from(self.piece_len) == Ok(piece.len()) && blake3::hash(piece) == self.hash
    }
}

/// BLAKE3 over a shard's header and footer, hence over every byte of the shard through the piece hashes.
/// The registry keeps it: a shard with another seal is damaged, swapped or out of date.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Seal([u8; 32]);

impl Seal {
    /// Wraps the bytes of a seal, as they stand in the registry.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Seal(bytes)
    }

    /// The bytes of the seal.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for Seal {
    fn from(bytes: [u8; 32]) -> Self {
        Seal(bytes)
    }
}

impl TryFrom<&[u8]> for Seal {
    type Error = std::array::TryFromSliceError;

    fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
        <[u8; 32]>::try_from(bytes).map(Seal)
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

/// The last bytes of a shard: the table of its pieces, and what is needed to open it again with nothing but the root key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Footer {
    /// One entry for each chunk of the segment, in order.
    pub pieces: Vec<PieceEntry>,
    /// The content key, wrapped by the vault's key.
    pub wrapped_key: Vec<u8>,
    /// Facts about the content (its length, class, …), sealed; opaque here.
    pub facts: Vec<u8>,
    /// The seal that was found and checked.
    pub seal: Seal,
}

impl Footer {
    /// The footer of a shard as bytes, trailer included, and its seal.
    ///
    /// # Errors
    /// [`FormatError::Rule`] when the header or an argument breaks a rule of the format; nothing that a reader would refuse
    /// is ever written.
    pub fn encode(
        header: &ShardHeader,
        pieces: &[PieceEntry],
        wrapped_key: &[u8],
        facts: &[u8],
    ) -> Result<(Vec<u8>, Seal), FormatError> {
        v1::encode_footer(header, pieces, wrapped_key, facts)
    }

    /// Reads the footer at the end of `tail`: the last bytes of a shard, at least as many as
    /// [`trailer_footer_len`] says; more is fine.
    ///
    /// # Errors
    /// [`FormatError`] when the bytes are not the sound footer of the shard with this header.
    pub fn decode(tail: &[u8], header: &ShardHeader) -> Result<Footer, FormatError> {
        v1::decode_footer(tail, header)
    }

    /// The length of an encoded footer in bytes, trailer included.
    pub const fn encoded_len(chunks: usize, wrapped_key_len: usize, facts_len: usize) -> usize {
        v1::footer_len(chunks, wrapped_key_len, facts_len)
    }

    /// The bytes between header and footer: the sum of the pieces' lengths.
    pub fn pieces_len(&self) -> u64 {
        self.pieces.iter().map(|piece| u64::from(piece.piece_len)).sum()
    }
}

/// Reads the length of the footer in bytes, trailer included, from the last [`TRAILER_LEN`] bytes of a shard
/// (more bytes before them are ignored).
///
/// # Errors
/// [`FormatError`] when the bytes are no trailer, or tell a length that no footer has.
pub fn trailer_footer_len(trailer: &[u8]) -> Result<usize, FormatError> {
    v1::trailer_footer_len(trailer)
}
