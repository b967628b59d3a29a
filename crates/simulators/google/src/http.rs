//! The endpoints, a file each.

mod authorize;
mod certs;
mod control;
mod discovery;
mod revoke;
mod token;
mod tokeninfo;
mod userinfo;

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, FromRequestParts, Request, State},
    http::{StatusCode, header, request::Parts},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use serde_json::{Value, json};

use crate::{Endpoint, Misbehaviour, simulator::Shared};

/// No request of this protocol is larger.
const LONGEST_BODY: usize = 64 * 1024;

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/.well-known/openid-configuration", get(discovery::read))
        .route("/token", post(token::exchange))
        .route("/oauth2/v3/certs", get(certs::json_web_keys))
        .route("/oauth2/v1/certs", get(certs::certificates))
        .route("/v1/userinfo", get(userinfo::read).post(userinfo::read))
        .route("/revoke", post(revoke::revoke))
        .route("/tokeninfo", get(tokeninfo::read).post(tokeninfo::read))
        .layer(middleware::from_fn_with_state(shared.clone(), delay))
        .route("/o/oauth2/v2/auth", get(authorize::ask))
        .route("/signin/oauth/consent", post(authorize::answer))
        .layer(middleware::from_fn_with_state(shared.clone(), count))
        .route("/simulator/accounts", post(control::add_account))
        .route("/simulator/clients", post(control::add_client))
        .route("/simulator/misbehaviours", put(control::misbehave))
        .route("/simulator/rotation", post(control::rotate))
        .route("/simulator/calls", get(control::calls))
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .with_state(shared)
}

/// An OAuth error (RFC 6749, 5.2) with Google's words.
#[derive(Debug)]
struct OauthError {
    status: StatusCode,
    error: &'static str,
    description: String,
}

impl OauthError {
    fn new(status: StatusCode, error: &'static str, description: impl Into<String>) -> Self {
        OauthError {
            status,
            error,
            description: description.into(),
        }
    }

    fn bad(error: &'static str, description: impl Into<String>) -> Self {
        OauthError::new(StatusCode::BAD_REQUEST, error, description)
    }

    fn missing(parameter: &str) -> Self {
        OauthError::bad("invalid_request", format!("Missing required parameter: {parameter}"))
    }
}

impl IntoResponse for OauthError {
    fn into_response(self) -> Response {
        let body = json!({"error": self.error, "error_description": self.description});
        uncached(self.status, body)
    }
}

/// Answers with secrets and errors are kept by nobody on the way.
fn uncached(status: StatusCode, body: Value) -> Response {
    let headers = [
        (header::CACHE_CONTROL, "no-cache, no-store, max-age=0, must-revalidate"),
        (header::PRAGMA, "no-cache"),
    ];
    (status, headers, Json(body)).into_response()
}

/// The token behind `Authorization: Bearer`.
struct Bearer(Option<String>);

impl<S: Sync> FromRequestParts<S> for Bearer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let value = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let token = value
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        Ok(Bearer(token.map(|(_, token)| token.trim().to_owned())))
    }
}

async fn count(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let endpoint = match request.uri().path() {
        "/.well-known/openid-configuration" => Some(Endpoint::Discovery),
        "/o/oauth2/v2/auth" => Some(Endpoint::Authorization),
        "/token" => Some(Endpoint::Token),
        "/oauth2/v3/certs" | "/oauth2/v1/certs" => Some(Endpoint::Certs),
        "/v1/userinfo" => Some(Endpoint::Userinfo),
        "/revoke" => Some(Endpoint::Revocation),
        "/tokeninfo" => Some(Endpoint::Tokeninfo),
        _ => None,
    };
    if let Some(endpoint) = endpoint {
        *shared.lock().calls.entry(endpoint).or_default() += 1;
    }
    next.run(request).await
}

async fn delay(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let late = shared.lock().misbehaviours.iter().find_map(|how| match how {
        Misbehaviour::Slow { milliseconds } => Some(Duration::from_millis(*milliseconds)),
        _ => None,
    });
    if let Some(late) = late {
        tokio::time::sleep(late).await;
    }
    next.run(request).await
}
