//! ZIP archives as a stream: stored (not compressed), with zip64 wherever a number does not fit, and with a length that
//! is known before the first byte.
//!
//! Layout: for each member a local header, its bytes and a data descriptor, because the CRC is known only after the
//! bytes; then the central directory and its end records. Names are UTF-8 and say so (general purpose bit 11).
//! Source: PKWARE, "APPNOTE.TXT – .ZIP File Format Specification", version 6.3.10, sections 4.3 to 4.5.

mod record;

use base::Timestamp;

pub use record::zip_time;
use record::{Central, Sizes};

/// A member of an archive, before its bytes are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Path with slashes, without one in front; folders end with one. At most 65,535 bytes.
    pub name: String,
    /// Bytes it has; 0 for folders.
    pub size: u64,
    /// The time to show.
    pub modified: Timestamp,
}

/// Why a member cannot be put into an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ZipError {
    /// A path longer than the format can say.
    #[error("a path is longer than a ZIP archive can hold")]
    NameTooLong,
    /// The bytes were fewer or more than announced.
    #[error("a file had another length than announced")]
    WrongLength,
}

/// Writes the records of an archive around the bytes of its members. Does no I/O: it answers what to send.
#[derive(Debug, Default)]
pub struct ZipWriter {
    offset: u64,
    members: Vec<Central>,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    member: Member,
    start: u64,
    crc: crc32fast::Hasher,
    written: u64,
}

impl ZipWriter {
    /// Starts a member: send the answer, then its bytes through [`ZipWriter::bytes`].
    ///
    /// # Errors
    /// [`ZipError`]; also when the member before is not complete.
    pub fn begin(&mut self, member: Member) -> Result<Vec<u8>, ZipError> {
        let header = record::local_header(&member)?;
        let start = self.offset;
        self.offset += header.len() as u64;
        self.open = Some(Open {
            member,
            start,
            crc: crc32fast::Hasher::new(),
            written: 0,
        });
        Ok(header)
    }

    /// Notes bytes of the open member; the caller sends them.
    ///
    /// # Errors
    /// [`ZipError::WrongLength`] when there are more than announced.
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<(), ZipError> {
        let open = self.open.as_mut().ok_or(ZipError::WrongLength)?;
        open.crc.update(bytes);
        open.written += bytes.len() as u64;
        self.offset += bytes.len() as u64;
        if open.written > open.member.size {
            Err(ZipError::WrongLength)
        } else {
            Ok(())
        }
    }

    /// Ends the open member: send the answer.
    ///
    /// # Errors
    /// [`ZipError::WrongLength`] when bytes are missing.
    pub fn end(&mut self) -> Result<Vec<u8>, ZipError> {
        let open = self
            .open
            .take()
            .filter(|open| open.written == open.member.size)
            .ok_or(ZipError::WrongLength)?;
        let central = Central {
            crc: open.crc.finalize(),
            start: open.start,
            member: open.member,
        };
        let descriptor = record::descriptor(&central);
        self.offset += descriptor.len() as u64;
        self.members.push(central);
        Ok(descriptor)
    }

    /// The central directory in pieces, then the end of the archive.
    pub fn finish(self) -> impl Iterator<Item = Vec<u8>> + Send {
        let start = self.offset;
        let count = self.members.len() as u64;
        let size: u64 = self
            .members
            .iter()
            .map(|member| Sizes::of(&member.member, member.start).central)
            .sum();
        let entries = self.members.into_iter().map(|member| record::central_header(&member));
        entries.chain([record::end(count, start, size)])
    }
}

