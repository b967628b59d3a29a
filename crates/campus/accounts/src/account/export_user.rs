//! `GET /api/user/export`: everything about me.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use kernel::{Caller, Problem, json::Json};

use crate::Accounts;

/// Fetch everything the accounts know of oneself, without secrets, as a file. Files come from the drive.
#[utoipa::path(get, path = "/api/user/export", tag = "user", responses(
    (status = 200, description = "A file in JSON.", body = serde_json::Value),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn export_user(caller: Caller, State(accounts): State<Accounts>) -> Result<Response, Problem> {
    let everything = accounts.export_account(caller.account).await?;
    let file = [(
        header::CONTENT_DISPOSITION,
        "attachment; filename=\"lyceum-account.json\"",
    )];
    Ok((file, Json(everything)).into_response())
}
