//! The one router: slices, health, metrics, API page, web app, and what surrounds every request.

use std::time::Duration;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, Method, Response, StatusCode, header},
    middleware,
    response::IntoResponse,
};
use engine::Engine;
use kernel::{Kernel, Problem};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, Predicate},
    timeout::RequestBodyTimeoutLayer,
};
use utoipa::openapi::OpenApi;

use super::{docs, headers, health, metrics::Metrics, observe, web_app, web_app::WebApp};

/// The largest body a handler reads into memory. Uploads stream and set limits of their own.
const BODY_MAX: usize = 1 << 20;
/// A client that sends nothing of its body for this long has gone.
const BODY_PAUSE: Duration = Duration::from_secs(60);

/// What the router is made of.
pub struct Parts {
    /// Routes of all slices, with their state applied.
    pub routes: Router,
    /// The document about them.
    pub document: OpenApi,
    /// What handlers share.
    pub kernel: Kernel,
    /// The storage, for health.
    pub engine: Engine,
    /// The numbers.
    pub metrics: Metrics,
    /// The web app.
    pub web_app: WebApp,
}

/// Puts the router together.
///
/// # Errors
/// When the OpenAPI document cannot be written as JSON.
pub fn router(parts: Parts) -> Result<Router, serde_json::Error> {
    let Parts {
        routes,
        document,
        kernel,
        engine,
        metrics,
        web_app,
    } = parts;
    let https = kernel.site.secure();
    let world = kernel.world.clone();
    let router = routes
        .merge(docs::router(&document)?)
        .merge(health::router(kernel, engine))
        .merge(metrics.guarded_router())
        .method_not_allowed_fallback(|method: Method| async move { wrong_method(&method) })
        .fallback_service(Router::new().fallback(elsewhere).with_state(web_app))
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(CatchPanicLayer::custom(observe::panicked))
        .layer(RequestBodyTimeoutLayer::new(BODY_PAUSE))
        .layer(CompressionLayer::new().compress_when(Compressible))
        .layer(middleware::from_fn_with_state(https, headers::secure))
        .layer(middleware::from_fn_with_state(world, observe::observe));
    Ok(router)
}

fn wrong_method(method: &Method) -> Problem {
    let detail = format!("{method} is not possible here; the API page (/api/docs) lists what is.");
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", detail)
}

/// Paths no slice knows: below `/api` a problem, anywhere else the web app.
async fn elsewhere(State(app): State<WebApp>, request: Request) -> axum::response::Response {
    let path = request.uri().path();
    if path == "/api" || path.starts_with("/api/") {
        let detail = "There is no such call; the API page (/api/docs) lists all of them.";
        return Problem::new(StatusCode::NOT_FOUND, "NOT_FOUND", detail).into_response();
    }
    web_app::serve(State(app), request).await
}

/// Our own texts are worth compressing. People's files are not touched: their lengths, ranges and checksums count.
#[derive(Clone, Copy, Debug)]
struct Compressible;

impl Predicate for Compressible {
    fn should_compress<B: axum::body::HttpBody>(&self, response: &Response<B>) -> bool {
        let headers = response.headers();
        let kind = headers
            .get(header::CONTENT_TYPE)
            .map(HeaderValue::as_bytes)
            .unwrap_or_default();
        let text = [
            &b"application/json"[..],
            b"text/html",
            b"text/css",
            b"text/javascript",
            b"image/svg+xml",
        ];
        let file = headers.contains_key(header::ACCEPT_RANGES) || headers.contains_key(header::CONTENT_DISPOSITION);
        let large = response.body().size_hint().lower() >= 1024;
        !file && large && text.iter().any(|start| kind.starts_with(start))
    }
}
