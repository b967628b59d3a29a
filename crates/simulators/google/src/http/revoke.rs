//! `POST /revoke`: a person takes back what they allowed (RFC 7009).

use std::sync::Arc;

use axum::{
    Form,
    extract::{Query, State, rejection::FormRejection},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use serde_json::json;

use super::{OauthError, uncached};
use crate::simulator::Shared;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Parameters {
    token: Option<String>,
}

/// Google takes the token from the body or from the address.
pub(super) async fn revoke(
    State(shared): State<Arc<Shared>>,
    Query(query): Query<Parameters>,
    body: Result<Form<Parameters>, FormRejection>,
) -> Result<Response, OauthError> {
    let body = body.ok().and_then(|Form(parameters)| parameters.token);
    let Some(token) = body.or(query.token) else {
        return Err(OauthError::missing("token"));
    };
    if shared.lock().revoke(&token) {
        return Ok(uncached(StatusCode::OK, json!({})));
    }
    Err(OauthError::bad("invalid_token", "Token expired or revoked"))
}
