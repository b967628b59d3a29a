//! `POST /api/user/sessions/end-others`: sign out everywhere else.

use audit::Origin;
use axum::extract::State;
use kernel::{Caller, Credential, Problem, json::Json};
use serde::Serialize;
use utoipa::ToSchema;

use super::ending::{self, Reason, SESSION_ENDED};
use crate::{Accounts, Error};

/// How many ended.
#[derive(Serialize, ToSchema)]
pub(crate) struct EndedSessions {
    ended: usize,
}

/// End all of one's sessions but this one. Their open pages notice within a second.
#[utoipa::path(post, path = "/api/user/sessions/end-others", tag = "user", responses(
    (status = 200, body = EndedSessions),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Tokens may not.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn end_other_sessions(
    caller: Caller,
    State(accounts): State<Accounts>,
    origin: Origin,
) -> Result<Json<EndedSessions>, Problem> {
    let Credential::Session(own) = caller.credential else {
        return Err(Error::TokensMayNot.into());
    };
    let account = accounts.own(&caller).await?;
    let record = accounts.change(&account, &origin, SESSION_ENDED, None).await?;
    let (now, work) = (accounts.world.now(), accounts.clone());
    let ended = accounts.database.write::<_, Error, _>(move |tx| {
        let (accounts, record) = (work.clone(), record.clone());
        Box::pin(async move {
            let ended = ending::end_all(tx, caller.account, Some(own), Reason::SignedOut, now).await?;
            if !ended.is_empty() {
                accounts.note(tx, &record.with("others", &ended.len())).await?;
            }
            Ok(ended)
        })
    });
    let ended = ended.await?;
    accounts.ended(caller.account, &ended);
    Ok(Json(EndedSessions { ended: ended.len() }))
}
