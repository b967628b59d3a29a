//! The identity token: who somebody is, signed.

use aws_lc_rs::hmac;
use base::Timestamp;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::{
    Account, Misbehaviour,
    people::subject_of,
    scope::Scopes,
    state::{Grant, State, TOKEN_LIFETIME},
};

/// Makes the token for a grant. `access` is the access token that is handed out with it.
pub(crate) fn issue(
    state: &State,
    issuer: &str,
    grant: &Grant,
    account: &Account,
    nonce: Option<&str>,
    access: &str,
) -> String {
    let mut claims = claims(issuer, grant, account, state.world.now());
    claims.insert("at_hash".into(), at_hash(access).into());
    if let Some(nonce) = nonce {
        claims.insert("nonce".into(), nonce.into());
    }
    for misbehaviour in &state.misbehaviours {
        spoil(&mut claims, *misbehaviour);
    }
    sign(state, &Value::Object(claims))
}

fn claims(issuer: &str, grant: &Grant, account: &Account, now: Timestamp) -> Map<String, Value> {
    let seconds = now.0 / 1_000_000;
    let lifetime = i64::try_from(TOKEN_LIFETIME.as_secs()).unwrap_or(i64::MAX);
    let fixed = json!({
        "iss": issuer,
        "azp": grant.client,
        "aud": grant.client,
        "sub": account.sub,
        "iat": seconds,
        "exp": seconds + lifetime,
    });
    let mut claims = about(account, &grant.scopes);
    if let Value::Object(fixed) = fixed {
        claims.extend(fixed);
    }
    claims
}

/// What the scopes allow to be told about an account. The same in the token and at the userinfo endpoint.
pub(crate) fn about(account: &Account, scopes: &Scopes) -> Map<String, Value> {
    let mut about = Map::from_iter([("sub".to_owned(), Value::from(account.sub.as_str()))]);
    if scopes.email() {
        about.insert("email".into(), account.email.as_str().into());
        about.insert("email_verified".into(), account.email_verified.into());
        if let Some(domain) = &account.hd {
            about.insert("hd".into(), domain.as_str().into());
        }
    }
    if scopes.profile() {
        let (given, family) = account.given_and_family_name();
        about.insert("name".into(), account.name.as_str().into());
        about.insert("given_name".into(), given.into());
        if !family.is_empty() {
            about.insert("family_name".into(), family.into());
        }
    }
    about
}

/// The left half of the access token's SHA-256 (OpenID Connect Core, 3.1.3.6).
fn at_hash(access: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(access)[..16])
}

fn spoil(claims: &mut Map<String, Value>, misbehaviour: Misbehaviour) {
    let another = json!("999999999999-another.apps.googleusercontent.com");
    let shift = |claims: &mut Map<String, Value>, seconds: i64| {
        for name in ["iat", "exp"] {
            let moment = claims.get(name).and_then(Value::as_i64).unwrap_or_default();
            claims.insert(name.into(), (moment + seconds).into());
        }
    };
    match misbehaviour {
        Misbehaviour::WrongAudience => {
            claims.insert("aud".into(), another.clone());
            claims.insert("azp".into(), another);
        }
        Misbehaviour::WrongAuthorizedParty => {
            let both = json!([claims.get("aud"), another.clone()]);
            claims.insert("aud".into(), both);
            claims.insert("azp".into(), another);
        }
        Misbehaviour::WrongNonce => drop(claims.insert("nonce".into(), "of-another-sign-in".into())),
        Misbehaviour::NoNonce => drop(claims.remove("nonce")),
        Misbehaviour::WrongIssuer => drop(claims.insert("iss".into(), "https://elsewhere.example".into())),
        Misbehaviour::Expired => shift(claims, -7200),
        Misbehaviour::FromTheFuture => shift(claims, 3600),
        Misbehaviour::UnverifiedEmail => drop(claims.insert("email_verified".into(), false.into())),
        Misbehaviour::NoEmail => {
            claims.remove("email");
            claims.remove("email_verified");
        }
        Misbehaviour::OtherSubject => {
            let other = subject_of(claims.get("sub").and_then(Value::as_str).unwrap_or_default());
            claims.insert("sub".into(), other.into());
        }
        Misbehaviour::OtherDomain => drop(claims.insert("hd".into(), "elsewhere.example".into())),
        // The others are no matter of claims.
        _ => {}
    }
}

fn sign(state: &State, claims: &Value) -> String {
    let key = state.keys.current();
    if state.misbehaves(Misbehaviour::AlgorithmNone) {
        let parts = encoded(&json!({"alg": "none", "typ": "JWT"}), claims);
        return format!("{parts}.");
    }
    if state.misbehaves(Misbehaviour::AlgorithmConfusion) {
        let parts = encoded(&json!({"alg": "HS256", "kid": key.kid, "typ": "JWT"}), claims);
        let secret = hmac::Key::new(hmac::HMAC_SHA256, key.certificate().as_bytes());
        return joined(&parts, hmac::sign(&secret, parts.as_bytes()).as_ref());
    }
    let foreign = state.misbehaves(Misbehaviour::UnknownKey);
    let named = if foreign { state.keys.foreign() } else { key };
    let forged = foreign || state.misbehaves(Misbehaviour::WrongSignature);
    let signing = if forged { state.keys.foreign() } else { key };
    let parts = encoded(&json!({"alg": "RS256", "kid": named.kid, "typ": "JWT"}), claims);
    joined(&parts, &signing.sign(parts.as_bytes()))
}

fn encoded(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}

fn joined(parts: &str, signature: &[u8]) -> String {
    format!("{parts}.{}", URL_SAFE_NO_PAD.encode(signature))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_asked_for_is_told() {
        let asha = Account::new("asha@school.example", "Asha Rao").of_domain("school.example");
        let told = |scopes: &str| {
            about(&asha, &Scopes::read(scopes).unwrap())
                .into_iter()
                .map(|(name, _)| name)
                .collect::<std::collections::BTreeSet<_>>()
        };
        assert_eq!(told("openid"), ["sub"].map(str::to_owned).into());
        assert_eq!(
            told("openid email"),
            ["email", "email_verified", "hd", "sub"].map(str::to_owned).into()
        );
        assert_eq!(
            told("openid profile"),
            ["family_name", "given_name", "name", "sub"].map(str::to_owned).into()
        );
    }
}
