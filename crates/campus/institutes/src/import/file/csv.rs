//! Comma-separated values, whatever separates them.

use csv::ReaderBuilder;

use super::{
    FileProblem,
    sheet::{Cell, Sheet},
};

/// Reads every record into the sheet.
pub(super) fn read(text: &str, sheet: &mut Sheet) -> Result<(), FileProblem> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut place = Place::default();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(_) => return Err(FileProblem::Line(place.line)),
        }
        let start = record.position().map_or(0, csv::Position::byte);
        place.go_to(text, usize::try_from(start).unwrap_or(usize::MAX));
        sheet.push(place.line, record.iter().map(cell).collect())?;
    }
}

/// Where a record stands. The reader's own count goes astray where lines end as on Windows.
struct Place {
    byte: usize,
    line: u64,
}

impl Default for Place {
    fn default() -> Self {
        Place { byte: 0, line: 1 }
    }
}

impl Place {
    /// Goes to the record that begins at or, where lines are empty, after this byte.
    fn go_to(&mut self, text: &str, byte: usize) {
        let bytes = text.as_bytes();
        let mut start = byte.clamp(self.byte, bytes.len());
        while bytes.get(start).is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
            start += 1;
        }
        let ends = bytes[self.byte..start].iter().filter(|byte| **byte == b'\n').count();
        (self.byte, self.line) = (start, self.line + ends as u64);
    }
}

/// What stands most often between the headings, outside of quotation marks: a comma, a semicolon (as Excel writes where
/// the comma is part of numbers) or a tabulator.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in first.bytes() {
        quoted ^= byte == b'"';
        for (delimiter, count) in counts.iter_mut().filter(|_| !quoted) {
            *count += usize::from(byte == *delimiter);
        }
    }
    let mut best = counts[0];
    for other in counts {
        if other.1 > best.1 {
            best = other;
        }
    }
    best.0
}

/// A text that a spreadsheet would compute is a formula. An apostrophe in front says that it is meant as it stands: that is
/// how spreadsheets and our own export write a telephone number with a plus.
fn cell(text: &str) -> Cell {
    let text = text.trim();
    match text.as_bytes() {
        [b'\'', b'=' | b'+' | b'-' | b'@', ..] => Cell::text(&text[1..]),
        [b'=' | b'@', ..] => Cell::formula(),
        _ => Cell::text(text),
    }
}
