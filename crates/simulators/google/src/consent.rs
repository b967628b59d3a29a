//! What follows from a choice on the consent page.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    Misbehaviour,
    request::Request,
    state::{Grant, State},
};

/// The authorisation endpoint will not go on; the person sees this, the client nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// As in `redirect_uri_mismatch`.
    pub code: &'static str,
    /// A sentence about it.
    pub detail: String,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: &'static str, detail: &str) -> Self {
        Refusal {
            status,
            code,
            detail: detail.to_owned(),
        }
    }
}

/// Where the browser goes after the account with this subject was chosen.
pub(crate) fn choose(state: &mut State, issuer: &str, request: Request, sub: &str) -> Result<String, Refusal> {
    let Some(account) = state.account(sub).filter(|account| request.admits(account)).cloned() else {
        return Err(Refusal::new(
            403,
            "org_internal",
            "This account may not be chosen here.",
        ));
    };
    if state.misbehaves(Misbehaviour::Denied) {
        return Ok(error(state, issuer, &request, "access_denied"));
    }
    let grant = Grant {
        client: request.client.clone(),
        sub: account.sub,
        scopes: request.scopes.clone(),
        offline: request.offline,
    };
    let code = state.allow(
        grant,
        request.redirect_uri.clone(),
        request.challenge.clone(),
        request.nonce.clone(),
        request.ask_again,
    );
    let scopes = request.scopes.text();
    let mut answer = vec![("code", code.as_str()), ("scope", &scopes), ("authuser", "0")];
    if let Some(domain) = &account.hd {
        answer.push(("hd", domain));
    }
    answer.push(("prompt", if request.silent { "none" } else { "consent" }));
    Ok(back(state, issuer, &request, &answer))
}

/// Where the browser goes after the person said no.
pub(crate) fn cancel(state: &State, issuer: &str, request: &Request) -> String {
    error(state, issuer, request, "access_denied")
}

/// Where the browser goes when nobody may be asked (`prompt=none`): with a code if the expected account has allowed all
/// of it before.
pub(crate) fn silently(state: &mut State, issuer: &str, request: Request) -> Result<String, Refusal> {
    let expected = request
        .choices(&state.accounts)
        .into_iter()
        .find(|account| request.hints_at(account));
    let Some(sub) = expected.map(|account| account.sub.clone()) else {
        return Ok(error(state, issuer, &request, "login_required"));
    };
    let wanted = Grant {
        client: request.client.clone(),
        sub: sub.clone(),
        scopes: request.scopes.clone(),
        offline: request.offline,
    };
    if state.has_consent(&wanted) {
        return choose(state, issuer, request, &sub);
    }
    Ok(error(state, issuer, &request, "interaction_required"))
}

fn error(state: &State, issuer: &str, request: &Request, code: &str) -> String {
    back(state, issuer, request, &[("error", code)])
}

/// The address of the client with the answer; with the issuer's name as well, as RFC 9207 asks.
fn back(state: &State, issuer: &str, request: &Request, answer: &[(&str, &str)]) -> String {
    let issuer = if state.misbehaves(Misbehaviour::OtherIssuerInAnswer) {
        "https://elsewhere.example"
    } else {
        issuer
    };
    let known = if state.misbehaves(Misbehaviour::WrongState) {
        Some("somebody-elses-state")
    } else {
        request.state.as_deref()
    };
    let known = known.map(|state| ("state", state));
    let pairs = known.into_iter().chain([("iss", issuer)]).chain(answer.iter().copied());
    let query: Vec<String> = pairs
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)))
        .collect();
    let joint = if request.redirect_uri.contains('?') { '&' } else { '?' };
    format!("{}{joint}{}", request.redirect_uri, query.join("&"))
}
