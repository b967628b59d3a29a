//! Who is calling: the extractor that turns a cookie or a bearer token into an account, or refuses.

use async_trait::async_trait;
use axum::{
    extract::{FromRef, FromRequestParts, OptionalFromRequestParts},
    http::{HeaderMap, header, request::Parts},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Access, AccountId, Kernel, Problem, SessionId, TokenId, origin};

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
    /// The account behind a credential; `None` when it is unknown, expired or revoked.
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
}

impl Caller {
    /// Refuses callers who may not come this far.
    ///
    /// # Errors
    /// 403.
    pub fn require(&self, access: Access) -> Result<(), Problem> {
        match (access, self.role) {
            (Access::Public | Access::SignedIn, _) | (Access::Owner, InstallationRole::Owner) => Ok(()),
            (Access::Owner, InstallationRole::Member) => {
                Err(Problem::forbidden("Only an owner of this installation may do that."))
            }
        }
    }

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

/// `Option<Caller>`: absent when nobody we know is calling. A request from another site is refused all the same.
impl<S> OptionalFromRequestParts<S> for Caller
where
    S: Send + Sync,
    Kernel: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Problem> {
        recognise(parts, &Kernel::from_ref(state)).await
    }
}

async fn recognise(parts: &Parts, kernel: &Kernel) -> Result<Option<Caller>, Problem> {
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

    #[test]
    fn a_member_is_no_owner() {
        let member = Caller {
            account: AccountId::from_bytes([1; 16]),
            role: InstallationRole::Member,
            credential: Credential::Session(SessionId::from_bytes([2; 16])),
        };
        assert!(member.require(Access::SignedIn).is_ok());
        assert_eq!(member.require(Access::Owner).unwrap_err().code, "FORBIDDEN");
    }
}
