//! `DELETE /api/user/sessions/{id}`: sign out somewhere else.

use axum::{extract::State, http::StatusCode};
use kernel::{Caller, Problem, SessionId, json::Path};

use super::ending::{self, Reason};
use crate::{Accounts, Error};

/// End one of one's sessions. Its open pages notice within a second.
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
    let now = accounts.world.now();
    let ended = accounts.database.write::<_, Error, _>(move |tx| {
        Box::pin(async move { Ok(ending::end(tx, caller.account, id, Reason::SignedOut, now).await?) })
    });
    if !ended.await? {
        return Err(Error::NoSuchSession.into());
    }
    accounts.ended(caller.account, &[id]);
    Ok(StatusCode::NO_CONTENT)
}
