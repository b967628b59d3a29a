//! The directory as a table for spreadsheets. Pure.
//!
//! Spreadsheets run what begins like a formula, so such cells get an apostrophe in front; and they guess the encoding, so
//! the table begins with a byte order mark. Source: OWASP, CSV Injection.

use super::model::Record;

/// UTF-8 says what it is.
const MARK: &str = "\u{feff}";
const HEADINGS: [&str; 9] = [
    "name",
    "email",
    "role",
    "state",
    "phone",
    "roll_number",
    "guardian_email",
    "joined_at",
    "member",
];

/// The first line.
pub(crate) fn head() -> String {
    format!("{MARK}{}", line(HEADINGS.map(str::to_owned)))
}

/// The line of one person.
pub(crate) fn row(record: &Record) -> String {
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    line([
        record.name.clone(),
        record.email.clone(),
        record.role.name().to_owned(),
        record.state.name().to_owned(),
        or_empty(&record.phone),
        or_empty(&record.roll_number),
        or_empty(&record.guardian_email),
        record.joined_at.map(|moment| moment.to_string()).unwrap_or_default(),
        record.id.to_string(),
    ])
}

/// Quotes every cell, so that no reader has to guess. Source: RFC 4180.
fn line(cells: [String; 9]) -> String {
    let quoted = cells.map(|cell| format!("\"{}\"", harmless(&cell).replace('"', "\"\"")));
    quoted.join(",") + "\r\n"
}

fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_words() {
        for cell in ["=1+1", "+91 98765", "-1", "@SUM(A1)", "\tx", "\rx"] {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
        assert_eq!(harmless("Asha = Rao"), "Asha = Rao");
    }

    #[test]
    fn the_table_says_what_it_is() {
        assert!(head().starts_with("\u{feff}\"name\",\"email\","));
        assert!(head().ends_with("\r\n"));
    }

    proptest! {
        #[test]
        fn every_cell_reads_back(cells in prop::array::uniform9("\\PC{0,12}|[\",\r\n=]{0,4}")) {
            let text = line(cells.clone());
            let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
            let record = reader.records().next().unwrap().unwrap();
            let read: Vec<String> = record.iter().map(str::to_owned).collect();
            let kept: Vec<String> = cells.iter().map(|cell| harmless(cell)).collect();
            prop_assert_eq!(read, kept);
        }
    }
}
