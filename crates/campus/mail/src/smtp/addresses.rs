//! Which addresses a mail server may have that somebody other than the operator named.
//!
//! An institute's manager types a host, and this server connects to it: without a check that would be a way to look around
//! in the operator's own network, or to ask a cloud's metadata service for its keys. The name is resolved here, every
//! address it has is looked at, and the connection goes to one of exactly these: a name that means something else a moment
//! later gains nothing.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use crate::MailError;

const PATIENCE: Duration = Duration::from_secs(10);
/// More addresses than this are not tried.
const MOST_ADDRESSES: usize = 8;

/// How far a name may lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Reach {
    /// To addresses on the public net only.
    Public,
    /// Anywhere.
    Anywhere,
}

/// The addresses of a host, all of them within reach.
///
/// # Errors
/// A sentence for whoever typed the host, when it has no address or one that is out of reach.
pub(crate) async fn resolve(host: &str, port: u16, reach: Reach) -> Result<Vec<SocketAddr>, MailError> {
    let refuse = |problem: &str| MailError::Server {
        field: "host",
        problem: problem.to_owned(),
    };
    let found = tokio::time::timeout(PATIENCE, tokio::net::lookup_host((host, port))).await;
    let Ok(Ok(found)) = found else {
        return Err(refuse("There is no such mail server. Check its name."));
    };
    let addresses: Vec<SocketAddr> = found.take(MOST_ADDRESSES).collect();
    if addresses.is_empty() {
        return Err(refuse("There is no such mail server. Check its name."));
    }
    if reach == Reach::Public && !addresses.iter().all(|address| is_public(address.ip())) {
        return Err(refuse(
            "This mail server is inside a private network. Ask whoever runs this installation to allow that.",
        ));
    }
    Ok(addresses)
}

/// Whether an address is one of the public net. Sources: the IANA special-purpose registries for IPv4 and IPv6.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// First address and length of every range that is not public.
const PRIVATE_V4: [(Ipv4Addr, u32); 15] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // The metadata services of most clouds, too.
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // Azure's metadata service wears a public address.
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    // Multicast, reserved and broadcast.
    (Ipv4Addr::new(224, 0, 0, 0), 3),
];

fn is_public_v4(address: Ipv4Addr) -> bool {
    let bits = address.to_bits();
    !PRIVATE_V4
        .iter()
        .any(|(first, length)| (bits ^ first.to_bits()) >> (32 - length) == 0)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let inner = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    match parts {
        // IPv4 in other clothes: mapped, and translated by NAT64 and 6to4.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => is_public_v4(inner(high, low)),
        [0x2002, high, low, ..] => is_public_v4(inner(high, low)),
        // Protocol assignments, Teredo among them; documentation.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // Global unicast. Everything else is local, private, multicast or not given out.
        [0x2000..=0x3fff, ..] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_known_in_all_their_clothes() {
        for text in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.168.1.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "168.63.129.16",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:a00:1::",
            "2002:7f00:1::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn public_addresses_are_known_too() {
        for text in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.255.255",
            "172.32.0.1",
            "192.0.1.1",
            "168.63.129.17",
            "198.17.0.1",
            "223.255.255.255",
            "2606:4700::1",
            "2a00:1450::1",
            "2001:4860:4860::8888",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
            "2002:808:808::1",
        ] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[tokio::test]
    async fn a_name_is_as_private_as_what_it_means() {
        for host in ["localhost", "127.0.0.1", "::1"] {
            let refused = resolve(host, 25, Reach::Public).await.unwrap_err();
            assert!(refused.to_string().contains("private network"), "{host}: {refused}");
            assert!(!resolve(host, 25, Reach::Anywhere).await.unwrap().is_empty());
        }
        assert!(resolve("no such host.invalid", 25, Reach::Anywhere).await.is_err());
    }
}
