//! Hiding the exact length of a content's last chunk.

/// Last chunks are never shorter than this once padded (unless the chunk size itself is): below it Padmé's steps are so fine
/// that they would tell the length of a tiny file almost exactly, for example whether it says "yes" or "no".
const LEAST: usize = 256;

/// The length in bytes a last chunk of `len` bytes is padded to: the next step of Padmé, at least 256, at most `chunk_size`.
///
/// Padmé keeps only the highest bits of a length, as many as its exponent needs digits: at most 12 % are added, and of a
/// length L only O(log log L) bits are told. Source: Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and
/// Communication with PURBs", PETS 2019, section 4.
pub fn padded_len(len: usize, chunk_size: usize) -> usize {
    let longer = len.max(LEAST);
    let exponent = longer.ilog2();
    let digits = exponent.ilog2() + 1;
    let step = 1_usize << exponent.saturating_sub(digits);
    // Saturating: a length near usize::MAX is above every chunk size.
    let padded = longer.checked_next_multiple_of(step).unwrap_or(usize::MAX);
    padded.min(chunk_size.max(len))
}
