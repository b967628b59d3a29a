//! Where a session was opened, in words and no more precisely than a network: `network 203.0.113.x`. Pure.
//!
//! There is no database of places: such databases are wrong about the country often enough to frighten people, and a
//! person knows their own networks. What helps is whether it is the network they are on at this moment.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The network of an address: as much of it as providers hand out together (24 bits of IPv4, 48 of IPv6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Network(IpAddr);

impl Network {
    /// The network the address lies in.
    pub(crate) fn of(address: IpAddr) -> Self {
        Network(match address.to_canonical() {
            IpAddr::V4(address) => {
                let [a, b, c, _] = address.octets();
                Ipv4Addr::new(a, b, c, 0).into()
            }
            IpAddr::V6(address) => {
                let [a, b, c, ..] = address.segments();
                Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0).into()
            }
        })
    }

    fn prefix(self) -> String {
        match self.0 {
            IpAddr::V4(address) => {
                let [a, b, c, _] = address.octets();
                format!("{a}.{b}.{c}.x")
            }
            IpAddr::V6(address) => format!("{address}/48"),
        }
    }
}

/// Where `address` is, seen from `here`. Empty when nobody knows.
pub(crate) fn place(address: Option<IpAddr>, here: Option<IpAddr>) -> String {
    let Some(address) = address.map(|address| address.to_canonical()) else {
        return String::new();
    };
    if address.is_loopback() {
        return "this machine".to_owned();
    }
    let network = Network::of(address);
    if here.map(Network::of) == Some(network) {
        return "this network".to_owned();
    }
    let kind = if is_private(address) {
        "private network"
    } else {
        "network"
    };
    format!("{kind} {}", network.prefix())
}

/// Addresses that mean something only inside of a house or a provider: RFC 1918, 3927, 4193, 4291, 6598.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [a, b, ..] = address.octets();
            address.is_private() || address.is_link_local() || (a == 100 && b & 0xc0 == 64)
        }
        IpAddr::V6(address) => address.is_unique_local() || address.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_the_network_and_whether_it_is_this_one() {
        let at = |address: &str, here: &str| place(Some(address.parse().unwrap()), here.parse().ok());
        assert_eq!(at("203.0.113.9", "198.51.100.1"), "network 203.0.113.x");
        assert_eq!(at("203.0.113.9", "203.0.113.200"), "this network");
        assert_eq!(at("203.0.113.9", "nowhere"), "network 203.0.113.x");
        assert_eq!(at("127.0.0.1", "203.0.113.200"), "this machine");
        assert_eq!(at("192.168.1.20", "203.0.113.200"), "private network 192.168.1.x");
        assert_eq!(at("100.64.0.1", "203.0.113.200"), "private network 100.64.0.x");
        assert_eq!(at("100.128.0.1", "203.0.113.200"), "network 100.128.0.x");
        assert_eq!(at("2001:db8:7:1::5", "203.0.113.200"), "network 2001:db8:7::/48");
        assert_eq!(at("2001:db8:7:1::5", "2001:db8:7:2::6"), "this network");
        assert_eq!(at("fd00::1", "203.0.113.200"), "private network fd00::/48");
        assert_eq!(at("::ffff:203.0.113.9", "203.0.113.1"), "this network");
        assert_eq!(place(None, None), "");
    }
}
