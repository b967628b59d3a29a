//! How a session looks on the wire.

use std::net::IpAddr;

use base::Timestamp;
use kernel::{Caller, Credential, SessionId, client::Client};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    device::{Device, DeviceKind},
    place::place,
    store::Session,
};

/// A signed-in browser or client.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Session)]
pub(crate) struct SessionView {
    #[schema(value_type = String, example = "session_01j9zq4v8yf2ssb0r6w1x7k3dm")]
    id: SessionId,
    kind: DeviceKind,
    /// The device, as it calls itself.
    #[schema(example = "Chrome on Android")]
    name: String,
    /// The network it was signed in from, seen from this request; empty when unknown.
    #[schema(example = "network 203.0.113.x")]
    place: String,
    /// Where it was signed in from; empty when unknown.
    address: String,
    /// What the browser called itself.
    agent: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Exact to about five minutes.
    #[schema(value_type = String, format = DateTime)]
    last_used_at: Timestamp,
    /// Moves on with each use.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// Whether this very request belongs to it.
    current: bool,
}

impl SessionView {
    /// `caller` is who looks, if they are signed in already; `client` is where they look from.
    pub(crate) fn of(session: Session, caller: Option<&Caller>, client: &Client) -> Self {
        let own = Credential::Session(session.id);
        let from: Option<IpAddr> = session.address.parse().ok();
        let Device { kind, name } = Device::of(&session.agent);
        SessionView {
            id: session.id,
            kind,
            name,
            place: place(from, client.address),
            address: session.address,
            agent: session.agent,
            created_at: session.created_at,
            last_used_at: session.last_used_at,
            expires_at: session.expires_at,
            current: caller.is_some_and(|caller| caller.credential == own),
        }
    }
}
