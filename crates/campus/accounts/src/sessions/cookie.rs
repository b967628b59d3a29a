//! The session cookie.

use axum::http::HeaderValue;
use kernel::{Problem, Site};

/// Browsers keep no cookie longer than 400 days; when the session ends is the server's decision.
const LIFETIME_SECONDS: u32 = 400 * 24 * 3600;

/// The line that makes a browser keep the secret of its session.
pub(crate) fn session_cookie(site: &Site, secret: &str) -> Result<HeaderValue, Problem> {
    cookie(site, secret, LIFETIME_SECONDS)
}

/// The line that makes a browser keep the secret, or forget it when it lives for 0 seconds.
pub(crate) fn cookie(site: &Site, secret: &str, seconds: u32) -> Result<HeaderValue, Problem> {
    let secure = if site.secure() { "; Secure" } else { "" };
    let name = site.cookie_name();
    let line = format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&line).map_err(|error| Problem::internal(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_as_strict_as_the_site_allows() {
        let line = |url: Option<&str>| {
            let line = cookie(&Site::at(url.map(str::to_owned)), "s", 60).unwrap();
            line.to_str().unwrap().to_owned()
        };
        assert_eq!(line(None), "lyceum=s; Path=/; HttpOnly; SameSite=Lax; Max-Age=60");
        assert_eq!(
            line(Some("https://campus.example")),
            "__Host-lyceum=s; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure"
        );
    }
}
