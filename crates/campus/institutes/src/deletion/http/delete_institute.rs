//! `DELETE /api/institutes/{institute}`: the end of it.

use audit::{Entry, Origin};
use axum::{extract::State, http::StatusCode};
use kernel::{JobId, Jobs, Member, Problem, json::Json};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::{
    Error, Institutes, actions,
    deletion::job::{Payload, RemoveInstitute},
    institute::{model::InstituteState, store as institutes_store},
};

/// Proves that somebody means it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeleteInstitute {
    /// The name of the institute, exactly as it is written.
    name: String,
}

/// The work that goes on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeletionStarted {
    /// Follow it at `/api/jobs/{id}`.
    #[schema(value_type = String)]
    job: JobId,
}

/// Delete the institute for ever. It closes to everybody at once, and the keys of everything it stores are destroyed in
/// the same moment; its rows are removed afterwards. People keep their accounts and their own files.
#[utoipa::path(delete, path = "/api/institutes/{institute}", tag = "institutes",
    params(("institute" = String, Path)), request_body = DeleteInstitute, responses(
    (status = 202, body = DeletionStarted),
    (status = 400, description = "The name is another one.", body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "A fresh proof is needed.", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn delete_institute(
    member: Member,
    State(institutes): State<Institutes>,
    origin: Origin,
    Json(request): Json<DeleteInstitute>,
) -> Result<(StatusCode, Json<DeletionStarted>), Error> {
    let id = member.institute;
    let payload = Payload { institute: id };
    let mut job = institutes.kernel.jobs.prepare(RemoveInstitute::KIND, json!(payload));
    job = job
        .on_behalf_of(member.caller.account)
        .with_key(format!("{}:{id}", RemoveInstitute::KIND));
    let (audit, volumes) = (institutes.directory.audit.clone(), institutes.volumes.clone());
    let name = request.name;
    let closed = institutes.change(id, move |tx| {
        let (audit, volumes, origin) = (audit.clone(), volumes.clone(), origin.clone());
        let (name, job) = (name.clone(), job.clone());
        Box::pin(async move {
            let about = institutes_store::find_active(&mut *tx, id)
                .await?
                .ok_or(Error::NotFound)?;
            if about.name != name.trim() {
                return Err(Error::AnotherName);
            }
            institutes_store::change_state(tx, id, InstituteState::Active, InstituteState::Deleting).await?;
            volumes.shred_library(tx, id).await?;
            let entry = Entry::new(id, &origin, actions::DELETING)
                .on(id)
                .with("name", &about.name);
            audit.record(tx, entry).await?;
            let noted = Entry::of_installation(&origin, actions::DELETING)
                .on(id)
                .with("name", &about.name);
            audit.record(tx, noted).await?;
            Ok(Jobs::enqueue(tx, &job).await?)
        })
    });
    let job = closed.await?;
    institutes.kernel.jobs.wake();
    tracing::warn!(institute = %id, account = %member.caller.account, "an institute is being deleted");
    Ok((StatusCode::ACCEPTED, Json(DeletionStarted { job })))
}
