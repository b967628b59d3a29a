//! `GET /api/institutes/{institute}/policy`: what is asked at sign-in.

use axum::extract::State;
use kernel::{Member, Problem, json::Json};

use crate::{
    Error, Institutes,
    policy::{model::Policy, store},
};

/// See what the institute asks of its people at sign-in.
#[utoipa::path(get, path = "/api/institutes/{institute}/policy", tag = "institutes",
    params(("institute" = String, Path)), responses(
    (status = 200, body = Policy),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn read_policy(member: Member, State(institutes): State<Institutes>) -> Result<Json<Policy>, Error> {
    let inside = institutes.directory.inside(member.institute);
    Ok(Json(store::find(&inside, member.institute).await?))
}
