//! `POST /api/auth/login/look`: a page that lost its state asks where its sign-in stands.

use axum::extract::State;
use kernel::{Problem, json::Json};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Answered, Browser, SignInAnswer, State as Standing, begin::Begun};
use crate::{Accounts, Error, sessions::Takeover};

/// Which sign-in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Look {
    attempt: String,
}

/// See where a sign-in stands. Nothing is sent. One that waits for room, and finds some now, gets its session.
#[utoipa::path(post, path = "/api/auth/login/look", tag = "auth", request_body = Look, responses(
    (status = 200, body = SignInAnswer),
    (status = 410, description = "It took too long or was finished.",
        body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn look(
    State(accounts): State<Accounts>,
    browser: Browser,
    Json(request): Json<Look>,
) -> Result<Answered, Problem> {
    let attempt = accounts.attempt(&request.attempt, &browser).await?;
    let answered = match attempt.state {
        Standing::Factor => accounts.question(Begun { attempt, browser }).await?,
        Standing::Room => accounts.take_over(attempt, Takeover::None, &browser).await?,
        // Only the page that began it knows the address it is about.
        Standing::Unlock { .. } | Standing::Code | Standing::Finished => return Err(Error::AttemptOver.into()),
    };
    Ok(answered)
}
