//! What a client may ask for.

use std::collections::BTreeSet;

const PREFIX: &str = "https://www.googleapis.com/auth/";
const EMAIL: &str = "https://www.googleapis.com/auth/userinfo.email";
const PROFILE: &str = "https://www.googleapis.com/auth/userinfo.profile";

/// The scopes of a request or a grant, spelled as Google spells them in its answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scopes(BTreeSet<String>);

impl Scopes {
    /// Reads a list with spaces.
    ///
    /// # Errors
    /// The first scope there is not.
    pub fn read(text: &str) -> Result<Self, String> {
        text.split_ascii_whitespace()
            .map(known)
            .collect::<Result<_, _>>()
            .map(Scopes)
    }

    /// Whether there is an identity token.
    pub fn openid(&self) -> bool {
        self.0.contains("openid")
    }

    /// Whether the address may be told.
    pub fn email(&self) -> bool {
        self.0.contains(EMAIL)
    }

    /// Whether the name may be told.
    pub fn profile(&self) -> bool {
        self.0.contains(PROFILE)
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether all of `other` is in here.
    pub fn contains(&self, other: &Scopes) -> bool {
        self.0.is_superset(&other.0)
    }

    /// Adds what was granted before.
    pub fn extend(&mut self, other: Scopes) {
        self.0.extend(other.0);
    }

    /// The list with spaces.
    pub fn text(&self) -> String {
        self.0.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// What the consent page says about them.
    pub fn sentences(&self) -> Vec<String> {
        let sentence = |scope: &String| match scope.as_str() {
            "openid" => None,
            EMAIL => Some("See your primary Google Account email address".to_owned()),
            PROFILE => {
                Some("See your personal info, including any personal info you've made publicly available".to_owned())
            }
            other => Some(format!("Use {}", other.trim_start_matches(PREFIX))),
        };
        self.0.iter().filter_map(sentence).collect()
    }
}

fn known(scope: &str) -> Result<String, String> {
    match scope {
        "openid" => Ok(scope.to_owned()),
        "email" => Ok(EMAIL.to_owned()),
        "profile" => Ok(PROFILE.to_owned()),
        // Whatever else Google has, it has under this prefix.
        other if other.starts_with(PREFIX) && other.len() > PREFIX.len() => Ok(other.to_owned()),
        other => Err(other.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_become_google_s_long_ones() {
        let scopes = Scopes::read("openid email  profile").unwrap();
        assert!(scopes.openid() && scopes.email() && scopes.profile());
        assert_eq!(scopes.text(), format!("{EMAIL} {PROFILE} openid"));
        assert_eq!(Scopes::read(&scopes.text()), Ok(scopes));
    }

    #[test]
    fn a_scope_there_is_not_is_named() {
        assert_eq!(Scopes::read("openid everything"), Err("everything".into()));
        assert!(Scopes::read("https://www.googleapis.com/auth/drive.appdata").is_ok());
        assert!(Scopes::read("").unwrap().is_empty());
    }
}
