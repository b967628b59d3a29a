//! `PATCH /api/uploads/{id}`: the next bytes of an upload.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use kernel::{Caller, Problem, json::Path};

use super::{
    OFFSET, OFFSET_STREAM, answer, check_version, is_offset_stream, number,
    take::{Part, take},
};
use crate::{Drive, error::DriveError, ids::UploadId};

/// Send the next bytes of a resumable upload (tus 1.0.0). With the last of them the file is there.
#[utoipa::path(patch, path = "/api/uploads/{id}", tag = "uploads",
    params(
        ("id" = String, Path, description = "`upload_…`"),
        ("Tus-Resumable" = String, Header, description = "`1.0.0`"),
        ("Upload-Offset" = u64, Header, description = "Where these bytes start."),
        ("Upload-Checksum" = Option<String>, Header, description = "`sha256 base64` or `sha1 base64`; up to 16 MiB at a time."),
    ),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses(
        (status = 204, description = "`Upload-Offset`; at the end `Lyceum-File-Id` and `Lyceum-Sha256`."),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The upload stands elsewhere; ask for its offset.", body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
        (status = 423, description = "Another connection writes to it.", body = Problem, content_type = "application/problem+json"),
        (status = 460, description = "The bytes are not those of `Upload-Checksum`; none was kept.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn append_upload(
    caller: Caller,
    State(drive): State<Drive>,
    Path(id): Path<UploadId>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    answer(append(caller, drive, id, headers, body).await)
}

async fn append(
    caller: Caller,
    drive: Drive,
    id: UploadId,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, DriveError> {
    check_version(&headers)?;
    if !is_offset_stream(&headers) {
        let detail = format!("Send the bytes as `Content-Type: {OFFSET_STREAM}`.");
        let problem = Problem::validation("content-type", detail);
        return Err(Problem {
            status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ..problem
        }
        .into());
    }
    let volume = drive.home_of_upload(&caller, id).await?;
    let part = Part::new(number(&headers, &OFFSET)?, &headers, body)?;
    let standing = take(&drive, &volume, id, part).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    standing.describe(&mut response);
    Ok(response)
}
