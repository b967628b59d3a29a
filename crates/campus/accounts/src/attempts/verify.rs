//! `POST /api/auth/login/verify`: the second factor.

use axum::extract::State;
use kernel::{Problem, json::Json};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Answered, Attempt, Browser, Factor, SignInAnswer};
use crate::{Accounts, Error, limits::Request};

/// What a person types.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Verify {
    attempt: String,
    factor: Factor,
    #[schema(example = "123456")]
    code: String,
    /// Whether the second factor is not asked for again in this browser for a while.
    #[serde(default)]
    remember: bool,
}

/// Show the second factor. Passkeys have calls of their own.
#[utoipa::path(post, path = "/api/auth/login/verify", tag = "auth", request_body = Verify, responses(
    (status = 200, body = SignInAnswer, headers(("Set-Cookie" = String, description = "The session cookie."))),
    (status = 400, description = "`WRONG_CODE` with `tries_left`, or a factor that is not offered.",
        body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "The code was right, but the password had not been.",
        body = Problem, content_type = "application/problem+json"),
    (status = 410, description = "The sign-in took too long or was finished.",
        body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "Too many wrong codes today.",
        body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn verify(
    State(accounts): State<Accounts>,
    browser: Browser,
    Json(request): Json<Verify>,
) -> Result<Answered, Problem> {
    accounts.flood.take(Request::Code, browser.client.address)?;
    let attempt = accounts.attempt(&request.attempt, &browser).await?;
    accounts
        .check(&attempt, request.factor, &request.code, &browser)
        .await?;
    accounts.flood.give_back(Request::Code, browser.client.address);
    let answered = accounts
        .second_factor_passed(attempt, request.factor, request.remember, &browser)
        .await?;
    Ok(answered)
}

impl Accounts {
    async fn check(&self, attempt: &Attempt, factor: Factor, code: &str, browser: &Browser) -> Result<(), Error> {
        if !self.factors_of(attempt, browser).await?.contains(&factor) {
            return Err(Error::NotOffered);
        }
        let account = || attempt.account.ok_or(Error::AttemptOver);
        match factor {
            Factor::Email => self.check_email_code(attempt, code, browser).await,
            Factor::Totp => self.check_totp(attempt, account()?, code, browser).await,
            Factor::Recovery => self.check_recovery_code(attempt, account()?, code, browser).await,
            Factor::Passkey => Err(Error::NotOffered),
        }
    }
}
