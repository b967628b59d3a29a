//! From the bytes of an uploaded file to lines with known columns. Pure, and bounded in all directions: the file comes from
//! somebody's computer and may be anything.

mod archive;
mod columns;
mod csv;
mod roles;
mod sheet;
#[cfg(test)]
mod tests;
mod text;
mod xlsx;

pub(crate) use columns::Column;
pub(crate) use roles::role;
pub(crate) use sheet::Line;

use sheet::Sheet;

/// The largest file.
pub(crate) const LARGEST: usize = 20 << 20;
/// The most people in one file.
pub(crate) const MOST_ROWS: usize = 20_000;
/// The most columns of a table.
const MOST_COLUMNS: usize = 50;

/// Why a file cannot be read at all. Each is a sentence for the person who uploaded it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FileProblem {
    #[error("The file is empty. Put one person on each line, below a line with the names of the columns.")]
    Empty,
    #[error(
        "The file is not in UTF-8: byte {0} is no part of a letter. In Excel choose “Save as” and “CSV UTF-8 (comma \
         delimited)”, or upload the workbook itself (.xlsx)."
    )]
    Encoding(usize),
    #[error("This is an old or password-protected workbook. Save it as .xlsx without a password, or as CSV in UTF-8.")]
    OldWorkbook,
    #[error(
        "The workbook is damaged or not a workbook ({0}). Open it in a spreadsheet program and save it again as .xlsx."
    )]
    Damaged(String),
    #[error("The workbook cannot be unpacked safely: {0}. Save the table as CSV in UTF-8 and upload that.")]
    Unsafe(&'static str),
    #[error("The workbook has no table. Put the people on its first sheet.")]
    NoSheet,
    #[error("The table has {0} columns; 50 are the most. Delete those that are not needed.")]
    TooManyColumns(usize),
    #[error("The table has more than 20,000 lines. Split it into several files.")]
    TooManyRows,
    #[error(
        "The first line has no column called {0}. It names the columns: name, email, role, phone, roll_number, guardian_email."
    )]
    NoColumn(&'static str),
    #[error("Two columns of the first line mean {0}. Keep one of them.")]
    TwoColumns(&'static str),
    #[error("Line {0} cannot be read. Look for a quotation mark that is never closed.")]
    Line(u64),
}

/// Reads a CSV file or the first sheet of a workbook.
///
/// # Errors
/// See [`FileProblem`].
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Line>, FileProblem> {
    let mut sheet = Sheet::default();
    match bytes {
        [b'P', b'K', 3 | 5, ..] => xlsx::read(bytes, &mut sheet)?,
        [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(FileProblem::OldWorkbook),
        text => csv::read(&text::decoded(text)?, &mut sheet)?,
    }
    sheet.finish()
}
