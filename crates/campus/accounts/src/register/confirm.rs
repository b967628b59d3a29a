//! `POST /api/auth/register/confirm`: the address is mine.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use database::Tx;
use kernel::{InstituteId, Problem, Topic, json::Json};
use serde::Deserialize;
use utoipa::ToSchema;

use super::pending::Pending;
use crate::{
    Account, Accounts, Error,
    account::{may_register, newcomer::make, role_of_newcomer, store::NewAccount},
    attempts::{Attempt, Browser, Factor, FirstFactor, Proved, Purpose, SignInAnswer, Step, store},
    limits::Request,
    sessions::Takeover,
};

/// What a person types.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfirmRegistration {
    attempt: String,
    #[schema(example = "123456")]
    code: String,
    /// Whether the second factor is not asked for again in this browser for a while.
    #[serde(default)]
    remember: bool,
}

/// Confirm the address with the code. Makes the account, joins the institute that invited, and signs in.
#[utoipa::path(post, path = "/api/auth/register/confirm", tag = "auth", request_body = ConfirmRegistration, responses(
    (status = 201, body = SignInAnswer, headers(("Set-Cookie" = String, description = "The session cookie."))),
    (status = 400, description = "`WRONG_CODE` with `tries_left`.",
        body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Registration is closed.", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Somebody took the address meanwhile.",
        body = Problem, content_type = "application/problem+json"),
    (status = 410, description = "The registration took too long, or the invitation is no longer good.",
        body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn confirm_registration(
    State(accounts): State<Accounts>,
    browser: Browser,
    Json(request): Json<ConfirmRegistration>,
) -> Result<Response, Problem> {
    accounts.flood.take(Request::Code, browser.client.address)?;
    let attempt = accounts
        .attempt_for(Purpose::Register, &request.attempt, &browser)
        .await?;
    let pending = accounts.pending(&attempt)?;
    accounts.check_email_code(&attempt, &request.code, &browser).await?;
    let account = accounts.confirmed(attempt, pending).await?;
    let proved = Proved {
        situation: accounts.situation(account.id, &browser).await?,
        account,
        first: FirstFactor::Password,
        second: Some(Factor::Email),
        remember: request.remember,
        takeover: Takeover::None,
    };
    let answered = accounts.complete(None, proved, &browser).await?;
    Ok((StatusCode::CREATED, answered).into_response())
}

impl Accounts {
    /// Makes the account and joins the institute, in one transaction.
    async fn confirmed(&self, attempt: Attempt, pending: Pending) -> Result<Account, Error> {
        // No letter had the code of an address that was taken, so this is a guess of one in a million.
        if pending.taken {
            return Err(Error::EmailTaken);
        }
        let new = NewAccount {
            id: self.world.new_id(),
            email: pending.email.parse()?,
            name: pending.name.parse()?,
            language: pending.language,
            password_hash: pending.password_hash,
            created_at: self.world.now(),
        };
        let (accounts, invitation) = (self.clone(), pending.invitation);
        let made = self.database.write::<_, Error, _>(move |tx| {
            let (accounts, new, attempt) = (accounts.clone(), new.clone(), attempt.clone());
            let invitation = invitation.clone();
            Box::pin(async move { accounts.confirm_in(tx, &attempt, &new, invitation.as_deref()).await })
        });
        let (account, joined) = made.await?;
        tracing::info!(account = %account.id, "an account was made");
        if let Some(institute) = joined {
            self.events.publish(Topic::Institute(institute));
        }
        Ok(account)
    }

    async fn confirm_in(
        &self,
        tx: &mut Tx,
        attempt: &Attempt,
        new: &NewAccount,
        invitation: Option<&str>,
    ) -> Result<(Account, Option<InstituteId>), Error> {
        let to = attempt.state.after(Step::Completed).ok_or(Error::AttemptOver)?;
        if !store::advance(tx, attempt, to).await? {
            return Err(Error::AttemptOver);
        }
        let registration = self.registration;
        let account = make(tx, new, &*self.volumes, |first| {
            (invitation.is_some() || may_register(registration, first))
                .then(|| role_of_newcomer(first))
                .ok_or(Error::RegistrationClosed)
        });
        let account = account.await?;
        let Some(secret) = invitation else {
            return Ok((account, None));
        };
        let joined = self.institutes.join(tx, secret, account.id).await?;
        Ok((account, Some(joined.ok_or(Error::InvitationOver)?)))
    }
}