/// How long the archive of these members will be.
pub fn length<'m>(members: impl IntoIterator<Item = &'m Member>) -> u64 {
    let (mut offset, mut central, mut count) = (0, 0, 0);
    for member in members {
        let sizes = Sizes::of(member, offset);
        offset += sizes.local + member.size + sizes.descriptor;
        central += sizes.central;
        count += 1;
    }
    offset + central + record::end_len(count, offset, central)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn archive(members: &[(String, Vec<u8>)]) -> (Vec<u8>, u64) {
        let described = |(name, bytes): &(String, Vec<u8>)| Member {
            name: name.clone(),
            size: bytes.len() as u64,
            modified: Timestamp(1_700_000_000_000_000),
        };
        let listed: Vec<_> = members.iter().map(described).collect();
        let mut writer = ZipWriter::default();
        let mut out = Vec::new();
        for (member, (_, bytes)) in listed.iter().zip(members) {
            out.extend(writer.begin(member.clone()).unwrap());
            for piece in bytes.chunks(7) {
                writer.bytes(piece).unwrap();
                out.extend_from_slice(piece);
            }
            out.extend(writer.end().unwrap());
        }
        out.extend(writer.finish().flatten());
        (out, length(&listed))
    }

    /// A reader of our own: walks from the end record to the members, as any program does.
    fn read(archive: &[u8]) -> Vec<(String, Vec<u8>)> {
        let u16_at = |at: usize| u16::from_le_bytes(archive[at..at + 2].try_into().unwrap());
        let u32_at = |at: usize| u32::from_le_bytes(archive[at..at + 4].try_into().unwrap());
        let end = archive.len() - 22;
        assert_eq!(u32_at(end), 0x0605_4b50);
        let (count, mut at) = (u16_at(end + 10), u32_at(end + 16) as usize);
        let mut members = Vec::new();
        for _ in 0..count {
            assert_eq!(u32_at(at), 0x0201_4b50);
            assert_eq!(u16_at(at + 8) & 0x808, 0x808, "UTF-8 names and data descriptors");
            let (crc, size) = (u32_at(at + 16), u32_at(at + 24) as usize);
            let (name_len, extra_len) = (u16_at(at + 28) as usize, u16_at(at + 30) as usize);
            let name = String::from_utf8(archive[at + 46..at + 46 + name_len].to_vec()).unwrap();
            let local = u32_at(at + 42) as usize;
            assert_eq!(u32_at(local), 0x0403_4b50);
            let data = local + 30 + u16_at(local + 26) as usize + u16_at(local + 28) as usize;
            let bytes = archive[data..data + size].to_vec();
            assert_eq!(crc32fast::hash(&bytes), crc);
            if !name.ends_with('/') {
                assert_eq!(u32_at(data + size), 0x0807_4b50, "data descriptor");
                assert_eq!(u32_at(data + size + 4), crc);
            }
            members.push((name, bytes));
            at += 46 + name_len + extra_len;
        }
        members
    }

    #[test]
    fn an_empty_archive_is_an_end_record() {
        let (bytes, length) = archive(&[]);
        assert_eq!((bytes.len() as u64, length), (22, 22));
        assert!(read(&bytes).is_empty());
    }

    #[test]
    fn lengths_are_checked() {
        let member = Member {
            name: "a".into(),
            size: 2,
            modified: Timestamp(0),
        };
        let mut writer = ZipWriter::default();
        writer.begin(member.clone()).unwrap();
        writer.bytes(b"1").unwrap();
        assert_eq!(writer.end(), Err(ZipError::WrongLength));
        writer.begin(member).unwrap();
        assert_eq!(writer.bytes(b"123"), Err(ZipError::WrongLength));
        let long = Member {
            name: "x".repeat(70_000),
            size: 0,
            modified: Timestamp(0),
        };
        assert_eq!(writer.begin(long), Err(ZipError::NameTooLong));
    }

    #[test]
    fn beyond_four_gib_and_65534_members_the_length_counts_zip64() {
        let member = |size| Member {
            name: "a".into(),
            size,
            modified: Timestamp(0),
        };
        let small = length(&[member(10), member(20)]) - 30;
        let large = length(&[member(5 << 30), member(20)]) - (5 << 30) - 20;
        assert!(large > small, "zip64 fields take room: {large} {small}");
        let many = vec![member(0); 70_000];
        assert_eq!(
            length(&many) - length(&many[..65_534]),
            76 + 4_466 * (length(&many[..2]) - length(&many[..1]))
        );
    }

    proptest! {
        #[test]
        fn what_goes_in_comes_out_and_the_length_was_right(
            members in prop::collection::vec(("[a-zé/ ]{1,12}|\\PC{1,9}", prop::collection::vec(any::<u8>(), 0..60)), 0..8)
        ) {
            let members: Vec<_> = members.into_iter().map(|(name, bytes)| (name.trim_end_matches('/').to_owned() + "x", bytes)).collect();
            let (bytes, length) = archive(&members);
            prop_assert_eq!(bytes.len() as u64, length);
            prop_assert_eq!(read(&bytes), members);
        }
    }
}
