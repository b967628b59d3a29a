//! `GET /.well-known/openid-configuration`: where everything is.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::{Misbehaviour, simulator::Shared};

pub(super) async fn read(State(shared): State<Arc<Shared>>) -> Response {
    if shared.lock().misbehaves(Misbehaviour::DiscoveryUnavailable) {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let base = &shared.issuer;
    let issuer = if shared.lock().misbehaves(Misbehaviour::DiscoveryOfAnother) {
        "https://elsewhere.example"
    } else {
        base
    };
    let document = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{base}/o/oauth2/v2/auth"),
        "token_endpoint": format!("{base}/token"),
        "userinfo_endpoint": format!("{base}/v1/userinfo"),
        "revocation_endpoint": format!("{base}/revoke"),
        "jwks_uri": format!("{base}/oauth2/v3/certs"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": [
            "aud", "email", "email_verified", "exp", "family_name", "given_name", "iat", "iss", "name", "sub",
        ],
        "code_challenge_methods_supported": ["plain", "S256"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "authorization_response_iss_parameter_supported": true,
    });
    ([(header::CACHE_CONTROL, "public, max-age=3600")], Json(document)).into_response()
}
