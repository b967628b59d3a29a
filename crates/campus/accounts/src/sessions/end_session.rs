//! `DELETE /api/user/sessions/{id}`: sign out somewhere else.

use audit::Origin;
use axum::{extract::State, http::StatusCode};
use kernel::{Caller, Problem, SessionId, json::Path};

use super::ending::{self, Reason, SESSION_ENDED};
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
    origin: Origin,
) -> Result<StatusCode, Problem> {
    let account = accounts.own(&caller).await?;
    let record = accounts.change(&account, &origin, SESSION_ENDED, None).await?;
    let (record, now, work) = (record.with("session", &id), accounts.world.now(), accounts.clone());
    let ended = accounts.database.write::<_, Error, _>(move |tx| {
        let (accounts, record) = (work.clone(), record.clone());
        Box::pin(async move {
            let ended = ending::end(tx, caller.account, id, Reason::SignedOut, now).await?;
            if ended {
                accounts.note(tx, &record).await?;
            }
            Ok(ended)
        })
    });
    if !ended.await? {
        return Err(Error::NoSuchSession.into());
    }
    accounts.ended(caller.account, &[id]);
    Ok(StatusCode::NO_CONTENT)
}
