//! The mailbox over HTTP, for tests that are not written in Rust and for people who look.
//!
//! - `GET /letters?to=ADDRESS` answers `{"items": […]}`, the newest first; without `to`, everybody's.
//! - `GET /letters/newest?to=ADDRESS&seconds=N` waits up to N seconds (at most 60) and answers one letter, or 404.
//! - `DELETE /letters` throws them away.

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{Query, State},
    http::StatusCode,
    routing::get,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Letter, Shared};

const LONGEST_WAIT: Duration = Duration::from_secs(60);

#[derive(Deserialize)]
struct Whose {
    to: Option<String>,
}

#[derive(Deserialize)]
struct Wanted {
    to: String,
    #[serde(default)]
    seconds: u64,
}

pub(crate) fn view(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/letters", get(list).delete(empty))
        .route("/letters/newest", get(newest))
        .with_state(shared)
}

async fn list(State(shared): State<Arc<Shared>>, Query(whose): Query<Whose>) -> Json<Value> {
    let mut letters = match whose.to {
        Some(to) => shared.mailbox.letters_to(&to),
        None => shared.mailbox.letters(),
    };
    letters.reverse();
    Json(json!({"items": letters}))
}

async fn newest(State(shared): State<Arc<Shared>>, Query(wanted): Query<Wanted>) -> Result<Json<Letter>, StatusCode> {
    let patience = Duration::from_secs(wanted.seconds).min(LONGEST_WAIT);
    let letter = shared.mailbox.wait_for(&wanted.to, patience).await;
    letter.map(Json).ok_or(StatusCode::NOT_FOUND)
}

async fn empty(State(shared): State<Arc<Shared>>) -> StatusCode {
    shared.mailbox.empty();
    StatusCode::NO_CONTENT
}
