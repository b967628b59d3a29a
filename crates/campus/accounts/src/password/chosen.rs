//! What somebody may choose as a password. Pure.
//!
//! Source: NIST SP 800-63B, section 3.1.1.2: at least 8 characters, long ones allowed, no rules of composition, compared
//! with a list of common ones and with words of the context. The list, about 100,000 entries, comes with the crate
//! `passwords`.

use kernel::Problem;
use passwords::analyzer::is_common_password;
use unicode_normalization::UnicodeNormalization;

use super::Password;
use crate::{Email, PersonName};

/// The name of the product, which is the first thing that comes to mind.
const PRODUCT: &str = "lyceum";
/// Shorter words of a name are no hint: `an`, `de`.
const SHORTEST_WORD: usize = 3;

impl Password {
    /// A password that a person chooses for themselves.
    ///
    /// # Errors
    /// 400 with a `reason`: `too_short`, `too_long`, `too_common`, `too_personal`.
    pub fn chosen(text: &str, email: &Email, name: &PersonName) -> Result<Self, Problem> {
        let password: Password = text.parse()?;
        if is_common(&password.0) {
            let detail = "This is one of the passwords that everybody tries first. Choose another one; a sentence is a good one.";
            return Err(refused("too_common", detail));
        }
        if is_personal(&password.0, email, name) {
            let detail =
                "A password must not be your name, your e-mail address or the name of this place. Choose another one.";
            return Err(refused("too_personal", detail));
        }
        Ok(password)
    }
}

/// A refusal with a word that programs can translate.
pub(super) fn refused(reason: &'static str, detail: &str) -> Problem {
    Problem::validation("password", detail).with("reason", reason)
}

fn is_common(password: &str) -> bool {
    let same = |text: &str| is_common_password(text);
    let one_letter = {
        let mut letters = password.chars();
        let first = letters.next();
        letters.all(|letter| Some(letter) == first)
    };
    one_letter || same(password) || same(&password.to_lowercase()) || same(password.trim())
}

fn is_personal(password: &str, email: &Email, name: &PersonName) -> bool {
    let bare = core(password);
    let (local, domain) = email.as_str().rsplit_once('@').unwrap_or((email.as_str(), ""));
    let site = domain.split('.').next().unwrap_or_default();
    let whole = [email.as_str(), local, domain, site, name.as_str(), PRODUCT];
    let words = name
        .as_str()
        .split_whitespace()
        .chain(local.split(['.', '_', '-', '+']));
    let hints = whole
        .into_iter()
        .chain(words.filter(|word| word.chars().count() >= SHORTEST_WORD));
    let mut hints = hints.map(core).filter(|hint| !hint.is_empty());
    bare.is_empty() || hints.any(|hint| bare == hint || twice(&bare, &hint))
}

/// The letters of a text, without what people put around a word to make it look like a password.
fn core(text: &str) -> String {
    let small: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let ends = |letter: char| !letter.is_alphabetic();
    small
        .trim_matches(ends)
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect()
}

fn twice(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| rest == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(text: &str) -> Option<String> {
        let email = "asha.rao@example.org".parse().unwrap();
        let name = "Asha Rao".parse().unwrap();
        let problem = Password::chosen(text, &email, &name).err()?;
        assert_eq!(problem.fields["field"], "password");
        Some(problem.fields["reason"].as_str().unwrap().to_owned())
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for text in [
            "12345678",
            "password",
            "PASSWORD",
            "Password",
            "qwertyuiop",
            "iloveyou",
            "11111111",
            "aaaaaaaaaaaa",
            "        ",
            "letmein123",
        ] {
            let reason = reason(text);
            assert!(reason.as_deref() == Some("too_common"), "{text} {reason:?}");
        }
    }

    #[test]
    fn names_and_addresses_are_refused_however_they_are_dressed() {
        for text in [
            "asha.rao@example.org",
            "Asha Rao 2026",
            "asha.rao!",
            "ASHA_RAO1",
            "lyceum2026",
            "Lyceum!!",
            "asha.raoasha.rao",
            "ashaasha",
        ] {
            let reason = reason(text);
            assert!(reason.as_deref() == Some("too_personal"), "{text} {reason:?}");
        }
    }

    #[test]
    fn length_has_two_ends_and_nothing_else_is_asked_for() {
        assert_eq!(reason("q7#").as_deref(), Some("too_short"));
        assert_eq!(reason(&"Zq7".repeat(100)).as_deref(), Some("too_long"));
        for text in [
            "correct horse battery staple",
            "wildgerbil",
            "यह मेरा पासवर्ड है",
            &"xQ9 ".repeat(64),
            "asha likes mangoes",
        ] {
            assert_eq!(reason(text), None, "{text}");
        }
    }

    #[test]
    fn the_list_has_what_it_should() {
        // The first of every published list that are long enough to be tried here at all.
        let top = [
            "123456789",
            "12345678",
            "password",
            "qwerty123",
            "1q2w3e4r",
            "sunshine",
            "princess",
            "football",
            "baseball",
            "superman",
            "trustno1",
            "1234567890",
        ];
        assert!(top.into_iter().all(is_common));
        assert!(!is_common("correct horse battery staple"));
    }
}
