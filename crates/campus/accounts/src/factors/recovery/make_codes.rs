//! `POST /api/user/recovery-codes`: ten new ones.

use audit::{Action, Origin};
use axum::{extract::State, http::StatusCode};
use kernel::{Caller, Problem, json::Json};
use mail::{Factor, Message};

use super::store;
use crate::{
    Accounts, Error,
    factors::{self, recovery, totp::confirm_totp::RecoveryCodes},
};

const MADE: Action = Action::new("account.recovery_codes.made");

/// Make ten recovery codes. Those there were before are no longer good.
#[utoipa::path(post, path = "/api/user/recovery-codes", tag = "user", responses(
    (status = 201, body = RecoveryCodes),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Confirm first that it is you.",
        body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "There is neither an app nor a passkey they could stand in for.",
        body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn make_recovery_codes(
    caller: Caller,
    State(accounts): State<Accounts>,
    origin: Origin,
) -> Result<(StatusCode, Json<RecoveryCodes>), Problem> {
    let account = accounts.own(&caller).await?;
    if !factors::has(&accounts.database, account.id).await?.strong() {
        return Err(Error::NothingToRecover.into());
    }
    let message = Message::FactorAdded {
        factor: Factor::RecoveryCodes,
        at: accounts.world.now(),
        link: accounts.site.link("/security"),
    };
    let change = accounts.change(&account, &origin, MADE, Some(message)).await?;
    let (id, work) = (account.id, accounts.clone());
    let (codes, fresh) = recovery::fresh(&accounts, id);
    let made = accounts.database.write::<_, Error, _>(move |tx| {
        let (accounts, change, fresh) = (work.clone(), change.clone(), fresh.clone());
        Box::pin(async move {
            store::replace(tx, id, &fresh.salt, &fresh.hashes).await?;
            Ok(accounts.note(tx, &change).await?)
        })
    });
    made.await?;
    accounts.post.wake();
    Ok((StatusCode::CREATED, Json(RecoveryCodes { recovery_codes: codes })))
}
