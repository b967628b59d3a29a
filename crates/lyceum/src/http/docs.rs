//! The API in words: the OpenAPI document, and a page that reads it. The page loads nothing from any other host.

use axum::{
    Router,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use utoipa::openapi::OpenApi;

/// The same for every reader; the page holds no style or script of its own.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// `/api/docs` and `/api/openapi.json`.
pub fn router(document: &OpenApi) -> Result<Router, serde_json::Error> {
    let json = bytes::Bytes::from(document.to_pretty_json()?);
    Ok(Router::new()
        .route(
            "/api/openapi.json",
            get(move || async move { file("application/json", json) }),
        )
        .route("/api/docs", get(|| async { page() }))
        .route(
            "/api/docs/page.css",
            get(|| async { file("text/css; charset=utf-8", include_str!("docs/page.css")) }),
        )
        .route(
            "/api/docs/page.js",
            get(|| async { file("text/javascript; charset=utf-8", include_str!("docs/page.js")) }),
        ))
}

fn page() -> Response {
    let mut response = file("text/html; charset=utf-8", include_str!("docs/page.html"));
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY);
    response
}

fn file(kind: &'static str, body: impl IntoResponse) -> Response {
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")];
    (headers, body).into_response()
}
