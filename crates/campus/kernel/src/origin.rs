//! Refuses unsafe requests that another site made a browser send with our cookie.
//!
//! The order of the checks is that of `CrossOriginProtection` in Go's `net/http` (1.25): browsers of today say
//! `Sec-Fetch-Site`; older ones, and today's on plain HTTP, say `Origin`; programs say neither and are no danger, because
//! nobody can make them send a cookie they do not want to send.

use axum::http::{HeaderMap, Method, header, request::Parts};

use crate::{Problem, Site};

/// Lets safe methods pass, and unsafe ones that come from our own pages.
pub(crate) fn refuse_other_sites(parts: &Parts, site: &Site) -> Result<(), Problem> {
    if matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let origin = text(&parts.headers, "origin");
    if origin.is_some() && origin == site.origin() {
        return Ok(());
    }
    let ours = match (text(&parts.headers, "sec-fetch-site"), origin) {
        (Some(relation), _) => matches!(relation, "same-origin" | "none"),
        (None, None) => true,
        (None, Some(origin)) => host_of(origin).is_some_and(|host| Some(host) == own_host(parts)),
    };
    if ours {
        return Ok(());
    }
    Err(Problem::forbidden(
        "This request comes from another site. Open Lyceum in its own tab, or use a token.",
    ))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn host_of(origin: &str) -> Option<&str> {
    origin.split_once("://").map(|(_, host)| host)
}

/// HTTP/2 puts the host into the address, HTTP/1 into a header.
fn own_host(parts: &Parts) -> Option<&str> {
    parts
        .uri
        .authority()
        .map(|authority| authority.as_str())
        .or_else(|| text(&parts.headers, header::HOST.as_str()))
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn passes(method: &str, headers: &[(&str, &str)], public: Option<&str>) -> bool {
        let mut request = Request::builder()
            .method(method)
            .uri("/api/files")
            .header("host", "localhost:8080");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        refuse_other_sites(&parts, &Site::at(public.map(str::to_owned))).is_ok()
    }

    #[test]
    fn other_sites_may_look_but_not_touch() {
        let evil = ("origin", "https://evil.example");
        assert!(passes("GET", &[("sec-fetch-site", "cross-site")], None));
        assert!(!passes("POST", &[("sec-fetch-site", "cross-site")], None));
        assert!(!passes("POST", &[("sec-fetch-site", "same-site")], None));
        assert!(!passes("DELETE", &[evil], None));
        assert!(!passes("POST", &[("origin", "null")], None));
        assert!(!passes("POST", &[("origin", "http://localhost:9090")], None));
        assert!(!passes(
            "POST",
            &[evil, ("sec-fetch-site", "cross-site")],
            Some("https://campus.example")
        ));
    }

    #[test]
    fn our_own_pages_and_programs_pass() {
        assert!(passes(
            "POST",
            &[("sec-fetch-site", "same-origin"), ("origin", "http://localhost:8080")],
            None
        ));
        assert!(passes("POST", &[("sec-fetch-site", "none")], None));
        assert!(passes("POST", &[("origin", "http://localhost:8080")], None));
        assert!(passes("POST", &[], None));
        // Behind a proxy that rewrites the host, the configured address counts.
        assert!(passes(
            "POST",
            &[("origin", "https://campus.example")],
            Some("https://campus.example/")
        ));
    }
}
