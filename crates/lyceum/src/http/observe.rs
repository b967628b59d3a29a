//! What every request leaves behind: an id, a line in the log, a few numbers; and what becomes of a panic.

use std::{
    any::Any,
    pin::Pin,
    task::{Context, Poll},
    time::Instant,
};

use axum::{
    body::{Body, HttpBody},
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base::{World, hex};
use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use kernel::Problem;
use tracing::Instrument;

use super::listener::Arrived;

/// The header that carries the id, in both directions.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// A longer id from outside is replaced.
const ID_MAX: usize = 64;

/// Gives the request an id (or keeps the one a proxy gave it), counts it, and logs what went wrong.
pub async fn observe(State(world): State<World>, mut request: Request, next: Next) -> Response {
    let begun = request
        .extensions()
        .get::<Arrived>()
        .map_or_else(Instant::now, |arrived| arrived.0);
    let id = given_id(&request).unwrap_or_else(|| new_id(&world));
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("other", MatchedPath::as_str)
        .to_owned();
    let span = tracing::info_span!("request", id = id.to_str().unwrap_or_default(), %method, route);
    request.headers_mut().insert(REQUEST_ID, id.clone());
    let request = request.map(|body| Body::new(Counted::received(body)));

    let _under_way = UnderWay::begin();
    let mut response = next.run(request).instrument(span.clone()).await;

    let status = response.status();
    let seconds = begun.elapsed().as_secs_f64();
    span.in_scope(|| {
        if status.is_server_error() {
            tracing::warn!(status = status.as_u16(), seconds, "answered");
        } else {
            tracing::debug!(status = status.as_u16(), seconds, "answered");
        }
    });
    count(&method, route, status, seconds);
    response.headers_mut().insert(REQUEST_ID, id);
    response.map(|body| Body::new(Counted::sent(body)))
}

fn given_id(request: &Request) -> Option<HeaderValue> {
    let given = request.headers().get(REQUEST_ID)?;
    let harmless = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let fits = (1..=ID_MAX).contains(&given.len()) && given.as_bytes().iter().all(harmless);
    fits.then(|| given.clone())
}

fn new_id(world: &World) -> HeaderValue {
    HeaderValue::from_str(&hex::encode(&world.bytes::<8>())).unwrap_or_else(|_| HeaderValue::from_static("0"))
}

fn count(method: &Method, route: String, status: StatusCode, seconds: f64) {
    // Only methods that exist: a client may invent others without end.
    let method = match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    };
    let status = status.as_u16().to_string();
    metrics::counter!("lyceum_http_requests_total", "method" => method, "route" => route.clone(), "status" => status)
        .increment(1);
    metrics::histogram!("lyceum_http_request_seconds", "method" => method, "route" => route).record(seconds);
}

struct UnderWay;

impl UnderWay {
    fn begin() -> Self {
        metrics::gauge!("lyceum_http_requests_under_way").increment(1);
        UnderWay
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        metrics::gauge!("lyceum_http_requests_under_way").decrement(1);
    }
}

/// A body whose bytes are counted as they pass.
struct Counted {
    body: Body,
    counter: metrics::Counter,
}

impl Counted {
    fn received(body: Body) -> Self {
        Counted {
            body,
            counter: metrics::counter!("lyceum_http_received_bytes_total"),
        }
    }

    fn sent(body: Body) -> Self {
        Counted {
            body,
            counter: metrics::counter!("lyceum_http_sent_bytes_total"),
        }
    }
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled
            && let Some(data) = frame.data_ref()
        {
            self.counter.increment(data.len() as u64);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The answer to a request whose handler panicked. The message goes to the log.
pub fn panicked(payload: Box<dyn Any + Send + 'static>) -> Response {
    let message = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without a message");
    Problem::internal(&Panic(message.to_owned())).into_response()
}

#[derive(Debug, thiserror::Error)]
#[error("a handler panicked: {0}")]
struct Panic(String);
