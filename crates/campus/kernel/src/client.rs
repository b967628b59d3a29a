//! Where a request comes from, for rate limits and for the list of sessions.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
};

use axum::{
    extract::{ConnectInfo, FromRef, FromRequestParts},
    http::{HeaderMap, header, request::Parts},
};

use crate::Kernel;

/// Longer user agents are cut.
const LONGEST_AGENT: usize = 200;

/// The address and the program of the client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client {
    /// The client's address; unknown when the server was started without connection information, as in tests.
    pub address: Option<IpAddr>,
    /// What the client says it is, at most 200 characters.
    pub agent: String,
}

impl<S> FromRequestParts<S> for Client
where
    S: Send + Sync,
    Kernel: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| info.0.ip());
        let trusted = &Kernel::from_ref(state).site.trusted_proxies;
        let agent = parts
            .headers
            .get(header::USER_AGENT)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        Ok(Client {
            address: peer.map(|peer| behind_proxies(peer, &parts.headers, trusted)),
            agent: agent.chars().take(LONGEST_AGENT).collect(),
        })
    }
}

/// Walks `X-Forwarded-For` from its end, where our own proxies wrote, to the first address that is not a proxy of ours.
/// Everything before it was written by the client and proves nothing.
fn behind_proxies(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let mut nearest = peer.to_canonical();
    let lines = headers
        .get_all("x-forwarded-for")
        .iter()
        .rev()
        .filter_map(|line| line.to_str().ok());
    for hop in lines.flat_map(|line| line.rsplit(',')) {
        if !trusted.contains(&nearest) {
            break;
        }
        let Ok(address) = hop.trim().parse::<IpAddr>() else {
            break;
        };
        nearest = address.to_canonical();
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_proxies_are_believed() {
        let seen = |peer: &str, forwarded: &str| {
            let headers = HeaderMap::from_iter([("x-forwarded-for".parse().unwrap(), forwarded.parse().unwrap())]);
            behind_proxies(peer.parse().unwrap(), &headers, &["127.0.0.1".parse().unwrap()]).to_string()
        };
        assert_eq!(seen("127.0.0.1", "203.0.113.9"), "203.0.113.9");
        assert_eq!(seen("127.0.0.1", "1.1.1.1, 203.0.113.9"), "203.0.113.9");
        assert_eq!(seen("127.0.0.1", "203.0.113.9, 127.0.0.1"), "203.0.113.9");
        assert_eq!(seen("198.51.100.7", "1.1.1.1"), "198.51.100.7");
        assert_eq!(seen("127.0.0.1", "not an address"), "127.0.0.1");
        assert_eq!(seen("::ffff:198.51.100.7", ""), "198.51.100.7");
    }
}
