//! The web app: files of `web/dist`, inside the program or in a directory, and one page for every other path.

use std::{borrow::Cow, path::PathBuf, sync::Arc};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use base::{World, hex};
use rust_embed::RustEmbed;

use super::headers::{SCRIPT_POLICY, page_policy};

/// What the page holds where the one-time word goes; see `web/src/app/nonce.ts`.
const PLACEHOLDER: &str = "__CSP_NONCE__";
const INDEX: &str = "index.html";
/// Vite names everything in here after its own hash.
const HASHED: &str = "assets/";
/// A file of the web app larger than this is a mistake.
const FILE_MAX: u64 = 64 << 20;

/// The built web app. A build without Node has none; then the folder is absent and so are its files.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Bundle;

/// Where the web app comes from.
#[derive(Clone, Debug)]
pub struct WebApp {
    directory: Option<Arc<PathBuf>>,
    world: World,
}

impl WebApp {
    /// The web app inside the program, or the one in `directory`.
    pub fn new(directory: Option<PathBuf>, world: World) -> Self {
        WebApp {
            directory: directory.map(Arc::new),
            world,
        }
    }

    async fn file(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        let plain = path
            .split('/')
            .all(|part| !part.is_empty() && part != "." && part != ".." && !part.contains('\\'));
        if !plain {
            return None;
        }
        let Some(directory) = &self.directory else {
            return Bundle::get(path).map(|file| file.data);
        };
        let path = directory.join(path);
        let metadata = tokio::fs::metadata(&path).await.ok()?;
        if !metadata.is_file() || metadata.len() > FILE_MAX {
            return None;
        }
        tokio::fs::read(path).await.ok().map(Cow::Owned)
    }
}

/// Answers every path that is not the API's.
pub async fn serve(State(app): State<WebApp>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    if path != INDEX
        && let Some(response) = asset(&app, path, request.headers()).await
    {
        return response;
    }
    if path.starts_with(HASHED) {
        // An asset of an older version: the page would be a lie here.
        return StatusCode::NOT_FOUND.into_response();
    }
    page(&app).await
}

async fn asset(app: &WebApp, path: &str, headers: &HeaderMap) -> Option<Response> {
    let bytes = app.file(path).await?;
    let (bytes, encoding) = compressed(app, path, headers)
        .await
        .map_or((bytes, None), |(it, how)| (it, Some(how)));
    let mime = mime_guess::from_path(path).first_or_octet_stream();
    let mut response = Body::from(bytes).into_response();
    let set = response.headers_mut();
    if let Ok(mime) = HeaderValue::from_str(&with_charset(mime.as_ref())) {
        set.insert(header::CONTENT_TYPE, mime);
    }
    let cache = if path.starts_with(HASHED) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    set.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if mime.subtype() == "javascript" {
        set.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SCRIPT_POLICY));
    }
    if let Some(encoding) = encoding {
        set.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Some(response)
}

/// The smaller twin of a file, when the build made one and the client takes it.
async fn compressed(app: &WebApp, path: &str, headers: &HeaderMap) -> Option<(Cow<'static, [u8]>, &'static str)> {
    let accepted = headers.get(header::ACCEPT_ENCODING)?.to_str().ok()?;
    for (encoding, ending) in [("br", ".br"), ("gzip", ".gz")] {
        let takes = accepted.split(',').any(|part| {
            let (name, weight) = part.split_once(';').unwrap_or((part, ""));
            name.trim() == encoding && weight.trim() != "q=0"
        });
        if takes && let Some(bytes) = app.file(&format!("{path}{ending}")).await {
            return Some((bytes, encoding));
        }
    }
    None
}

fn with_charset(mime: &str) -> String {
    let text = mime.starts_with("text/") || mime == "application/json";
    if text {
        format!("{mime}; charset=utf-8")
    } else {
        mime.to_owned()
    }
}

