//! `POST /token`: a code or a refresh token becomes an access token.

use std::sync::Arc;

use axum::{
    Form,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::json;
use subtle::ConstantTimeEq;

use super::{OauthError, uncached};
use crate::{
    Misbehaviour, id_token,
    simulator::Shared,
    state::{Grant, State as Memory},
};

/// How much a flood is.
const FLOOD: usize = 16 << 20;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Parameters {
    grant_type: Option<String>,
    code: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
    refresh_token: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
}

pub(super) async fn exchange(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    Form(parameters): Form<Parameters>,
) -> Result<Response, OauthError> {
    let mut state = shared.lock();
    if let Some(response) = misbehaviour(&state) {
        return Ok(response);
    }
    let client = authenticate(&state, &headers, &parameters)?;
    match parameters.grant_type.as_deref() {
        Some("authorization_code") => by_code(&mut state, &shared.issuer, &client, &parameters),
        Some("refresh_token") => by_refresh_token(&mut state, &shared.issuer, &client, &parameters),
        Some(other) => Err(OauthError::bad(
            "unsupported_grant_type",
            format!("Invalid grant_type: {other}"),
        )),
        None => Err(OauthError::missing("grant_type")),
    }
}

fn misbehaviour(state: &Memory) -> Option<Response> {
    if state.misbehaves(Misbehaviour::TokenErrors) {
        let body = json!({"error": "internal_failure", "error_description": "Backend Error"});
        return Some(uncached(StatusCode::INTERNAL_SERVER_ERROR, body));
    }
    if state.misbehaves(Misbehaviour::TokenRedirects) {
        let elsewhere = [(header::LOCATION, "/v1/userinfo")];
        return Some((StatusCode::TEMPORARY_REDIRECT, elsewhere).into_response());
    }
    if state.misbehaves(Misbehaviour::TokenFloods) {
        let kind = [(header::CONTENT_TYPE, "application/json")];
        return Some((kind, vec![b' '; FLOOD]).into_response());
    }
    if state.misbehaves(Misbehaviour::TokenNotJson) {
        return Some(axum::response::Html("<!doctype html><title>Sorry</title>").into_response());
    }
    None
}

/// The client proves who it is in the body or, as RFC 6749 prefers, with HTTP basic authentication.
fn authenticate(state: &Memory, headers: &HeaderMap, parameters: &Parameters) -> Result<String, OauthError> {
    let posted = parameters.client_id.clone().zip(parameters.client_secret.clone());
    let Some((id, secret)) = basic(headers).or(posted) else {
        return Err(match parameters.client_id {
            None => OauthError::bad("invalid_request", "Could not determine client ID from request."),
            Some(_) => OauthError::bad("invalid_request", "client_secret is missing."),
        });
    };
    let refuse = |why: &str| OauthError::new(StatusCode::UNAUTHORIZED, "invalid_client", why);
    let client = state
        .client(&id)
        .ok_or_else(|| refuse("The OAuth client was not found."))?;
    if !bool::from(client.secret.as_bytes().ct_eq(secret.as_bytes())) {
        return Err(refuse("Unauthorized"));
    }
    Ok(id)
}

fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let (scheme, encoded) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    // Both halves are form-encoded first (RFC 6749, 2.3.1).
    let decoded = |half: &str| {
        Some(
            percent_decode_str(&half.replace('+', " "))
                .decode_utf8()
                .ok()?
                .into_owned(),
        )
    };
    Some((decoded(id)?, decoded(secret)?))
}

fn by_code(state: &mut Memory, issuer: &str, client: &str, parameters: &Parameters) -> Result<Response, OauthError> {
    let text = parameters.code.as_deref().ok_or_else(|| OauthError::missing("code"))?;
    let refuse = |why: &str| OauthError::bad("invalid_grant", why);
    let code = state
        .code(text)
        .cloned()
        .ok_or_else(|| refuse("Malformed auth code."))?;
    if !state.is_fresh(&code) || code.grant.client != client {
        return Err(refuse("Bad Request"));
    }
    if parameters.redirect_uri.as_deref() != Some(code.redirect_uri.as_str()) {
        return Err(OauthError::bad("redirect_uri_mismatch", "Bad Request"));
    }
    match (&code.challenge, parameters.code_verifier.as_deref()) {
        (None, _) => {}
        (Some(_), None) => return Err(refuse("Missing code verifier.")),
        (Some(challenge), Some(verifier)) if challenge.is_met_by(verifier) => {}
        // Tried once is tried: nobody gets to guess.
        (Some(_), Some(_)) => {
            state.spend(text);
            return Err(refuse("Invalid code verifier."));
        }
    }
    state.spend(text);
    let refresh = code.refreshable.then(|| state.issue_refresh(code.grant.clone()));
    tokens(state, issuer, code.grant, code.nonce.as_deref(), refresh)
}

/// A refreshed identity token has no nonce, and no new refresh token comes with it.
fn by_refresh_token(
    state: &mut Memory,
    issuer: &str,
    client: &str,
    parameters: &Parameters,
) -> Result<Response, OauthError> {
    let text = parameters
        .refresh_token
        .as_deref()
        .ok_or_else(|| OauthError::missing("refresh_token"))?;
    let grant = state.by_refresh(text).filter(|grant| grant.client == client).cloned();
    let grant = grant.ok_or_else(|| OauthError::bad("invalid_grant", "Token has been expired or revoked."))?;
    tokens(state, issuer, grant, None, None)
}

fn tokens(
    state: &mut Memory,
    issuer: &str,
    grant: Grant,
    nonce: Option<&str>,
    refresh: Option<String>,
) -> Result<Response, OauthError> {
    let Some(account) = state.account(&grant.sub).cloned() else {
        return Err(OauthError::bad("invalid_grant", "Account has been deleted"));
    };
    let access = state.issue_access(grant.clone());
    let mut body = json!({
        "access_token": access,
        "expires_in": 3599,
        "scope": grant.scopes.text(),
        "token_type": "Bearer",
    });
    if grant.scopes.openid() && !state.misbehaves(Misbehaviour::NoIdToken) {
        body["id_token"] = id_token::issue(state, issuer, &grant, &account, nonce, &access).into();
    }
    if let Some(refresh) = refresh {
        body["refresh_token"] = refresh.into();
    }
    Ok(uncached(StatusCode::OK, body))
}
