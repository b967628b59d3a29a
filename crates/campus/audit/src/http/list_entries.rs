//! `GET …/audit`: what was done, the newest first.

use std::sync::Arc;

use axum::extract::State;
use kernel::{
    InstituteId, Kernel, Member, Page, People, Problem,
    json::{Json, Query},
};

use super::view::{EntryView, Wanted, views};
use crate::{
    INSTALLATION,
    store::{self, Side},
};

/// See what was done in the institute, the newest first.
#[utoipa::path(get, path = "/api/institutes/{institute}/audit", tag = "audit",
    params(("institute" = String, Path), Wanted), responses(
    (status = 200, body = Page<EntryView>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn list_institute_audit(
    member: Member,
    State(kernel): State<Kernel>,
    State(people): State<Arc<dyn People>>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<EntryView>>, Problem> {
    list(&kernel, people.as_ref(), member.institute, &wanted).await
}

/// See what was done to the installation, the newest first.
#[utoipa::path(get, path = "/api/audit", tag = "audit", params(Wanted), responses(
    (status = 200, body = Page<EntryView>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn list_audit(
    State(kernel): State<Kernel>,
    State(people): State<Arc<dyn People>>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<EntryView>>, Problem> {
    list(&kernel, people.as_ref(), INSTALLATION, &wanted).await
}

async fn list(
    kernel: &Kernel,
    people: &dyn People,
    institute: InstituteId,
    wanted: &Wanted,
) -> Result<Json<Page<EntryView>>, Problem> {
    let below: u64 = match &wanted.after {
        Some(cursor) => cursor.decode()?,
        None => u64::MAX,
    };
    let surplus = wanted.limit.with_surplus();
    let entries = store::page(
        &kernel.database,
        institute,
        &wanted.filter(),
        Side::Below(below),
        surplus,
    )
    .await?;
    let page = Page::from_surplus(entries, wanted.limit, |last| last.link.number);
    let items = views(people, page.items).await?;
    Ok(Json(Page { items, next: page.next }))
}
