//! `GET /api/institutes/{institute}/deletion`: what would be lost.

use axum::extract::State;
use kernel::{Member, Problem, json::Json};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Error, Institutes, institute::store as institutes_store, people::store as people};

/// What would be lost for ever.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeletionPlan {
    /// The name that has to be typed.
    name: String,
    /// People in the directory. Their accounts and their own files stay.
    people: u64,
    /// Files in the library.
    files: u64,
    /// Bytes in the library, every version counted.
    bytes: u64,
}

/// See what would be lost if the institute were deleted.
#[utoipa::path(get, path = "/api/institutes/{institute}/deletion", tag = "institutes",
    params(("institute" = String, Path)), responses(
    (status = 200, body = DeletionPlan),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn read_deletion(
    member: Member,
    State(institutes): State<Institutes>,
) -> Result<Json<DeletionPlan>, Error> {
    let about = institutes_store::find_active(&institutes.kernel.database, member.institute).await?;
    let inside = institutes.directory.inside(member.institute);
    let counts = people::counts(&inside, member.institute).await?;
    let library = institutes.volumes.library_allowance(member.institute).await?;
    Ok(Json(DeletionPlan {
        name: about.ok_or(Error::NotFound)?.name,
        people: counts.iter().map(|(.., count)| count).sum(),
        files: institutes.volumes.library_files(member.institute).await?,
        bytes: library.used,
    }))
}
