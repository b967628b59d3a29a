//! The three ways a request speaks, with refusals that are [`Problem`]s: body, path, query.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request, rejection::JsonRejection},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::Problem;

/// A JSON body, in a request or in an answer.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let claimed = request.headers().get(header::CONTENT_TYPE).cloned();
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| refuse_body(rejection.status(), rejection.body_text()))?;
        if !claimed.is_some_and(|kind| is_json(kind.as_bytes())) {
            return Err(not_json());
        }
        // Serde would take `["a", "b"]` for an object with these members in order.
        let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
        if first.is_some_and(|byte| *byte != b'{') {
            return Err(Problem::validation("body", "Send one JSON object: { … }."));
        }
        let axum::Json(body) = axum::Json::from_bytes(&bytes)
            .map_err(|rejection: JsonRejection| refuse_body(rejection.status(), rejection.body_text()))?;
        Ok(Json(body))
    }
}

/// `application/json`, whatever follows behind a semicolon.
fn is_json(kind: &[u8]) -> bool {
    let essence = kind.split(|byte| *byte == b';').next().unwrap_or_default();
    essence.trim_ascii().eq_ignore_ascii_case(b"application/json")
}

fn not_json() -> Problem {
    let detail = "Send JSON with the header `Content-Type: application/json`.";
    Problem {
        status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ..Problem::validation("content-type", detail)
    }
}

fn refuse_body(status: StatusCode, detail: String) -> Problem {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::new(status, "TOO_LARGE", detail)
    } else {
        Problem::validation("body", detail)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// The variable parts of the path. A part that is not of the right form names nothing: 404.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let found = axum::extract::Path::from_request_parts(parts, state).await;
        found
            .map(|axum::extract::Path(value)| Path(value))
            .map_err(|_| Problem::not_found("thing"))
    }
}

/// The query string.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let found = axum::extract::Query::from_request_parts(parts, state).await;
        found
            .map(|axum::extract::Query(value)| Query(value))
            .map_err(|rejection| Problem::validation("query", rejection.body_text()))
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Point {
        x: u8,
    }

    async fn sent(kind: Option<&str>, body: &str) -> Result<u8, StatusCode> {
        let mut request = Request::new(Body::from(body.to_owned()));
        if let Some(kind) = kind {
            request
                .headers_mut()
                .insert(header::CONTENT_TYPE, kind.parse().unwrap());
        }
        let point = Json::<Point>::from_request(request, &()).await;
        point.map(|Json(point)| point.x).map_err(|problem| problem.status)
    }

    #[tokio::test]
    async fn only_an_object_that_says_it_is_json_is_read() {
        let json = Some("application/JSON; charset=utf-8");
        assert_eq!(sent(json, " {\"x\": 1}").await, Ok(1));
        assert_eq!(sent(json, "[1]").await, Err(StatusCode::BAD_REQUEST));
        assert_eq!(sent(json, "").await, Err(StatusCode::BAD_REQUEST));
        assert_eq!(
            sent(Some("text/plain"), "{\"x\": 1}").await,
            Err(StatusCode::UNSUPPORTED_MEDIA_TYPE)
        );
        assert_eq!(sent(None, "{\"x\": 1}").await, Err(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
}
