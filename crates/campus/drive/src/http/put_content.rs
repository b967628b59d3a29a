//! `PUT /api/files/content?path=/a/b.pdf`: a file as the whole body.

use axum::{body::Body, extract::State, http::HeaderMap, response::Response};
use kernel::{Caller, Problem, json::Query};

use super::{
    entry::Entry,
    read_content::At,
    receive::{self, answer, promised, receive, save, text},
};
use crate::{
    Drive,
    error::DriveError,
    model::path::DrivePath,
    rights::{Right, Whose},
    store::saving::Guard,
};

/// Upload a file by its path. Missing folders are made; a file that is there already gets a new version.
#[utoipa::path(put, path = "/api/files/content", tag = "files",
    params(Whose, At,
        ("If-None-Match" = Option<String>, Header, description = "`*` refuses to overwrite."),
        ("If-Match" = Option<String>, Header, description = "Only over the version with this entity tag."),
        ("Repr-Digest" = Option<String>, Header, description = "`sha-256=:base64:`, verified."),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 201, description = "A new file.", body = Entry),
        (status = 200, description = "A new version.", body = Entry),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such library.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "A folder has the name.", body = Problem, content_type = "application/problem+json"),
        (status = 412, body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The allowance has no room.", body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn put_content(
    caller: Caller,
    State(drive): State<Drive>,
    Query(whose): Query<Whose>,
    Query(at): Query<At>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, DriveError> {
    let volume = drive.whole(&caller, &whose, Right::Change).await?;
    let path = DrivePath::absolute(&at.path)?;
    let (guard, promised) = (guard(&headers)?, promised(&headers)?);
    if !guard.is_open() {
        // Checked again in the transaction; this spares the body of a request that is refused anyway.
        let current = match drive.find_path(volume.id, path.clone()).await {
            Err(DriveError::NotFound(_)) => None,
            found => Some(found?),
        };
        guard.check(current.as_ref())?;
    }
    let spot = drive.spot(volume.id, path)?;
    let received = receive(&drive, &volume, receive::length(&headers, &body), receive::stream(body)).await?;
    let saved = save(&drive, &volume, spot, guard, promised, received).await?;
    Ok(answer(&saved))
}

fn guard(headers: &HeaderMap) -> Result<Guard, DriveError> {
    let owned = |name| Ok::<_, DriveError>(text(headers, name)?.map(str::to_owned));
    Ok(Guard {
        if_match: owned("if-match")?,
        if_none_match: owned("if-none-match")?,
    })
}
