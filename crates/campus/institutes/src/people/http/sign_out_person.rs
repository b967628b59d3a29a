//! `POST /api/institutes/{institute}/people/{member}/sign-out`: end somebody's sessions.

use audit::{Entry, Origin};
use axum::extract::State;
use kernel::{
    Member, Problem,
    json::{Json, Path},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::OnePerson;
use crate::{Error, Institutes, actions, people::managed_account};

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignedOut {
    /// How many sessions ended.
    ended: u64,
}

/// Sign somebody out everywhere: for a device that was lost, or a stranger at it.
#[utoipa::path(post, path = "/api/institutes/{institute}/people/{member}/sign-out", tag = "institutes",
    params(("institute" = String, Path), ("member" = String, Path)), responses(
    (status = 200, body = SignedOut),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "One's own role does not reach that far, or a fresh proof is needed.", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "The person has not joined.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn sign_out_person(
    member: Member,
    State(institutes): State<Institutes>,
    Path(path): Path<OnePerson>,
    origin: Origin,
) -> Result<Json<SignedOut>, Error> {
    let person = path.member;
    let account = managed_account(&institutes, &member, person).await?;
    let entry = Entry::new(member.institute, &origin, actions::SIGNED_OUT).on(person);
    institutes.note(entry).await?;
    let ended = institutes.people.end_sessions(account).await?;
    Ok(Json(SignedOut { ended }))
}
