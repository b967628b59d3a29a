//! `POST /api/user/passkeys/options`: a question to make a passkey.

use axum::extract::State;
use kernel::{Caller, Credential, Problem, json::Json};
use serde_json::Value;
use webauthn_rs::prelude::{CreationChallengeResponse, CredentialID, Uuid};

use super::{
    PER_ACCOUNT,
    ceremony::{Ceremony, Question},
    store,
};
use crate::{Accounts, Error, account};

/// Ask the browser to make a passkey. Those the account has already are named, so that no device makes a second one.
#[utoipa::path(post, path = "/api/user/passkeys/options", tag = "user", responses(
    (status = 200, body = Ceremony),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Tokens may not, and people must have proved a short while ago that it is them.",
        body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "There are 20 already, or `PASSKEYS_UNAVAILABLE`.",
        body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn ask_to_add(caller: Caller, State(accounts): State<Accounts>) -> Result<Json<Ceremony>, Problem> {
    let Credential::Session(session) = caller.credential else {
        return Err(Error::TokensMayNot.into());
    };
    let account = account::store::by_id(&accounts.database, caller.account)
        .await?
        .ok_or(Error::NoSuchAccount)?;
    let kept = store::list(&accounts.database, caller.account).await?;
    if u64::try_from(kept.len()).unwrap_or(u64::MAX) >= PER_ACCOUNT {
        return Err(Error::TooManyPasskeys.into());
    }
    let known: Vec<CredentialID> = kept.iter().map(|kept| kept.credential.cred_id().clone()).collect();
    let library = accounts.relying_party.library()?;
    let user = Uuid::from_bytes(*caller.account.as_bytes());
    let started = library.start_passkey_registration(user, &account.email, &account.name, Some(known));
    let (options, state) = started.map_err(|error| Error::Defect(error.to_string()))?;
    let question = Question::Add { session, state };
    Ok(Json(
        accounts.ask_browser(&question, discoverable(&options)?, None).await?,
    ))
}

/// The options as `navigator.credentials.create` takes them. The library asks sticks not to remember whose key it is; we
/// ask them to, where they can: only then can somebody sign in without saying first who they are.
fn discoverable(options: &CreationChallengeResponse) -> Result<Value, Error> {
    let mut options = serde_json::to_value(&options.public_key).map_err(|error| Error::Defect(error.to_string()))?;
    if let Some(selection) = options.get_mut("authenticatorSelection") {
        selection["residentKey"] = "preferred".into();
    }
    Ok(options)
}
