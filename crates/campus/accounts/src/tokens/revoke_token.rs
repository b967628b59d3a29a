//! `DELETE /api/user/tokens/{id}`: a program no longer acts as me.

use audit::{Action, Origin};
use axum::{extract::State, http::StatusCode};
use kernel::{Caller, Problem, TokenId, json::Path};

use super::store;
use crate::{Accounts, Error};

const TOKEN_REVOKED: Action = Action::new("account.token.revoked");

/// Revoke one of one's tokens, at once.
#[utoipa::path(delete, path = "/api/user/tokens/{id}", tag = "user", params(("id" = String, Path)), responses(
    (status = 204, description = "Revoked."),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn revoke_token(
    caller: Caller,
    Path(id): Path<TokenId>,
    State(accounts): State<Accounts>,
    origin: Origin,
) -> Result<StatusCode, Problem> {
    let account = accounts.own(&caller).await?;
    let record = accounts.change(&account, &origin, TOKEN_REVOKED, None).await?;
    let (record, work) = (record.with("token", &id), accounts.clone());
    let revoked = accounts.database.write::<_, Error, _>(move |tx| {
        let (accounts, record) = (work.clone(), record.clone());
        Box::pin(async move {
            let revoked = store::revoke(tx, caller.account, id).await?;
            if revoked {
                accounts.note(tx, &record).await?;
            }
            Ok(revoked)
        })
    });
    if !revoked.await? {
        return Err(Error::NoSuchToken.into());
    }
    accounts.cache.clear();
    tracing::info!(account = %caller.account, token = %id, "a token was revoked");
    Ok(StatusCode::NO_CONTENT)
}
