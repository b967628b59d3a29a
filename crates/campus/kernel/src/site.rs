//! Where this installation stands on the net, and what follows from it for cookies and for trust in headers.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The installation's address and its neighbours.
#[derive(Clone, Debug)]
pub struct Site {
    /// The address people type, for example `https://campus.example.org`; absent while only this machine is served.
    pub public_url: Option<String>,
    /// The address this server listens at, for links while there is no public one: `http://127.0.0.1:8080`.
    pub local_url: String,
    /// Reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
}

impl Default for Site {
    /// No public address; a proxy on the same machine is believed.
    fn default() -> Self {
        Site {
            public_url: None,
            local_url: "http://localhost".to_owned(),
            trusted_proxies: vec![IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)],
        }
    }
}

impl Site {
    /// A site with this public address.
    pub fn at(public_url: Option<String>) -> Self {
        Site {
            public_url,
            ..Site::default()
        }
    }

    /// A full link to a page of the web app, for letters. `path` begins with `/`.
    pub fn link(&self, path: &str) -> String {
        let base = self.public_url.as_deref().unwrap_or(&self.local_url);
        format!("{}{path}", base.trim_end_matches('/'))
    }

    /// Whether browsers reach us through TLS only, so that cookies may insist on it.
    pub fn secure(&self) -> bool {
        self.public_url
            .as_deref()
            .is_some_and(|url| url.starts_with("https://"))
    }

    /// The name of the session cookie. The `__Host-` prefix makes browsers refuse it from any other host or path.
    pub fn cookie_name(&self) -> &'static str {
        if self.secure() { "__Host-lyceum" } else { "lyceum" }
    }

    /// The origin (scheme, host, port) of the public address.
    pub fn origin(&self) -> Option<&str> {
        let url = self.public_url.as_deref()?;
        let host = url.find("://")? + 3;
        let end = url[host..].find('/').map_or(url.len(), |slash| host + slash);
        Some(&url[..end])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_ends_before_the_path() {
        let origin = |url: &str| Site::at(Some(url.into())).origin().map(str::to_owned);
        assert_eq!(
            origin("https://campus.example.org/drive/"),
            Some("https://campus.example.org".into())
        );
        assert_eq!(origin("http://localhost:8080"), Some("http://localhost:8080".into()));
        assert_eq!(origin("campus"), None);
    }

    #[test]
    fn only_tls_earns_the_host_prefix() {
        assert_eq!(
            Site::at(Some("https://a.example".into())).cookie_name(),
            "__Host-lyceum"
        );
        assert_eq!(Site::at(Some("http://a.example".into())).cookie_name(), "lyceum");
        assert_eq!(Site::default().cookie_name(), "lyceum");
    }
}
