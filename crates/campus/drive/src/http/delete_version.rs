//! `DELETE /api/files/{id}/versions/{version}`: delete an earlier version.

use axum::{extract::State, http::StatusCode};
use kernel::{Caller, Problem, json::Path};

use crate::{
    Drive,
    drive::find,
    error::DriveError,
    ids::EntryId,
    rights::Right,
    store::{chain, versions},
};

/// Delete an earlier version of a file for good. The current one cannot be deleted by itself.
#[utoipa::path(delete, path = "/api/files/{id}/versions/{version}", tag = "files",
    params(("id" = String, Path, description = "`file_…`"), ("version" = u64, Path, description = "Its number.")),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is the current version, or the file is in the trash.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn delete_version(
    caller: Caller,
    State(drive): State<Drive>,
    Path((id, number)): Path<(EntryId, u64)>,
) -> Result<StatusCode, DriveError> {
    let volume = drive.home(&caller, id, Right::Change).await?;
    let engine = drive.engine().clone();
    let deleted = drive.database().write::<_, DriveError, _>(move |tx| {
        let engine = engine.clone();
        Box::pin(async move {
            let node = find(&mut *tx, volume.id, id).await?;
            chain::live_of(&mut *tx, &node).await?;
            versions::delete(tx, &engine, &node, number).await
        })
    });
    deleted.await?;
    drive.announce(&volume);
    Ok(StatusCode::NO_CONTENT)
}
