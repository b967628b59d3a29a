//! `POST /api/auth/register/code`: another code, please.

use axum::{extract::State, http::StatusCode};
use kernel::{Problem, json::Json};

use crate::{
    Accounts,
    attempts::{
        Browser, Purpose,
        send_code::{CodeSent, SendCode},
    },
    limits::Request,
};

/// Send the code of a registration again. The one before is then no longer good.
#[utoipa::path(post, path = "/api/auth/register/code", tag = "auth", request_body = SendCode, responses(
    (status = 202, body = CodeSent),
    (status = 410, description = "The registration took too long or was finished.",
        body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "Too early.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn send_registration_code(
    State(accounts): State<Accounts>,
    browser: Browser,
    Json(request): Json<SendCode>,
) -> Result<(StatusCode, Json<CodeSent>), Problem> {
    accounts.flood.take(Request::Code, browser.client.address)?;
    let attempt = accounts
        .attempt_for(Purpose::Register, &request.attempt, &browser)
        .await?;
    let pending = accounts.pending(&attempt)?;
    let sent = accounts.send_registration_code(&attempt, &pending, &browser).await?;
    Ok((StatusCode::ACCEPTED, Json(sent.try_into()?)))
}
