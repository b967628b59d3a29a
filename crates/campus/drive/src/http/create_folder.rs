//! `POST /api/folders`: make a folder.

use axum::{extract::State, http::StatusCode};
use kernel::{
    Caller, Problem,
    json::{Json, Query},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{entry::Entry, target::FolderRef};
use crate::{
    Drive,
    error::DriveError,
    model::{name::Name, path::DrivePath},
    rights::{Right, Whose},
    store::saving,
};

/// A folder to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewFolder {
    /// What it is called.
    name: String,
    /// The folder around it: an id or a path; the top when absent.
    folder: Option<String>,
}

/// Make a folder.
#[utoipa::path(post, path = "/api/folders", tag = "files", params(Whose), request_body = NewFolder,
    responses(
        (status = 201, body = Entry),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such folder around it.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`NAME_TAKEN`; `existing` is the id that has the name.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn create_folder(
    caller: Caller,
    State(drive): State<Drive>,
    Query(whose): Query<Whose>,
    Json(new): Json<NewFolder>,
) -> Result<(StatusCode, Json<Entry>), DriveError> {
    let name = DrivePath::default().join(Name::new(&new.name)?);
    let around = FolderRef::parse_optional(new.folder.as_deref())?;
    let volume = drive.place(&caller, &whose, &around, Right::Change).await?;
    // Only an upload makes the folders of a path.
    let around = around.open(&drive, volume.id).await?.live()?;
    let spot = drive.spot_below(volume.id, around.place(), name)?;
    let world = drive.kernel().world.clone();
    let (id, now) = (world.new_id(), world.now());
    let made = drive.database().write::<_, DriveError, _>(move |tx| {
        let (spot, world) = (spot.clone(), world.clone());
        Box::pin(async move { saving::make_folder(tx, volume.id, &spot, id, now, &world).await })
    });
    let (folder, chain) = made.await?;
    drive.announce(&volume);
    Ok((StatusCode::CREATED, Json(Entry::new(&folder, &chain))))
}
