//! `DELETE /api/institutes/{institute}/imports/{id}`: never mind.

use audit::{Entry, Origin};
use axum::{extract::State, http::StatusCode};
use kernel::{Member, Problem, json::Path};

use super::OneImport;
use crate::{
    Error, Institutes, actions,
    import::{model::ImportState, store},
};

/// Forget an import and everything its file said. People it made already stay.
#[utoipa::path(delete, path = "/api/institutes/{institute}/imports/{id}", tag = "imports",
    params(("institute" = String, Path), ("id" = String, Path)), responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "It is being applied.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn delete_import(
    member: Member,
    Path(OneImport { id }): Path<OneImport>,
    State(institutes): State<Institutes>,
    origin: Origin,
) -> Result<StatusCode, Error> {
    let (institute, audit) = (member.institute, institutes.directory.audit.clone());
    let removed = institutes.change(institute, move |tx| {
        let (audit, origin) = (audit.clone(), origin.clone());
        Box::pin(async move {
            let import = store::find(&mut *tx, institute, id).await?.ok_or(Error::NotFound)?;
            if import.state == ImportState::Applying {
                return Err(Error::BeingApplied);
            }
            store::remove(tx, institute, id).await?;
            let entry = Entry::new(institute, &origin, actions::IMPORT_FORGOTTEN).on(id);
            Ok(audit.record(tx, entry).await?)
        })
    });
    removed.await?;
    Ok(StatusCode::NO_CONTENT)
}
