//! `POST /api/auth/login`: a person shows their password and gets a session.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
};
use base::Timestamp;
use kernel::{Kernel, Problem, Site, client::Client, json::Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::User;
use crate::{Accounts, Email, Error, store};

/// Browsers keep no cookie longer than 400 days; when the session ends is the server's decision.
const COOKIE_LIFETIME_SECONDS: u32 = 400 * 24 * 3600;

/// What a person types.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignIn {
    email: String,
    password: String,
}

/// The new session.
#[derive(Serialize, ToSchema)]
pub(super) struct SignedIn {
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
pub(super) async fn sign_in(
    State(kernel): State<Kernel>,
    State(accounts): State<Accounts>,
    client: Client,
    Json(request): Json<SignIn>,
) -> Result<(HeaderMap, Json<SignedIn>), Problem> {
    // What cannot be an address is treated like an address nobody has.
    let email: Email = request.email.parse().map_err(|_| Error::WrongCredentials)?;
    accounts.limiter.before_sign_in(&email, client.address)?;
    let (account, kept) = store::accounts::for_sign_in(&accounts.database, &email).await?.unzip();
    let right = accounts.passwords.verify(&request.password, kept).await?;
    let account = account.filter(|_| right).ok_or_else(|| refused(&client))?;
    accounts.limiter.after_sign_in(&email, client.address);

    let (session, secret) = accounts.issue_session(account.id, &client).await?;
    let token = secret.reveal().to_owned();
    let cookie = cookie(&kernel.site, &token, COOKIE_LIFETIME_SECONDS)?;
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

/// The header that makes a browser keep the secret, or forget it when it lives for 0 seconds.
pub(super) fn cookie(site: &Site, secret: &str, seconds: u32) -> Result<HeaderMap, Problem> {
    let secure = if site.secure() { "; Secure" } else { "" };
    let name = site.cookie_name();
    let line = format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    let value = HeaderValue::from_str(&line).map_err(|error| Problem::internal(&error))?;
    Ok(HeaderMap::from_iter([(header::SET_COOKIE, value)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_as_strict_as_the_site_allows() {
        let line = |url: Option<&str>| {
            let headers = cookie(&Site::at(url.map(str::to_owned)), "s", 60).unwrap();
            headers[header::SET_COOKIE].to_str().unwrap().to_owned()
        };
        assert_eq!(line(None), "lyceum=s; Path=/; HttpOnly; SameSite=Lax; Max-Age=60");
        assert_eq!(
            line(Some("https://campus.example")),
            "__Host-lyceum=s; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure"
        );
    }
}
