//! `POST /api/auth/confirm/passkey`: the step-up by passkey.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use kernel::{Caller, Credential, Problem, client::Client, json::Json};
use serde::Deserialize;
use utoipa::ToSchema;
use webauthn_rs::prelude::PublicKeyCredential;

use super::{assertion::Asked, ceremony::Question};
use crate::{Accounts, Error};

/// The browser's answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfirmByPasskey {
    ceremony: String,
    /// What `navigator.credentials.get` answered, in the JSON form of WebAuthn level 3.
    #[schema(value_type = Object)]
    credential: PublicKeyCredential,
}

/// Confirm with a passkey that it is oneself. The session is fresh and strong from now on.
#[utoipa::path(post, path = "/api/auth/confirm/passkey", tag = "auth", request_body = ConfirmByPasskey, responses(
    (status = 204, description = "Confirmed.", headers(("Set-Cookie" = String, description = "The session's new secret."))),
    (status = 400, description = "`PASSKEY_REFUSED`", body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Tokens may not.", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "`PASSKEYS_UNAVAILABLE`", body = Problem, content_type = "application/problem+json"),
    (status = 410, description = "`CEREMONY_OVER`: start again.",
        body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn confirm_by_passkey(
    caller: Caller,
    State(accounts): State<Accounts>,
    client: Client,
    headers: HeaderMap,
    Json(request): Json<ConfirmByPasskey>,
) -> Result<(StatusCode, HeaderMap), Problem> {
    let (question, _) = accounts.take_question(&request.ceremony).await?;
    let Question::Confirm { session, state } = question else {
        return Err(Error::CeremonyOver.into());
    };
    if caller.credential != Credential::Session(session) {
        return Err(Error::CeremonyOver.into());
    }
    let asked = Asked::Of(caller.account, state);
    accounts.check_assertion(asked, &request.credential, &client).await?;
    let cookies = accounts.proved(&caller, &headers, true).await?;
    Ok((StatusCode::NO_CONTENT, cookies))
}
