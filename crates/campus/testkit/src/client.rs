//! Somebody who calls the campus, without a socket in between.

use std::{
    future::{Future, IntoFuture},
    net::{IpAddr, Ipv4Addr, SocketAddr},
    pin::Pin,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header},
};
use serde_json::Value;
use tower::ServiceExt;

/// Larger answers do not belong into a story.
const LONGEST_ANSWER: usize = 256 << 20;

/// Somebody who calls. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    router: Router,
    headers: HeaderMap,
    address: IpAddr,
}

impl Client {
    pub(crate) fn new(router: Router) -> Self {
        let headers = HeaderMap::from_iter([(header::HOST, HeaderValue::from_static("campus.test"))]);
        Client {
            router,
            headers,
            address: Ipv4Addr::new(192, 0, 2, 1).into(),
        }
    }

    /// The same person with this secret as bearer token.
    #[must_use]
    pub fn with_token(self, token: impl AsRef<str>) -> Self {
        self.with_header("authorization", &format!("Bearer {}", token.as_ref()))
    }

    /// The same person with this header on every call.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(name, value.parse().expect("a header value"));
        self
    }

    /// The same person, calling from this address.
    #[must_use]
    pub fn from(mut self, address: &str) -> Self {
        self.address = address.parse().expect("an address");
        self
    }

    /// `GET`
    pub fn get(&self, path: &str) -> Call {
        self.call(Method::GET, path)
    }

    /// `POST`
    pub fn post(&self, path: &str) -> Call {
        self.call(Method::POST, path)
    }

    /// `PUT`
    pub fn put(&self, path: &str) -> Call {
        self.call(Method::PUT, path)
    }

    /// `PATCH`
    pub fn patch(&self, path: &str) -> Call {
        self.call(Method::PATCH, path)
    }

    /// `DELETE`
    pub fn delete(&self, path: &str) -> Call {
        self.call(Method::DELETE, path)
    }

    /// Any method. Await the call to make it.
    pub fn call(&self, method: Method, path: &str) -> Call {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .body(Body::empty())
            .expect("a path");
        *request.headers_mut() = self.headers.clone();
        request
            .extensions_mut()
            .insert(ConnectInfo(SocketAddr::new(self.address, 50_000)));
        Call {
            router: self.router.clone(),
            request,
        }
    }
}

/// A call that is being put together. Await it.
#[derive(Debug)]
#[must_use = "await the call to make it"]
pub struct Call {
    router: Router,
    request: Request<Body>,
}

impl Call {
    /// Sets a header.
    pub fn header(mut self, name: &'static str, value: impl AsRef<str>) -> Self {
        self.request
            .headers_mut()
            .insert(name, value.as_ref().parse().expect("a header value"));
        self
    }

    /// Sends JSON.
    pub fn json(self, body: Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }

    /// Sends bytes, or a stream of them.
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        *self.request.body_mut() = body.into();
        self
    }

    /// Makes the call and answers before the body is there: for streams.
    pub async fn streamed(self) -> Response<Body> {
        self.router
            .oneshot(self.request)
            .await
            .unwrap_or_else(|never| match never {})
    }
}

impl IntoFuture for Call {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let response = self
                .router
                .oneshot(self.request)
                .await
                .unwrap_or_else(|never| match never {});
            let (parts, body) = response.into_parts();
            let body = to_bytes(body, LONGEST_ANSWER).await.expect("a whole answer");
            Answer {
                status: parts.status,
                headers: parts.headers,
                body: body.to_vec(),
            }
        })
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status. Compares with numbers: `answer.status == 200`.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The bytes.
    pub body: Vec<u8>,
}

impl Answer {
    /// Stops the test unless the answer has this status.
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// Stops the test unless this is a problem with this status and code.
    pub fn expect_problem(self, status: u16, code: &str) -> Self {
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{}",
            self.text()
        );
        assert_eq!(
            (self.status.as_u16(), self.json()["code"].as_str()),
            (status, Some(code)),
            "{}",
            self.text()
        );
        self
    }

    /// The body as JSON; null when it is empty.
    pub fn json(&self) -> Value {
        if self.body.is_empty() {
            return Value::Null;
        }
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// One header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}
