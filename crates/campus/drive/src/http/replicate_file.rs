//! `POST /api/files/{id}/replicate`: check every shard of a file and make again what is missing.

use axum::{extract::State, http::StatusCode};
use kernel::{
    Caller, Problem,
    jobs::Job,
    json::{Json, Path},
};

use crate::{Drive, error::DriveError, ids::EntryId, jobs::replicate, rights::Right, store::versions};

/// Start a job that checks every shard of a file on its target and makes again what is missing.
#[utoipa::path(post, path = "/api/files/{id}/replicate", tag = "storage",
    params(("id" = String, Path, description = "`file_…`")),
    responses((status = 202, body = Job), (status = 401, body = Problem, content_type = "application/problem+json"), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn replicate_file(
    caller: Caller,
    State(drive): State<Drive>,
    Path(id): Path<EntryId>,
) -> Result<(StatusCode, Json<Job>), DriveError> {
    let volume = drive.home(&caller, id, Right::Change).await?;
    let node = drive.find(drive.database(), volume.id, id).await?;
    let content = versions::pick(drive.database(), &node, None).await?.content;
    let job = replicate::job(&drive, caller.account, replicate::REPLICATE, content);
    Ok((StatusCode::ACCEPTED, Json(drive.kernel().jobs.start(job).await?)))
}
