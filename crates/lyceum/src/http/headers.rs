//! Headers that tell browsers what our answers may do. A handler that sets one of them itself keeps its own.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// What an answer that is no page may do: nothing.
const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

const ALWAYS: [(HeaderName, HeaderValue); 6] = [
    // For browsers that do not know `frame-ancestors`.
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
             magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-create=(self), \
             publickey-credentials-get=(self), serial=(), usb=()",
        ),
    ),
];

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// Two years, as the preload list asks.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000");

/// The policy of a page of ours. `nonce` is the one-time word of its own `<style>` elements. Texts become markup or script
/// addresses only through the one Trusted Types policy that `web/src/app/trusted_types.ts` makes.
pub fn page_policy(nonce: &str) -> String {
    format!(
        "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; \
         img-src 'self' blob: data:; media-src 'self' blob:; worker-src 'self' blob:; connect-src 'self'; \
         object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types default"
    )
}

/// The policy of a script of ours, which browsers apply when it runs as a worker. Workers hash and decode with
/// WebAssembly; the pages themselves may not.
pub const SCRIPT_POLICY: &str =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-ancestors 'none'";

/// Adds the headers. `https`: people reach the server over TLS, so browsers may insist on it.
pub async fn secure(State(https): State<bool>, request: Request, next: Next) -> Response {
    let call = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // What a call answers is about somebody. Only contents with a tag may be kept, and are asked for again.
    if call && !headers.contains_key(header::ETAG) {
        set(headers, header::CACHE_CONTROL, NO_STORE);
    }
    for (name, value) in ALWAYS {
        set(headers, name, value);
    }
    set(headers, header::CONTENT_SECURITY_POLICY, NOTHING);
    if https {
        set(headers, header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}
