//! `GET /api/institutes/{institute}/people/{member}`: one person.

use axum::extract::State;
use kernel::{
    Member, Problem,
    json::{Json, Path},
};

use super::{OnePerson, view::PersonView};
use crate::{Error, Institutes, people::store};

/// See one person.
#[utoipa::path(get, path = "/api/institutes/{institute}/people/{member}", tag = "institutes",
    params(("institute" = String, Path), ("member" = String, Path)), responses(
    (status = 200, body = PersonView),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn read_person(
    member: Member,
    State(institutes): State<Institutes>,
    Path(path): Path<OnePerson>,
) -> Result<Json<PersonView>, Error> {
    let person = path.member;
    let inside = institutes.directory.inside(member.institute);
    let record = store::find(&inside, member.institute, person)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(Json(PersonView::of(&institutes, record).await?))
}
