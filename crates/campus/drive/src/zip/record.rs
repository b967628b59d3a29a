//! The records of the format, field by field.

use base::Timestamp;
use std::time::UNIX_EPOCH;

use super::{Member, ZipError};

const LOCAL: u32 = 0x0403_4b50;
const DESCRIPTOR: u32 = 0x0807_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const END_64: u32 = 0x0606_4b50;
const LOCATOR_64: u32 = 0x0706_4b50;

/// Bit 3: sizes follow the bytes. Bit 11: the name is UTF-8.
const FLAGS: u16 = 0x0808;
const STORED: u16 = 0;
/// Version of the format needed to read: 2.0, or 4.5 for zip64.
const PLAIN: u16 = 20;
const ZIP64: u16 = 45;
/// "Made by" Unix, so that the external attributes are read as a mode.
const MADE_BY: u16 = (3 << 8) | ZIP64;
const FULL_16: u16 = u16::MAX;
const FULL_32: u32 = u32::MAX;

/// A complete member, as the central directory lists it.
#[derive(Debug)]
pub(super) struct Central {
    pub member: Member,
    pub start: u64,
    pub crc: u32,
}

/// How long a member's records are.
pub(super) struct Sizes {
    pub local: u64,
    pub descriptor: u64,
    pub central: u64,
}

impl Sizes {
    pub fn of(member: &Member, start: u64) -> Sizes {
        let name = member.name.len() as u64;
        let large = is_large(member);
        let far = u64::from(start >= u64::from(FULL_32));
        let extra = if large { 16 } else { 0 } + 8 * far;
        Sizes {
            local: 30 + name + if large { 20 } else { 0 },
            descriptor: if large { 24 } else { 16 },
            central: 46 + name + if extra > 0 { 4 + extra } else { 0 },
        }
    }
}

/// Whether a member's sizes need 64 bits. A member that is not large needs no zip64 in its descriptor either.
fn is_large(member: &Member) -> bool {
    member.size >= u64::from(FULL_32)
}

/// A buffer that takes little-endian numbers.
struct Record(Vec<u8>);

impl Record {
    fn new(signature: u32) -> Self {
        Record(Vec::with_capacity(128)).u32(signature)
    }

