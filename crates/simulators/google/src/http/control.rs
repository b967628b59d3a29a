//! `/simulator/…`: what Google has not. For tests from outside of the process.

use std::{collections::BTreeMap, sync::Arc};

use axum::{Json, extract::State, http::StatusCode};

use crate::{Account, Client, Endpoint, Misbehaviour, keys::SigningKey, simulator::Shared};

/// More ways of being wrong at once mean nothing.
const MOST_MISBEHAVIOURS: usize = 64;

pub(super) async fn add_account(State(shared): State<Arc<Shared>>, Json(account): Json<Account>) -> StatusCode {
    shared.lock().put_account(account.completed());
    StatusCode::NO_CONTENT
}

pub(super) async fn add_client(State(shared): State<Arc<Shared>>, Json(client): Json<Client>) -> StatusCode {
    shared.lock().put_client(client);
    StatusCode::NO_CONTENT
}

/// Puts these in the place of those that were in force; an empty list ends them all.
pub(super) async fn misbehave(
    State(shared): State<Arc<Shared>>,
    Json(mut list): Json<Vec<Misbehaviour>>,
) -> StatusCode {
    list.truncate(MOST_MISBEHAVIOURS);
    shared.lock().misbehaviours = list;
    StatusCode::NO_CONTENT
}

pub(super) async fn rotate(State(shared): State<Arc<Shared>>) -> StatusCode {
    let fresh = SigningKey::generate();
    shared.lock().keys.rotate(fresh);
    StatusCode::NO_CONTENT
}

pub(super) async fn calls(State(shared): State<Arc<Shared>>) -> Json<BTreeMap<Endpoint, u64>> {
    Json(shared.lock().calls.clone())
}
