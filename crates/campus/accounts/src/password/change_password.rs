//! `POST /api/user/password`: a new password, for those who know the current one.

use audit::{Action, Origin};
use axum::{extract::State, http::StatusCode};
use kernel::{Caller, FRESH, Problem, SessionId, json::Json};
use mail::Message;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    Account, Accounts, Email, Error, Password,
    account::{self, store::NO_PASSWORD},
    attempts::Subject,
    devices,
    limits::password::From,
    reset,
    sessions::{self, Reason},
    step_up::session_of,
};

const CHANGED: Action = Action::new("account.password.changed");

/// Both passwords.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangePassword {
    /// May be left out by somebody who has none yet and has confirmed a short while ago that it is them.
    #[serde(default)]
    current: String,
    /// 8 to 256 characters.
    #[schema(min_length = 8, max_length = 256)]
    new: String,
}

/// Change one's password. Every other session ends and every remembered browser is forgotten; tokens stay.
#[utoipa::path(post, path = "/api/user/password", tag = "user", request_body = ChangePassword, responses(
    (status = 204, description = "Changed."),
    (status = 400, description = "The current password is not right, or the new one cannot be taken.",
        body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Tokens may not; whoever has no password yet confirms first that it is them.",
        body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn change_password(
    caller: Caller,
    State(accounts): State<Accounts>,
    origin: Origin,
    Json(request): Json<ChangePassword>,
) -> Result<StatusCode, Problem> {
    let (account, session) = (accounts.own(&caller).await?, session_of(&caller)?);
    let new = Password::chosen(&request.new, &account.email.parse()?, &account.name.parse()?)?;
    let checked = match account::store::password_hash(&accounts.database, account.id).await? {
        Some(kept) => {
            accounts
                .check_current(&account, session, &request.current, kept)
                .await?
        }
        None => accounts.check_fresh(&caller)?,
    };
    accounts
        .set_own_password(&account, session, &origin, checked, new)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

impl Accounts {
    async fn set_own_password(
        &self,
        account: &Account,
        session: SessionId,
        origin: &Origin,
        checked: String,
        new: Password,
    ) -> Result<(), Error> {
        let hash = self.passwords.hash(new).await?;
        let (id, now) = (account.id, self.world.now());
        let message = Message::PasswordChanged {
            at: now,
            link: self.site.link("/login"),
        };
        let change = self.change(account, origin, CHANGED, Some(message)).await?;
        let accounts = self.clone();
        let saved = self.database.write::<_, Error, _>(move |tx| {
            let (accounts, change) = (accounts.clone(), change.clone());
            let (checked, hash) = (checked.clone(), hash.clone());
            Box::pin(async move {
                if !account::store::replace_password(tx, id, &checked, &hash).await? {
                    return Err(Error::WrongPassword);
                }
                devices::end_all(tx, id).await?;
                reset::store::revoke(tx, id).await?;
                accounts.note(tx, &change).await?;
                Ok(sessions::end_all(tx, id, Some(session), Reason::PasswordChanged, now).await?)
            })
        });
        self.ended(id, &saved.await?);
        self.post.wake();
        tracing::info!(account = %id, "the password was changed; all other sessions ended");
        Ok(())
    }

    /// Answers the kept hash if the password is right. A stolen session must not be a place to guess at leisure, so wrong
    /// guesses count as they do at sign-in.
    async fn check_current(
        &self,
        account: &Account,
        session: SessionId,
        current: &str,
        kept: String,
    ) -> Result<String, Error> {
        let email: Email = account.email.parse()?;
        let leave = self
            .before_password(Subject::from(&email), From::Session(session))
            .await?;
        if !self.passwords.verify(current, Some(kept.clone())).await? {
            return Err(Error::WrongPassword);
        }
        self.after_password(leave).await?;
        Ok(kept)
    }

    /// Somebody without a password has nothing to show here; they have shown something else a short while ago.
    fn check_fresh(&self, caller: &Caller) -> Result<String, Error> {
        let fresh = |at| self.world.now().since(at) <= FRESH;
        if caller.verified_at.is_some_and(fresh) {
            return Ok(NO_PASSWORD.to_owned());
        }
        Err(Problem::step_up_required().into())
    }
}
