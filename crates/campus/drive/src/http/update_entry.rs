//! `PATCH /api/files/{id}`: rename, move, or both.

use axum::extract::State;
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

/// What should be different. Absent members stay.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EntryChange {
    /// A new name.
    name: Option<String>,
    /// Another folder: an id or a path; empty for the top.
    folder: Option<String>,
}

/// Rename or move a file or folder.
#[utoipa::path(patch, path = "/api/files/{id}", tag = "files", request_body = EntryChange,
    params(("id" = String, Path, description = "`file_…` or `folder_…`")),
    responses(
        (status = 200, body = Entry),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`NAME_TAKEN`; or `CONFLICT`: into itself, or in the trash.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn update_entry(
    caller: Caller,
    State(drive): State<Drive>,
    Path(id): Path<EntryId>,
    Json(change): Json<EntryChange>,
) -> Result<Json<Entry>, DriveError> {
    let volume = drive.home(&caller, id, Right::Change).await?;
    let name = change.name.as_deref().map(Name::new).transpose()?;
    let place = match change.folder.as_deref() {
        None => None,
        Some(folder) => Some(FolderRef::parse(folder)?.open(&drive, volume.id).await?.place()),
    };
    let wanted = Move { name, place };
    let moved = drive.database().write::<_, DriveError, _>(move |tx| {
        let wanted = wanted.clone();
        Box::pin(async move {
            let node = find(&mut *tx, volume.id, id).await?;
            moving::relocate(tx, node, wanted).await
        })
    });
    let (node, chain) = moved.await?;
    drive.announce(&volume);
    Ok(Json(Entry::new(&node, &chain)))
}
