//! Refusals as the client sees them: `application/problem+json` of RFC 9457 with a stable `code` for programs and a
//! sentence for people that says what to do.

use std::{borrow::Cow, error::Error, time::Duration};

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base::chain;
use database::{DatabaseError, ErrorKind};
use serde_json::{Map, Value, json};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, schema::Schema},
};

use crate::Scope;

/// A refusal. Becomes the whole answer of a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// What programs match on: upper-case, stable for ever.
    pub code: &'static str,
    /// What people read: says what to do.
    pub detail: String,
    /// Further members, for example `missing_targets`.
    pub fields: Map<String, Value>,
    /// After how long another try makes sense.
    pub retry_after: Option<Duration>,
}

impl Problem {
    /// A refusal with its three parts; the others have shorter names below.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Problem {
            status,
            code,
            detail: detail.into(),
            fields: Map::new(),
            retry_after: None,
        }
    }

    /// Adds a member to the body.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(name.to_owned(), value.into());
        self
    }

    /// Says after how long another try makes sense.
    #[must_use]
    pub fn retry_after(mut self, span: Duration) -> Self {
        self.retry_after = Some(span);
        self
    }

    /// 400 `VALIDATION`: what was sent cannot be right. `field` names the member, parameter or header.
    pub fn validation(field: &str, detail: impl Into<String>) -> Self {
        Problem::new(StatusCode::BAD_REQUEST, "VALIDATION", detail).with("field", field)
    }

    /// 401 `UNAUTHENTICATED`: nobody we know is calling.
    pub fn unauthenticated() -> Self {
        Problem::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "Sign in and try again.")
    }

    /// 403 `FORBIDDEN`: known, but not allowed.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Problem::new(StatusCode::FORBIDDEN, "FORBIDDEN", detail)
    }

    /// 404 `NOT_FOUND`: absent, or nothing the caller may know of. `what` is a noun: `file`, `job`.
    pub fn not_found(what: &str) -> Self {
        Problem::new(
            StatusCode::NOT_FOUND,
            "NOT_FOUND",
            format!("There is no such {what}, or it is not yours to see."),
        )
    }

    /// 404 `NOT_FOUND` for whoever may not come in: the same words whatever the reason, so that nobody learns what exists.
    pub fn hidden() -> Self {
        Problem::not_found("page")
    }

    /// 403 `STEP_UP_REQUIRED`: known and allowed, but it is too long ago that the person proved to be themselves.
    pub fn step_up_required() -> Self {
        let detail = "Confirm that it is you (POST /api/auth/confirm), then try again.";
        Problem::new(StatusCode::FORBIDDEN, "STEP_UP_REQUIRED", detail)
    }

    /// 403 `FACTOR_REQUIRED`: the institute lets this role in only with an authenticator app or a passkey.
    pub fn factor_required() -> Self {
        let detail =
            "Your institute asks for an authenticator app or a passkey. Add one on your security page, then go on.";
        Problem::new(StatusCode::FORBIDDEN, "FACTOR_REQUIRED", detail)
    }

    /// 403 `PEOPLE_ONLY`: programs may not do this.
    pub fn people_only() -> Self {
        let detail = "A token may not do this. Sign in and do it yourself.";
        Problem::new(StatusCode::FORBIDDEN, "PEOPLE_ONLY", detail)
    }

    /// 403 `SCOPE_MISSING`: the token was not made for this.
    pub fn scope_missing(scope: Scope) -> Self {
        let detail = format!(
            "This token was not made for that. Make one with the scope `{}`.",
            scope.name()
        );
        Problem::new(StatusCode::FORBIDDEN, "SCOPE_MISSING", detail).with("scope", scope.name())
    }

    /// 409 with the given code: `CONFLICT`, `NAME_TAKEN`.
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Problem::new(StatusCode::CONFLICT, code, detail)
    }

    /// 429 `RATE_LIMITED`.
    pub fn rate_limited(retry_after: Duration) -> Self {
        let seconds = retry_after.as_secs().max(1);
        let detail = format!("Too many attempts. Wait {seconds} seconds and try again.");
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", detail).retry_after(retry_after)
    }

    /// 503 with the given code: `STORAGE_UNAVAILABLE`, `DATA_UNAVAILABLE`.
    pub fn unavailable(code: &'static str, detail: impl Into<String>) -> Self {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, detail)
    }

    /// 500 `INTERNAL`: a defect of ours. The chain of causes goes to the log, once, and not to the client.
    pub fn internal(error: &(dyn Error + 'static)) -> Self {
        tracing::error!(error = %chain(error), "a request failed");
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "INTERNAL",
            "Something went wrong on the server. Try again; if it stays, ask whoever runs the server to look into its log.",
        )
    }

    fn body(&self) -> Value {
        let mut body = json!({
            "type": "about:blank",
            "title": self.status.canonical_reason().unwrap_or("Refused"),
            "status": self.status.as_u16(),
            "code": self.code,
            "detail": self.detail,
        });
        if let Value::Object(members) = &mut body {
            members.extend(self.fields.clone());
            // Beside the header, for pages that count it down.
            if let Some(span) = self.retry_after {
                members.insert("retry_after".to_owned(), json!(whole_seconds(span)));
            }
        }
        body
    }
}

