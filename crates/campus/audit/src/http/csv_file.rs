//! Rows for spreadsheets, in which nothing runs.

/// One line of a file of comma-separated values (RFC 4180).
pub(crate) fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let cells = cells.into_iter().map(harmless);
    // Writing to memory cannot fail.
    let _ = writer.write_record(cells);
    writer.into_inner().unwrap_or_default()
}

/// Spreadsheets take a cell that begins with one of these for a formula. An apostrophe in front makes it text again.
/// Source: OWASP, CSV Injection.
fn harmless(cell: &str) -> String {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => format!("'{cell}"),
        _ => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text_and_quotes_stay_inside() {
        let line = line(["=cmd|' /C calc'!A0", "+1", "-2", "@x", "\tq", "a \"b\", c", "plain"]);
        let text = String::from_utf8(line).unwrap();
        assert_eq!(
            text,
            "'=cmd|' /C calc'!A0,'+1,'-2,'@x,'\tq,\"a \"\"b\"\", c\",plain\r\n"
        );
    }
}
