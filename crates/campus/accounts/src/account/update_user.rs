//! `PATCH /api/user/info`: another name, other colours, another language.

use axum::extract::State;
use kernel::{Caller, Locale, Problem, json::Json};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{store, view::User};
use crate::{Accounts, Error, PersonName, Theme};

/// What is left out stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdateUser {
    #[schema(min_length = 1, max_length = 100)]
    name: Option<String>,
    theme: Option<Theme>,
    /// The language letters are written in.
    language: Option<Locale>,
}

/// Change one's name, colours or language.
#[utoipa::path(patch, path = "/api/user/info", tag = "user", request_body = UpdateUser, responses(
    (status = 200, body = User),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn update_user(
    caller: Caller,
    State(accounts): State<Accounts>,
    Json(request): Json<UpdateUser>,
) -> Result<Json<User>, Problem> {
    let name: Option<PersonName> = request.name.as_deref().map(str::parse).transpose()?;
    let (id, theme, language) = (caller.account, request.theme, request.language);
    let updated = accounts.database.write::<_, Error, _>(move |tx| {
        let name = name.clone();
        Box::pin(async move { Ok(store::update_profile(tx, id, name.as_ref(), theme, language).await?) })
    });
    let account = updated.await?.ok_or(Error::NoSuchAccount)?;
    Ok(Json(accounts.user(account).await?))
}
