//! `POST /api/files/{id}/sync`: bring a file to the backup now.

use axum::{extract::State, http::StatusCode};
use kernel::{
    Caller, Problem,
    jobs::Job,
    json::{Json, Path},
};

use crate::{Drive, error::DriveError, ids::EntryId, jobs::replicate, rights::Right, store::versions};

/// Start a job that brings a file to the backup target, without waiting for the queue.
#[utoipa::path(post, path = "/api/files/{id}/sync", tag = "storage",
    params(("id" = String, Path, description = "`file_…`")),
    responses(
        (status = 202, body = Job),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "There is no backup target.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn sync_file(
    caller: Caller,
    State(drive): State<Drive>,
    Path(id): Path<EntryId>,
) -> Result<(StatusCode, Json<Job>), DriveError> {
    let volume = drive.home(&caller, id, Right::Change).await?;
    let node = drive.find(drive.database(), volume.id, id).await?;
    let content = versions::pick(drive.database(), &node, None).await?.content;
    if !drive.engine().has_backup() {
        let detail = "There is no backup target. Whoever runs the server can set `LYCEUM_BACKUP_DIR`.";
        return Err(Problem::conflict("CONFLICT", detail).into());
    }
    let job = replicate::job(&drive, caller.account, replicate::SYNC, content);
    Ok((StatusCode::ACCEPTED, Json(drive.kernel().jobs.start(job).await?)))
}
