//! `GET /api/jobs/{id}`: how far a job is.

use axum::extract::State;

use crate::{
    Caller, JobId, Kernel, Problem,
    jobs::Job,
    json::{Json, Path},
};

/// See how far a job is. One's own jobs; an owner sees all.
#[utoipa::path(get, path = "/api/jobs/{id}", tag = "jobs",
    params(("id" = String, Path, description = "The id that the request which started the job answered.")),
    responses(
        (status = 200, body = Job),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn read_job(
    caller: Caller,
    Path(id): Path<JobId>,
    State(kernel): State<Kernel>,
) -> Result<Json<Job>, Problem> {
    let (job, account) = kernel.jobs.find(id).await?.ok_or_else(|| Problem::not_found("job"))?;
    if account != Some(caller.account) && !caller.is_owner() {
        return Err(Problem::not_found("job"));
    }
    Ok(Json(job))
}
