//! `POST /api/user/totp/confirm`: the app works.

use std::time::Duration;

use audit::{Action, Origin};
use axum::{extract::State, http::HeaderMap};
use kernel::{Caller, Problem, json::Json};
use mail::{Factor, Message};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store;
use crate::{Accounts, Error, factors::recovery};

const ADDED: Action = Action::new("account.totp.added");
/// How long an app may wait for its first code.
const PATIENCE: Duration = Duration::from_secs(3600);

/// The first code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfirmTotp {
    #[schema(example = "123456")]
    code: String,
}

/// Codes for when the app is lost, shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecoveryCodes {
    /// Ten; each is good once. Those there were before are no longer good.
    #[schema(example = json!(["7K2M-9QXP-30V1"]))]
    pub(crate) recovery_codes: Vec<String>,
}

/// Show the first code of an app. It counts from now on, and this session counts as strong.
#[utoipa::path(post, path = "/api/user/totp/confirm", tag = "user", request_body = ConfirmTotp, responses(
    (status = 200, body = RecoveryCodes, headers(("Set-Cookie" = String, description = "A new session cookie."))),
    (status = 400, description = "`WRONG_CODE`.", body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 410, description = "No app waits, or it waited too long.",
        body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn confirm_totp(
    caller: Caller,
    State(accounts): State<Accounts>,
    origin: Origin,
    headers: HeaderMap,
    Json(request): Json<ConfirmTotp>,
) -> Result<(HeaderMap, Json<RecoveryCodes>), Problem> {
    let account = accounts.own(&caller).await?;
    let (id, now) = (account.id, accounts.world.now());
    let waiting = store::pending(&accounts.database, id).await?;
    let (sealed, since) = waiting.ok_or(Error::AttemptOver)?;
    if now.since(since) > PATIENCE {
        return Err(Error::AttemptOver.into());
    }
    let seed = accounts.open_seed(id, &sealed)?;
    // The secret is known to whoever asks here: counting guesses would protect nothing.
    let step = seed
        .step_of(&request.code, now)
        .ok_or(Error::WrongCode { tries_left: 1 })?;
    let message = Message::FactorAdded {
        factor: Factor::App,
        at: now,
        link: accounts.site.link("/security"),
    };
    let change = accounts.change(&account, &origin, ADDED, Some(message)).await?;
    let (codes, fresh) = recovery::fresh(&accounts, id);
    let work = accounts.clone();
    let adopted = accounts.database.write::<_, Error, _>(move |tx| {
        let (accounts, sealed, change, fresh) = (work.clone(), sealed.clone(), change.clone(), fresh.clone());
        Box::pin(async move {
            if !store::adopt(tx, id, &sealed, step, now).await? {
                return Err(Error::AttemptOver);
            }
            recovery::store::replace(tx, id, &fresh.salt, &fresh.hashes).await?;
            Ok(accounts.note(tx, &change).await?)
        })
    });
    adopted.await?;
    accounts.post.wake();
    let cookies = accounts.proved(&caller, &headers, true).await?;
    Ok((cookies, Json(RecoveryCodes { recovery_codes: codes })))
}
