//! Unpacks a workbook once to see whether it can be unpacked safely, before anything else looks into it.
//!
//! A few kilobytes can claim to be, or really be, petabytes. What an archive says about itself is checked first; then
//! every entry is unpacked into nothing, under the same limits, because it may lie.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;

use super::FileProblem;

/// What a workbook may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Entries; real workbooks have a few dozen.
    pub entries: usize,
    /// Bytes of all entries together, unpacked.
    pub bytes: u64,
    /// How many times larger unpacking may make an entry; real sheets reach about twenty.
    pub ratio: u64,
    /// Entries up to this size may be packed however well.
    pub small: u64,
}

/// The limits of uploaded workbooks.
pub(super) const LIMITS: Limits = Limits {
    entries: 10_000,
    bytes: 200 << 20,
    ratio: 100,
    small: 1 << 20,
};

/// Refuses an archive that is dangerous to unpack.
pub(super) fn check(bytes: &[u8], limits: Limits) -> Result<(), FileProblem> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > limits.entries {
        return Err(FileProblem::Unsafe("it has more than 10,000 parts"));
    }
    let mut declared = 0_u64;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(damaged)?;
        declared = declared.saturating_add(entry.size());
        limits.admit(declared, entry.size(), entry.compressed_size())?;
    }
    let mut unpacked = 0_u64;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(damaged)?;
        let packed = entry.compressed_size();
        // One byte more than may be, so that too much is noticed.
        let room = limits.bytes - unpacked + 1;
        let size = io::copy(&mut entry.take(room), &mut io::sink());
        let size = size.map_err(|error| FileProblem::Damaged(error.to_string()))?;
        unpacked += size;
        limits.admit(unpacked, size, packed)?;
    }
    Ok(())
}

impl Limits {
    fn admit(self, together: u64, size: u64, packed: u64) -> Result<(), FileProblem> {
        if together > self.bytes {
            return Err(FileProblem::Unsafe("it is larger than 200 MiB when unpacked"));
        }
        if size > self.small && size / self.ratio > packed {
            return Err(FileProblem::Unsafe(
                "a part of it is more than a hundred times larger when unpacked",
            ));
        }
        Ok(())
    }
}

fn damaged(error: zip::result::ZipError) -> FileProblem {
    FileProblem::Damaged(error.to_string())
}
