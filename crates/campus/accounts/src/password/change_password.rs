//! `POST /api/user/password`: a new password, for those who know the current one.

use axum::{extract::State, http::StatusCode};
use kernel::{Caller, Credential, Problem, SessionId, json::Json};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    Accounts, Email, Error, Password, account,
    attempts::Subject,
    limits::password::From,
    sessions::{self, Reason},
};

/// Both passwords.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangePassword {
    current: String,
    /// 8 to 256 characters.
    #[schema(min_length = 8, max_length = 256)]
    new: String,
}

/// Change one's password. Every other session ends; tokens stay.
#[utoipa::path(post, path = "/api/user/password", tag = "user", request_body = ChangePassword, responses(
    (status = 204, description = "Changed."),
    (status = 400, description = "The current password is not right, or the new one is too short.",
        body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Tokens may not.", body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn change_password(
    caller: Caller,
    State(accounts): State<Accounts>,
    Json(request): Json<ChangePassword>,
) -> Result<StatusCode, Problem> {
    let Credential::Session(session) = caller.credential else {
        return Err(Error::TokensMayNot.into());
    };
    let new: Password = request.new.parse()?;
    let account = account::store::by_id(&accounts.database, caller.account)
        .await?
        .ok_or(Error::NoSuchAccount)?;

    let checked = check_current(&accounts, &account.email.parse()?, caller, session, &request.current).await?;

    let hash = accounts.passwords.hash(new).await?;
    let now = accounts.world.now();
    let saved = accounts.database.write::<_, Error, _>(move |tx| {
        let (checked, hash) = (checked.clone(), hash.clone());
        Box::pin(async move {
            if !account::store::replace_password(tx, caller.account, &checked, &hash).await? {
                return Err(Error::WrongPassword);
            }
            Ok(sessions::end_all(tx, caller.account, Some(session), Reason::PasswordChanged, now).await?)
        })
    });
    accounts.ended(caller.account, &saved.await?);
    tracing::info!(account = %caller.account, "the password was changed; all other sessions ended");
    Ok(StatusCode::NO_CONTENT)
}

/// Answers the kept hash if the password is right. A stolen session must not be a place to guess at leisure, so wrong
/// guesses count as they do at sign-in.
async fn check_current(
    accounts: &Accounts,
    email: &Email,
    caller: Caller,
    session: SessionId,
    current: &str,
) -> Result<String, Problem> {
    let leave = accounts
        .before_password(Subject::from(email), From::Session(session))
        .await?;
    let kept = account::store::password_hash(&accounts.database, caller.account)
        .await?
        .ok_or(Error::NoSuchAccount)?;
    if !accounts.passwords.verify(current, Some(kept.clone())).await? {
        return Err(Error::WrongPassword.into());
    }
    accounts.after_password(leave).await?;
    Ok(kept)
}
