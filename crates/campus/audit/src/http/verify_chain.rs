//! `GET …/audit/verification`: whether the record is the one that was written.

use std::time::Duration;

use axum::extract::State;
use kernel::{InstituteId, Kernel, Member, Problem, json::Json};

use crate::{Audit, INSTALLATION, Report, verify};

/// How soon to come back when others are reading whole chains.
const BUSY: Duration = Duration::from_secs(10);

/// Look the institute's record over from its beginning.
#[utoipa::path(get, path = "/api/institutes/{institute}/audit/verification", tag = "audit",
    params(("institute" = String, Path)), responses(
    (status = 200, body = Report),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "Others are verifying or exporting.", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn verify_institute_audit(
    member: Member,
    State(kernel): State<Kernel>,
    State(audit): State<Audit>,
) -> Result<Json<Report>, Problem> {
    look_over(&kernel, &audit, member.institute).await
}

/// Look the installation's record over from its beginning.
#[utoipa::path(get, path = "/api/audit/verification", tag = "audit", responses(
    (status = 200, body = Report),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "Others are verifying or exporting.", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn verify_audit(
    State(kernel): State<Kernel>,
    State(audit): State<Audit>,
) -> Result<Json<Report>, Problem> {
    look_over(&kernel, &audit, INSTALLATION).await
}

async fn look_over(kernel: &Kernel, audit: &Audit, institute: InstituteId) -> Result<Json<Report>, Problem> {
    let _seat = audit.readers.try_acquire().map_err(|_| Problem::rate_limited(BUSY))?;
    Ok(Json(verify(&kernel.database, institute).await?))
}
