//! `POST /api/auth/reset/finish`: this is my new password.

use audit::{Action, Origin};
use axum::{extract::State, http::StatusCode};
use kernel::{Problem, json::Json};
use mail::Message;
use serde::Deserialize;
use utoipa::ToSchema;

use super::store;
use crate::{
    Accounts, Email, Error, Password, account,
    attempts::{Browser, Subject},
    devices,
    limits::{Request, strikes},
    sessions::{self, Reason},
};

const RESET: Action = Action::new("account.password.reset");

/// The link's secret and the new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FinishReset {
    secret: String,
    /// 8 to 256 characters.
    #[schema(min_length = 8, max_length = 256)]
    password: String,
}

/// Set a new password with a link. Ends all sessions and forgets all browsers; the second factor stays.
#[utoipa::path(post, path = "/api/auth/reset/finish", tag = "auth", request_body = FinishReset, responses(
    (status = 204, description = "Set. Sign in with it."),
    (status = 400, description = "The password cannot be taken; `reason` says why.",
        body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "The link was used, is too old, or a newer one was sent.",
        body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn finish_reset(
    State(accounts): State<Accounts>,
    browser: Browser,
    origin: Origin,
    Json(request): Json<FinishReset>,
) -> Result<StatusCode, Problem> {
    accounts.flood.take(Request::Reset, browser.client.address)?;
    let (account, secret) = accounts.whose_link(&request.secret).await?;
    let email: Email = account.email.parse()?;
    let password = Password::chosen(&request.password, &email, &account.name.parse()?)?;
    let hash = accounts.passwords.hash(password).await?;
    let (id, now, subject) = (account.id, accounts.world.now(), Subject::from(&email));
    let message = Message::PasswordChanged {
        at: now,
        link: accounts.site.link("/login"),
    };
    let change = accounts.change(&account, &origin.by(id), RESET, Some(message)).await?;
    let work = accounts.clone();
    let set = accounts.database.write::<_, Error, _>(move |tx| {
        let (accounts, change, hash) = (work.clone(), change.clone(), hash.clone());
        Box::pin(async move {
            if !store::use_up(tx, secret).await? {
                return Err(Error::LinkOver);
            }
            account::store::set_password(tx, id, &hash).await?;
            devices::end_all(tx, id).await?;
            strikes::forgive_all(tx, subject).await?;
            accounts.note(tx, &change).await?;
            Ok(sessions::end_all(tx, id, None, Reason::PasswordChanged, now).await?)
        })
    });
    let ended = set.await?;
    accounts.ended(id, &ended);
    accounts.post.wake();
    tracing::info!(account = %id, "the password was reset with a link; all sessions ended");
    Ok(StatusCode::NO_CONTENT)
}
