//! `POST /api/files/{id}/versions/{version}/restore`: bring an earlier version back.

use axum::extract::State;
use kernel::{
    Caller, Problem,
    json::{Json, Path},
};

use super::entry::Entry;
use crate::{
    Drive,
    drive::find,
    error::DriveError,
    ids::EntryId,
    rights::Right,
    store::{chain, versions},
};

/// Make the bytes of an earlier version the newest version. The earlier one stays in the list.
#[utoipa::path(post, path = "/api/files/{id}/versions/{version}/restore", tag = "files",
    params(("id" = String, Path, description = "`file_…`"), ("version" = u64, Path, description = "Its number.")),
    responses(
        (status = 200, body = Entry),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The file is in the trash.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The allowance has no room.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn restore_version(
    caller: Caller,
    State(drive): State<Drive>,
    Path((id, number)): Path<(EntryId, u64)>,
) -> Result<Json<Entry>, DriveError> {
    let volume = drive.home(&caller, id, Right::Change).await?;
    let (world, engine) = (drive.kernel().world.clone(), drive.engine().clone());
    let entry = drive.database().write::<_, DriveError, _>(move |tx| {
        let (world, engine) = (world.clone(), engine.clone());
        Box::pin(async move {
            let mut node = find(&mut *tx, volume.id, id).await?;
            let chain = chain::live_of(&mut *tx, &node).await?;
            versions::restore(tx, &engine, &volume, &mut node, number, &world).await?;
            Ok(Entry::new(&node, &chain))
        })
    });
    let entry = entry.await?;
    drive.announce(&volume);
    Ok(Json(entry))
}
