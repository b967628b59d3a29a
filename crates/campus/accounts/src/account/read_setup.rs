//! `GET /api/setup`: what the sign-in page must know before anybody is known.

use axum::extract::State;
use kernel::{Caller, Problem, json::Json};
use serde::Serialize;
use utoipa::ToSchema;

use super::store;
use crate::{Accounts, Registration};

/// What a stranger may know.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Setup {
    /// Whether nobody has an account yet: the first one to register runs the installation.
    first_run: bool,
    /// Who may register after the first.
    registration: Registration,
    /// Whether letters can be sent; without, codes stand in the server's log and in the mailbox of its owner.
    mail: bool,
    /// Whether the owner of the installation is shown letters that cannot be sent.
    mailbox: bool,
    /// Whether the one who asks is signed in.
    signed_in: bool,
    /// Whether people may sign in with Google.
    google: bool,
    /// The version of the server.
    version: &'static str,
}

/// See whether the installation is new and whether one may register.
#[utoipa::path(get, path = "/api/setup", tag = "setup", responses((status = 200, body = Setup)))]
pub(crate) async fn read_setup(
    caller: Option<Caller>,
    State(accounts): State<Accounts>,
) -> Result<Json<Setup>, Problem> {
    let first_run = store::none_yet(&accounts.database).await?;
    let mail = accounts.post.can_deliver();
    Ok(Json(Setup {
        first_run,
        registration: accounts.registration,
        mail,
        mailbox: !mail,
        signed_in: caller.is_some(),
        google: accounts.google.is_some(),
        version: env!("CARGO_PKG_VERSION"),
    }))
}
