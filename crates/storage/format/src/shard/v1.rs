//! Version 1 of a shard, byte by byte. All numbers are unsigned and little-endian, except inside the shard id.
//!
//! ```text
//! shard = header (128) ‖ piece 0 ‖ piece 1 ‖ … ‖ footer
//!
//! header
//!   0    8  magic  89 4C 59 43 53 48 52 44   ("\x89LYCSHRD": not text, and not UTF-8)
//!   8    2  version = 1
//!  10    2  length of the header = 128
//!  12   24  shard id: generation (8, big-endian), random (16)
//!  36   16  vault
//!  52    4  epoch of the vault's key
//!  56   16  content
//!  72    4  segment number in the content
//!  76    8  number of the segment's first chunk in the content
//!  84    4  chunk size: bytes of plaintext in a full chunk, 1 … 67,108,864
//!  88    1  k   pieces needed; 1 for a whole copy
//!  89    1  m   pieces beyond k; 0 for a whole copy; k + m ≤ 64
//!  90    1  index of this piece, < k + m
//!  91   21  zero
//! 112   16  checksum: the first 16 bytes of BLAKE3 over bytes 0 … 111
//!
//! pieces
//!   Piece i begins at 128 + i × F, where F = piece_len(chunk size + 76, k) and
//!     piece_len(s, 1) = s,    piece_len(s, k) = ⌈s ÷ k⌉ rounded up to a multiple of 64.
//!   A whole copy's piece is the sealed chunk. A coded piece is a k-th part of the sealed chunk filled up with zeros
//!   (index < k) or a recovery piece of the Reed-Solomon code over those parts (index ≥ k).
//!
//! footer  (n = number of pieces, w = length of the wrapped key, f = length of the facts; at most 262,144 bytes in all)
//!   0       4  n, 1 … 1,024
//!   4       4  w
//!   8       4  f
//!  12     40n  entries, one per piece: sealed length (4), piece length (4), BLAKE3 of the piece (32)
//!   …       w  the content key, wrapped
//!   …       f  facts, sealed
//!   …      32  seal: BLAKE3 over the header's 128 bytes and all of the footer above
//!   …      16  trailer: length of the footer with its trailer (4), version = 1 (2), zero (2),
//!                       magic 4C 59 43 45 4E 44 0D 0A   ("LYCEND\r\n": shows a transfer that mangled line ends)
//! ```
//!
//! Every sealed length but the last equals chunk size + 76; the last is at least 1 and at most that. A piece length is always
//! `piece_len` of its sealed length. Each shard has exactly one spelling: bytes that decode encode to the same bytes.
//!
//! # How a change rolls out
//!
//! 1. A change of any byte above is a new version: copy this file to `v2.rs`, leave this one as it is for as long as a shard of
//!    version 1 may exist anywhere, and let the doors in `shard/mod.rs` choose by the version field. What stays for ever: both
//!    magic numbers, the place of both version fields, the 128 bytes of header with their checksum, the 16 bytes of trailer.
//! 2. Ship a release that reads both and writes 1. Wait until every server and node runs it: an older one answers
//!    [`FormatError::UnknownVersion`], which is never treated as damage and never repaired over.
//! 3. Ship a release that writes 2. Old shards stay valid; a transition or a repair rewrites them when it passes by.
//! 4. Golden files of version 1 stay in `tests/golden` unchanged; those of version 2 are added beside them.

use super::{Coding, Footer, PieceEntry, SEALED_OVERHEAD, Seal, ShardHeader, piece_len};
use crate::{FormatError, ShardId};

/// Length of a header in bytes.
pub const HEADER_LEN: usize = 128;
/// Length of the trailer, the last bytes of every shard.
pub const TRAILER_LEN: usize = 16;
/// The longest footer in bytes, trailer included: 256 KiB.
pub const FOOTER_LEN_MAX: usize = 256 << 10;
/// The most chunks a segment may have.
pub const SEGMENT_CHUNKS_MAX: usize = 1024;

const VERSION: u16 = 1;
const MAGIC: [u8; 8] = *b"\x89LYCSHRD";
const END_MAGIC: [u8; 8] = *b"LYCEND\r\n";
const CHECKSUM_AT: usize = 112;
const COUNTS_LEN: usize = 12;
const ENTRY_LEN: usize = 40;
const SEAL_LEN: usize = 32;

