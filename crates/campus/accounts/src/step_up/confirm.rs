//! `POST /api/auth/confirm`: it is me.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use kernel::{Caller, Problem, SessionId, json::Json};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Way, session_of};
use crate::{
    Account, Accounts, Email, Error, account,
    attempts::{Browser, Subject},
    limits::{Request, password::From},
};

/// What a person shows.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Confirm {
    factor: Way,
    /// The code, or the password.
    code: String,
}

/// Confirm that it is oneself. For ten minutes the session may do what asks for it. Passkeys have calls of their own.
#[utoipa::path(post, path = "/api/auth/confirm", tag = "auth", request_body = Confirm, responses(
    (status = 204, description = "Confirmed.", headers(("Set-Cookie" = String, description = "A new session cookie."))),
    (status = 400, description = "`WRONG_CODE` with `tries_left`, or a way that is not offered.",
        body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 410, description = "Too many wrong tries; begin again in a quarter of an hour.",
        body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn confirm(
    caller: Caller,
    State(accounts): State<Accounts>,
    browser: Browser,
    headers: HeaderMap,
    Json(request): Json<Confirm>,
) -> Result<(StatusCode, HeaderMap), Problem> {
    accounts.flood.take(Request::Code, browser.client.address)?;
    let (account, session) = (accounts.own(&caller).await?, session_of(&caller)?);
    let strong = accounts.show(&account, session, &request, &browser).await?;
    accounts.flood.give_back(Request::Code, browser.client.address);
    let cookies = accounts.proved(&caller, &headers, strong).await?;
    Ok((StatusCode::NO_CONTENT, cookies))
}

impl Accounts {
    /// Checks what was shown; answers whether it was strong.
    async fn show(
        &self,
        account: &Account,
        session: SessionId,
        request: &Confirm,
        browser: &Browser,
    ) -> Result<bool, Error> {
        if !self.ways(account).await?.contains(&request.factor) {
            return Err(Error::NotOffered);
        }
        if request.factor == Way::Password {
            self.check_own_password(account, session, &request.code).await?;
            return Ok(false);
        }
        let unbound = Browser {
            mark: None,
            ..browser.clone()
        };
        let attempt = self.confirmation(account, session, browser).await?;
        let (code, id) = (&request.code, account.id);
        match request.factor {
            Way::Email => self.check_email_code(&attempt, code, &unbound).await?,
            Way::Totp => self.check_totp(&attempt, id, code, &unbound).await?,
            Way::Recovery => self.check_recovery_code(&attempt, id, code, &unbound).await?,
            Way::Passkey | Way::Password => return Err(Error::NotOffered),
        }
        Ok(request.factor != Way::Email)
    }

    /// A stolen session must not be a place to guess at leisure: wrong passwords are counted for each session.
    async fn check_own_password(&self, account: &Account, session: SessionId, password: &str) -> Result<(), Error> {
        let email: Email = account.email.parse()?;
        let leave = self
            .before_password(Subject::from(&email), From::Session(session))
            .await?;
        let kept = account::store::password_hash(&self.database, account.id).await?;
        if !self.passwords.verify(password, kept).await? {
            return Err(Error::WrongCode {
                tries_left: leave.tries_left(),
            });
        }
        self.after_password(leave).await
    }
}