/// The one page of the app, with a fresh word for its styles.
async fn page(app: &WebApp) -> Response {
    let nonce = hex::encode(&app.world.bytes::<16>());
    let page = match app.file(INDEX).await {
        Some(bytes) => String::from_utf8_lossy(&bytes).replace(PLACEHOLDER, &nonce),
        None => NOT_BUNDLED.to_owned(),
    };
    let mut response = page.into_response();
    let set = response.headers_mut();
    set.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(policy) = HeaderValue::from_str(&page_policy(&nonce)) {
        set.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

const NOT_BUNDLED: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<title>Lyceum</title>
<h1>Lyceum runs, but its web app is not bundled</h1>
<p>This program was built without Node, so it serves the API only: <a href=\"/api/docs\">the API page</a>.
<p>To get the web app, install Node and run <code>make build</code>, or point <code>LYCEUM_WEB_DIR</code> at a built one.
</html>
";

#[cfg(test)]
mod tests {
    use axum::Router;
    use tower::ServiceExt;

    use super::*;

    fn app(directory: &std::path::Path) -> Router {
        let app = WebApp::new(Some(directory.to_owned()), World::real());
        Router::new().fallback(serve).with_state(app)
    }

    async fn get(router: &Router, path: &str, encoding: &str) -> (StatusCode, HeaderMap, String) {
        let request = Request::get(path)
            .header(header::ACCEPT_ENCODING, encoding)
            .body(Body::empty())
            .unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
        (
            parts.status,
            parts.headers,
            String::from_utf8_lossy(&bytes).into_owned(),
        )
    }

    fn built() -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        std::fs::create_dir(directory.path().join("assets")).unwrap();
        std::fs::write(directory.path().join("index.html"), "<meta content=\"__CSP_NONCE__\">").unwrap();
        std::fs::write(directory.path().join("assets/index-1.js"), "plain").unwrap();
        std::fs::write(directory.path().join("assets/index-1.js.br"), "small").unwrap();
        std::fs::write(directory.path().join("theme.js"), "theme").unwrap();
        directory
    }

    #[tokio::test]
    async fn every_path_of_the_app_is_the_page_with_a_fresh_word() {
        let directory = built();
        let router = app(directory.path());
        let mut words = Vec::new();
        for path in ["/", "/files/folder_x", "/index.html"] {
            let (status, headers, body) = get(&router, path, "").await;
            assert_eq!(status, StatusCode::OK);
            let word = body.split('"').nth(1).unwrap().to_owned();
            let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(policy.contains(&format!("style-src 'self' 'nonce-{word}'")), "{policy}");
            assert_eq!(headers[header::CACHE_CONTROL], "no-store");
            words.push(word);
        }
        words.dedup();
        assert_eq!(words.len(), 3);
    }

    #[tokio::test]
    async fn hashed_assets_stay_for_ever_and_smaller_twins_are_used() {
        let directory = built();
        let router = app(directory.path());
        let (_, headers, body) = get(&router, "/assets/index-1.js", "gzip, br;q=0.9").await;
        assert_eq!(
            (headers[header::CONTENT_ENCODING].to_str().unwrap(), body.as_str()),
            ("br", "small")
        );
        assert!(headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        assert!(
            headers[header::CONTENT_TYPE]
                .to_str()
                .unwrap()
                .starts_with("text/javascript")
        );
        let (_, headers, body) = get(&router, "/assets/index-1.js", "br;q=0").await;
        assert_eq!((headers.get(header::CONTENT_ENCODING), body.as_str()), (None, "plain"));
        let (_, headers, _) = get(&router, "/theme.js", "").await;
        assert_eq!(headers[header::CACHE_CONTROL], "no-cache");
    }

    #[tokio::test]
    async fn an_asset_that_is_gone_is_not_the_page_and_nothing_outside_is_served() {
        let directory = built();
        let inside = directory.path().join("assets");
        let router = app(&inside);
        assert_eq!(get(&router, "/assets/old-2.js", "").await.0, StatusCode::NOT_FOUND);
        for path in ["/../theme.js", "/./../theme.js", "//theme.js"] {
            assert!(!get(&router, path, "").await.2.contains("theme"), "{path}");
        }
    }

    #[tokio::test]
    async fn without_a_build_the_page_says_so() {
        let empty = tempfile::tempdir().unwrap();
        let (status, _, body) = get(&app(empty.path()), "/", "").await;
        assert_eq!(status, StatusCode::OK);
        assert!(body.contains("not bundled"));
    }
}
