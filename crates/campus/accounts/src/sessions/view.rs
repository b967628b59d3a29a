//! How a session looks on the wire.

use base::Timestamp;
use kernel::{Caller, Credential, SessionId};
use serde::Serialize;
use utoipa::ToSchema;

use super::store::Session;

/// A signed-in browser or client.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session)]
pub(crate) struct SessionView {
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
