//! `GET /oauth2/v3/certs` and `GET /oauth2/v1/certs`: the public keys, as JSON Web Keys and as certificates.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use crate::{Misbehaviour, keys::SigningKey, simulator::Shared};

/// Google's own: about six hours.
const CACHED: &str = "public, max-age=22213, must-revalidate, no-transform";

pub(super) async fn json_web_keys(State(shared): State<Arc<Shared>>) -> Response {
    published(&shared, |keys| {
        let keys: Vec<Value> = keys.iter().map(|key| key.jwk()).collect();
        json!({"keys": keys})
    })
}

pub(super) async fn certificates(State(shared): State<Arc<Shared>>) -> Response {
    published(&shared, |keys| {
        let named = keys.iter().map(|key| (key.kid.clone(), Value::from(key.certificate())));
        Value::Object(Map::from_iter(named))
    })
}

fn published(shared: &Shared, write: impl Fn(&[&SigningKey]) -> Value) -> Response {
    let state = shared.lock();
    if state.misbehaves(Misbehaviour::KeysUnavailable) {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let body = write(&state.keys.published());
    ([(header::CACHE_CONTROL, CACHED)], Json(body)).into_response()
}
