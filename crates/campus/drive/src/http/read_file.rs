//! `GET /api/files/{id}`: a file's bytes.

use axum::{
    extract::State,
    http::{HeaderMap, Method},
    response::Response,
};
use kernel::{
    Caller, Problem,
    json::{Path, Query},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::send::{Ask, send};
use crate::{Drive, error::DriveError, ids::EntryId, rights::Right, store::versions};

/// Which version, and what for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// A version's number; the current one when absent.
    pub version: Option<u64>,
    /// `1`: save it rather than show it.
    download: Option<String>,
}

impl Which {
    pub fn download(&self) -> bool {
        self.download
            .as_deref()
            .is_some_and(|word| !matches!(word, "0" | "false"))
    }
}

/// Download a file, whole or in parts.
#[utoipa::path(get, path = "/api/files/{id}", tag = "files",
    params(("id" = String, Path, description = "`file_…`"), Which,
        ("Range" = Option<String>, Header, description = "`bytes=0-1023`, one range."),
        ("If-None-Match" = Option<String>, Header, description = "The entity tag of the bytes at hand."),
        ("If-Range" = Option<String>, Header, description = "Honour `Range` only for these bytes."),
    ),
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
pub(super) async fn read_file(
    caller: Caller,
    State(drive): State<Drive>,
    Path(id): Path<EntryId>,
    Query(which): Query<Which>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, DriveError> {
    let volume = drive.home(&caller, id, Right::Look).await?;
    let node = drive.find(drive.database(), volume.id, id).await?;
    let version = versions::pick(drive.database(), &node, which.version).await?;
    let ask = Ask {
        method: &method,
        headers: &headers,
        download: which.download(),
    };
    send(&drive, ask, &node.name, &version).await
}
