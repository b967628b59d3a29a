//! `DELETE /api/trash`: delete everything in it for good.

use axum::extract::State;
use kernel::{
    Caller, Problem,
    jobs::Jobs,
    json::{Json, Query},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    Drive,
    error::DriveError,
    ids::VolumeId,
    jobs::clear,
    model::totals::Bucket,
    rights::{Right, Whose},
    store::{totals, trash},
};

/// How.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct How {
    /// Only tell what would go.
    #[serde(default)]
    dry_run: bool,
}

/// What goes.
#[derive(Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct TrashPlan {
    /// Files.
    files: u64,
    /// Folders.
    folders: u64,
    /// Bytes of all their versions.
    bytes: u64,
}

/// Empty the trash, or tell what that would mean.
#[utoipa::path(delete, path = "/api/trash", tag = "trash", params(Whose, How),
    responses((status = 200, body = TrashPlan), (status = 404, description = "No such library.", body = Problem, content_type = "application/problem+json"), (status = 401, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn empty_trash(
    caller: Caller,
    State(drive): State<Drive>,
    Query(whose): Query<Whose>,
    Query(how): Query<How>,
) -> Result<Json<TrashPlan>, DriveError> {
    let volume = drive.whole(&caller, &whose, Right::Change).await?;
    let plan = plan(&drive, volume.id).await?;
    if !how.dry_run {
        doom_all(&drive, volume.id).await?;
        clear::go_on(&drive, None).await?;
        drive.announce(&volume);
    }
    Ok(Json(plan))
}

async fn plan(drive: &Drive, volume: VolumeId) -> Result<TrashPlan, DriveError> {
    let mut plan = TrashPlan::default();
    for (bucket, sum) in totals::read(drive.database(), volume).await? {
        let items = u64::try_from(sum.items).unwrap_or(0);
        match bucket {
            Bucket::TrashedFiles => (plan.files, plan.bytes) = (items, u64::try_from(sum.bytes).unwrap_or(0)),
            Bucket::TrashedFolders => plan.folders = items,
            Bucket::Files(_) | Bucket::Folders => {}
        }
    }
    Ok(plan)
}

/// Page by page, so that nobody else waits long. Each page comes with the job that clears it away.
async fn doom_all(drive: &Drive, volume: VolumeId) -> Result<(), DriveError> {
    loop {
        let rest = clear::rest(drive);
        let doomed = drive.database().write::<_, DriveError, _>(move |tx| {
            let rest = rest.clone();
            Box::pin(async move {
                let doomed = trash::doom_trash(tx, volume).await?;
                if doomed > 0 {
                    Jobs::enqueue(tx, &rest).await?;
                }
                Ok(doomed)
            })
        });
        if doomed.await? == 0 {
            return Ok(());
        }
    }
}
