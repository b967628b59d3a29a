//! `DELETE /api/files/{id}`: to the trash, or for good.

use axum::{extract::State, http::StatusCode};
use kernel::{
    Caller, Problem,
    jobs::Jobs,
    json::{Path, Query},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    Drive,
    drive::find,
    error::DriveError,
    ids::{EntryId, VolumeId},
    jobs::clear,
    rights::Right,
    store::trash,
};

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
    let volume = drive.home(&caller, id, Right::Change).await?;
    if how.permanent {
        delete_for_good(&drive, volume.id, id).await?;
    } else {
        let now = drive.kernel().world.now();
        let thrown = drive.database().write::<_, DriveError, _>(move |tx| {
            Box::pin(async move {
                let node = find(&mut *tx, volume.id, id).await?;
                trash::throw_away(tx, &node, now).await
            })
        });
        thrown.await?;
    }
    drive.announce(&volume);
    Ok(StatusCode::NO_CONTENT)
}

async fn delete_for_good(drive: &Drive, volume: VolumeId, id: EntryId) -> Result<(), DriveError> {
    let (engine, now, rest) = (drive.engine().clone(), drive.kernel().world.now(), clear::rest(drive));
    let deleted = drive.database().write::<_, DriveError, _>(move |tx| {
        let (engine, rest) = (engine.clone(), rest.clone());
        Box::pin(async move {
            let node = find(&mut *tx, volume, id).await?;
            trash::doom(tx, &node, now).await?;
            let more = clear::first_page(tx, &engine, node.id).await?;
            if more {
                Jobs::enqueue(tx, &rest).await?;
            }
            Ok(more)
        })
    });
    if deleted.await? {
        clear::go_on(drive, Some(id.node())).await?;
    }
    Ok(())
}
