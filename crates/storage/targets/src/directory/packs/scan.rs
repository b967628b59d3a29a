//! Reads a pack from front to back: at opening for the active pack, and for a sealed one whose index is missing.

use std::{fs::File, ops::Range};

use super::record::{HEADER_LEN, Header, MAGIC, PackKey};
use crate::{SMALL_SHARD_MAX, TargetError, directory::root::Root};

/// How much is read at once while looking for the next record after a damaged header.
const WINDOW: usize = 64 << 10;

/// A record met on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Met {
    pub(super) header: Header,
    /// Where the record begins in the pack.
    pub(super) offset: u64,
    /// Whether the payload is what was stored. A damaged shard is still known by name.
    pub(super) sound: bool,
}

/// What a pack is made of.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Every record with a good header, in the order of the pack.
    pub(super) records: Vec<Met>,
    /// The end of the last sound record: what follows is a torn tail.
    pub(super) sound_end: u64,
    /// Bytes before `sound_end` that belong to no readable record.
    pub(super) holes: Vec<Range<u64>>,
}

/// Reads the `len` bytes of a pack. Damage never ends the scan: records behind it are found by their magic.
pub(super) fn scan(root: &Root, file: &File, len: u64, key: &PackKey) -> Result<Scan, TargetError> {
    let mut scan = Scan::default();
    let mut offset = 0;
    while offset < len {
        match read_record(root, file, offset, len, key)? {
            Some(met) => {
                offset += met.header.record_len();
                scan.records.push(met);
                if met.sound {
                    scan.sound_end = offset;
                }
            }
            None => {
                let next = find_magic(root, file, offset + 1, len)?.unwrap_or(len);
                match scan.holes.last_mut() {
                    Some(hole) if hole.end == offset => hole.end = next,
                    _ => scan.holes.push(offset..next),
                }
                offset = next;
            }
        }
    }
    scan.holes.retain(|hole| hole.start < scan.sound_end);
    Ok(scan)
}

/// The record at `offset`, if one begins there and ends within `len`.
fn read_record(root: &Root, file: &File, offset: u64, len: u64, key: &PackKey) -> Result<Option<Met>, TargetError> {
    let Some(header) = Header::decode(&root.read_at(file, offset, HEADER_LEN)?, key) else {
        return Ok(None);
    };
    if header.len as usize > SMALL_SHARD_MAX || offset + header.record_len() > len {
        return Ok(None);
    }
    let payload = root.read_at(file, offset + HEADER_LEN as u64, header.len as usize)?;
    Ok(Some(Met {
        header,
        offset,
        sound: header.fits(&payload, key),
    }))
}

/// Where the next four bytes of magic stand, from `offset` on.
fn find_magic(root: &Root, file: &File, mut offset: u64, len: u64) -> Result<Option<u64>, TargetError> {
    while offset < len {
        let window = root.read_at(file, offset, WINDOW)?;
        if let Some(at) = window.windows(MAGIC.len()).position(|bytes| bytes == MAGIC) {
            return Ok(Some(offset + at as u64));
        }
        if window.len() < WINDOW {
            return Ok(None);
        }
        // The last three bytes may be the beginning of a magic.
        offset += (WINDOW - MAGIC.len() + 1) as u64;
    }
    Ok(None)
}
