//! `POST /api/storage/scrub`: read and verify everything now.

use axum::{extract::State, http::StatusCode};
use kernel::{Caller, Problem, jobs::Job, json::Json};

use crate::{Drive, error::DriveError, jobs::scrub};

/// Start a job that reads and verifies every shard on every target. For owners.
#[utoipa::path(post, path = "/api/storage/scrub", tag = "storage",
    responses((status = 202, body = Job), (status = 401, body = Problem, content_type = "application/problem+json"), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn start_scrub(
    caller: Caller,
    State(drive): State<Drive>,
) -> Result<(StatusCode, Json<Job>), DriveError> {
    let job = scrub::job(&drive, caller.account);
    Ok((StatusCode::ACCEPTED, Json(drive.kernel().jobs.start(job).await?)))
}
