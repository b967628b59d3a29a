//! What a client asks for when it sends somebody to the consent page, read and checked.

use axum::{extract::Query, http::Uri};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::{Account, Refusal, scope::Scopes, state::State};

/// RFC 7636: a verifier has 43 to 128 characters; so has a challenge.
const CHALLENGE_LENGTH: std::ops::RangeInclusive<usize> = 43..=128;

/// What the client keeps secret until it exchanges the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Challenge {
    Plain(String),
    S256(String),
}

impl Challenge {
    pub fn is_met_by(&self, verifier: &str) -> bool {
        match self {
            Challenge::Plain(expected) => verifier == expected,
            Challenge::S256(expected) => URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == *expected,
        }
    }
}

/// The parameters as they come.
#[derive(Debug, Default, Deserialize)]
struct Parameters {
    client_id: Option<String>,
    redirect_uri: Option<String>,
    response_type: Option<String>,
    scope: Option<String>,
    state: Option<String>,
    nonce: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    prompt: Option<String>,
    login_hint: Option<String>,
    hd: Option<String>,
    access_type: Option<String>,
}

/// A request that may be shown to a person.
#[derive(Debug)]
pub(crate) struct Request {
    pub client: String,
    pub redirect_uri: String,
    pub scopes: Scopes,
    pub state: Option<String>,
    pub nonce: Option<String>,
    pub challenge: Option<Challenge>,
    /// `prompt=consent`
    pub ask_again: bool,
    /// `prompt=none`
    pub silent: bool,
    pub login_hint: Option<String>,
    pub domain: Option<String>,
    pub offline: bool,
}

impl Request {
    /// Reads a query string. What is wrong with the client or its address is told to the person; the rest to the client.
    pub fn read(query: &str, state: &State) -> Result<Self, Refusal> {
        let parameters = parse(query)?;
        let client_id = parameters.client_id.ok_or_else(|| missing("client_id"))?;
        let redirect_uri = parameters.redirect_uri.ok_or_else(|| missing("redirect_uri"))?;
        let Some(client) = state.client(&client_id) else {
            return Err(Refusal::new(401, "invalid_client", "The OAuth client was not found."));
        };
        if !client.redirect_uris.contains(&redirect_uri) {
            let detail = format!("The redirect_uri {redirect_uri} is not registered for this client.");
            return Err(Refusal::new(400, "redirect_uri_mismatch", &detail));
        }
        match parameters.response_type.as_deref() {
            None => return Err(missing("response_type")),
            Some("code") => {}
            Some(other) => {
                let detail = format!("Invalid response_type: {other}");
                return Err(Refusal::new(400, "unsupported_response_type", &detail));
            }
        }
        let scopes = Scopes::read(&parameters.scope.unwrap_or_default()).map_err(|scope| {
            Refusal::new(
                400,
                "invalid_scope",
                &format!("Some requested scopes were invalid: {scope}"),
            )
        })?;
        if scopes.is_empty() {
            return Err(missing("scope"));
        }
        let prompts: Vec<&str> = parameters
            .prompt
            .as_deref()
            .unwrap_or_default()
            .split_ascii_whitespace()
            .collect();
        if prompts.contains(&"none") && prompts.len() > 1 {
            return Err(invalid("Invalid prompt: none may not be combined"));
        }
        Ok(Request {
            challenge: challenge(parameters.code_challenge, parameters.code_challenge_method.as_deref())?,
            client: client_id,
            redirect_uri,
            scopes,
            state: parameters.state,
            nonce: parameters.nonce,
            ask_again: prompts.contains(&"consent"),
            silent: prompts == ["none"],
            login_hint: parameters.login_hint,
            domain: parameters.hd.filter(|domain| !domain.is_empty()),
            offline: parameters.access_type.as_deref() == Some("offline"),
        })
    }

    /// Whether the client wants this account to be among the choices: `hd` names a domain, or `*` for any.
    pub fn admits(&self, account: &Account) -> bool {
        match self.domain.as_deref() {
            None => true,
            Some("*") => account.hd.is_some(),
            Some(domain) => account.hd.as_deref().is_some_and(|hd| hd.eq_ignore_ascii_case(domain)),
        }
    }

    /// The accounts to choose from, the hinted one first.
    pub fn choices<'a>(&self, accounts: &'a [Account]) -> Vec<&'a Account> {
        let mut choices: Vec<&Account> = accounts.iter().filter(|account| self.admits(account)).collect();
        choices.sort_by_key(|account| !self.hints_at(account));
        choices
    }

    /// Whether the client expects this account.
    pub fn hints_at(&self, account: &Account) -> bool {
        self.login_hint.as_deref().is_some_and(|hint| account.is_meant_by(hint))
    }
}

/// A parameter that comes twice is refused, as RFC 6749 says.
fn parse(query: &str) -> Result<Parameters, Refusal> {
    let uri: Uri = format!("/?{query}")
        .parse()
        .map_err(|_| invalid("The request is malformed."))?;
    let Query(parameters) = Query::try_from_uri(&uri).map_err(|_| invalid("The request is malformed."))?;
    Ok(parameters)
}

fn challenge(text: Option<String>, method: Option<&str>) -> Result<Option<Challenge>, Refusal> {
    let Some(text) = text else {
        return match method {
            Some(_) => Err(missing("code_challenge")),
            None => Ok(None),
        };
    };
    if !CHALLENGE_LENGTH.contains(&text.len()) {
        return Err(invalid("Invalid code_challenge"));
    }
    match method {
        Some("S256") => Ok(Some(Challenge::S256(text))),
        None | Some("plain") => Ok(Some(Challenge::Plain(text))),
        Some(_) => Err(invalid("Invalid code_challenge_method")),
    }
}

fn missing(name: &str) -> Refusal {
    invalid(&format!("Required parameter is missing: {name}"))
}

fn invalid(detail: &str) -> Refusal {
    Refusal::new(400, "invalid_request", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_7636_is_met() {
        let challenge = Challenge::S256("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".into());
        assert!(challenge.is_met_by("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert!(!challenge.is_met_by("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
    }
}
