//! `POST /api/institutes/{institute}/people/{member}/reset`: help for somebody who is locked out.

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
pub(crate) struct PersonReset {
    /// Whether it was asked to take the authenticator app, the passkeys and the recovery codes away as well. An institute
    /// may do so only with accounts that are active in no other one; owners of the installation keep theirs in any case.
    factors_removed: bool,
}

/// Send somebody a link to set a new password.
#[utoipa::path(post, path = "/api/institutes/{institute}/people/{member}/reset", tag = "institutes",
    params(("institute" = String, Path), ("member" = String, Path)), responses(
    (status = 200, body = PersonReset),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "One's own role does not reach that far, or a fresh proof is needed.", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "The person has not joined.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn reset_person(
    member: Member,
    State(institutes): State<Institutes>,
    Path(path): Path<OnePerson>,
    origin: Origin,
) -> Result<Json<PersonReset>, Error> {
    let person = path.member;
    let account = managed_account(&institutes, &member, person).await?;
    let places = institutes.directory.memberships(account).await?;
    let factors_removed = places.iter().all(|(institute, _)| *institute == member.institute);
    let entry = Entry::new(member.institute, &origin, actions::RESET).on(person);
    institutes.note(entry.with("factors_removed", &factors_removed)).await?;
    institutes
        .people
        .reset(account, member.institute, factors_removed)
        .await?;
    Ok(Json(PersonReset { factors_removed }))
}
