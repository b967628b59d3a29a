//! `DELETE /api/user/passkeys/{id}`: one passkey less.

use audit::{Action, Origin};
use axum::{extract::State, http::StatusCode};
use kernel::{Caller, Problem, Topic, json::Path};
use mail::{Factor, Message};

use super::{PasskeyId, store};
use crate::{
    Accounts, Error,
    factors::{self, recovery},
};

const REMOVED: Action = Action::new("account.passkey.removed");

/// Remove one of one's passkeys. The last strong factor stays while an institute asks for one.
#[utoipa::path(delete, path = "/api/user/passkeys/{id}", tag = "user", params(("id" = String, Path)), responses(
    (status = 204, description = "Removed."),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "People must have proved a short while ago that it is them.",
        body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "It is the last strong factor, and an institute asks for one.",
        body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn remove_passkey(
    caller: Caller,
    Path(id): Path<PasskeyId>,
    State(accounts): State<Accounts>,
    origin: Origin,
) -> Result<StatusCode, Problem> {
    let owner = accounts.own(&caller).await?;
    let asked_for = accounts.institutes.sign_in_rules(owner.id).await?.strong_factor;
    let message = Message::FactorRemoved {
        factor: Factor::Passkey,
        at: accounts.world.now(),
        link: accounts.site.link("/security"),
    };
    let change = accounts.change(&owner, &origin, REMOVED, Some(message)).await?;
    let (account, change, work) = (owner.id, change.with("passkey", &id), accounts.clone());
    let removed = accounts.database.write::<_, Error, _>(move |tx| {
        let (accounts, change) = (work.clone(), change.clone());
        Box::pin(async move {
            if !store::remove(tx, account, id).await? {
                return Err(Error::NoSuchPasskey);
            }
            // Counted in the transaction: of two passkeys that are removed at once, one may have to stay.
            if !factors::has(&mut *tx, account).await?.strong() {
                if asked_for {
                    return Err(Error::LastStrongFactor);
                }
                // Recovery codes stand in for a strong factor; without one they would be a factor of their own.
                recovery::store::remove(tx, account).await?;
            }
            Ok(accounts.note(tx, &change).await?)
        })
    });
    removed.await?;
    tracing::info!(%account, passkey = %id, "a passkey was removed");
    accounts.post.wake();
    accounts.events.publish(Topic::Sessions(account));
    Ok(StatusCode::NO_CONTENT)
}
