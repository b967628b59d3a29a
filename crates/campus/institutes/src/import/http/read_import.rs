//! `GET /api/institutes/{institute}/imports/{id}`: how far is it?

use axum::extract::State;
use kernel::{
    Member, Problem,
    json::{Json, Path},
};

use super::{OneImport, view::ImportView};
use crate::{Error, Institutes, import::store};

/// See how far an import is.
#[utoipa::path(get, path = "/api/institutes/{institute}/imports/{id}", tag = "imports",
    params(("institute" = String, Path), ("id" = String, Path)), responses(
    (status = 200, body = ImportView),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn read_import(
    member: Member,
    Path(OneImport { id }): Path<OneImport>,
    State(institutes): State<Institutes>,
) -> Result<Json<ImportView>, Error> {
    let inside = institutes.directory.inside(member.institute);
    let import = store::find(&inside, member.institute, id).await?;
    Ok(Json(import.ok_or(Error::NotFound)?.into()))
}
