//! `POST /api/auth/register`: somebody new.

use axum::{extract::State, http::StatusCode};
use kernel::{Problem, client::Client, json::Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Accounts, Error,
    account::{self, may_register, role_of_newcomer, view::User},
};

/// Who they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegisterAccount {
    #[schema(example = "asha@example.org")]
    email: String,
    /// 8 to 256 characters.
    #[schema(min_length = 8, max_length = 256)]
    password: String,
    #[schema(example = "Asha", min_length = 1, max_length = 100)]
    name: String,
}

/// The new account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Registered {
    user: User,
}

/// Make an account. The first one becomes the owner of the installation.
#[utoipa::path(post, path = "/api/auth/register", tag = "auth", request_body = RegisterAccount, responses(
    (status = 201, body = Registered),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Registration is closed.", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "The address is taken.", body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn register_account(
    State(accounts): State<Accounts>,
    client: Client,
    Json(request): Json<RegisterAccount>,
) -> Result<(StatusCode, Json<Registered>), Problem> {
    let (email, name, password) = (request.email.parse()?, request.name.parse()?, request.password.parse()?);
    let registration = accounts.registration;
    // Asked again inside of the transaction; here it spares the hashing.
    if !may_register(registration, account::store::none_yet(&accounts.database).await?) {
        return Err(Error::RegistrationClosed.into());
    }
    accounts.limiter.before_register(client.address)?;
    let new = accounts.prepare(email, name, password).await?;
    let account = accounts.insert(new, move |first| {
        may_register(registration, first)
            .then(|| role_of_newcomer(first))
            .ok_or(Error::RegistrationClosed)
    });
    let user = User::of(account.await?, &*accounts.volumes).await?;
    Ok((StatusCode::CREATED, Json(Registered { user })))
}
