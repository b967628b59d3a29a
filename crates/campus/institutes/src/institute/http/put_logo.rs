//! `PUT /api/institutes/{institute}/logo`: a new picture.

use audit::{Entry, Origin};
use axum::{
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::StatusCode,
};
use kernel::{Member, Problem, json::Json};

use super::view::InstituteView;
use crate::{
    Error, Institutes, actions,
    institute::{logo::Logo, store},
};

/// Put a logo in the place of the one before: a PNG, JPEG or WebP picture of at most 512 KiB and 4,096 pixels a side.
#[utoipa::path(put, path = "/api/institutes/{institute}/logo", tag = "institutes",
    params(("institute" = String, Path)),
    request_body(content((Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/webp"))), responses(
    (status = 200, body = InstituteView),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 413, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn put_logo(
    member: Member,
    State(institutes): State<Institutes>,
    origin: Origin,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<InstituteView>, Error> {
    let body = body.map_err(|rejection| {
        let detail = "A logo has at most 512 KiB. Make it smaller and send it again.";
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "TOO_LARGE", detail),
            _ => Problem::validation("logo", "The picture did not arrive whole. Send it again."),
        }
    })?;
    let logo = Logo::read(&body)?;
    let (id, audit) = (member.institute, institutes.directory.audit.clone());
    let changed = institutes.change(id, move |tx| {
        let (logo, origin, audit) = (logo.clone(), origin.clone(), audit.clone());
        Box::pin(async move {
            let before = store::find_active(&mut *tx, id).await?.ok_or(Error::NotFound)?;
            store::put_logo(tx, id, &logo).await?;
            let entry = Entry::new(id, &origin, actions::LOGO_CHANGED).on(id);
            audit
                .record(tx, entry.change(&before.logo_mark, &Some(logo.mark())))
                .await?;
            store::find(&mut *tx, id).await?.ok_or(Error::NotFound)
        })
    });
    let about = changed.await?;
    Ok(Json(InstituteView::of(&institutes, about, Some(member.role)).await?))
}
