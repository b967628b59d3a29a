//! `Content-Disposition` (RFC 6266) with a name in any script (RFC 8187).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What RFC 8187 lets stand as it is: `attr-char`.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// How a browser should treat a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// Show it.
    Inline,
    /// Save it.
    Attachment,
}

/// The header's value. Old readers get an ASCII likeness of the name, all others the name itself.
pub fn content_disposition(disposition: Disposition, name: &str) -> String {
    let kind = match disposition {
        Disposition::Inline => "inline",
        Disposition::Attachment => "attachment",
    };
    let plain = |c: char| match c {
        '"' | '\\' | '%' => '_',
        c if c.is_ascii() && !c.is_ascii_control() => c,
        _ => '_',
    };
    let likeness: String = name.chars().map(plain).collect();
    if likeness == name {
        return format!("{kind}; filename=\"{name}\"");
    }
    format!(
        "{kind}; filename=\"{likeness}\"; filename*=UTF-8''{}",
        utf8_percent_encode(name, ESCAPED)
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn examples() {
        assert_eq!(
            content_disposition(Disposition::Inline, "a b.pdf"),
            "inline; filename=\"a b.pdf\""
        );
        assert_eq!(
            content_disposition(Disposition::Attachment, "€ \"rates\".txt"),
            "attachment; filename=\"_ _rates_.txt\"; filename*=UTF-8''%E2%82%AC%20%22rates%22.txt"
        );
    }

    proptest! {
        #[test]
        fn no_name_breaks_out_of_the_header(name in "\\PC{1,60}") {
            let value = content_disposition(Disposition::Attachment, &name);
            prop_assert!(value.bytes().all(|byte| (32..127).contains(&byte)));
            prop_assert_eq!(value.matches('"').count(), 2);
            if let Some((_, escaped)) = value.split_once("UTF-8''") {
                prop_assert_eq!(percent_encoding::percent_decode_str(escaped).decode_utf8().unwrap(), name);
            }
        }
    }
}
