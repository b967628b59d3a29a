//! Cookies beside the session's: which browser began a sign-in, and which one is remembered.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use kernel::{Problem, Site};

/// A cookie of this slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// Names the browser for as long as a sign-in is under way.
    Attempt,
    /// The secret of a remembered browser.
    Device,
}

impl Cookie {
    /// The name. The `__Host-` prefix makes browsers refuse it from any other host or path.
    fn name(self, site: &Site) -> &'static str {
        match (self, site.secure()) {
            (Cookie::Attempt, false) => "lyceum_attempt",
            (Cookie::Attempt, true) => "__Host-lyceum_attempt",
            (Cookie::Device, false) => "lyceum_device",
            (Cookie::Device, true) => "__Host-lyceum_device",
        }
    }

    /// What the request brings along.
    pub(crate) fn read<'h>(self, headers: &'h HeaderMap, site: &Site) -> Option<&'h str> {
        let lines = headers.get_all(header::COOKIE).iter();
        let mut pairs = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        let name = self.name(site);
        pairs.find(|(it, _)| *it == name).map(|(_, value)| value)
    }

    /// The line that makes a browser keep `value` for `span`.
    pub(crate) fn line(self, site: &Site, value: &str, span: Duration) -> Result<HeaderValue, Problem> {
        let secure = if site.secure() { "; Secure" } else { "" };
        let (name, seconds) = (self.name(site), span.as_secs());
        let line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
        HeaderValue::from_str(&line).map_err(|error| Problem::internal(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_and_only_under_its_own_name() {
        for url in [None, Some("https://campus.example".to_owned())] {
            let site = Site::at(url);
            let line = Cookie::Device.line(&site, "abc", Duration::from_secs(60)).unwrap();
            let line = line.to_str().unwrap();
            assert_eq!(line.ends_with("; Secure"), site.secure(), "{line}");
            let (pair, _) = line.split_once(';').unwrap();
            let sent = format!("theme=dark; {pair}; lyceum=other");
            let headers = HeaderMap::from_iter([(header::COOKIE, sent.parse().unwrap())]);
            assert_eq!(Cookie::Device.read(&headers, &site), Some("abc"));
            assert_eq!(Cookie::Attempt.read(&headers, &site), None);
        }
    }
}
