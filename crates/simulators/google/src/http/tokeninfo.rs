//! `GET` or `POST /tokeninfo`: what an access token allows, for people who debug.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use serde_json::json;

use super::{Bearer, OauthError, uncached};
use crate::simulator::Shared;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Parameters {
    access_token: Option<String>,
}

/// Numbers and booleans are texts here, as at Google.
pub(super) async fn read(
    State(shared): State<Arc<Shared>>,
    Query(query): Query<Parameters>,
    Bearer(bearer): Bearer,
) -> Result<Response, OauthError> {
    let state = shared.lock();
    let token = query.access_token.or(bearer);
    let found = token.as_deref().and_then(|token| state.by_access(token));
    let Some((grant, end)) = found else {
        return Err(OauthError::bad("invalid_token", "Invalid Value"));
    };
    let left = end.since(state.world.now()).as_secs();
    let mut body = json!({
        "azp": grant.client,
        "aud": grant.client,
        "sub": grant.sub,
        "scope": grant.scopes.text(),
        "exp": (end.0 / 1_000_000).to_string(),
        "expires_in": left.to_string(),
        "access_type": if grant.offline { "offline" } else { "online" },
    });
    if let Some(account) = state.account(&grant.sub).filter(|_| grant.scopes.email()) {
        body["email"] = account.email.as_str().into();
        body["email_verified"] = account.email_verified.to_string().into();
    }
    Ok(uncached(StatusCode::OK, body))
}
