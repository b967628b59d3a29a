//! `POST /api/files/{id}/restore`: out of the trash.

use axum::extract::State;
use kernel::{
    Caller, Problem,
    json::{Json, Path},
};

use super::entry::Entry;
use crate::{Drive, drive::find, error::DriveError, ids::EntryId, rights::Right, store::trash};

/// Bring a file or folder back. It goes where it was, or to the top if its folder is gone; if its name is taken there by
/// now, it gets ` (restored)`.
#[utoipa::path(post, path = "/api/files/{id}/restore", tag = "trash",
    params(("id" = String, Path, description = "`file_…` or `folder_…`")),
    responses(
        (status = 200, body = Entry),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is not in the trash, or inside a folder that is.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn restore_entry(
    caller: Caller,
    State(drive): State<Drive>,
    Path(id): Path<EntryId>,
) -> Result<Json<Entry>, DriveError> {
    let volume = drive.home(&caller, id, Right::Change).await?;
    let restored = drive.database().write::<_, DriveError, _>(move |tx| {
        Box::pin(async move {
            let node = find(&mut *tx, volume.id, id).await?;
            trash::restore(tx, node).await
        })
    });
    let (node, chain) = restored.await?;
    drive.announce(&volume);
    Ok(Json(Entry::new(&node, &chain)))
}
