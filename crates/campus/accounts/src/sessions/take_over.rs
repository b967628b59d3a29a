//! `POST /api/auth/login/takeover`: a new session instead of earlier ones.

use axum::extract::State;
use kernel::{Problem, SessionId, json::Json};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Takeover, store::PER_ACCOUNT};
use crate::{
    Accounts,
    attempts::{Answered, Browser, SignInAnswer},
};

/// Which sessions end for the new one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TakeOver {
    /// The sign-in that found no room.
    attempt: String,
    /// The sessions to end, of those that were shown; null ends all of them.
    #[schema(value_type = Option<Vec<String>>)]
    end: Option<Vec<SessionId>>,
}

/// Take the place of earlier sessions. They end and the new one begins in one step; their open pages notice within a
/// second, and the account's owner is told by letter. Only a sign-in that has shown everything it was asked for comes this
/// far.
#[utoipa::path(post, path = "/api/auth/login/takeover", tag = "auth", request_body = TakeOver, responses(
    (status = 200, description = "Signed in, or the sessions that were named leave no room.",
        body = SignInAnswer, headers(("Set-Cookie" = String, description = "The session cookie."))),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 410, description = "The sign-in took too long, was finished, or does not wait for room.",
        body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn take_over(
    State(accounts): State<Accounts>,
    browser: Browser,
    Json(request): Json<TakeOver>,
) -> Result<Answered, Problem> {
    let takeover = match request.end {
        None => Takeover::All,
        Some(sessions) if sessions.len() <= PER_ACCOUNT => Takeover::These(sessions),
        Some(_) => return Err(Problem::validation("end", "An account has at most 100 sessions.")),
    };
    let attempt = accounts.attempt(&request.attempt, &browser).await?;
    Ok(accounts.take_over(attempt, takeover, &browser).await?)
}
