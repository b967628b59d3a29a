//! What an account is, and what may stand in it. Pure.

use std::str::FromStr;

use base::Timestamp;
use kernel::{AccountId, InstallationRole, Locale, Problem};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

/// RFC 5321 allows no longer address.
const LONGEST_EMAIL: usize = 254;
const LONGEST_NAME: usize = 100;

/// Who may make an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Registration {
    /// Anybody who reaches the server.
    #[default]
    Open,
    /// Only the first person; everybody else is added by an administrator.
    Closed,
}

impl FromStr for Registration {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "open" => Ok(Registration::Open),
            "closed" => Ok(Registration::Closed),
            _ => Err("registration is either `open` or `closed`"),
        }
    }
}

/// The colours a person likes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the device says.
    #[default]
    Auto,
    /// Dark on bright.
    Light,
    /// Bright on dark.
    Dark,
}

/// An e-mail address, trimmed and lower-case: what people type when they sign in, so it must compare equal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Only what surely is no address is refused; whether one exists, only a letter to it can tell.
impl FromStr for Email {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let email: String = text.trim().chars().flat_map(char::to_lowercase).nfc().collect();
        let refuse = |why: &str| Err(Problem::validation("email", why));
        if email.len() > LONGEST_EMAIL {
            return refuse("An e-mail address has at most 254 bytes.");
        }
        if email
            .chars()
            .any(|character| character.is_whitespace() || character.is_control())
        {
            return refuse("An e-mail address has no spaces.");
        }
        match email.rsplit_once('@') {
            Some((local, domain)) if !local.is_empty() && !domain.is_empty() => Ok(Email(email)),
            _ => refuse("Write the e-mail address in full, for example asha@example.org."),
        }
    }
}

/// What a person is called: 1 to 100 characters in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName(String);

impl PersonName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PersonName {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        one_line(text, LONGEST_NAME)
            .map(PersonName)
            .ok_or_else(|| Problem::validation("name", "A name has 1 to 100 characters and fits in one line."))
    }
}

/// What something of a person is called, so that they know it again: as a person's name.
pub(crate) fn one_line_name(text: &str) -> Result<String, Problem> {
    text.parse().map(|PersonName(name)| name)
}

fn one_line(text: &str, longest: usize) -> Option<String> {
    let line: String = text.trim().nfc().collect();
    let fits = (1..=longest).contains(&line.chars().count());
    (fits && !line.chars().any(char::is_control)).then_some(line)
}

/// A person, as the database knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Their id.
    pub id: AccountId,
    /// Their address.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// What they are to the installation.
    pub role: InstallationRole,
    /// The colours they like.
    pub theme: Theme,
    /// The language letters to them are written in.
    pub language: Locale,
    /// When they came.
    pub created_at: Timestamp,
    /// When they signed in last or used a session, exact to about five minutes; never until they first did.
    pub last_seen_at: Option<Timestamp>,
}

/// Whether somebody may register, given whether the installation has nobody yet.
pub(crate) fn may_register(registration: Registration, first: bool) -> bool {
    first || registration == Registration::Open
}

/// The first account runs the installation.
pub(crate) fn role_of_newcomer(first: bool) -> InstallationRole {
    if first {
        InstallationRole::Owner
    } else {
        InstallationRole::Member
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_compare_equal_however_they_are_typed() {
        let email = |text: &str| text.parse::<Email>().map(|email| email.0);
        assert_eq!(email("  Asha@Example.ORG ").unwrap(), "asha@example.org");
        assert_eq!(email("ÄSHA@example.org").unwrap(), "äsha@example.org");
        for text in [
            "",
            "asha",
            "@",
            "asha@",
            "@example.org",
            "a b@example.org",
            "a\n@b",
            &format!("{}@b", "a".repeat(254)),
        ] {
            assert_eq!(email(text).unwrap_err().code, "VALIDATION", "{text}");
        }
    }

    #[test]
    fn names_fit_in_one_line() {
        let name = |text: &str| text.parse::<PersonName>().map(|name| name.0);
        assert_eq!(name(" आशा ").unwrap(), "आशा");
        assert_eq!(name(&"é".repeat(100)).unwrap().chars().count(), 100);
        for text in ["", "  ", "a\nb", "a\0b", &"x".repeat(101)] {
            assert!(name(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn the_first_person_always_gets_in_and_owns_the_place() {
        assert!(may_register(Registration::Closed, true));
        assert!(!may_register(Registration::Closed, false));
        assert!(may_register(Registration::Open, false));
        assert_eq!(role_of_newcomer(true), InstallationRole::Owner);
        assert_eq!(role_of_newcomer(false), InstallationRole::Member);
    }

    proptest! {
        #[test]
        fn what_is_kept_reads_back_as_itself(local in "\\PC{1,20}", domain in "\\PC{1,20}") {
            if let Ok(email) = format!("{local}@{domain}").parse::<Email>() {
                prop_assert_eq!(email.as_str().parse::<Email>().map(|email| email.0), Ok(email.0));
            }
        }
    }
}
