//! `GET /api/files/{id}/info`: what is known about a file or folder.

use axum::extract::State;
use kernel::{
    Caller, Problem,
    json::{Json, Path},
};

use super::entry::Entry;
use crate::{Drive, error::DriveError, ids::EntryId, rights::Right};

/// Look at a file or folder.
#[utoipa::path(get, path = "/api/files/{id}/info", tag = "files",
    params(("id" = String, Path, description = "`file_…` or `folder_…`")),
    responses((status = 200, body = Entry), (status = 401, body = Problem, content_type = "application/problem+json"), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn read_info(
    caller: Caller,
    State(drive): State<Drive>,
    Path(id): Path<EntryId>,
) -> Result<Json<Entry>, DriveError> {
    let volume = drive.home(&caller, id, Right::Look).await?;
    let node = drive.find(drive.database(), volume.id, id).await?;
    Ok(Json(drive.entry(drive.database(), node).await?))
}
