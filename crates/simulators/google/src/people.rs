//! Accounts and clients.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A person at Google.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The key: 21 digits that never change. Absent: made from the address.
    #[serde(default)]
    pub sub: String,
    /// The address, which may change.
    pub email: String,
    /// Whether Google has seen that the address is theirs.
    #[serde(default = "yes")]
    pub email_verified: bool,
    /// The whole name.
    pub name: String,
    /// The Workspace domain that manages the account, if one does.
    #[serde(default)]
    pub hd: Option<String>,
}

fn yes() -> bool {
    true
}

impl Account {
    /// A person with a verified address and no Workspace domain.
    pub fn new(email: impl Into<String>, name: impl Into<String>) -> Self {
        let email = email.into();
        Account {
            sub: subject_of(&email),
            email,
            email_verified: true,
            name: name.into(),
            hd: None,
        }
    }

    /// The same person with this subject.
    #[must_use]
    pub fn with_sub(mut self, sub: impl Into<String>) -> Self {
        self.sub = sub.into();
        self
    }

    /// The same person, managed by a Workspace domain.
    #[must_use]
    pub fn of_domain(mut self, domain: impl Into<String>) -> Self {
        self.hd = Some(domain.into());
        self
    }

    /// The same person with an address that Google has not seen to be theirs.
    #[must_use]
    pub fn unverified(mut self) -> Self {
        self.email_verified = false;
        self
    }

    /// Gives a subject to an account that was written down without one.
    pub(crate) fn completed(self) -> Self {
        if self.sub.is_empty() {
            let sub = subject_of(&self.email);
            return self.with_sub(sub);
        }
        self
    }

    /// The first word of the name, and the others.
    pub(crate) fn given_and_family_name(&self) -> (&str, &str) {
        self.name.split_once(' ').unwrap_or((&self.name, ""))
    }

    /// Whether a hint (an address or a subject) means this account.
    pub(crate) fn is_meant_by(&self, hint: &str) -> bool {
        self.email.eq_ignore_ascii_case(hint) || self.sub == hint
    }
}

/// 21 digits, as Google's subjects have; the same for the same text.
pub(crate) fn subject_of(text: &str) -> String {
    let digits = Sha256::digest(text).into_iter().take(20);
    digits.fold(String::from("1"), |sub, byte| sub + &(byte % 10).to_string())
}

/// A program that is registered with Google.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// The public name of the program.
    pub id: String,
    /// What proves that it is the program.
    pub secret: String,
    /// Where people may be sent back to; compared to the letter.
    pub redirect_uris: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_look_like_google_s_and_do_not_change() {
        let asha = Account::new("asha@example.org", "Asha Rao");
        assert_eq!(asha.sub.len(), 21);
        assert!(asha.sub.bytes().all(|byte| byte.is_ascii_digit()));
        assert_eq!(asha, Account::new("asha@example.org", "Asha Rao"));
        assert_ne!(asha.sub, Account::new("ravi@example.org", "Ravi").sub);
        assert_eq!(asha.given_and_family_name(), ("Asha", "Rao"));
    }

    #[test]
    fn an_account_needs_no_more_than_an_address_and_a_name() {
        let read: Account = serde_json::from_str(r#"{"email": "asha@example.org", "name": "Asha Rao"}"#).unwrap();
        assert_eq!(read.completed(), Account::new("asha@example.org", "Asha Rao"));
        assert!(serde_json::from_str::<Account>(r#"{"email": "a@b", "name": "A", "subject": "1"}"#).is_err());
    }
}
