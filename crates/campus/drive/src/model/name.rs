//! Names of files and folders: what is allowed, how they sort, how they are found.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// Longest name in bytes of UTF-8, after composition; what ext4, APFS and NTFS can all hold.
pub const MAX_NAME_BYTES: usize = 255;
/// Where a sort key ends at the latest; names that agree so far sort by id.
const MAX_SORT_KEY: usize = 512;

/// A checked name: Unicode NFC, case kept, 1 to 255 bytes, no `/`, no control characters, neither `.` nor `..`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name(String);

/// Why a text cannot name a file or folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing, or nothing but white space.
    #[error("a name must have at least one visible character")]
    Blank,
    /// `.` or `..`
    #[error("`.` and `..` are not names; choose another one")]
    Dots,
    /// A `/` or a NUL.
    #[error("a name may not contain a slash")]
    Slash,
    /// A control character, among them line breaks.
    #[error("a name may not contain line breaks or other control characters")]
    Control,
    /// More than 255 bytes.
    #[error("the name is too long: at most 255 bytes, about 255 Latin or 85 Devanagari letters")]
    TooLong,
}

impl Name {
    /// Composes (NFC) and checks. Nothing is trimmed or replaced silently.
    ///
    /// # Errors
    /// See [`NameError`].
    pub fn new(text: &str) -> Result<Name, NameError> {
        // Composition at most triples the length; anything longer cannot fit and need not be composed.
        if text.len() > 4 * MAX_NAME_BYTES {
            return Err(NameError::TooLong);
        }
        let name: String = text.nfc().collect();
        match name.as_str() {
            "." | ".." => Err(NameError::Dots),
            name if name.contains('/') => Err(NameError::Slash),
            name if name.chars().any(char::is_control) => Err(NameError::Control),
            name if name.chars().all(is_invisible) => Err(NameError::Blank),
            name if name.len() > MAX_NAME_BYTES => Err(NameError::TooLong),
            _ => Ok(Name(name)),
        }
    }

    /// Wraps a name that was checked before it was stored.
    pub(crate) fn stored(name: String) -> Name {
        Name(name)
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after the last dot, lower case; `None` for `README` and `.profile`.
    pub fn extension(&self) -> Option<String> {
        let (stem, extension) = self.0.rsplit_once('.')?;
        (!stem.is_empty() && !extension.is_empty()).then(|| extension.to_lowercase())
    }

    /// The same name with ` (word)` before its extension, shortened where needed: `notes.pdf` → `notes (copy).pdf`.
    pub fn marked(&self, word: &str) -> Name {
        let (stem, extension) = match self.0.rfind('.') {
            Some(dot) if dot > 0 && self.0.len() - dot <= 20 => self.0.split_at(dot),
            _ => (self.0.as_str(), ""),
        };
        let room = MAX_NAME_BYTES.saturating_sub(extension.len() + word.len() + 3);
        let end = (0..=room.min(stem.len()))
            .rev()
            .find(|end| stem.is_char_boundary(*end))
            .unwrap_or(0);
        Name(
            format!("{} ({word}){extension}", stem[..end].trim_end())
                .nfc()
                .collect(),
        )
    }

    /// Bytes whose order is the order people expect: case and accents of Latin letters do not count, and runs of digits
    /// compare as numbers (`page 9` before `page 10`). Two names may share a key; ids decide then.
    pub fn sort_key(&self) -> Vec<u8> {
        let mut key = Vec::with_capacity(self.0.len() + 8);
        let folded = fold(&self.0);
        let mut rest = folded.as_str();
        while let Some(first) = rest.chars().next() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            if digits > 0 {
                push_number(&mut key, &rest[..digits]);
                rest = &rest[digits..];
            } else {
                key.extend_from_slice(&rest.as_bytes()[..first.len_utf8()]);
                rest = &rest[first.len_utf8()..];
            }
        }
        key.truncate(MAX_SORT_KEY);
        key
    }

    /// What a search looks through: see [`fold`].
    pub fn folded(&self) -> String {
        fold(&self.0)
    }
}

