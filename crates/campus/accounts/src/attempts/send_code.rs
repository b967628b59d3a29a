//! `POST /api/auth/login/code`: a code by e-mail, please.

use axum::{extract::State, http::StatusCode};
use kernel::{Problem, json::Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Browser, Factor, seconds};
use crate::{Accounts, Error, factors::email::Sent, limits::Request};

/// For which sign-in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SendCode {
    pub(crate) attempt: String,
}

/// The code is on its way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CodeSent {
    /// In how many seconds another one may be asked for.
    resend_after: u64,
    /// For how many seconds it is good.
    expires_in: u64,
}

impl TryFrom<Sent> for CodeSent {
    type Error = Problem;

    fn try_from(sent: Sent) -> Result<Self, Problem> {
        match sent {
            Sent::Now {
                resend_after,
                expires_in,
            } => Ok(CodeSent {
                resend_after: seconds(resend_after),
                expires_in: seconds(expires_in),
            }),
            Sent::Later(wait) => Err(Problem::rate_limited(wait)),
        }
    }
}

/// Send the code of a sign-in, or send another one. The one before is then no longer good.
#[utoipa::path(post, path = "/api/auth/login/code", tag = "auth", request_body = SendCode, responses(
    (status = 202, body = CodeSent),
    (status = 400, description = "A code by e-mail is not offered.",
        body = Problem, content_type = "application/problem+json"),
    (status = 410, description = "The sign-in took too long or was finished.",
        body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "Too early.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn send_code(
    State(accounts): State<Accounts>,
    browser: Browser,
    Json(request): Json<SendCode>,
) -> Result<(StatusCode, Json<CodeSent>), Problem> {
    accounts.flood.take(Request::Code, browser.client.address)?;
    let attempt = accounts.attempt(&request.attempt, &browser).await?;
    if !accounts.factors_of(&attempt, &browser).await?.contains(&Factor::Email) {
        return Err(Error::NotOffered.into());
    }
    let sent = accounts.send_code(&attempt, &browser).await?;
    Ok((StatusCode::ACCEPTED, Json(sent.try_into()?)))
}
