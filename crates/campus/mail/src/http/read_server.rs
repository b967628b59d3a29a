//! `GET /api/institutes/{institute}/mail`: through which server letters go.

use axum::extract::State;
use kernel::{Member, Problem, json::Json};

use super::view::ServerView;
use crate::{Post, servers};

/// See through which mail server the institute's letters go. Its password is never shown.
#[utoipa::path(get, path = "/api/institutes/{institute}/mail", tag = "mail",
    params(("institute" = String, Path, description = "The institute.")),
    responses(
        (status = 200, body = ServerView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn read_mail_server(member: Member, State(post): State<Post>) -> Result<Json<ServerView>, Problem> {
    let own = servers::find(&post.database, member.institute).await?;
    Ok(Json(ServerView::of(own, post.can_deliver())))
}
