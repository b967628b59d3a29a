//! Who is calling: the extractor that turns a cookie or a bearer token into an account, or refuses.

use async_trait::async_trait;
use axum::{
    extract::{FromRef, FromRequestParts, OptionalFromRequestParts},
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use base::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AccountId, Kernel, Problem, Scopes, SessionId, TokenId, origin};

/// What a request shows to prove who it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Presented<'a> {
    /// The value of the session cookie.
    Cookie(&'a str),
    /// What stood behind `Authorization: Bearer`.
    Bearer(&'a str),
}

impl std::fmt::Debug for Presented<'_> {
    /// Secrets stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Presented::Cookie(_) => "Cookie(…)",
            Presented::Bearer(_) => "Bearer(…)",
        })
    }
}

/// Recognises callers. The accounts slice is the real one.
#[async_trait]
pub trait Authenticator: Send + Sync {
    /// The account behind a credential; `None` when it is unknown or revoked.
    ///
    /// # Errors
    /// 401 with a member `reason` when it is known why the credential is good no longer, for example `taken_over`.
    async fn caller(&self, presented: Presented<'_>) -> Result<Option<Caller>, Problem>;
}

/// What an account is to the installation as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum InstallationRole {
    /// Runs the installation. The first account is one.
    Owner,
    /// Everybody else.
    Member,
}

/// Which credential was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// A person who signed in.
    Session(SessionId),
    /// A program with a token of its own.
    Token(TokenId),
}

/// A known account that calls. Holding one means that the credential was checked and, for cookies, that the request does
/// not come from another site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub account: AccountId,
    /// What they are to the installation.
    pub role: InstallationRole,
    /// How they showed it.
    pub credential: Credential,
    /// What the credential is good for. A session is good for everything.
    pub scopes: Scopes,
    /// When the person proved last that it is them; never for programs.
    pub verified_at: Option<Timestamp>,
    /// Whether an authenticator app or a passkey was among the proofs: of this session, or of the one that made the token.
    pub strong: bool,
}

impl Caller {
    /// Whether the caller runs the installation.
    pub fn is_owner(&self) -> bool {
        self.role == InstallationRole::Owner
    }
}

impl<S> FromRequestParts<S> for Caller
where
    S: Send + Sync,
    Kernel: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        recognise(parts, &Kernel::from_ref(state))
            .await?
            .ok_or_else(Problem::unauthenticated)
    }
}

/// `Option<Caller>`: absent when nobody we know is calling, or nobody any more. A request from another site is refused all
/// the same.
impl<S> OptionalFromRequestParts<S> for Caller
where
    S: Send + Sync,
    Kernel: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Problem> {
        match recognise(parts, &Kernel::from_ref(state)).await {
            Err(problem) if problem.status == StatusCode::UNAUTHORIZED => Ok(None),
            outcome => outcome,
        }
    }
}

/// Who is calling. The guard leaves what it found beside the request, so that nobody is looked up twice.
pub(crate) async fn recognise(parts: &Parts, kernel: &Kernel) -> Result<Option<Caller>, Problem> {
    if let Some(caller) = parts.extensions.get::<Caller>() {
        return Ok(Some(*caller));
    }
    let Some(presented) = presented(&parts.headers, kernel.site.cookie_name()) else {
        return Ok(None);
    };
    if let Presented::Cookie(_) = presented {
        // A browser adds the cookie by itself, whoever wrote the page; a bearer token is only there on purpose.
        origin::refuse_other_sites(parts, &kernel.site)?;
    }
    kernel.authenticator.caller(presented).await
}

/// What the request shows. A bearer token wins over a cookie: it was put there on purpose.
fn presented<'a>(headers: &'a HeaderMap, cookie_name: &str) -> Option<Presented<'a>> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
        return scheme
            .eq_ignore_ascii_case("bearer")
            .then_some(Presented::Bearer(token.trim()));
    }
    let cookies = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut pairs = cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs
        .find(|(name, _)| *name == cookie_name)
        .map(|(_, value)| Presented::Cookie(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn finds_the_credential_among_strangers() {
        let cookie = headers(&[("cookie", "theme=dark; lyceum=abc; other=1")]);
        assert_eq!(presented(&cookie, "lyceum"), Some(Presented::Cookie("abc")));
        assert_eq!(presented(&cookie, "__Host-lyceum"), None);
        let both = headers(&[("cookie", "lyceum=abc"), ("authorization", "bearer xyz")]);
        assert_eq!(presented(&both, "lyceum"), Some(Presented::Bearer("xyz")));
        let basic = headers(&[("cookie", "lyceum=abc"), ("authorization", "Basic xyz")]);
        assert_eq!(presented(&basic, "lyceum"), None);
    }
}
