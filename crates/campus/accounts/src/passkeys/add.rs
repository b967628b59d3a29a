//! `POST /api/user/passkeys`: one more passkey.

use audit::{Action, Origin};
use axum::{extract::State, http::StatusCode};
use kernel::{Caller, Credential, Problem, SessionId, Topic, json::Json};
use mail::{Factor, Message};
use serde::Deserialize;
use utoipa::ToSchema;
use webauthn_rs::prelude::RegisterPublicKeyCredential;

use super::{
    PasskeyView,
    ceremony::Question,
    store::{self, Kept},
};
use crate::{Accounts, Error, account::one_line_name, sessions};

const ADDED: Action = Action::new("account.passkey.added");

/// The browser's answer, and a name to know it by.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddPasskey {
    ceremony: String,
    #[schema(example = "Asha's phone", min_length = 1, max_length = 100)]
    name: String,
    /// What `navigator.credentials.create` answered, in the JSON form of WebAuthn level 3.
    #[schema(value_type = Object)]
    credential: RegisterPublicKeyCredential,
}

/// Add a passkey. The session is strong from now on: the device has just verified the person.
#[utoipa::path(post, path = "/api/user/passkeys", tag = "user", request_body = AddPasskey, responses(
    (status = 201, body = PasskeyView),
    (status = 400, description = "`PASSKEY_REFUSED`, or a name that is none.",
        body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Tokens may not.", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "There are 20 already, or this one is known.",
        body = Problem, content_type = "application/problem+json"),
    (status = 410, description = "`CEREMONY_OVER`: start again.",
        body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn add_passkey(
    caller: Caller,
    State(accounts): State<Accounts>,
    origin: Origin,
    Json(request): Json<AddPasskey>,
) -> Result<(StatusCode, Json<PasskeyView>), Problem> {
    let name = one_line_name(&request.name)?;
    let (question, _) = accounts.take_question(&request.ceremony).await?;
    let Question::Add { session, state } = question else {
        return Err(Error::CeremonyOver.into());
    };
    if caller.credential != Credential::Session(session) {
        return Err(Error::CeremonyOver.into());
    }
    let library = accounts.relying_party.library()?;
    let made = library.finish_passkey_registration(&request.credential, &state);
    let credential = made.map_err(|error| {
        tracing::info!(account = %caller.account, ?error, "a new passkey was not accepted");
        Error::PasskeyRefused
    })?;
    let kept = Kept {
        id: accounts.world.new_id(),
        account: caller.account,
        credential,
        name,
        created_at: accounts.world.now(),
        last_used_at: None,
    };
    accounts.keep_passkey(&caller, session, kept.clone(), &origin).await?;
    Ok((StatusCode::CREATED, Json(kept.into())))
}

impl Accounts {
    async fn keep_passkey(
        &self,
        caller: &Caller,
        session: SessionId,
        kept: Kept,
        origin: &Origin,
    ) -> Result<(), Error> {
        let owner = self.own(caller).await?;
        let (account, passkey) = (kept.account, kept.id);
        let message = Message::FactorAdded {
            factor: Factor::Passkey,
            at: kept.created_at,
            link: self.site.link("/security"),
        };
        let change = self.change(&owner, origin, ADDED, Some(message)).await?;
        let (change, work) = (change.with("passkey", &passkey), self.clone());
        let written = self.database.write::<_, Error, _>(move |tx| {
            let (kept, change, accounts) = (kept.clone(), change.clone(), work.clone());
            Box::pin(async move {
                store::insert(tx, &kept).await?;
                sessions::prove(tx, session, kept.created_at, true).await?;
                Ok(accounts.note(tx, &change).await?)
            })
        });
        written.await?;
        tracing::info!(%account, %passkey, "a passkey was added");
        self.cache.clear();
        self.post.wake();
        self.events.publish(Topic::Sessions(account));
        Ok(())
    }
}
