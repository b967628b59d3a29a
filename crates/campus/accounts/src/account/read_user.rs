//! `GET /api/user/info`: who am I.

use axum::extract::State;
use kernel::{Caller, Problem, json::Json};

use super::{store, view::User};
use crate::{Accounts, Error};

/// See oneself, with how much one stores.
#[utoipa::path(get, path = "/api/user/info", tag = "user", responses(
    (status = 200, body = User),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn read_user(caller: Caller, State(accounts): State<Accounts>) -> Result<Json<User>, Problem> {
    let account = store::by_id(&accounts.database, caller.account)
        .await?
        .ok_or(Error::NoSuchAccount)?;
    Ok(Json(accounts.user(account).await?))
}
