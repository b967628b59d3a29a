//! `PATCH /api/user/passkeys/{id}`: another name.

use axum::extract::State;
use kernel::{
    Caller, Problem,
    json::{Json, Path},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{PasskeyId, PasskeyView, store};
use crate::{Accounts, Error, account::one_line_name};

/// The new name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RenamePasskey {
    #[schema(min_length = 1, max_length = 100)]
    name: String,
}

/// Call one of one's passkeys something else.
#[utoipa::path(patch, path = "/api/user/passkeys/{id}", tag = "user", params(("id" = String, Path)),
    request_body = RenamePasskey, responses(
    (status = 200, body = PasskeyView),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn rename_passkey(
    caller: Caller,
    Path(id): Path<PasskeyId>,
    State(accounts): State<Accounts>,
    Json(request): Json<RenamePasskey>,
) -> Result<Json<PasskeyView>, Problem> {
    let name = one_line_name(&request.name)?;
    let renamed = accounts.database.write::<_, Error, _>(move |tx| {
        let name = name.clone();
        Box::pin(async move { store::rename(tx, caller.account, id, &name).await })
    });
    let kept = renamed.await?.ok_or(Error::NoSuchPasskey)?;
    Ok(Json(kept.into()))
}
