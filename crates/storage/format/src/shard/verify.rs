//! Checking a whole shard as it streams past, in bounded memory and without a key: the work of scrub.

use super::{FOOTER_LEN_MAX, Footer, HEADER_LEN, SEGMENT_CHUNKS_MAX, Seal, ShardHeader, v1::own_footer_len};
use crate::FormatError;

/// How many bytes may wait before those that cannot be footer any more are hashed. Twice the longest footer, so that small
/// feeds do not move the waiting bytes each time.
const WAITING_MAX: usize = 2 * FOOTER_LEN_MAX;

/// Checks a shard that is fed to it from front to back in any portions: header, every piece, footer, and that nothing else
/// is there. Needs 512 KiB of memory for a shard of any size.
///
/// Where the footer begins is known only at the end, so the last 256 KiB always wait: they may be footer, everything before
/// them is certainly pieces.
pub struct ShardVerifier {
    waiting: Vec<u8>,
    pieces: Option<PieceHashes>,
}

impl ShardVerifier {
    /// A verifier that has seen nothing yet.
    pub fn new() -> Self {
        ShardVerifier {
            waiting: Vec::with_capacity(WAITING_MAX),
            pieces: None,
        }
    }

    /// Takes the next bytes of the shard.
    ///
    /// # Errors
    /// [`FormatError`] as soon as the shard is known to be bad. It stays bad whatever is fed afterwards.
    pub fn feed(&mut self, mut bytes: &[u8]) -> Result<(), FormatError> {
        while !bytes.is_empty() {
            if self.waiting.len() == WAITING_MAX {
                self.hash_all_but(FOOTER_LEN_MAX)?;
            }
            let room = WAITING_MAX - self.waiting.len();
            let (here, rest) = bytes.split_at(bytes.len().min(room));
            self.waiting.extend_from_slice(here);
            bytes = rest;
        }
        Ok(())
    }

    /// Ends the shard and tells what it is.
    ///
    /// # Errors
    /// [`FormatError`] with what is wrong with the shard.
    pub fn finish(mut self) -> Result<(ShardHeader, Footer, Seal), FormatError> {
        if self.pieces.is_none() {
            // Before the trailer is asked: "not a shard" says more than "no footer".
            ShardHeader::decode(&self.waiting)?;
        }
        let footer_len = own_footer_len(&self.waiting)?;
        self.hash_all_but(footer_len)?;
        let Some(pieces) = self.pieces else {
            let needed = (HEADER_LEN + footer_len) as u64;
            return Err(FormatError::Truncated {
                needed,
                found: self.waiting.len() as u64,
            });
        };
        let header = pieces.header;
        let footer = Footer::decode(&self.waiting, &header)?;
        pieces.compare(&footer)?;
        let seal = footer.seal;
        Ok((header, footer, seal))
    }

    /// Hashes the waiting bytes except the last `keep`.
    fn hash_all_but(&mut self, keep: usize) -> Result<(), FormatError> {
        let ready = self.waiting.len().saturating_sub(keep);
        let mut start = 0;
        if self.pieces.is_none() && ready >= HEADER_LEN {
            self.pieces = Some(PieceHashes::new(ShardHeader::decode(&self.waiting)?));
            start = HEADER_LEN;
        }
        if let Some(pieces) = &mut self.pieces {
            pieces.update(&self.waiting[start..ready])?;
            self.waiting.drain(..ready);
        }
        Ok(())
    }
}

impl Default for ShardVerifier {
    fn default() -> Self {
        ShardVerifier::new()
    }
}

/// The hashes of the pieces seen so far. Pieces need no marks between them: all but the last have one length.
struct PieceHashes {
    header: ShardHeader,
    done: Vec<[u8; 32]>,
    current: blake3::Hasher,
    current_len: usize,
    total: u64,
}

impl PieceHashes {
    fn new(header: ShardHeader) -> Self {
        PieceHashes {
            header,
            done: Vec::new(),
            current: blake3::Hasher::new(),
            current_len: 0,
            total: 0,
        }
    }

    fn update(&mut self, mut bytes: &[u8]) -> Result<(), FormatError> {
        let full = self.header.full_piece_len() as usize;
        self.total += bytes.len() as u64;
        while !bytes.is_empty() {
            let (here, rest) = bytes.split_at(bytes.len().min(full - self.current_len));
            self.current.update(here);
            self.current_len += here.len();
            bytes = rest;
            if self.current_len == full {
                self.close()?;
            }
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), FormatError> {
        if self.done.len() == SEGMENT_CHUNKS_MAX {
            return Err(FormatError::Rule("a segment has at most 1,024 chunks"));
        }
        self.done.push(*self.current.finalize().as_bytes());
        self.current.reset();
        self.current_len = 0;
        Ok(())
    }

    /// Compares what passed by with what the footer promises.
    fn compare(mut self, footer: &Footer) -> Result<(), FormatError> {
        if self.current_len > 0 {
            self.close()?;
        }
        let expected = footer.pieces_len();
        if expected != self.total {
            return Err(FormatError::Misplaced {
                expected,
                found: self.total,
            });
        }
        let bad = self
            .done
            .iter()
            .zip(&footer.pieces)
            .position(|(found, entry)| *found != entry.hash);
        match bad {
            Some(chunk) => Err(FormatError::PieceDamaged { chunk: chunk as u32 }),
            None => Ok(()),
        }
    }
}

/// Checks a whole shard that is in memory already, without a copy; see [`ShardVerifier`] for one that is not.
///
/// # Errors
/// [`FormatError`] with what is wrong with the shard.
pub fn verify_shard(bytes: &[u8]) -> Result<(ShardHeader, Footer, Seal), FormatError> {
    let header = ShardHeader::decode(bytes)?;
    let needed = HEADER_LEN + own_footer_len(bytes)?;
    let Some(pieces_len) = bytes.len().checked_sub(needed) else {
        return Err(FormatError::Truncated {
            needed: needed as u64,
            found: bytes.len() as u64,
        });
    };
    let (mut pieces, tail) = bytes[HEADER_LEN..].split_at(pieces_len);
    let footer = Footer::decode(tail, &header)?;
    let (expected, found) = (footer.pieces_len(), pieces_len as u64);
    if expected != found {
        return Err(FormatError::Misplaced { expected, found });
    }
    for (chunk, entry) in (0..).zip(&footer.pieces) {
        let (piece, rest) = pieces.split_at(entry.piece_len as usize);
        if !entry.matches(piece) {
            return Err(FormatError::PieceDamaged { chunk });
        }
        pieces = rest;
    }
    let seal = footer.seal;
    Ok((header, footer, seal))
}
