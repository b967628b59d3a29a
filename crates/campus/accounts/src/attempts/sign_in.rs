//! `POST /api/auth/login`: a person shows their password.

use axum::extract::State;
use kernel::{AccountId, Problem, json::Json};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Answered, Browser, Factor, FirstFactor, SignInAnswer, State as Standing, Subject};
use crate::{
    Account, Accounts, Email, Error, account,
    devices::Remembered,
    limits::{Place, Request, password},
    password::Verdict,
};

/// What a person types.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    email: String,
    password: String,
}

/// Sign in with a password. Sets the session cookie and answers the same secret for programs, or says what else is needed.
#[utoipa::path(post, path = "/api/auth/login", tag = "auth", request_body = SignIn, responses(
    (status = 200, body = SignInAnswer, headers(("Set-Cookie" = String, description = "The session cookie."))),
    (status = 401, description = "Unknown account or wrong password.",
        body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "Too many wrong passwords.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn sign_in(
    State(accounts): State<Accounts>,
    browser: Browser,
    Json(request): Json<SignIn>,
) -> Result<Answered, Problem> {
    // What cannot be an address is treated like an address nobody has.
    let email: Email = request.email.parse().map_err(|_| Error::WrongCredentials)?;
    let subject = Subject::from(&email);
    let (account, kept) = account::store::for_sign_in(&accounts.database, &email).await?.unzip();
    let device = match &account {
        Some(account) => accounts.remembered(account.id, &browser).await?,
        None => None,
    };
    let address = browser.client.address;
    if device.is_none() {
        accounts.flood.take(Request::SignIn, address)?;
    }
    let leave = accounts.before_password(subject, from(device, &browser)).await?;
    let verdict = accounts.passwords.compare(&request.password, kept.clone()).await?;
    let right = verdict != Verdict::Wrong;
    if leave.locked {
        return Ok(accounts.code_first(email, account, right, &browser).await?);
    }
    let account = account.filter(|_| right).ok_or_else(|| refused(&browser))?;
    accounts.after_password(leave).await?;
    if let (Verdict::RightButStale, Some(before)) = (verdict, kept) {
        accounts.keep_better(account.id, before, &request.password).await?;
    }
    accounts.flood.give_back(Request::SignIn, address);
    Ok(accounts
        .first_factor_passed(account, FirstFactor::Password, &browser)
        .await?)
}

fn from(device: Option<Remembered>, browser: &Browser) -> password::From {
    match device {
        Some(device) => password::From::Device(device.id),
        None => password::From::Place(Place::from(browser.client.address)),
    }
}

impl Accounts {
    /// Keeps a right password the way that today's settings want, unless it was changed meanwhile.
    async fn keep_better(&self, account: AccountId, before: String, password: &str) -> Result<(), Error> {
        let hash = self.passwords.hash_again(password).await?;
        let kept = self.database.write::<_, Error, _>(move |tx| {
            let (before, hash) = (before.clone(), hash.clone());
            Box::pin(async move { Ok(account::store::replace_password(tx, account, &before, &hash).await?) })
        });
        kept.await?;
        Ok(())
    }

    /// Too many wrong passwords: the same answer whether this one was right, until a code shows that the person reads the
    /// account's letters.
    async fn code_first(
        &self,
        email: Email,
        account: Option<Account>,
        right: bool,
        browser: &Browser,
    ) -> Result<Answered, Error> {
        let whom = (Subject::from(&email), account.map(|account| account.id));
        let state = Standing::Unlock { right };
        let begun = self.begin(whom, Some(FirstFactor::Password), state, browser).await?;
        self.ask(&begun, vec![Factor::Email], email.as_str()).await
    }
}

/// Says in the log where from, and not who: a mistyped address may be somebody else's, or a password.
fn refused(browser: &Browser) -> Error {
    tracing::warn!(address = ?browser.client.address, "a sign-in was refused");
    Error::WrongCredentials
}
