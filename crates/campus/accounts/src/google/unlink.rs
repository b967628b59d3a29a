//! `DELETE /api/user/google`: the Google account is no way in any more.

use audit::{Action, Origin};
use axum::{extract::State, http::StatusCode};
use kernel::{Caller, Problem};
use mail::{Factor, Message};

use super::store::{self, Unlinking};
use crate::{Accounts, Error};

const UNLINKED: Action = Action::new("account.google.unlinked");

/// Unlink the Google account. Refused while it is the only way in: set a password first.
#[utoipa::path(delete, path = "/api/user/google", tag = "user", responses(
    (status = 204, description = "Not linked any more."),
    (status = 403, description = "Prove first that it is you.", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "None is linked.", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "It is the only way in.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn unlink_google(
    caller: Caller,
    origin: Origin,
    State(accounts): State<Accounts>,
) -> Result<StatusCode, Problem> {
    match write_down(&accounts, &caller, &origin).await? {
        Unlinking::Gone => {
            accounts.post.wake();
            tracing::info!(account = %caller.account, "a Google account was unlinked");
            Ok(StatusCode::NO_CONTENT)
        }
        Unlinking::Absent => Err(Error::GoogleNotLinked.into()),
        Unlinking::OnlyWayIn => Err(Error::GoogleOnlyWayIn.into()),
    }
}

async fn write_down(accounts: &Accounts, caller: &Caller, origin: &Origin) -> Result<Unlinking, Error> {
    let account = accounts.own(caller).await?;
    let message = Message::FactorRemoved {
        factor: Factor::Google,
        at: accounts.world.now(),
        link: accounts.site.link("/security"),
    };
    let change = accounts.change(&account, origin, UNLINKED, Some(message)).await?;
    let (parts, id) = (accounts.clone(), account.id);
    let unlinking = accounts.database.write::<_, Error, _>(move |tx| {
        let (parts, change) = (parts.clone(), change.clone());
        Box::pin(async move {
            let unlinking = store::unlink(tx, id).await?;
            if unlinking == Unlinking::Gone {
                parts.note(tx, &change).await?;
            }
            Ok(unlinking)
        })
    });
    unlinking.await
}
