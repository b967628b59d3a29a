//! `POST /api/files/{id}/class`: keep a file in another way.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kernel::{
    Caller, Problem,
    jobs::Job,
    json::{Json, Path},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Drive, error::DriveError, ids::EntryId, jobs::transition, rights::Right, store::versions};

/// The wanted class.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewClass {
    /// Its name, for example `coded`.
    class: String,
    /// Only tell what it would mean.
    #[serde(default)]
    dry_run: bool,
}

/// What a change of class means.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ClassPlan {
    /// The class it would be in.
    class: String,
    /// The class it is in.
    from: String,
    /// Bytes of the file to write anew.
    bytes: u64,
    /// Segments to write anew.
    segments: u64,
    /// Bytes to write to targets, roughly.
    to_write: u64,
}

/// Keep the current version of a file in another storage class, or tell what that would mean.
#[utoipa::path(post, path = "/api/files/{id}/class", tag = "storage", request_body = NewClass,
    params(("id" = String, Path, description = "`file_…`")),
    responses(
        (status = 200, description = "The plan, for `dry_run`.", body = ClassPlan),
        (status = 202, description = "The job that does it.", body = Job),
        (status = 400, description = "No such class.", body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn change_class(
    caller: Caller,
    State(drive): State<Drive>,
    Path(id): Path<EntryId>,
    Json(new): Json<NewClass>,
) -> Result<Response, DriveError> {
    let volume = drive.home(&caller, id, Right::Change).await?;
    let node = drive.find(drive.database(), volume.id, id).await?;
    let content = versions::pick(drive.database(), &node, None).await?.content;
    let plan = drive.engine().plan_transition(content, &new.class).await?;
    if new.dry_run {
        let plan = ClassPlan {
            class: plan.to,
            from: plan.from,
            bytes: plan.bytes,
            segments: plan.segments,
            to_write: plan.to_write,
        };
        return Ok(Json(plan).into_response());
    }
    let job = transition::job(&drive, caller.account, content, &plan.to);
    Ok((StatusCode::ACCEPTED, Json(drive.kernel().jobs.start(job).await?)).into_response())
}
