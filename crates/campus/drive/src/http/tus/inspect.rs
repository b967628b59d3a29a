//! `HEAD /api/uploads/{id}`: how far an upload has got.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use kernel::{Caller, Problem, json::Path};

use super::{LENGTH, METADATA, Standing, answer, check_version};
use crate::{
    Drive,
    error::DriveError,
    http::send::set,
    ids::UploadId,
    store::{uploads, volumes::Volume},
};

/// See how far a resumable upload has got (tus 1.0.0). A connection that still writes to it is asked to stop.
#[utoipa::path(head, path = "/api/uploads/{id}", tag = "uploads",
    params(("id" = String, Path, description = "`upload_…`"), ("Tus-Resumable" = String, Header, description = "`1.0.0`")),
    responses(
        (status = 200, description = "`Upload-Offset`, `Upload-Length`; `Lyceum-File-Id` when it is finished."),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such upload, or it has expired.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn inspect_upload(
    caller: Caller,
    State(drive): State<Drive>,
    Path(id): Path<UploadId>,
    headers: HeaderMap,
) -> Response {
    answer(inspect(caller, drive, id, headers).await)
}

async fn inspect(caller: Caller, drive: Drive, id: UploadId, headers: HeaderMap) -> Result<Response, DriveError> {
    check_version(&headers)?;
    let volume = drive.home_of_upload(&caller, id).await?;
    // Strangers must not be able to stop anybody.
    find(&drive, &volume, id).await?;
    let turn = drive.lanes().enter(id).await;
    let standing = standing(&drive, &volume, id).await?;
    drop(turn);
    let mut response = StatusCode::OK.into_response();
    standing.describe(&mut response);
    set(&mut response, LENGTH, HeaderValue::from(standing.upload.length));
    if !standing.upload.metadata.is_empty() {
        set(&mut response, METADATA, standing.upload.metadata);
    }
    set(&mut response, header::CACHE_CONTROL, "no-store");
    Ok(response)
}

async fn find(drive: &Drive, volume: &Volume, id: UploadId) -> Result<uploads::Upload, DriveError> {
    let now = drive.kernel().world.now();
    uploads::find(drive.database(), volume.id, id, now)
        .await?
        .ok_or(DriveError::NotFound("upload"))
}

/// Where an upload stands.
pub(super) async fn standing(drive: &Drive, volume: &Volume, id: UploadId) -> Result<Standing, DriveError> {
    let upload = find(drive, volume, id).await?;
    if upload.file.is_some() {
        return Ok(Standing {
            offset: upload.length,
            upload,
        });
    }
    let state = drive
        .engine()
        .resumable_state(upload.content)
        .await?
        .ok_or(DriveError::NotFound("upload"))?;
    Ok(Standing {
        upload,
        offset: state.offset,
    })
}
