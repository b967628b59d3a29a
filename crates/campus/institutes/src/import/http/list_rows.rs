//! `GET /api/institutes/{institute}/imports/{id}/rows`: line by line.

use axum::extract::State;
use kernel::{
    Cursor, Limit, Member, Page, Problem,
    json::{Json, Path, Query},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{OneImport, view::RowView};
use crate::{Error, Institutes, import::store};

/// Which lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Only {
    /// Those with problems.
    Bad,
}

/// Which lines, from where.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Absent: all lines.
    #[param(inline)]
    only: Option<Only>,
    /// The `next` of the previous page.
    #[param(value_type = Option<String>)]
    after: Option<Cursor>,
    /// How many entries: 1 to 1,000.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1000)]
    limit: Limit,
}

/// See the lines of an import in the order of the file, and what is wrong with them.
#[utoipa::path(get, path = "/api/institutes/{institute}/imports/{id}/rows", tag = "imports",
    params(("institute" = String, Path), ("id" = String, Path), Wanted), responses(
    (status = 200, body = Page<RowView>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_rows(
    member: Member,
    Path(OneImport { id }): Path<OneImport>,
    State(institutes): State<Institutes>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<RowView>>, Error> {
    let inside = institutes.directory.inside(member.institute);
    store::find(&inside, member.institute, id)
        .await?
        .ok_or(Error::NotFound)?;
    let after: u64 = wanted.after.as_ref().map_or(Ok(0), Cursor::decode)?;
    let bad = wanted.only == Some(Only::Bad);
    let limit = wanted.limit.with_surplus();
    let rows = store::rows(&inside, member.institute, id, bad, after, limit).await?;
    Ok(Json(
        Page::from_surplus(rows, wanted.limit, |last| last.number).map(RowView::from),
    ))
}
