//! `DELETE /api/institutes/{institute}/logo`: no picture.

use audit::{Entry, Origin};
use axum::{extract::State, http::StatusCode};
use kernel::{Member, Problem};

use crate::{Error, Institutes, actions, institute::store};

/// Take an institute's logo away.
#[utoipa::path(delete, path = "/api/institutes/{institute}/logo", tag = "institutes",
    params(("institute" = String, Path)), responses(
    (status = 204, description = "There is none (any more)."),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn remove_logo(
    member: Member,
    State(institutes): State<Institutes>,
    origin: Origin,
) -> Result<StatusCode, Error> {
    let (id, audit) = (member.institute, institutes.directory.audit.clone());
    let changed = institutes.change(id, move |tx| {
        let (origin, audit) = (origin.clone(), audit.clone());
        Box::pin(async move {
            let before = store::find_active(&mut *tx, id).await?.ok_or(Error::NotFound)?;
            if before.logo_mark.is_none() {
                return Ok(());
            }
            store::remove_logo(tx, id).await?;
            let entry = Entry::new(id, &origin, actions::LOGO_CHANGED).on(id);
            audit
                .record(tx, entry.change(&before.logo_mark, &None::<String>))
                .await?;
            Ok(())
        })
    });
    changed.await?;
    Ok(StatusCode::NO_CONTENT)
}
