//! `POST /api/auth/login/passkey/options`: a question for a passkey.

use axum::extract::State;
use kernel::{Problem, json::Json};
use serde::Deserialize;
use utoipa::ToSchema;
use webauthn_rs::prelude::{Passkey, RequestChallengeResponse};

use super::{
    ceremony::{Ceremony, Question},
    store,
};
use crate::{
    Accounts, Error,
    attempts::{Attempt, Browser, Factor},
    limits::Request,
};

/// For which sign-in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskForPasskey {
    /// The sign-in that waits for its second factor. Left out: to sign in with a passkey alone.
    attempt: Option<String>,
}

/// Ask for a passkey: as second factor of a sign-in, or to sign in with it alone.
#[utoipa::path(post, path = "/api/auth/login/passkey/options", tag = "auth", request_body = AskForPasskey, responses(
    (status = 200, body = Ceremony),
    (status = 400, description = "The sign-in does not wait for a passkey.",
        body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "`PASSKEYS_UNAVAILABLE`: this installation has no host name.",
        body = Problem, content_type = "application/problem+json"),
    (status = 410, description = "The sign-in took too long or was finished.",
        body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn ask_for_passkey(
    State(accounts): State<Accounts>,
    browser: Browser,
    Json(request): Json<AskForPasskey>,
) -> Result<Json<Ceremony>, Problem> {
    accounts.flood.take(Request::Code, browser.client.address)?;
    let ceremony = match request.attempt {
        Some(secret) => {
            let attempt = accounts.attempt(&secret, &browser).await?;
            accounts.ask_for_second(&attempt, &browser).await?
        }
        None => accounts.ask_anybody().await?,
    };
    Ok(Json(ceremony))
}

impl Accounts {
    async fn ask_anybody(&self) -> Result<Ceremony, Error> {
        let started = self.relying_party.library()?.start_discoverable_authentication();
        let (options, state) = started.map_err(|error| Error::Defect(error.to_string()))?;
        self.ask_browser(&Question::SignIn { state }, shown(&options)?, None)
            .await
    }

    async fn ask_for_second(&self, attempt: &Attempt, browser: &Browser) -> Result<Ceremony, Error> {
        if !self.factors_of(attempt, browser).await?.contains(&Factor::Passkey) {
            return Err(Error::NotOffered);
        }
        let account = attempt.account.ok_or(Error::AttemptOver)?;
        let passkeys: Vec<Passkey> = store::list(&self.database, account)
            .await?
            .into_iter()
            .map(|kept| kept.credential)
            .collect();
        let started = self.relying_party.library()?.start_passkey_authentication(&passkeys);
        let (options, state) = started.map_err(|error| Error::Defect(error.to_string()))?;
        let question = Question::SecondFactor {
            attempt: attempt.id.0,
            state,
        };
        self.ask_browser(&question, shown(&options)?, Some(attempt)).await
    }
}

/// The options as `navigator.credentials.get` takes them.
pub(super) fn shown(options: &RequestChallengeResponse) -> Result<serde_json::Value, Error> {
    serde_json::to_value(&options.public_key).map_err(|error| Error::Defect(error.to_string()))
}
