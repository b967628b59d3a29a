//! The port through which everybody asks who belongs to which institute. The institutes slice is the real one.

use async_trait::async_trait;
use axum::{extract::FromRequestParts, http::request::Parts};
use database::{DatabaseError, Tx};

use crate::{AccountId, Caller, InstituteId, Locale, MemberId, Problem, Role, rules::SignInRules};

/// A caller inside of an institute they belong to. Holding one means that the membership was checked: it is the only
/// handle to an institute's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who is calling.
    pub caller: Caller,
    /// The institute that the path names.
    pub institute: InstituteId,
    /// Who they are in it.
    pub id: MemberId,
    /// What they are in it.
    pub role: Role,
}

/// The guard put it there; a route that is not declared as one of institutes has none.
impl<S: Send + Sync> FromRequestParts<S> for Member {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get().copied().ok_or_else(Problem::hidden)
    }
}

/// An account's place in an institute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Who they are in it.
    pub member: MemberId,
    /// What they are in it.
    pub role: Role,
    /// Whether the institute lets this role in only with an authenticator app or a passkey.
    pub strong_factor: bool,
}

/// What an invitation says to whoever holds its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// The institute that invites.
    pub institute: InstituteId,
    /// The address that was invited; nobody else can join.
    pub email: String,
    /// What the institute calls the person.
    pub name: String,
    /// The language of the institute.
    pub locale: Locale,
    /// What the institute asks of everybody with that role.
    pub rules: SignInRules,
}

/// How an institute shows itself in letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branding {
    /// Its name.
    pub name: String,
    /// Its colour, `#rrggbb`.
    pub color: String,
}

/// What the campus asks about institutes.
#[async_trait]
pub trait Institutes: Send + Sync {
    /// The account's place in the institute; `None` when it has none, is deactivated there, or there is no such institute.
    async fn membership(&self, institute: InstituteId, account: AccountId) -> Result<Option<Membership>, Problem>;

    /// The institutes the account belongs to, at most 100.
    async fn of(&self, account: AccountId) -> Result<Vec<InstituteId>, Problem>;

    /// What all institutes of the account together ask for at sign-in.
    async fn sign_in_rules(&self, account: AccountId) -> Result<SignInRules, Problem>;

    /// The invitation behind a secret; `None` when it is unknown, used, revoked or too old.
    async fn invited(&self, secret: &str) -> Result<Option<Invited>, Problem>;

    /// Uses an invitation up and makes the account a member, in the caller's transaction. `None` when the invitation is no
    /// longer good.
    async fn join(&self, tx: &mut Tx, secret: &str, account: AccountId) -> Result<Option<InstituteId>, DatabaseError>;

    /// How the institute shows itself; `None` when there is no such institute.
    async fn branding(&self, institute: InstituteId) -> Result<Option<Branding>, Problem>;
}

/// An installation without institutes.
#[derive(Clone, Copy, Debug)]
pub struct NoInstitutes;

#[async_trait]
impl Institutes for NoInstitutes {
    async fn membership(&self, _: InstituteId, _: AccountId) -> Result<Option<Membership>, Problem> {
        Ok(None)
    }

    async fn of(&self, _: AccountId) -> Result<Vec<InstituteId>, Problem> {
        Ok(Vec::new())
    }

    async fn sign_in_rules(&self, _: AccountId) -> Result<SignInRules, Problem> {
        Ok(SignInRules::default())
    }

    async fn invited(&self, _: &str) -> Result<Option<Invited>, Problem> {
        Ok(None)
    }

    async fn join(&self, _: &mut Tx, _: &str, _: AccountId) -> Result<Option<InstituteId>, DatabaseError> {
        Ok(None)
    }

    async fn branding(&self, _: InstituteId) -> Result<Option<Branding>, Problem> {
        Ok(None)
    }
}
