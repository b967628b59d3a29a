//! `GET /v1/userinfo`: who an access token speaks for.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;

use super::{Bearer, OauthError, uncached};
use crate::{id_token, simulator::Shared};

const CHALLENGE: HeaderValue = HeaderValue::from_static(
    r#"Bearer realm="https://accounts.google.com/", error="invalid_request", error_description="Invalid Credentials""#,
);

pub(super) async fn read(State(shared): State<Arc<Shared>>, Bearer(token): Bearer) -> Response {
    let state = shared.lock();
    let found = token.as_deref().and_then(|token| state.by_access(token));
    let known = found.and_then(|(grant, _)| Some((grant, state.account(&grant.sub)?)));
    let Some((grant, account)) = known else {
        let refusal = OauthError::new(StatusCode::UNAUTHORIZED, "invalid_request", "Invalid Credentials");
        return ([(header::WWW_AUTHENTICATE, CHALLENGE)], refusal).into_response();
    };
    uncached(StatusCode::OK, Value::Object(id_token::about(account, &grant.scopes)))
}
