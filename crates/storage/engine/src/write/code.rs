//! Sealing a chunk and cutting it into pieces: the part of a write that costs processor time and touches nothing else.

use bytes::Bytes;
use crypto::{ChunkContext, ContentKey, CryptoError};
use format::{PieceEntry, piece_len};
use reed_solomon_simd::{ReedSolomonDecoder, ReedSolomonEncoder};

use crate::settings::Redundancy;

/// A sealed chunk as its shards keep it.
#[derive(Debug)]
pub(crate) struct SealedChunk {
    /// One piece for whole copies, `k + m` for coded chunks.
    pub(crate) pieces: Vec<Bytes>,
    /// What the footers say about each piece, in the same order.
    pub(crate) entries: Vec<PieceEntry>,
}

impl SealedChunk {
    /// The piece and its entry for shard `index`; whole copies all keep the same.
    pub(crate) fn piece(&self, index: usize) -> Option<(Bytes, PieceEntry)> {
        let index = if self.pieces.len() == 1 { 0 } else { index };
        Some((self.pieces.get(index)?.clone(), *self.entries.get(index)?))
    }
}

/// Why a chunk could not be coded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CodeError {
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    #[error("the code refused its pieces")]
    Code(#[from] reed_solomon_simd::Error),
    #[error("a chunk is too large")]
    TooLarge,
}

/// Seals the plaintext behind the prefix of `buffer` and cuts the result.
pub(crate) fn seal(
    key: &ContentKey,
    context: &ChunkContext,
    chunk_size: u32,
    salt: [u8; 24],
    mut buffer: Vec<u8>,
    redundancy: Redundancy,
) -> Result<SealedChunk, CodeError> {
    key.seal(context, chunk_size as usize, salt, &mut buffer)?;
    cut(buffer, redundancy)
}

/// Cuts a sealed chunk into the pieces of its shards.
pub(crate) fn cut(mut sealed: Vec<u8>, redundancy: Redundancy) -> Result<SealedChunk, CodeError> {
    let sealed_len = u32::try_from(sealed.len()).map_err(|_| CodeError::TooLarge)?;
    let Redundancy { k, m } = redundancy;
    if k == 1 {
        let entries = vec![PieceEntry::of(&sealed, sealed_len)];
        return Ok(SealedChunk {
            pieces: vec![Bytes::from(sealed)],
            entries,
        });
    }
    let piece = piece_len(sealed_len, k) as usize;
    sealed.resize(piece * k as usize, 0);
    let parity = parity(&sealed, piece, redundancy)?;
    let (data, parity) = (Bytes::from(sealed), Bytes::from(parity));
    let slices = |bytes: &Bytes, count: u8| -> Vec<Bytes> {
        (0..count as usize)
            .map(|index| bytes.slice(index * piece..(index + 1) * piece))
            .collect()
    };
    let mut pieces = slices(&data, k);
    pieces.extend(slices(&parity, m));
    let entries = pieces.iter().map(|piece| PieceEntry::of(piece, sealed_len)).collect();
    Ok(SealedChunk { pieces, entries })
}

fn parity(data: &[u8], piece: usize, redundancy: Redundancy) -> Result<Vec<u8>, CodeError> {
    let Redundancy { k, m } = redundancy;
    let mut parity = Vec::with_capacity(piece * m as usize);
    if m > 0 {
        let mut encoder = ReedSolomonEncoder::new(k as usize, m as usize, piece)?;
        for original in data.chunks_exact(piece) {
            encoder.add_original_shard(original)?;
        }
        for recovery in encoder.encode()?.recovery_iter() {
            parity.extend_from_slice(recovery);
        }
    }
    Ok(parity)
}

/// Puts a sealed chunk together again from any `k` of its pieces (`index`, bytes).
pub(crate) fn join(pieces: &[(u8, Vec<u8>)], sealed_len: u32, redundancy: Redundancy) -> Result<Vec<u8>, CodeError> {
    let Redundancy { k, m } = redundancy;
    let piece = piece_len(sealed_len, k) as usize;
    let mut sealed = vec![0; piece * k as usize];
    let mut present = vec![false; k as usize];
    for (index, bytes) in pieces
        .iter()
        .filter(|(index, bytes)| *index < k && bytes.len() == piece)
    {
        let at = usize::from(*index) * piece;
        sealed[at..at + piece].copy_from_slice(bytes);
        present[usize::from(*index)] = true;
    }
    if present.contains(&false) {
        let mut decoder = ReedSolomonDecoder::new(k as usize, m as usize, piece)?;
        for (index, bytes) in pieces {
            match index.checked_sub(k) {
                None => decoder.add_original_shard(usize::from(*index), bytes)?,
                Some(recovery) => decoder.add_recovery_shard(usize::from(recovery), bytes)?,
            }
        }
        for (index, bytes) in decoder.decode()?.restored_original_iter() {
            sealed[index * piece..(index + 1) * piece].copy_from_slice(bytes);
        }
    }
    sealed.truncate(sealed_len as usize);
    Ok(sealed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_k_pieces_are_enough(sealed in prop::collection::vec(any::<u8>(), 1..5000), k in 1_u8..7, m in 0_u8..5, seed: u64) {
            let redundancy = Redundancy { k, m };
            let chunk = cut(sealed.clone(), redundancy).unwrap();
            let mut order: Vec<u8> = (0..k + m).collect();
            let mut state = seed | 1;
            for place in (1..order.len()).rev() {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1);
                order.swap(place, (state >> 33) as usize % (place + 1));
            }
            let some: Vec<(u8, Vec<u8>)> = order[..k as usize]
                .iter()
                .map(|index| (if k == 1 { 0 } else { *index }, chunk.piece(usize::from(*index)).unwrap().0.to_vec()))
                .collect();
            prop_assert_eq!(join(&some, sealed.len() as u32, redundancy).unwrap(), sealed);
        }
    }
}
