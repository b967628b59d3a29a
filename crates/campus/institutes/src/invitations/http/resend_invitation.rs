//! `POST /api/institutes/{institute}/invitations/{member}/resend`: the letter once more.

use audit::Origin;
use axum::extract::State;
use kernel::{
    Member, Problem,
    json::{Json, Path},
};

use crate::{
    Error, Institutes,
    people::http::{OnePerson, view::PersonView},
};

/// Send an invitation again. The link in the letter before is good no more.
#[utoipa::path(post, path = "/api/institutes/{institute}/invitations/{member}/resend", tag = "institutes",
    params(("institute" = String, Path), ("member" = String, Path)), responses(
    (status = 200, body = PersonView),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "One's own role does not reach that far.", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "The person has joined already or is deactivated.", body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "The last letter left a short while ago, or no more leave today.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn resend_invitation(
    member: Member,
    State(institutes): State<Institutes>,
    Path(path): Path<OnePerson>,
    origin: Origin,
) -> Result<Json<PersonView>, Error> {
    let person = path.member;
    let record = institutes.resend(&member, &origin, person).await?;
    Ok(Json(PersonView::of(&institutes, record).await?))
}
