//! `DELETE /api/user/devices/{id}`: ask there again.

use axum::{extract::State, http::StatusCode};
use kernel::{Caller, Problem, json::Path};

use super::{DeviceId, store};
use crate::{Accounts, Error};

/// Forget a browser: the next sign-in there asks for the second factor. Its session goes on.
#[utoipa::path(delete, path = "/api/user/devices/{id}", tag = "user", params(("id" = String, Path)), responses(
    (status = 204, description = "Forgotten."),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn forget_device(
    caller: Caller,
    Path(id): Path<DeviceId>,
    State(accounts): State<Accounts>,
) -> Result<StatusCode, Problem> {
    let forgotten = accounts
        .database
        .write::<_, Error, _>(move |tx| Box::pin(async move { Ok(store::end(tx, caller.account, id).await?) }));
    if !forgotten.await? {
        return Err(Problem::not_found("device"));
    }
    Ok(StatusCode::NO_CONTENT)
}