/// Lays out a header.
pub(super) fn encode_header(header: &ShardHeader) -> [u8; HEADER_LEN] {
    debug_assert_eq!(header.check(), Ok(()), "a header that no reader will accept");
    let mut bytes = [0; HEADER_LEN];
    let mut rest = bytes.as_mut_slice();
    let mut put = |field: &[u8]| {
        let (here, after) = std::mem::take(&mut rest).split_at_mut(field.len());
        here.copy_from_slice(field);
        rest = after;
    };
    put(&MAGIC);
    put(&VERSION.to_le_bytes());
    put(&(HEADER_LEN as u16).to_le_bytes());
    put(header.id.as_bytes());
    put(&header.vault);
    put(&header.epoch.to_le_bytes());
    put(&header.content);
    put(&header.segment.to_le_bytes());
    put(&header.first_chunk.to_le_bytes());
    put(&header.chunk_size.to_le_bytes());
    put(&[header.coding.k, header.coding.m, header.coding.index]);
    let checksum = blake3::hash(&bytes[..CHECKSUM_AT]);
    bytes[CHECKSUM_AT..].copy_from_slice(&checksum.as_bytes()[..HEADER_LEN - CHECKSUM_AT]);
    bytes
}

/// Reads a header; the inverse of [`encode_header`].
pub(super) fn decode_header(bytes: &[u8]) -> Result<ShardHeader, FormatError> {
    let Some(bytes) = bytes.first_chunk::<HEADER_LEN>() else {
        return Err(truncated(HEADER_LEN, bytes.len()));
    };
    let mut reader = Reader(bytes);
    if reader.array()? != MAGIC {
        return Err(FormatError::NotAShard);
    }
    // The checksum comes first, in all versions: a flipped bit in the version must not pass for a newer program's work.
    let checksum = blake3::hash(&bytes[..CHECKSUM_AT]);
    if bytes[CHECKSUM_AT..] != checksum.as_bytes()[..HEADER_LEN - CHECKSUM_AT] {
        return Err(FormatError::HeaderDamaged);
    }
    let version = reader.u16()?;
    if version != VERSION {
        return Err(FormatError::UnknownVersion(version));
    }
    if usize::from(reader.u16()?) != HEADER_LEN {
        return Err(FormatError::Rule("the header is 128 bytes long"));
    }
    let header = ShardHeader {
        id: ShardId::from_bytes(reader.array()?),
        vault: reader.array()?,
        epoch: reader.u32()?,
        content: reader.array()?,
        segment: reader.u32()?,
        first_chunk: reader.u64()?,
        chunk_size: reader.u32()?,
        coding: Coding {
            k: reader.u8()?,
            m: reader.u8()?,
            index: reader.u8()?,
        },
    };
    if reader.array::<21>()? != [0; 21] {
        return Err(FormatError::Rule("the unused bytes of the header are zero"));
    }
    header.check()?;
    Ok(header)
}

/// The length of an encoded footer, trailer included.
pub(super) const fn footer_len(chunks: usize, wrapped_key_len: usize, facts_len: usize) -> usize {
    let entries = chunks.saturating_mul(ENTRY_LEN);
    let fixed = COUNTS_LEN + SEAL_LEN + TRAILER_LEN;
    fixed
        .saturating_add(entries)
        .saturating_add(wrapped_key_len)
        .saturating_add(facts_len)
}

/// Lays out a footer and seals it.
pub(super) fn encode_footer(
    header: &ShardHeader,
    pieces: &[PieceEntry],
    wrapped_key: &[u8],
    facts: &[u8],
) -> Result<(Vec<u8>, Seal), FormatError> {
    header.check()?;
    check_entries(header, pieces)?;
    let len = footer_len(pieces.len(), wrapped_key.len(), facts.len());
    if len > FOOTER_LEN_MAX {
        return Err(FormatError::Rule("a footer is at most 256 KiB long"));
    }
    let mut bytes = Vec::with_capacity(len);
    for count in [pieces.len(), wrapped_key.len(), facts.len()] {
        // Each is at most FOOTER_LEN_MAX.
        bytes.extend_from_slice(&(count as u32).to_le_bytes());
    }
    for piece in pieces {
        bytes.extend_from_slice(&piece.sealed_len.to_le_bytes());
        bytes.extend_from_slice(&piece.piece_len.to_le_bytes());
        bytes.extend_from_slice(&piece.hash);
    }
    bytes.extend_from_slice(wrapped_key);
    bytes.extend_from_slice(facts);
    let seal = seal(header, &bytes);
    bytes.extend_from_slice(seal.as_bytes());
    bytes.extend_from_slice(&trailer(len));
    Ok((bytes, seal))
}

/// Reads the footer at the end of `tail`; the inverse of [`encode_footer`].
pub(super) fn decode_footer(tail: &[u8], header: &ShardHeader) -> Result<Footer, FormatError> {
    let len = own_footer_len(tail)?;
    let start = tail.len().checked_sub(len).ok_or_else(|| truncated(len, tail.len()))?;
    let sealed = &tail[start..tail.len() - TRAILER_LEN];
    // `trailer_footer_len` gives no length that is too short for a seal.
    let (body, found) = sealed.split_at(sealed.len() - SEAL_LEN);
    let seal = seal(header, body);
    if seal.as_bytes() != found {
        return Err(FormatError::FooterDamaged);
    }
    let mut reader = Reader(body);
    let (chunks, wrapped_key_len, facts_len) = (reader.len()?, reader.len()?, reader.len()?);
    if footer_len(chunks, wrapped_key_len, facts_len) != len {
        return Err(FormatError::Rule("the lengths in the footer add up to its own"));
    }
    let pieces = (0..chunks).map(|_| reader.entry()).collect::<Result<Vec<_>, _>>()?;
    check_entries(header, &pieces)?;
    let wrapped_key = reader.take(wrapped_key_len)?.to_vec();
    let facts = reader.take(facts_len)?.to_vec();
    Ok(Footer {
        pieces,
        wrapped_key,
        facts,
        seal,
    })
}

