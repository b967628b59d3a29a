//! `DELETE /api/institutes/{institute}/mail`: letters go through the installation's server again.

use audit::{Audit, Entry, Origin};
use axum::{extract::State, http::StatusCode};
use database::DatabaseError;
use kernel::{Member, Problem};

use super::{SERVER_REMOVED, view::Recorded};
use crate::{Post, servers};

/// Forget the institute's own mail server and its password. Letters go through the installation's server again.
#[utoipa::path(delete, path = "/api/institutes/{institute}/mail", tag = "mail",
    params(("institute" = String, Path, description = "The institute.")),
    responses(
        (status = 204, description = "Whether or not there was one."),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn delete_mail_server(
    member: Member,
    origin: Origin,
    State(audit): State<Audit>,
    State(post): State<Post>,
) -> Result<StatusCode, Problem> {
    let institute = member.institute;
    let work = post.database.write::<_, DatabaseError, _>(move |tx| {
        let (audit, origin) = (audit.clone(), origin.clone());
        Box::pin(async move {
            tx.enter(*institute.as_bytes());
            let Some(before) = servers::find_in(tx, institute).await? else {
                return Ok(());
            };
            servers::delete(tx, institute).await?;
            let entry = Entry::new(institute, &origin, SERVER_REMOVED).on(institute);
            audit
                .record(tx, entry.change(&Recorded::from(&before), &Recorded::default()))
                .await
        })
    });
    work.await?;
    Ok(StatusCode::NO_CONTENT)
}