/// A number sorts by how many digits it has, then by the digits. It starts with `0`, where digits stand among the letters.
fn push_number(key: &mut Vec<u8>, digits: &str) {
    let significant = digits.trim_start_matches('0').as_bytes();
    key.push(b'0');
    // A name has at most 255 bytes, so its longest number fits.
    key.push(u8::try_from(significant.len()).unwrap_or(u8::MAX));
    key.extend_from_slice(significant);
}

/// Lower case without the accents of Latin, Greek and Cyrillic letters. Signs of other scripts stay: in Devanagari they
/// are vowels.
pub fn fold(text: &str) -> String {
    let accent = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    text.nfd()
        .filter(|c| !accent(c))
        .flat_map(char::to_lowercase)
        .filter(|c| !accent(c))
        .collect()
}

fn is_invisible(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(text: &str) -> Name {
        Name::new(text).unwrap()
    }

    #[test]
    fn refusals() {
        for (text, error) in [
            ("", NameError::Blank),
            ("  \u{3000}", NameError::Blank),
            ("\u{200b}", NameError::Blank),
            (".", NameError::Dots),
            ("..", NameError::Dots),
            ("a/b", NameError::Slash),
            ("a\0b", NameError::Control),
            ("a\nb", NameError::Control),
            ("\u{85}x", NameError::Control),
        ] {
            assert_eq!(Name::new(text), Err(error), "{text:?}");
        }
        assert!(Name::new(&"x".repeat(255)).is_ok());
        assert_eq!(Name::new(&"x".repeat(256)), Err(NameError::TooLong));
        assert_eq!(Name::new(&"न".repeat(86)), Err(NameError::TooLong));
        // Decomposed letters are longer on the wire than stored.
        assert!(Name::new(&"e\u{301}".repeat(127)).is_ok());
    }

    #[test]
    fn composition_makes_one_name_of_two_spellings_and_keeps_case_and_spaces() {
        assert_eq!(name("e\u{301}tude"), name("étude"));
        assert_ne!(name("A"), name("a"));
        assert_eq!(name(" a ").as_str(), " a ");
        assert_eq!(name("...").as_str(), "...");
    }

    #[test]
    fn people_s_order() {
        let sorted = [
            "1",
            "2",
            "10",
            "a 9.txt",
            "A 10.txt",
            "b",
            "étude 007",
            "Etude 8",
            "z",
            "आम",
            "इमली",
        ];
        let mut shuffled: Vec<_> = sorted.iter().rev().map(|text| name(text)).collect();
        shuffled.sort_by_key(Name::sort_key);
        assert_eq!(shuffled.iter().map(Name::as_str).collect::<Vec<_>>(), sorted);
    }

    #[test]
    fn search_text_forgets_case_and_accents_but_no_vowels() {
        assert_eq!(fold("RÉSUMÉ"), "resume");
        assert_ne!(fold("कि"), fold("की"));
    }

    #[test]
    fn marks_go_before_the_extension() {
        assert_eq!(name("notes.pdf").marked("copy").as_str(), "notes (copy).pdf");
        assert_eq!(name(".profile").marked("copy").as_str(), ".profile (copy)");
        assert_eq!(name("notes").marked("2").as_str(), "notes (2)");
        assert_eq!(name("x.PDF").extension().as_deref(), Some("pdf"));
        assert_eq!(name(".profile").extension(), None);
    }

    proptest! {
        #[test]
        fn an_accepted_name_is_stable_and_harmless(text in "\\PC{0,90}|[a./ \u{301}\u{0}]{0,12}") {
            if let Ok(name) = Name::new(&text) {
                prop_assert_eq!(Name::new(name.as_str()).unwrap(), name.clone());
                prop_assert!(name.as_str().len() <= MAX_NAME_BYTES && !name.as_str().contains(['/', '\0']));
                prop_assert!(name.sort_key().len() <= MAX_SORT_KEY);
                prop_assert!(Name::new(name.marked("restored").as_str()).is_ok());
            }
        }

        #[test]
        fn numbers_sort_as_numbers(a: u64, b: u64) {
            let (left, right) = (name(&format!("p{a}.txt")), name(&format!("p{b}.txt")));
            prop_assert_eq!(left.sort_key().cmp(&right.sort_key()), a.cmp(&b));
        }
    }
}
