//! Bytes to text: UTF-8, or UTF-16 that says so.

use std::borrow::Cow;

use super::FileProblem;

/// The text of a file, without its byte order mark.
pub(super) fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, FileProblem> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes).map(Cow::Owned),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes).map(Cow::Owned),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest, 3).map(Cow::Borrowed),
        bytes => utf8(bytes, 0).map(Cow::Borrowed),
    }
}

/// A zero byte is valid UTF-8, but what has some is UTF-16 without a mark, or no text.
fn utf8(bytes: &[u8], before: usize) -> Result<&str, FileProblem> {
    if let Some(zero) = bytes.iter().position(|byte| *byte == 0) {
        return Err(FileProblem::Encoding(before + zero + 1));
    }
    std::str::from_utf8(bytes).map_err(|error| FileProblem::Encoding(before + error.valid_up_to() + 1))
}

fn utf16(bytes: &[u8], read: fn([u8; 2]) -> u16) -> Result<String, FileProblem> {
    let pairs = bytes.chunks_exact(2);
    let odd = !pairs.remainder().is_empty();
    let units = pairs.map(|pair| read([pair[0], pair[1]]));
    let mut text = String::with_capacity(bytes.len());
    for (place, letter) in char::decode_utf16(units).enumerate() {
        match letter {
            Ok('\0') | Err(_) => return Err(FileProblem::Encoding(2 * place + 3)),
            Ok(letter) => text.push(letter),
        }
    }
    if odd {
        return Err(FileProblem::Encoding(bytes.len() + 2));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_say_how_to_read() {
        let utf16 = |text: &str, mark: char, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            let marked = format!("{mark}{text}");
            marked.encode_utf16().flat_map(bytes).collect()
        };
        for bytes in [
            "name,आशा".as_bytes().to_vec(),
            "\u{feff}name,आशा".as_bytes().to_vec(),
            utf16("name,आशा", '\u{feff}', u16::to_le_bytes),
            utf16("name,आशा", '\u{feff}', u16::to_be_bytes),
        ] {
            assert_eq!(decoded(&bytes).unwrap(), "name,आशा");
        }
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_place() {
        // Windows-1252, UTF-16 without a mark, half a letter.
        for (bytes, place) in [
            (&b"name,Zo\xeb"[..], 8),
            (b"n\0a\0", 2),
            (b"\xff\xfen\0a", 5),
            (b"\xff\xfe\x00\xd8", 3),
        ] {
            assert_eq!(decoded(bytes), Err(FileProblem::Encoding(place)), "{bytes:?}");
        }
    }
}