impl From<DatabaseError> for Problem {
    fn from(error: DatabaseError) -> Self {
        match error.kind() {
            ErrorKind::Conflict | ErrorKind::Full | ErrorKind::ReadOnly | ErrorKind::Unavailable => {
                tracing::error!(error = %chain(&error), "the database refused a request");
                let detail = format!("Nothing was changed: {error}.");
                Problem::unavailable("STORAGE_UNAVAILABLE", detail).retry_after(Duration::from_secs(5))
            }
            ErrorKind::Constraint | ErrorKind::Corrupt | ErrorKind::Defect => Problem::internal(&error),
        }
    }
}

/// Rounded up: a client that comes back a moment early would be refused again.
fn whole_seconds(span: Duration) -> u64 {
    span.as_secs() + u64::from(span.subsec_nanos() > 0)
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = self.body().to_string();
        let kind = HeaderValue::from_static("application/problem+json");
        let mut response = (self.status, [(header::CONTENT_TYPE, kind)], body).into_response();
        let headers = response.headers_mut();
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(span) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(whole_seconds(span)));
        }
        response
    }
}

/// How a refusal looks in the OpenAPI document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is of interest")]
struct Body {
    /// Always `about:blank`.
    r#type: String,
    /// The status in words.
    title: String,
    /// The status.
    status: u16,
    /// What programs match on, for example `NOT_FOUND`.
    code: String,
    /// What to do about it.
    detail: String,
}

impl PartialSchema for Problem {
    fn schema() -> RefOr<Schema> {
        Body::schema()
    }
}

/// Name it in `responses((status = 404, body = Problem, content_type = "application/problem+json"))`.
impl ToSchema for Problem {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Problem")
    }
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    async fn rendered(problem: Problem) -> (StatusCode, axum::http::HeaderMap, Value) {
        let response = problem.into_response();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 1 << 16).await.unwrap();
        (parts.status, parts.headers, serde_json::from_slice(&bytes).unwrap())
    }

    #[tokio::test]
    async fn a_problem_says_what_to_do() {
        let problem = Problem::unavailable("DATA_UNAVAILABLE", "Bring the disk back.")
            .with("missing_targets", vec!["asia"])
            .retry_after(Duration::from_millis(1500));
        let (status, headers, body) = rendered(problem).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(headers[header::RETRY_AFTER], "2");
        assert_eq!(
            body,
            json!({
                "type": "about:blank", "title": "Service Unavailable", "status": 503, "code": "DATA_UNAVAILABLE",
                "detail": "Bring the disk back.", "missing_targets": ["asia"], "retry_after": 2,
            })
        );
    }

    #[tokio::test]
    async fn an_internal_problem_tells_the_client_nothing_of_its_cause() {
        let cause = std::io::Error::other("password=hunter2");
        let (status, _, body) = rendered(Problem::internal(&cause)).await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!body.to_string().contains("hunter2"));
    }
}
