//! `DELETE /api/user/sessions/{id}`: sign out somewhere else.

use axum::{extract::State, http::StatusCode};
use kernel::{Caller, Problem, SessionId, json::Path};

use super::store;
use crate::{Accounts, Error};

/// End one of one's sessions, at once.
#[utoipa::path(delete, path = "/api/user/sessions/{id}", tag = "user", params(("id" = String, Path)), responses(
    (status = 204, description = "Ended."),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn end_session(
    caller: Caller,
    Path(id): Path<SessionId>,
    State(accounts): State<Accounts>,
) -> Result<StatusCode, Problem> {
    let ended = accounts
        .database
        .write::<_, Error, _>(move |tx| Box::pin(async move { Ok(store::end(tx, caller.account, id).await?) }));
    if !ended.await? {
        return Err(Error::NoSuchSession.into());
    }
    accounts.cache.clear();
    Ok(StatusCode::NO_CONTENT)
}
