//! `POST /api/institutes/{institute}/imports/{id}/confirm`: the good lines become people.

use audit::{Entry, Origin};
use axum::{extract::State, http::StatusCode};
use kernel::{
    Jobs, Member, Problem,
    json::{Json, Path},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{OneImport, view::ImportView};
use crate::{
    Error, Institutes, actions,
    import::{
        apply::ApplyImport,
        model::{Import, ImportState},
        read::Payload,
        store,
    },
    people::model::Why,
};

/// What else is to be done.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Confirmation {
    /// Whether everybody who cannot come in yet gets an invitation.
    invite: bool,
}

/// Put the good lines of a checked import into the directory. Confirming twice does it once.
#[utoipa::path(post, path = "/api/institutes/{institute}/imports/{id}/confirm", tag = "imports",
    params(("institute" = String, Path), ("id" = String, Path)), request_body = Confirmation, responses(
    (status = 202, body = ImportView),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "It was uploaded by somebody with a higher role.", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "It is still being read, or could not be.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn confirm_import(
    member: Member,
    Path(OneImport { id }): Path<OneImport>,
    State(institutes): State<Institutes>,
    origin: Origin,
    Json(Confirmation { invite }): Json<Confirmation>,
) -> Result<(StatusCode, Json<ImportView>), Error> {
    let institute = member.institute;
    let payload = serde_json::json!(Payload { institute, import: id });
    let job = institutes.kernel.jobs.prepare(ApplyImport::KIND, payload);
    let (audit, job) = (
        institutes.directory.audit.clone(),
        job.on_behalf_of(member.caller.account),
    );
    let now = institutes.kernel.world.now();
    let confirmed = institutes.change(institute, move |tx| {
        let (audit, origin, job) = (audit.clone(), origin.clone(), job.clone());
        Box::pin(async move {
            let import = store::find(&mut *tx, institute, id).await?.ok_or(Error::NotFound)?;
            if !may_confirm(&member, &import)? {
                return Ok(import);
            }
            let (from, to) = (ImportState::Checked, ImportState::Applying);
            store::set_invite(tx, institute, id, invite).await?;
            store::advance(tx, institute, id, from, to, None, now).await?;
            Jobs::enqueue(tx, &job).await?;
            let entry = Entry::new(institute, &origin, actions::IMPORT_CONFIRMED).on(id);
            audit
                .record(tx, entry.with("people", &import.good).with("invite", &invite))
                .await?;
            store::find(&mut *tx, institute, id).await?.ok_or(Error::NotFound)
        })
    });
    let import = confirmed.await?;
    institutes.kernel.jobs.wake();
    Ok((StatusCode::ACCEPTED, Json(import.into())))
}

/// `false`: it was confirmed before.
fn may_confirm(member: &Member, import: &Import) -> Result<bool, Error> {
    // The lines were checked against the role of whoever uploaded them.
    if member.role > import.reach {
        return Err(Why::NotAllowed.into());
    }
    match import.state {
        ImportState::Checked => Ok(true),
        ImportState::Applying | ImportState::Done => Ok(false),
        ImportState::Reading | ImportState::Failed => Err(Error::NotChecked),
    }
}
