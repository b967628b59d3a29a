//! `GET /api/user/sessions`: where am I signed in.

use axum::extract::State;
use kernel::{Caller, Page, Problem, client::Client, json::Json};

use super::{store, view::SessionView};
use crate::Accounts;

/// See one's sessions, the last used first. Never more than 100, so there is one page only.
#[utoipa::path(get, path = "/api/user/sessions", tag = "user", responses(
    (status = 200, body = Page<SessionView>),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_sessions(
    caller: Caller,
    client: Client,
    State(accounts): State<Accounts>,
) -> Result<Json<Page<SessionView>>, Problem> {
    let sessions = store::list(&accounts.database, caller.account, accounts.world.now()).await?;
    let items = sessions
        .into_iter()
        .map(|session| SessionView::of(session, Some(&caller), &client))
        .collect();
    Ok(Json(Page { items, next: None }))
}
