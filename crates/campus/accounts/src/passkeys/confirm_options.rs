//! `POST /api/auth/confirm/passkey/options`: a question for a passkey, once more.

use axum::extract::State;
use kernel::{Caller, Credential, Problem, json::Json};
use webauthn_rs::prelude::Passkey;

use super::{
    ceremony::{Ceremony, Question},
    sign_in_options::shown,
    store,
};
use crate::{Accounts, Error};

/// Ask for one of one's own passkeys, to confirm that it is oneself.
#[utoipa::path(post, path = "/api/auth/confirm/passkey/options", tag = "auth", responses(
    (status = 200, body = Ceremony),
    (status = 400, description = "The account has no passkey.",
        body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Tokens may not.", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "`PASSKEYS_UNAVAILABLE`", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn ask_to_confirm(
    caller: Caller,
    State(accounts): State<Accounts>,
) -> Result<Json<Ceremony>, Problem> {
    let Credential::Session(session) = caller.credential else {
        return Err(Error::TokensMayNot.into());
    };
    let kept = store::list(&accounts.database, caller.account).await?;
    if kept.is_empty() {
        return Err(Error::NotOffered.into());
    }
    let passkeys: Vec<Passkey> = kept.into_iter().map(|kept| kept.credential).collect();
    let library = accounts.relying_party.library()?;
    let started = library.start_passkey_authentication(&passkeys);
    let (options, state) = started.map_err(|error| Error::Defect(error.to_string()))?;
    let question = Question::Confirm { session, state };
    Ok(Json(accounts.ask_browser(&question, shown(&options)?, None).await?))
}
