//! `POST /api/user/totp`: an authenticator app, please.

use axum::{extract::State, http::StatusCode};
use kernel::{Caller, Problem, json::Json};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Seed, check::SEALED_FOR, store};
use crate::{Accounts, Error};

/// What the app needs; shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct AddedTotp {
    /// To type in, in base 32.
    secret: String,
    /// To show as a picture (QR code).
    #[schema(example = "otpauth://totp/Lyceum:asha@example.org?secret=…&issuer=Lyceum")]
    uri: String,
}

/// Begin to add an authenticator app. It counts once its first code was shown; until then one in use stays in use.
#[utoipa::path(post, path = "/api/user/totp", tag = "user", responses(
    (status = 201, body = AddedTotp),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Confirm first that it is you.",
        body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn add_totp(
    caller: Caller,
    State(accounts): State<Accounts>,
) -> Result<(StatusCode, Json<AddedTotp>), Problem> {
    let account = accounts.own(&caller).await?;
    let seed = Seed::new(&accounts.world);
    let (id, now) = (account.id, accounts.world.now());
    let sealed = accounts.sealing.seal(SEALED_FOR, id.as_bytes(), seed.bytes());
    let kept = accounts.database.write::<_, Error, _>(move |tx| {
        let sealed = sealed.clone();
        Box::pin(async move { Ok(store::propose(tx, id, &sealed, now).await?) })
    });
    kept.await?;
    let added = AddedTotp {
        secret: seed.base32(),
        uri: seed.uri(&account.email).unwrap_or_default(),
    };
    Ok((StatusCode::CREATED, Json(added)))
}
