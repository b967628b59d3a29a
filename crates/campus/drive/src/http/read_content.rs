//! `GET /api/files/content?path=/a/b.pdf`: a file's bytes by its path.

use axum::{
    extract::State,
    http::{HeaderMap, Method},
    response::Response,
};
use kernel::{Caller, Problem, json::Query};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    read_file::Which,
    send::{Ask, send},
};
use crate::{
    Drive,
    error::DriveError,
    model::path::DrivePath,
    rights::{Right, Whose},
    store::versions,
};

/// Which file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct At {
    /// From the top: `/a/b.pdf`.
    pub path: String,
}

/// Download a file by its path, whole or in parts.
#[utoipa::path(get, path = "/api/files/content", tag = "files",
    params(Whose, At, Which),
    responses(
        (status = 200, description = "All bytes.", content_type = "*/*"),
        (status = 206, description = "The bytes that `Range` asked for."),
        (status = 304, description = "Not modified."),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 412, body = Problem, content_type = "application/problem+json"),
        (status = 416, body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Too many storage targets are away.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn read_content(
    caller: Caller,
    State(drive): State<Drive>,
    Query(whose): Query<Whose>,
    Query(at): Query<At>,
    Query(which): Query<Which>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, DriveError> {
    let volume = drive.whole(&caller, &whose, Right::Look).await?;
    let node = drive.find_path(volume.id, DrivePath::absolute(&at.path)?).await?;
    let version = versions::pick(drive.database(), &node, which.version).await?;
    let ask = Ask {
        method: &method,
        headers: &headers,
        download: which.download(),
    };
    send(&drive, ask, &node.name, &version).await
}
