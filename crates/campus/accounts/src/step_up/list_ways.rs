//! `GET /api/auth/confirm`: how can I show that it is me.

use axum::extract::State;
use kernel::{Caller, Problem, json::Json};
use serde::Serialize;
use utoipa::ToSchema;

use super::Way;
use crate::Accounts;

/// The ways there are.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ways {
    /// The best first.
    factors: Vec<Way>,
}

/// See how one may confirm that it is oneself.
#[utoipa::path(get, path = "/api/auth/confirm", tag = "auth", responses(
    (status = 200, body = Ways),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_ways(caller: Caller, State(accounts): State<Accounts>) -> Result<Json<Ways>, Problem> {
    let account = accounts.own(&caller).await?;
    let factors = accounts.ways(&account).await?;
    Ok(Json(Ways { factors }))
}
