//! `POST /api/auth/login/passkey`: a passkey as second factor, or alone.

use axum::extract::State;
use kernel::{Problem, json::Json};
use serde::Deserialize;
use utoipa::ToSchema;
use webauthn_rs::prelude::PublicKeyCredential;

use super::{assertion::Asked, ceremony::Question};
use crate::{
    Accounts, Error,
    attempts::{Answered, Browser, Factor, FirstFactor, SignInAnswer},
    limits::Request,
};

/// The browser's answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShowPasskey {
    ceremony: String,
    /// What `navigator.credentials.get` answered, in the JSON form of WebAuthn level 3.
    #[schema(value_type = Object)]
    credential: PublicKeyCredential,
    /// Whether the second factor is not asked for again in this browser for a while. A passkey alone asks for none.
    #[serde(default)]
    remember: bool,
}

/// Show a passkey. Alone it is both factors, because the device has verified the person.
#[utoipa::path(post, path = "/api/auth/login/passkey", tag = "auth", request_body = ShowPasskey, responses(
    (status = 200, body = SignInAnswer, headers(("Set-Cookie" = String, description = "The session cookie."))),
    (status = 400, description = "`PASSKEY_REFUSED`", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "`PASSKEYS_UNAVAILABLE`", body = Problem, content_type = "application/problem+json"),
    (status = 410, description = "`CEREMONY_OVER` or `ATTEMPT_OVER`: start again.",
        body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn show_passkey(
    State(accounts): State<Accounts>,
    browser: Browser,
    Json(request): Json<ShowPasskey>,
) -> Result<Answered, Problem> {
    accounts.flood.take(Request::Code, browser.client.address)?;
    let (question, attempt) = accounts.take_question(&request.ceremony).await?;
    let shown = &request.credential;
    let answered = match (question, attempt) {
        (Question::SignIn { state }, None) => {
            let account = accounts
                .check_assertion(Asked::Anybody(state), shown, &browser.client)
                .await?;
            accounts
                .first_factor_passed(account, FirstFactor::Passkey, &browser)
                .await?
        }
        (Question::SecondFactor { attempt: id, state }, Some(secret)) => {
            let attempt = accounts.attempt(secret, &browser).await?;
            let account = attempt
                .account
                .filter(|_| attempt.id.0 == id)
                .ok_or(Error::AttemptOver)?;
            let asked = Asked::Of(account, state);
            accounts.check_assertion(asked, shown, &browser.client).await?;
            accounts
                .second_factor_passed(attempt, Factor::Passkey, request.remember, &browser)
                .await?
        }
        _ => return Err(Error::CeremonyOver.into()),
    };
    accounts.flood.give_back(Request::Code, browser.client.address);
    Ok(answered)
}
