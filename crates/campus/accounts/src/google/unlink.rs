//! `DELETE /api/user/google`: the Google account is no way in any more.

use axum::{extract::State, http::StatusCode};
use kernel::{Caller, Problem};

use super::{
    notice::{Notice, origin},
    store::{self, Unlinking},
};
use crate::{Accounts, Error, account, attempts::Browser};

/// Unlink the Google account. Refused while it is the only way in: set a password first.
#[utoipa::path(delete, path = "/api/user/google", tag = "user", responses(
    (status = 204, description = "Not linked any more."),
    (status = 403, description = "Prove first that it is you.", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "None is linked.", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "It is the only way in.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn unlink_google(
    caller: Caller,
    browser: Browser,
    State(accounts): State<Accounts>,
) -> Result<StatusCode, Problem> {
    match write_down(&accounts, &caller, &browser).await? {
        Unlinking::Gone => {
            accounts.post.wake();
            tracing::info!(account = %caller.account, "a Google account was unlinked");
            Ok(StatusCode::NO_CONTENT)
        }
        Unlinking::Absent => Err(Error::GoogleNotLinked.into()),
        Unlinking::OnlyWayIn => Err(Error::GoogleOnlyWayIn.into()),
    }
}

async fn write_down(accounts: &Accounts, caller: &Caller, browser: &Browser) -> Result<Unlinking, Error> {
    let account = account::store::by_id(&accounts.database, caller.account).await?;
    let account = account.ok_or(Error::NoSuchAccount)?;
    let notice = Notice::of_unlink(accounts, &account, &origin(caller, browser)).await?;
    let (parts, id) = (accounts.clone(), account.id);
    let unlinking = accounts.database.write::<_, Error, _>(move |tx| {
        let (parts, notice) = (parts.clone(), notice.clone());
        Box::pin(async move {
            let unlinking = store::unlink(tx, id).await?;
            if unlinking == Unlinking::Gone {
                notice.give(tx, &parts).await?;
            }
            Ok(unlinking)
        })
    });
    unlinking.await
}
