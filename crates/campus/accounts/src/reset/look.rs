//! `POST /api/auth/reset/look`: is my link still good.

use axum::extract::State;
use kernel::{Problem, json::Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store;
use crate::{
    Account, Accounts, Error, account,
    attempts::{Browser, email_hint},
    limits::Request,
    secret::SecretHash,
};

/// The link's secret.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LookAtReset {
    /// What stands behind `#`.
    secret: String,
}

/// Whose it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ResetHint {
    #[schema(example = "a•••@example.org")]
    email_hint: String,
}

/// See whether a link to set a password is still good, and roughly whose.
#[utoipa::path(post, path = "/api/auth/reset/look", tag = "auth", request_body = LookAtReset, responses(
    (status = 200, body = ResetHint),
    (status = 404, description = "It was used, is too old, or a newer one was sent.",
        body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn look_at_reset(
    State(accounts): State<Accounts>,
    browser: Browser,
    Json(request): Json<LookAtReset>,
) -> Result<Json<ResetHint>, Problem> {
    accounts.flood.take(Request::Reset, browser.client.address)?;
    let (account, _) = accounts.whose_link(&request.secret).await?;
    Ok(Json(ResetHint {
        email_hint: email_hint(&account.email),
    }))
}

impl Accounts {
    /// The account a link is for.
    ///
    /// # Errors
    /// [`Error::LinkOver`] when it is not good any more.
    pub(super) async fn whose_link(&self, secret: &str) -> Result<(Account, SecretHash), Error> {
        let secret = SecretHash::of(secret).ok_or(Error::LinkOver)?;
        let found = store::find(&self.database, secret, self.world.now()).await?;
        let account = account::store::by_id(&self.database, found.ok_or(Error::LinkOver)?).await?;
        Ok((account.ok_or(Error::LinkOver)?, secret))
    }
}
