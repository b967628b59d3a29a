//! `POST /api/auth/login`: a person shows their password and gets a session.

use axum::{extract::State, http::HeaderMap};
use base::Timestamp;
use kernel::{Kernel, Problem, client::Client, json::Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Accounts, Email, Error,
    account::{self, view::User},
    sessions::session_cookie,
};

/// What a person types.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    email: String,
    password: String,
}

/// The new session.
#[derive(Serialize, ToSchema)]
pub(crate) struct SignedIn {
    /// For programs: send it as `Authorization: Bearer`. Browsers have it in a cookie.
    token: String,
    /// When the session ends unless it is used before.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    user: User,
}

/// Sign in. Sets the session cookie, and answers the same secret for programs.
#[utoipa::path(post, path = "/api/auth/login", tag = "auth", request_body = SignIn, responses(
    (status = 200, body = SignedIn, headers(("Set-Cookie" = String, description = "The session cookie."))),
    (status = 401, description = "Unknown account or wrong password.",
        body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "Too many wrong passwords.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn sign_in(
    State(kernel): State<Kernel>,
    State(accounts): State<Accounts>,
    client: Client,
    Json(request): Json<SignIn>,
) -> Result<(HeaderMap, Json<SignedIn>), Problem> {
    // What cannot be an address is treated like an address nobody has.
    let email: Email = request.email.parse().map_err(|_| Error::WrongCredentials)?;
    accounts.limiter.before_sign_in(&email, client.address)?;
    let (account, kept) = account::store::for_sign_in(&accounts.database, &email).await?.unzip();
    let right = accounts.passwords.verify(&request.password, kept).await?;
    let account = account.filter(|_| right).ok_or_else(|| refused(&client))?;
    accounts.limiter.after_sign_in(&email, client.address);

    let (session, secret) = accounts.issue_session(account.id, &client).await?;
    let token = secret.reveal().to_owned();
    let cookie = session_cookie(&kernel.site, &token)?;
    let user = User::of(account, &*accounts.volumes).await?;
    Ok((
        cookie,
        Json(SignedIn {
            token,
            expires_at: session.expires_at,
            user,
        }),
    ))
}

/// Says in the log where from, and not who: a mistyped address may be somebody else's, or a password.
fn refused(client: &Client) -> Error {
    tracing::warn!(address = ?client.address, "a sign-in was refused");
    Error::WrongCredentials
}
