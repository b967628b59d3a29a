//! The cookie that binds a flow to its browser.

use axum::http::{HeaderMap, HeaderValue, header};
use kernel::{Problem, Site};

use super::{flow::Flow, store::LIFETIME};

/// Over TLS the `__Host-` prefix keeps neighbours below the same domain from planting a flow of their own. It wants the
/// path `/`; without it the path is as narrow as the use.
fn name_and_path(site: &Site) -> (&'static str, &'static str) {
    if site.secure() {
        ("__Host-lyceum_google", "/; Secure")
    } else {
        ("lyceum_google", "/api/auth/google")
    }
}

/// Makes the browser keep the flow.
pub(crate) fn keep(site: &Site, flow: &Flow) -> Result<HeaderValue, Problem> {
    line(site, flow.reveal(), LIFETIME.as_secs())
}

/// Makes the browser forget it.
pub(crate) fn forget(site: &Site) -> Result<HeaderValue, Problem> {
    line(site, "", 0)
}

/// `Lax`: the way back from Google is a navigation from another site, and the cookie has to come along.
fn line(site: &Site, value: &str, seconds: u64) -> Result<HeaderValue, Problem> {
    let (name, path) = name_and_path(site);
    let line = format!("{name}={value}; HttpOnly; SameSite=Lax; Max-Age={seconds}; Path={path}");
    HeaderValue::from_str(&line).map_err(|error| Problem::internal(&error))
}

/// The flow of the browser that makes this request. A browser that shows two is none of ours.
pub(crate) fn read(site: &Site, headers: &HeaderMap) -> Option<Flow> {
    let (name, _) = name_and_path(site);
    let lines = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let pairs = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let mut ours = pairs.filter(|(found, _)| *found == name);
    let (_, value) = ours.next()?;
    ours.next().is_none().then(|| Flow::read(value))?
}

#[cfg(test)]
mod tests {
    use base::World;

    use super::*;

    fn headers(cookies: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, cookies.parse().unwrap())])
    }

    #[test]
    fn the_flow_comes_back_and_only_under_the_name_the_site_allows() {
        let (open, tls) = (Site::default(), Site::at(Some("https://campus.example".into())));
        let flow = Flow::begin(&World::real(), None).unwrap();
        for site in [&open, &tls] {
            let kept = keep(site, &flow).unwrap();
            let pair = kept.to_str().unwrap().split(';').next().unwrap();
            let read_back = read(site, &headers(&format!("theme=dark; {pair}")));
            assert_eq!(read_back.unwrap().id(), flow.id());
            assert!(
                read(site, &headers(&format!("{pair}; {pair}"))).is_none(),
                "one of them was planted"
            );
        }
        let planted = format!("lyceum_google={}", flow.reveal());
        assert!(read(&tls, &headers(&planted)).is_none());
    }

    #[test]
    fn it_is_as_strict_as_the_way_back_allows() {
        let line = |url: Option<&str>| {
            forget(&Site::at(url.map(str::to_owned)))
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned()
        };
        assert_eq!(
            line(None),
            "lyceum_google=; HttpOnly; SameSite=Lax; Max-Age=0; Path=/api/auth/google"
        );
        assert_eq!(
            line(Some("https://campus.example")),
            "__Host-lyceum_google=; HttpOnly; SameSite=Lax; Max-Age=0; Path=/; Secure"
        );
    }
}
