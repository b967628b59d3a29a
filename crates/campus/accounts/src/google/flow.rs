//! One way to Google and back, as the browser that takes it knows it. Pure.
//!
//! The browser keeps one secret in a cookie. What Google gets to see (`state`, `nonce`, the PKCE challenge) is derived from
//! it, so that the database keeps nothing but a hash: a copy of the database finishes nobody's sign-in.

use base::World;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// 256 bits in base64url.
const SECRET_LENGTH: usize = 43;
/// The secret of an invitation is shorter.
const LONGEST_INVITATION: usize = 200;

/// What stands in the cookie: the secret and, on the way to joining an institute, behind a dot the invitation. The
/// invitation travels with the browser because only its hash may be kept here.
#[derive(Clone)]
pub(crate) struct Flow(String);

impl Flow {
    /// A new way. `None` when the invitation cannot be one.
    pub fn begin(world: &World, invitation: Option<&str>) -> Option<Self> {
        let secret = URL_SAFE_NO_PAD.encode(world.bytes::<32>());
        match invitation {
            None => Some(Flow(secret)),
            Some(invitation) if is_invitation(invitation) => Some(Flow(format!("{secret}.{invitation}"))),
            Some(_) => None,
        }
    }

    /// Reads a cookie; `None` when it cannot be one of ours.
    pub fn read(cookie: &str) -> Option<Self> {
        let (secret, rest) = cookie.split_at_checked(SECRET_LENGTH)?;
        let ours =
            secret.bytes().all(is_base64url) && (rest.is_empty() || rest.strip_prefix('.').is_some_and(is_invitation));
        ours.then(|| Flow(cookie.to_owned()))
    }

    /// The text for the cookie.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the database knows it by.
    pub fn id(&self) -> [u8; 32] {
        Sha256::digest(&self.0).into()
    }

    /// What Google gives back unread: shows that the answer belongs to this browser.
    pub fn state(&self) -> String {
        self.derived("state")
    }

    /// What Google writes into the identity token: shows that the token was made for this way.
    pub fn nonce(&self) -> String {
        self.derived("nonce")
    }

    /// What Google is shown with the code, and knows the SHA-256 of (RFC 7636).
    pub fn verifier(&self) -> String {
        self.derived("verifier")
    }

    /// The invitation on the way.
    pub fn invitation(&self) -> Option<&str> {
        self.0.get(SECRET_LENGTH + 1..)
    }

    fn derived(&self, label: &str) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(format!("lyceum google {label}\n{}", self.0)))
    }
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

fn is_invitation(text: &str) -> bool {
    (1..=LONGEST_INVITATION).contains(&text.len()) && text.bytes().all(|byte| is_base64url(byte) || byte == b'.')
}

impl std::fmt::Debug for Flow {
    /// Secrets stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Flow(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_reads_back_with_its_invitation() {
        let world = World::real();
        let plain = Flow::begin(&world, None).unwrap();
        assert_eq!(Flow::read(plain.reveal()).unwrap().id(), plain.id());
        assert_eq!(plain.invitation(), None);
        let joining = Flow::begin(&world, Some("institute_0198.abc-_")).unwrap();
        assert_eq!(
            Flow::read(joining.reveal()).unwrap().invitation(),
            Some("institute_0198.abc-_")
        );
    }

    #[test]
    fn what_is_none_of_ours_is_not_read() {
        let world = World::real();
        for text in ["", "a; b", "a b", "\"", &"a".repeat(201)] {
            assert!(Flow::begin(&world, Some(text)).is_none(), "{text:?}");
        }
        let secret = "A".repeat(43);
        for cookie in [
            "",
            "short",
            "é".repeat(30).as_str(),
            &format!("{secret}x"),
            &format!("{secret}."),
            &"+".repeat(43),
        ] {
            assert!(Flow::read(cookie).is_none(), "{cookie:?}");
        }
    }

    #[test]
    fn everything_derived_is_different_and_of_the_right_length() {
        let flow = Flow::begin(&World::real(), None).unwrap();
        let derived = [flow.state(), flow.nonce(), flow.verifier(), flow.reveal().to_owned()];
        for (place, one) in derived.iter().enumerate() {
            assert_eq!(one.len(), 43);
            assert!(derived.iter().skip(place + 1).all(|other| other != one));
        }
        assert_ne!(flow.state(), Flow::begin(&World::real(), None).unwrap().state());
    }
}
