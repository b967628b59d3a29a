//! Texts that people write about people and institutes: what is allowed, how they sort, how they are found. Pure.

use kernel::Problem;
use unicode_normalization::UnicodeNormalization;

/// Where a sort key ends at the latest; names that agree so far sort by id.
const LONGEST_SORT_KEY: usize = 256;
/// RFC 5321 allows no longer address.
const LONGEST_EMAIL: usize = 254;
/// More words narrow nothing down any further.
const MOST_WORDS: usize = 8;

/// One line of 1 to `longest` characters, trimmed and composed (NFC).
///
/// # Errors
/// 400 that names the field.
pub(crate) fn one_line(field: &str, text: &str, longest: usize) -> Result<String, Problem> {
    let line: String = text.trim().nfc().collect();
    let fits = (1..=longest).contains(&line.chars().count()) && !line.chars().any(char::is_control);
    if fits {
        Ok(line)
    } else {
        let detail = format!("Write 1 to {longest} characters in one line.");
        Err(Problem::validation(field, detail))
    }
}

/// As [`one_line`], with nothing for an empty text.
///
/// # Errors
/// 400 that names the field.
pub(crate) fn optional_line(field: &str, text: &str, longest: usize) -> Result<Option<String>, Problem> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    one_line(field, text, longest).map(Some)
}

/// An e-mail address, trimmed and lower-case, as accounts keep theirs.
///
/// # Errors
/// 400 for what surely is no address; whether one exists, only a letter to it can tell.
pub(crate) fn email(field: &str, text: &str) -> Result<String, Problem> {
    let email: String = text.trim().chars().flat_map(char::to_lowercase).nfc().collect();
    let odd = |c: char| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"".contains(c);
    let whole = email
        .rsplit_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !local.contains('@'));
    if whole && email.len() <= LONGEST_EMAIL && !email.chars().any(odd) {
        Ok(email)
    } else {
        let detail = "Write the e-mail address in full, for example asha@example.org.";
        Err(Problem::validation(field, detail))
    }
}

/// Lower case without the accents of Latin, Greek and Cyrillic letters. Signs of other scripts stay: in Devanagari they
/// are vowels.
pub(crate) fn fold(text: &str) -> String {
    let accent = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    text.nfd()
        .filter(|c| !accent(c))
        .flat_map(char::to_lowercase)
        .filter(|c| !accent(c))
        .collect()
}

/// Bytes whose order is the order people expect of names.
pub(crate) fn sort_key(name: &str) -> Vec<u8> {
    let mut key = fold(name).into_bytes();
    key.truncate(LONGEST_SORT_KEY);
    key
}

/// What a search looks through: every word with a space before it. A name written with hyphens or dots is found by each
/// of its parts.
pub(crate) fn searched(name: &str, email: &str, roll_number: Option<&str>) -> String {
    let name = fold(name);
    let parts = name.replace(|c: char| c.is_ascii_punctuation(), " ");
    let parts = if parts == name { "" } else { &parts };
    let texts = [
        name.as_str(),
        parts,
        &fold(email),
        &fold(roll_number.unwrap_or_default()),
    ]
    .join(" ");
    texts
        .split_whitespace()
        .fold(String::new(), |all, word| all + " " + word)
}

/// The patterns that each find one word of a search at the beginning of a word. Wildcards in it are taken literally.
pub(crate) fn patterns(search: &str) -> Vec<String> {
    let folded = fold(search);
    folded.split_whitespace().take(MOST_WORDS).map(pattern).collect()
}

fn pattern(word: &str) -> String {
    let mut pattern = String::from("% ");
    for c in word.chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_are_lines() {
        assert_eq!(one_line("name", " आशा राव ", 20).unwrap(), "आशा राव");
        for text in ["", "  ", "a\nb", "a\0", "xxxx"] {
            assert_eq!(
                one_line("name", text, 3).unwrap_err().fields["field"],
                "name",
                "{text:?}"
            );
        }
        assert_eq!(optional_line("phone", " ", 3), Ok(None));
    }

    #[test]
    fn addresses_compare_equal_and_carry_no_headers() {
        assert_eq!(email("email", " Asha@Example.ORG ").unwrap(), "asha@example.org");
        for text in [
            "",
            "asha",
            "@",
            "a@",
            "@b",
            "a b@c",
            "a@b@c",
            "a@b\r\nbcc: c@d",
            "Asha <asha@example.org>",
        ] {
            assert!(email("email", text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn people_are_found_by_the_beginnings_of_their_words() {
        let searched = searched("Anne-Marie Élise", "am@example.org", Some("R/17"));
        let found = |search: &str| {
            let begins = |pattern: String| searched.contains(pattern.trim_matches('%'));
            patterns(search).into_iter().all(begins)
        };
        for search in ["anne", "mar", "elise an", "ANNE-MARIE", "am@ex", "r/17", ""] {
            assert!(found(search), "{search}");
        }
        for search in ["nne", "anne x", "example"] {
            assert!(!found(search), "{search}");
        }
        assert_eq!(patterns("50%_!"), ["% 50!%!_!!%"]);
    }

    proptest! {
        #[test]
        fn an_accepted_address_is_stable(text in "\\PC{0,20}@\\PC{0,20}") {
            if let Ok(kept) = email("email", &text) {
                prop_assert_eq!(email("email", &kept), Ok(kept.clone()));
            }
        }
    }
}
