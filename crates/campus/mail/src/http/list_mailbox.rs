//! `GET /api/mailbox`: the letters of an installation without a mail server.

use axum::extract::State;
use kernel::{
    Cursor, Page, Problem,
    json::{Json, Query},
    page::Paging,
};

use super::view::LetterView;
use crate::{LetterId, Post, outbox};

/// See the letters that could not be sent because the installation has no mail server, the newest first. Where there is a
/// mail server, this page does not exist.
#[utoipa::path(get, path = "/api/mailbox", tag = "mail", params(Paging), responses(
    (status = 200, body = Page<LetterView>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn list_mailbox(
    State(post): State<Post>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<LetterView>>, Problem> {
    if post.can_deliver() {
        return Err(Problem::hidden());
    }
    let before: Option<LetterId> = paging.after.as_ref().map(Cursor::decode).transpose()?;
    let found = outbox::kept(&post.database, before, paging.limit.with_surplus()).await?;
    let page = Page::from_surplus(found, paging.limit, |last| last.id);
    Ok(Json(page.map(|stored| LetterView::from(post.open(stored)))))
}
