//! `POST /api/auth/confirm/code`: a code by e-mail, please.

use axum::{extract::State, http::StatusCode};
use kernel::{Caller, Problem, json::Json};

use super::{Way, session_of};
use crate::{
    Accounts, Error,
    attempts::{Browser, send_code::CodeSent},
    limits::Request,
};

/// Send a code to confirm with, or send another one. The one before is then no longer good.
#[utoipa::path(post, path = "/api/auth/confirm/code", tag = "auth", responses(
    (status = 202, body = CodeSent),
    (status = 400, description = "A code by e-mail is not offered.",
        body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "Too early.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn send_confirmation_code(
    caller: Caller,
    State(accounts): State<Accounts>,
    browser: Browser,
) -> Result<(StatusCode, Json<CodeSent>), Problem> {
    accounts.flood.take(Request::Code, browser.client.address)?;
    let (account, session) = (accounts.own(&caller).await?, session_of(&caller)?);
    if !accounts.ways(&account).await?.contains(&Way::Email) {
        return Err(Error::NotOffered.into());
    }
    let sent = accounts.send_confirmation_code(&account, session, &browser).await?;
    Ok((StatusCode::ACCEPTED, Json(sent.try_into()?)))
}
