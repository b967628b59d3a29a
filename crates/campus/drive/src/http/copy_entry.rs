//! `POST /api/files/{id}/copy`: copy by reference.

use axum::{extract::State, http::StatusCode};
use kernel::{
    Caller, Problem,
    json::{Json, Path},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{entry::Entry, target::FolderRef};
use crate::{
    Drive,
    drive::find,
    error::DriveError,
    ids::EntryId,
    model::name::Name,
    rights::Right,
    store::moving::{self, Move},
};

/// Where the copy goes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCopy {
    /// A folder's id or path; empty for the top; absent: beside the original.
    folder: Option<String>,
    /// Its name; absent: the original's, with ` (copy)` if that is taken.
    name: Option<String>,
}

/// Copy a file or folder. No byte is copied: the copy refers to the same bytes and counts against the allowance.
#[utoipa::path(post, path = "/api/files/{id}/copy", tag = "files", request_body = NewCopy,
    params(("id" = String, Path, description = "`file_…` or `folder_…`; a folder with at most 2,000 things in it.")),
    responses(
        (status = 201, body = Entry),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`NAME_TAKEN`, `CONFLICT`, or `TOO_LARGE`.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The allowance has no room.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn copy_entry(
    caller: Caller,
    State(drive): State<Drive>,
    Path(id): Path<EntryId>,
    Json(new): Json<NewCopy>,
) -> Result<(StatusCode, Json<Entry>), DriveError> {
    let volume = drive.home(&caller, id, Right::Change).await?;
    let name = new.name.as_deref().map(Name::new).transpose()?;
    let place = match new.folder.as_deref() {
        None => None,
        Some(folder) => Some(FolderRef::parse(folder)?.open(&drive, volume.id).await?.place()),
    };
    let (wanted, world) = (Move { name, place }, drive.kernel().world.clone());
    let copied = drive.database().write::<_, DriveError, _>(move |tx| {
        let (wanted, world) = (wanted.clone(), world.clone());
        Box::pin(async move {
            let node = find(&mut *tx, volume.id, id).await?;
            moving::copy(tx, &volume, &node, wanted, &world).await
        })
    });
    let (copy, chain) = copied.await?;
    drive.announce(&volume);
    Ok((StatusCode::CREATED, Json(Entry::new(&copy, &chain))))
}
