//! `DELETE /api/user/passkeys/{id}`: one passkey less.

use axum::{extract::State, http::StatusCode};
use kernel::{Caller, Problem, Topic, json::Path};
use mail::{Factor, Message};

use super::{PasskeyId, store};
use crate::{Accounts, Error, account, factors};

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
) -> Result<StatusCode, Problem> {
    let account = caller.account;
    let owner = account::store::by_id(&accounts.database, account).await?;
    let owner = owner.ok_or(Error::NoSuchAccount)?;
    let asked_for = accounts.institutes.sign_in_rules(account).await?.strong_factor;
    let message = Message::FactorRemoved {
        factor: Factor::Passkey,
        at: accounts.world.now(),
        link: accounts.site.link("/security"),
    };
    let (letter, post) = (accounts.letter(&owner, message).await?, accounts.post.clone());
    let removed = accounts.database.write::<_, Error, _>(move |tx| {
        let (letter, post) = (letter.clone(), post.clone());
        Box::pin(async move {
            if !store::remove(tx, account, id).await? {
                return Err(Error::NoSuchPasskey);
            }
            if asked_for && !factors::has(&mut *tx, account).await?.strong() {
                return Err(Error::LastStrongFactor);
            }
            post.enqueue(tx, &letter).await?;
            Ok(())
        })
    });
    removed.await?;
    tracing::info!(%account, passkey = %id, "a passkey was removed");
    accounts.post.wake();
    accounts.events.publish(Topic::Sessions(account));
    Ok(StatusCode::NO_CONTENT)
}
