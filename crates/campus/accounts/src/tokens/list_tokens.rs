//! `GET /api/user/tokens`: which programs act as me.

use axum::extract::State;
use kernel::{Caller, Page, Problem, json::Json};

use super::{store, view::TokenView};
use crate::Accounts;

/// See one's tokens, the newest first. Never more than 100, so there is one page only.
#[utoipa::path(get, path = "/api/user/tokens", tag = "user", responses(
    (status = 200, body = Page<TokenView>),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_tokens(
    caller: Caller,
    State(accounts): State<Accounts>,
) -> Result<Json<Page<TokenView>>, Problem> {
    let tokens = store::list(&accounts.database, caller.account).await?;
    Ok(Json(Page {
        items: tokens.into_iter().map(TokenView::from).collect(),
        next: None,
    }))
}
