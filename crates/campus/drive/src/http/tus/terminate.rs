//! `DELETE /api/uploads/{id}`: give an upload up.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use engine::WriteError;
use kernel::{Caller, Problem, json::Path};

use super::{answer, check_version, inspect::standing};
use crate::{Drive, error::DriveError, ids::UploadId, jobs::expire_uploads::give_up};

/// Give a resumable upload up (tus 1.0.0). A finished one is only forgotten; its file stays.
#[utoipa::path(delete, path = "/api/uploads/{id}", tag = "uploads",
    params(("id" = String, Path, description = "`upload_…`"), ("Tus-Resumable" = String, Header, description = "`1.0.0`")),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 423, description = "Another connection writes to it.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn terminate_upload(
    caller: Caller,
    State(drive): State<Drive>,
    Path(id): Path<UploadId>,
    headers: HeaderMap,
) -> Response {
    answer(terminate(caller, drive, id, headers).await)
}

async fn terminate(caller: Caller, drive: Drive, id: UploadId, headers: HeaderMap) -> Result<Response, DriveError> {
    check_version(&headers)?;
    let volume = drive.home_of_upload(&caller, id).await?;
    standing(&drive, &volume, id).await?;
    let _turn = drive.lanes().enter(id).await.ok_or(WriteError::Busy)?;
    // The connection that was asked to leave may have finished it meanwhile.
    let upload = standing(&drive, &volume, id).await?.upload;
    give_up(&drive, &upload).await?;
    drive.announce(&volume);
    Ok(StatusCode::NO_CONTENT.into_response())
}
