//! The session cookie.

use axum::http::{HeaderMap, HeaderValue, header};
use kernel::{Problem, Site};

/// Browsers keep no cookie longer than 400 days; when the session ends is the server's decision.
const LIFETIME_SECONDS: u32 = 400 * 24 * 3600;

/// The header that makes a browser keep the secret of its session.
pub(crate) fn session_cookie(site: &Site, secret: &str) -> Result<HeaderMap, Problem> {
    cookie(site, secret, LIFETIME_SECONDS)
}

/// The header that makes a browser keep the secret, or forget it when it lives for 0 seconds.
pub(crate) fn cookie(site: &Site, secret: &str, seconds: u32) -> Result<HeaderMap, Problem> {
    let secure = if site.secure() { "; Secure" } else { "" };
    let name = site.cookie_name();
    let line = format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    let value = HeaderValue::from_str(&line).map_err(|error| Problem::internal(&error))?;
    Ok(HeaderMap::from_iter([(header::SET_COOKIE, value)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_as_strict_as_the_site_allows() {
        let line = |url: Option<&str>| {
            let headers = cookie(&Site::at(url.map(str::to_owned)), "s", 60).unwrap();
            headers[header::SET_COOKIE].to_str().unwrap().to_owned()
        };
        assert_eq!(line(None), "lyceum=s; Path=/; HttpOnly; SameSite=Lax; Max-Age=60");
        assert_eq!(
            line(Some("https://campus.example")),
            "__Host-lyceum=s; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure"
        );
    }
}