/// Reads the length of the footer from the last bytes of `tail`.
pub(super) fn trailer_footer_len(tail: &[u8]) -> Result<usize, FormatError> {
    let Some(trailer) = tail.last_chunk::<TRAILER_LEN>() else {
        return Err(truncated(TRAILER_LEN, tail.len()));
    };
    let mut reader = Reader(trailer);
    let len = reader.len()?;
    let (version, zero, magic) = (reader.u16()?, reader.u16()?, reader.array()?);
    if magic != END_MAGIC {
        return Err(FormatError::NotAShard);
    }
    if version != VERSION {
        return Err(FormatError::UnknownVersion(version));
    }
    if zero != 0 {
        return Err(FormatError::Rule("the unused bytes of the trailer are zero"));
    }
    if !(footer_len(1, 0, 0)..=FOOTER_LEN_MAX).contains(&len) {
        return Err(FormatError::Rule("a footer is between 100 bytes and 256 KiB long"));
    }
    Ok(len)
}

/// The length of the footer at the end of a shard whose header is of this version: another version there is damage.
pub(super) fn own_footer_len(tail: &[u8]) -> Result<usize, FormatError> {
    trailer_footer_len(tail).map_err(|error| match error {
        FormatError::UnknownVersion(_) => FormatError::FooterDamaged,
        other => other,
    })
}

fn trailer(footer_len: usize) -> [u8; TRAILER_LEN] {
    let mut bytes = [0; TRAILER_LEN];
    bytes[..4].copy_from_slice(&(footer_len as u32).to_le_bytes());
    bytes[4..6].copy_from_slice(&VERSION.to_le_bytes());
    bytes[8..].copy_from_slice(&END_MAGIC);
    bytes
}

fn seal(header: &ShardHeader, body: &[u8]) -> Seal {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&encode_header(header)).update(body);
    Seal(*hasher.finalize().as_bytes())
}

fn check_entries(header: &ShardHeader, pieces: &[PieceEntry]) -> Result<(), FormatError> {
    let Some((last, full)) = pieces.split_last() else {
        return Err(FormatError::Rule("a segment has at least one chunk"));
    };
    if pieces.len() > SEGMENT_CHUNKS_MAX {
        return Err(FormatError::Rule("a segment has at most 1,024 chunks"));
    }
    let sealed_full = header.chunk_size + SEALED_OVERHEAD;
    if full.iter().any(|piece| piece.sealed_len != sealed_full) {
        return Err(FormatError::Rule(
            "every sealed chunk but the last is chunk size + 76 bytes long",
        ));
    }
    if last.sealed_len == 0 || last.sealed_len > sealed_full {
        return Err(FormatError::Rule(
            "the last sealed chunk is at most chunk size + 76 bytes long and not empty",
        ));
    }
    if pieces
        .iter()
        .any(|piece| piece.piece_len != piece_len(piece.sealed_len, header.coding.k))
    {
        return Err(FormatError::Rule("a piece is as long as its sealed chunk and k say"));
    }
    Ok(())
}

fn truncated(needed: usize, found: usize) -> FormatError {
    FormatError::Truncated {
        needed: needed as u64,
        found: found as u64,
    }
}

/// Takes fields from the front of a slice; running out of bytes is an error, never a panic.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize) -> Result<&'a [u8], FormatError> {
        let (field, rest) = self
            .0
            .split_at_checked(len)
            .ok_or_else(|| truncated(len, self.0.len()))?;
        self.0 = rest;
        Ok(field)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], FormatError> {
        let (field, rest) = self
            .0
            .split_first_chunk::<N>()
            .ok_or_else(|| truncated(N, self.0.len()))?;
        self.0 = rest;
        Ok(*field)
    }

    fn u8(&mut self) -> Result<u8, FormatError> {
        self.array().map(u8::from_le_bytes)
    }

    fn u16(&mut self) -> Result<u16, FormatError> {
        self.array().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Result<u32, FormatError> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Result<u64, FormatError> {
        self.array().map(u64::from_le_bytes)
    }

    fn len(&mut self) -> Result<usize, FormatError> {
        self.u32().map(|len| len as usize)
    }

    fn entry(&mut self) -> Result<PieceEntry, FormatError> {
        Ok(PieceEntry {
            sealed_len: self.u32()?,
            piece_len: self.u32()?,
            hash: self.array()?,
        })
    }
}
