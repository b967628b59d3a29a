//! How accounts, sessions and tokens look on the wire.

use base::Timestamp;
use kernel::{AccountId, Allowance, Caller, Credential, InstallationRole, Problem, SessionId, TokenId, Volumes};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Account, Theme,
    store::{sessions::Session, tokens::Token},
};

/// A person, as they see themselves.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct User {
    #[schema(value_type = String, example = "account_01j9zq4v8yf2ssb0r6w1x7k3dm")]
    id: AccountId,
    email: String,
    name: String,
    role: InstallationRole,
    theme: Theme,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// How much they may store and do.
    allowance: Allowance,
}

impl User {
    /// Adds what the person stores to what the account says.
    pub(super) async fn of(account: Account, volumes: &dyn Volumes) -> Result<Self, Problem> {
        let allowance = volumes.allowance(account.id).await?;
        let Account {
            id,
            email,
            name,
            role,
            theme,
            created_at,
        } = account;
        Ok(User {
            id,
            email,
            name,
            role,
            theme,
            created_at,
            allowance,
        })
    }
}

/// A token, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Token)]
pub(super) struct TokenView {
    #[schema(value_type = String, example = "token_01j9zq4v8yf2ssb0r6w1x7k3dm")]
    id: TokenId,
    name: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Exact to about five minutes; null when it was never used.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Timestamp>,
    /// Null when it lasts until it is revoked.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
}

impl From<Token> for TokenView {
    fn from(token: Token) -> Self {
        let Token {
            id,
            account: _,
            name,
            created_at,
            last_used_at,
            expires_at,
        } = token;
        TokenView {
            id,
            name,
            created_at,
            last_used_at,
            expires_at,
        }
    }
}

/// A signed-in browser or client.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session)]
pub(super) struct SessionView {
    #[schema(value_type = String, example = "session_01j9zq4v8yf2ssb0r6w1x7k3dm")]
    id: SessionId,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Exact to about five minutes.
    #[schema(value_type = String, format = DateTime)]
    last_used_at: Timestamp,
    /// Moves on with each use.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// Where it was signed in from; empty when unknown.
    address: String,
    /// What the browser called itself.
    agent: String,
    /// Whether this very request belongs to it.
    current: bool,
}

impl SessionView {
    pub(super) fn of(session: Session, caller: &Caller) -> Self {
        let current = caller.credential == Credential::Session(session.id);
        let Session {
            id,
            account: _,
            created_at,
            last_used_at,
            expires_at,
            address,
            agent,
        } = session;
        SessionView {
            id,
            created_at,
            last_used_at,
            expires_at,
            address,
            agent,
            current,
        }
    }
}
