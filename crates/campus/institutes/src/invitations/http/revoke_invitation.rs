//! `DELETE /api/institutes/{institute}/invitations/{member}`: an invitation taken back.

use audit::Origin;
use axum::{extract::State, http::StatusCode};
use kernel::{Member, Problem, json::Path};

use crate::{Error, Institutes, people::http::OnePerson};

/// Take an invitation back, and the person out of the directory.
#[utoipa::path(delete, path = "/api/institutes/{institute}/invitations/{member}", tag = "institutes",
    params(("institute" = String, Path), ("member" = String, Path)), responses(
    (status = 204, description = "The link in the letter is good no more."),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "One's own role does not reach that far.", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "The person has joined already.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn revoke_invitation(
    member: Member,
    State(institutes): State<Institutes>,
    Path(path): Path<OnePerson>,
    origin: Origin,
) -> Result<StatusCode, Error> {
    let person = path.member;
    institutes.revoke(&member, &origin, person).await?;
    Ok(StatusCode::NO_CONTENT)
}
