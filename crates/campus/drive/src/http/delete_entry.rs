//! `DELETE /api/files/{id}`: to the trash, or for good.

use axum::{extract::State, http::StatusCode};
use kernel::{
    Caller, Problem,
    json::{Path, Query},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{Drive, drive::find, error::DriveError, ids::EntryId, jobs::clear, store::trash};

/// How.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct How {
    /// Delete for good instead of throwing away.
    #[serde(default)]
    permanent: bool,
}

/// Throw a file or folder away, or delete it for good.
#[utoipa::path(delete, path = "/api/files/{id}", tag = "files",
    params(("id" = String, Path, description = "`file_…` or `folder_…`"), How),
    responses((status = 204), (status = 401, body = Problem, content_type = "application/problem+json"), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn delete_entry(
    caller: Caller,
    State(drive): State<Drive>,
    Path(id): Path<EntryId>,
    Query(how): Query<How>,
) -> Result<StatusCode, DriveError> {
    let volume = drive.volume(&caller).await?;
    let (now, permanent) = (drive.kernel().world.now(), how.permanent);
    let done = drive.database().write::<_, DriveError, _>(move |tx| {
        Box::pin(async move {
            let node = find(&mut *tx, volume.id, id).await?;
            if permanent {
                trash::doom(tx, &node, now).await
            } else {
                trash::throw_away(tx, &node, now).await
            }
        })
    });
    done.await?;
    if permanent {
        clear::begin(&drive, Some(id.node())).await?;
    }
    drive.announce(&volume);
    Ok(StatusCode::NO_CONTENT)
}
