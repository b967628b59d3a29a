//! `DELETE /api/user/totp`: no authenticator app any more.

use audit::{Action, Origin};
use axum::{extract::State, http::StatusCode};
use kernel::{Caller, Problem};
use mail::{Factor, Message};

use super::store;
use crate::{
    Accounts, Error,
    factors::{self, recovery},
};

const REMOVED: Action = Action::new("account.totp.removed");

/// Remove the authenticator app. The last strong factor stays where an institute asks for one.
#[utoipa::path(delete, path = "/api/user/totp", tag = "user", responses(
    (status = 204, description = "Removed."),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Confirm first that it is you.",
        body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "There is none.", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "An institute asks for one.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn remove_totp(
    caller: Caller,
    State(accounts): State<Accounts>,
    origin: Origin,
) -> Result<StatusCode, Problem> {
    let account = accounts.own(&caller).await?;
    let asked_for = accounts.institutes.sign_in_rules(account.id).await?.strong_factor;
    let (id, now) = (account.id, accounts.world.now());
    let message = Message::FactorRemoved {
        factor: Factor::App,
        at: now,
        link: accounts.site.link("/security"),
    };
    let change = accounts.change(&account, &origin, REMOVED, Some(message)).await?;
    let work = accounts.clone();
    let removed = accounts.database.write::<_, Error, _>(move |tx| {
        let (accounts, change) = (work.clone(), change.clone());
        Box::pin(async move {
            if !store::remove(tx, id).await? {
                return Ok(false);
            }
            let strong = factors::has(&mut *tx, id).await?.strong();
            if asked_for && !strong {
                return Err(Error::LastStrongFactor);
            }
            // Recovery codes stand in for a strong factor; without one they would be a factor of their own.
            if !strong {
                recovery::store::remove(tx, id).await?;
            }
            accounts.note(tx, &change).await?;
            Ok(true)
        })
    });
    if !removed.await? {
        return Err(Problem::not_found("authenticator app"));
    }
    accounts.post.wake();
    Ok(StatusCode::NO_CONTENT)
}