    fn u16(mut self, value: u16) -> Self {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    fn u32(mut self, value: u32) -> Self {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    fn u64(mut self, value: u64) -> Self {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self
    }

    /// A value in 32 bits, or the mark that says "see the zip64 field".
    fn short(self, value: u64) -> Self {
        self.u32(u32::try_from(value).unwrap_or(FULL_32))
    }
}

/// Section 4.3.7.
pub(super) fn local_header(member: &Member) -> Result<Vec<u8>, ZipError> {
    let name = u16::try_from(member.name.len()).map_err(|_| ZipError::NameTooLong)?;
    let (date, time) = zip_time(member.modified);
    let large = is_large(member);
    // With bit 3 set, CRC and sizes are zero here; zip64 readers want the marks and an extra field instead.
    let size = if large { FULL_32 } else { 0 };
    let record = Record::new(LOCAL)
        .u16(if large { ZIP64 } else { PLAIN })
        .u16(FLAGS)
        .u16(STORED)
        .u16(time)
        .u16(date)
        .u32(0)
        .u32(size)
        .u32(size)
        .u16(name)
        .u16(if large { 20 } else { 0 })
        .bytes(member.name.as_bytes());
    Ok(if large {
        record.u16(1).u16(16).u64(0).u64(0).0
    } else {
        record.0
    })
}

/// Section 4.3.9.
pub(super) fn descriptor(central: &Central) -> Vec<u8> {
    let record = Record::new(DESCRIPTOR).u32(central.crc);
    let size = central.member.size;
    if is_large(&central.member) {
        record.u64(size).u64(size).0
    } else {
        record.short(size).short(size).0
    }
}

/// Section 4.3.12.
pub(super) fn central_header(central: &Central) -> Vec<u8> {
    let member = &central.member;
    let (date, time) = zip_time(member.modified);
    let large = is_large(member);
    let far = central.start >= u64::from(FULL_32);
    let extra: u16 = if large { 16 } else { 0 } + if far { 8 } else { 0 };
    // The name was measured when the member began.
    let name = u16::try_from(member.name.len()).unwrap_or(FULL_16);
    // A directory (0o40755) or a file (0o100644), and the directory bit of MS-DOS.
    let mode: u32 = if member.name.ends_with('/') {
        (0o040_755 << 16) | 0x10
    } else {
        0o100_644 << 16
    };
    let mut record = Record::new(CENTRAL)
        .u16(MADE_BY)
        .u16(if extra > 0 { ZIP64 } else { PLAIN })
        .u16(FLAGS)
        .u16(STORED)
        .u16(time)
        .u16(date)
        .u32(central.crc)
        .short(member.size)
        .short(member.size)
        .u16(name)
        .u16(if extra > 0 { 4 + extra } else { 0 })
        .u16(0)
        .u16(0)
        .u16(0)
        .u32(mode)
        .short(central.start)
        .bytes(member.name.as_bytes());
    if extra > 0 {
        record = record.u16(1).u16(extra);
    }
    if large {
        record = record.u64(member.size).u64(member.size);
    }
    if far {
        record = record.u64(central.start);
    }
    record.0
}

/// Whether the end records need their zip64 forms.
fn ends_large(count: u64, start: u64, size: u64) -> bool {
    count >= u64::from(FULL_16) || start >= u64::from(FULL_32) || size >= u64::from(FULL_32)
}

pub(super) fn end_len(count: u64, start: u64, size: u64) -> u64 {
    if ends_large(count, start, size) {
        56 + 20 + 22
    } else {
        22
    }
}

/// Sections 4.3.14 to 4.3.16.
pub(super) fn end(count: u64, start: u64, size: u64) -> Vec<u8> {
    let mut record = Record(Vec::with_capacity(98));
    if ends_large(count, start, size) {
        record = record
            .u32(END_64)
            .u64(44)
            .u16(MADE_BY)
            .u16(ZIP64)
            .u32(0)
            .u32(0)
            .u64(count)
            .u64(count)
            .u64(size)
            .u64(start)
            .u32(LOCATOR_64)
            .u32(0)
            .u64(start + size)
            .u32(1);
    }
    let short = u16::try_from(count).unwrap_or(FULL_16);
    record
        .u32(END)
        .u16(0)
        .u16(0)
        .u16(short)
        .u16(short)
        .short(size)
        .short(start)
        .u16(0)
        .0
}

/// Date and time as MS-DOS wrote them: two-second steps, 1980 to 2107, in UTC.
pub fn zip_time(moment: Timestamp) -> (u16, u16) {
    let seconds = crate::model::conditions::system_time(moment)
        .duration_since(UNIX_EPOCH)
        .map_or(0, |it| it.as_secs());
    let (year, month, day) = civil(seconds / 86_400);
    if !(1980..=2107).contains(&year) {
        return ((1 << 5) | 1, 0);
    }
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    // Each part fits its bits by construction.
    let date = ((year - 1980) << 9) | (month << 5) | day;
    let time = (hour << 11) | (minute << 5) | (second / 2);
    (u16::try_from(date).unwrap_or(FULL_16), u16::try_from(time).unwrap_or(0))
}

/// Year, month and day of a day since 1970-01-01, by the proleptic Gregorian calendar.
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calendar() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(11_016), (2000, 2, 29));
        assert_eq!(civil(20_777), (2026, 11, 20));
        // 2023-11-14T22:13:20Z
        let (date, time) = zip_time(Timestamp(1_700_000_000_000_000));
        assert_eq!((date >> 9, (date >> 5) & 15, date & 31), (43, 11, 14));
        assert_eq!((time >> 11, (time >> 5) & 63, (time & 31) * 2), (22, 13, 20));
        assert_eq!(zip_time(Timestamp(0)), (33, 0), "before 1980 there is no time");
    }

    #[test]
    fn zip64_records_carry_what_does_not_fit() {
        let member = Member {
            name: "a".into(),
            size: 5 << 30,
            modified: Timestamp(0),
        };
        let sizes = Sizes::of(&member, 6 << 30);
        assert_eq!(local_header(&member).unwrap().len() as u64, sizes.local);
        let central = Central {
            member,
            start: 6 << 30,
            crc: 7,
        };
        assert_eq!(descriptor(&central).len() as u64, sizes.descriptor);
        let header = central_header(&central);
        assert_eq!(header.len() as u64, sizes.central);
        assert_eq!(header[47..51], [1, 0, 24, 0]);
        assert_eq!(header[51..59], (5_u64 << 30).to_le_bytes());
        assert_eq!(header[67..75], (6_u64 << 30).to_le_bytes());
        assert_eq!(end(70_000, 1, 2).len() as u64, end_len(70_000, 1, 2));
        assert_eq!(end(1, 1, 2).len() as u64, end_len(1, 1, 2));
    }
}
