//! How a token looks on the wire.

use base::Timestamp;
use kernel::{Scope, TokenId};
use serde::Serialize;
use utoipa::ToSchema;

use super::store::Token;

/// A token, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Token)]
pub(crate) struct TokenView {
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
    /// What it is good for.
    scopes: Vec<Scope>,
}

impl From<Token> for TokenView {
    fn from(token: Token) -> Self {
        TokenView {
            id: token.id,
            name: token.name,
            created_at: token.created_at,
            last_used_at: token.last_used_at,
            expires_at: token.expires_at,
            scopes: token.scopes.iter().collect(),
        }
    }
}
