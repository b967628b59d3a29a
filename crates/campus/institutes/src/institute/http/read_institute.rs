//! `GET /api/institutes/{institute}`: the institute one is in.

use axum::extract::State;
use kernel::{Member, Problem, json::Json};

use super::view::InstituteView;
use crate::{Error, Institutes, institute::store};

/// See an institute one belongs to.
#[utoipa::path(get, path = "/api/institutes/{institute}", tag = "institutes",
    params(("institute" = String, Path)), responses(
    (status = 200, body = InstituteView),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn read_institute(
    member: Member,
    State(institutes): State<Institutes>,
) -> Result<Json<InstituteView>, Error> {
    let about = store::find_active(&institutes.kernel.database, member.institute)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(Json(InstituteView::of(&institutes, about, Some(member.role)).await?))
}
