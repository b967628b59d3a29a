//! Who somebody is, according to an identity token (OpenID Connect Core, 3.1.3.7). Pure.

use base::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

use super::{error::GoogleError, settings::GOOGLE_ISSUER};

/// How far Google's clock and ours may be apart, in seconds.
const LEEWAY: i64 = 300;
/// A token is made when its code is exchanged; one that is older than this, in seconds, was kept by somebody.
const OLDEST: i64 = 600;
/// OpenID Connect Core, 2: a subject has at most 255 characters.
const LONGEST_SUBJECT: usize = 255;

/// A person at Google.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The key: never given to anybody else.
    pub sub: String,
    /// The address, which may change and may come to belong to somebody else.
    pub email: String,
    /// Whether Google has seen that the address is theirs.
    pub email_verified: bool,
    /// What they are called.
    pub name: Option<String>,
    /// The Workspace domain that manages the account.
    pub domain: Option<String>,
}

/// What a token must say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub nonce: &'a str,
    pub now: Timestamp,
}

#[derive(Debug, Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    azp: Option<String>,
    sub: String,
    exp: i64,
    iat: i64,
    nonce: Option<String>,
    email: Option<String>,
    #[serde(default)]
    email_verified: bool,
    name: Option<String>,
    hd: Option<String>,
}

/// One audience, or a list.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// The name of the key that signed the token, if it is signed as we want it.
pub(crate) fn key_name(token: &str) -> Result<String, GoogleError> {
    let header = jsonwebtoken::decode_header(token).map_err(|_| GoogleError::Untrusted("its header cannot be read"))?;
    if header.alg != Algorithm::RS256 {
        return Err(GoogleError::Untrusted("it is not signed with RS256"));
    }
    header.kid.ok_or(GoogleError::Untrusted("it names no key"))
}

/// Checks the signature and every claim.
pub(crate) fn verify(token: &str, key: &DecodingKey, expected: &Expected<'_>) -> Result<Identity, GoogleError> {
    let mut validation = Validation::new(Algorithm::RS256);
    // Everything but the signature is checked below, against our own clock.
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    let decoded = jsonwebtoken::decode::<Claims>(token, key, &validation);
    let claims = decoded
        .map_err(|_| GoogleError::Untrusted("its signature or its claims are wrong"))?
        .claims;
    check(claims, expected)
}

fn check(claims: Claims, expected: &Expected<'_>) -> Result<Identity, GoogleError> {
    let refuse = |why| Err(GoogleError::Untrusted(why));
    if !is_issuer(&claims.iss, expected.issuer) {
        return refuse("it comes from another issuer");
    }
    // Google names one audience. Several would ask for trust in the others.
    let audience = match &claims.aud {
        Audience::One(one) => Some(one),
        Audience::Several(several) => several.first().filter(|_| several.len() == 1),
    };
    if audience.is_none_or(|audience| audience != expected.client_id) {
        return refuse("it is for somebody else");
    }
    if claims.azp.as_deref().is_some_and(|party| party != expected.client_id) {
        return refuse("it was issued to somebody else");
    }
    if claims.nonce.as_deref() != Some(expected.nonce) {
        return refuse("it belongs to another sign-in");
    }
    let now = expected.now.0 / 1_000_000;
    if claims.exp.saturating_add(LEEWAY) <= now {
        return refuse("it has expired");
    }
    if claims.iat > now.saturating_add(LEEWAY) || claims.iat < now.saturating_sub(OLDEST) {
        return refuse("it was not issued just now");
    }
    if claims.sub.is_empty() || claims.sub.len() > LONGEST_SUBJECT || !claims.sub.is_ascii() {
        return refuse("its subject cannot be one");
    }
    Ok(Identity {
        sub: claims.sub,
        // Without an address there is nothing verified either.
        email_verified: claims.email_verified && claims.email.is_some(),
        email: claims.email.unwrap_or_default(),
        name: claims.name,
        domain: claims.hd.map(|domain| domain.to_ascii_lowercase()),
    })
}

/// Google's own documentation allows its name without the scheme as well.
fn is_issuer(found: &str, expected: &str) -> bool {
    found == expected || (expected == GOOGLE_ISSUER && found == "accounts.google.com")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const NOW: i64 = 1_795_154_400;

    fn checked(change: impl Fn(&mut Value)) -> Result<Identity, GoogleError> {
        let mut claims = json!({
            "iss": GOOGLE_ISSUER, "aud": "us", "azp": "us", "sub": "10769150350006150715113082367",
            "iat": NOW, "exp": NOW + 3600, "nonce": "n", "email": "asha@school.example", "email_verified": true,
            "name": "Asha Rao", "hd": "School.Example",
        });
        change(&mut claims);
        let expected = Expected {
            issuer: GOOGLE_ISSUER,
            client_id: "us",
            nonce: "n",
            now: Timestamp(NOW * 1_000_000),
        };
        check(serde_json::from_value(claims).unwrap(), &expected)
    }

    #[test]
    fn a_right_token_tells_who_it_is() {
        let asha = checked(|_| {}).unwrap();
        assert_eq!(
            (asha.email.as_str(), asha.email_verified),
            ("asha@school.example", true)
        );
        assert_eq!(asha.domain.as_deref(), Some("school.example"));
        assert!(checked(|claims| claims["iss"] = json!("accounts.google.com")).is_ok());
        assert!(checked(|claims| claims["aud"] = json!(["us"])).is_ok());
        assert!(checked(|claims| claims["azp"] = Value::Null).is_ok());
        assert!(checked(|claims| claims["iat"] = json!(NOW + 299)).is_ok());
    }

    #[test]
    fn every_wrong_claim_is_refused() {
        for (name, value) in [
            ("iss", json!("https://accounts.google.com/")),
            ("iss", json!("https://elsewhere.example")),
            ("aud", json!("them")),
            ("aud", json!(["us", "them"])),
            ("aud", json!([])),
            ("azp", json!("them")),
            ("nonce", json!("m")),
            ("nonce", Value::Null),
            ("exp", json!(NOW - 300)),
            ("iat", json!(NOW + 301)),
            ("iat", json!(NOW - 601)),
            ("sub", json!("")),
            ("sub", json!("1".repeat(256))),
        ] {
            let found = checked(|claims| claims[name] = value.clone());
            assert!(matches!(found, Err(GoogleError::Untrusted(_))), "{name} {value}");
        }
    }

    #[test]
    fn an_address_counts_only_when_google_vouches_for_it() {
        assert!(
            !checked(|claims| claims["email_verified"] = json!(false))
                .unwrap()
                .email_verified
        );
        let silent = |claims: &mut Value| drop(claims.as_object_mut().unwrap().remove("email_verified"));
        assert!(!checked(silent).unwrap().email_verified);
        assert!(!checked(|claims| claims["email"] = Value::Null).unwrap().email_verified);
    }
}
