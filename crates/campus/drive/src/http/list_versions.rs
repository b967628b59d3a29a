//! `GET /api/files/{id}/versions`: the versions of a file.

use axum::extract::State;
use kernel::{
    Caller, Page, Problem,
    json::{Json, Path},
};

use super::entry::FileVersion;
use crate::{Drive, error::DriveError, ids::EntryId, rights::Right, store::versions};

/// List the versions of a file, newest first: at most 1,000, on one page.
#[utoipa::path(get, path = "/api/files/{id}/versions", tag = "files",
    params(("id" = String, Path, description = "`file_…`")),
    responses(
        (status = 200, body = Page<FileVersion>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn list_versions(
    caller: Caller,
    State(drive): State<Drive>,
    Path(id): Path<EntryId>,
) -> Result<Json<Page<FileVersion>>, DriveError> {
    let volume = drive.home(&caller, id, Right::Look).await?;
    let node = drive.find(drive.database(), volume.id, id).await?;
    let current = node.file().ok_or(DriveError::NotFound("file"))?.current.number;
    let versions = versions::list(drive.database(), &node).await?;
    let items = versions
        .iter()
        .map(|version| FileVersion::new(version, current))
        .collect();
    Ok(Json(Page { items, next: None }))
}
