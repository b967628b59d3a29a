//! What every step of signing in answers.

use std::time::Duration;

use axum::{
    Json,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use base::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::Factor;
use crate::{account::view::User, sessions::SessionView};

/// Where a sign-in stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "status", rename_all = "snake_case")]
pub(crate) enum SignInAnswer {
    /// Done.
    SignedIn(Box<SignedIn>),
    /// Something else has to be shown.
    SecondFactor(SecondFactor),
    /// There are as many sessions as allowed; one may be taken over.
    SessionsFull(SessionsFull),
}

/// The new session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignedIn {
    /// For programs: send it as `Authorization: Bearer`. Browsers have it in a cookie.
    pub token: String,
    /// When the session ends unless it is used before.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
    pub user: User,
    /// Whether more than a password was shown, now or when the device was remembered.
    pub verified: bool,
    /// Whether an institute waits for an authenticator app or a passkey.
    pub must_add_factor: bool,
}

/// What is asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SecondFactor {
    /// Names this sign-in in the calls that follow; good for 15 minutes.
    pub attempt: String,
    /// What may be shown, the best first.
    pub factors: Vec<Factor>,
    /// Where a code by e-mail goes.
    #[schema(example = "a•••@example.org")]
    pub email_hint: String,
    /// In how many seconds a code may be sent (again); null when none was sent yet and one may be sent now.
    pub resend_after: Option<u64>,
    /// Whether a code was sent by this very call.
    pub code_sent: bool,
}

/// What is in the way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionsFull {
    /// Names this sign-in in the call that takes over.
    pub attempt: String,
    /// What the institute wants.
    pub rule: FullRule,
    /// The sessions there are, the last used first.
    pub sessions: Vec<SessionView>,
}

/// What happens when there are as many sessions as allowed.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FullRule {
    /// The new one waits, unless its owner takes over.
    OldestStays,
    /// The person chooses.
    Ask,
}

/// The answer with the cookies that belong to it.
#[derive(Debug)]
pub(crate) struct Answered {
    pub body: SignInAnswer,
    /// `Set-Cookie` lines.
    pub cookies: HeaderMap,
}

impl Answered {
    pub(crate) fn new(body: SignInAnswer) -> Self {
        Answered {
            body,
            cookies: HeaderMap::new(),
        }
    }

    /// Adds a cookie.
    #[must_use]
    pub(crate) fn with(mut self, line: HeaderValue) -> Self {
        self.cookies.append(header::SET_COOKIE, line);
        self
    }

    /// The secret of the attempt that goes on, if one does.
    pub(crate) fn attempt(&self) -> Option<&str> {
        match &self.body {
            SignInAnswer::SignedIn(_) => None,
            SignInAnswer::SecondFactor(it) => Some(&it.attempt),
            SignInAnswer::SessionsFull(it) => Some(&it.attempt),
        }
    }
}

impl IntoResponse for Answered {
    fn into_response(self) -> Response {
        (self.cookies, Json(self.body)).into_response()
    }
}

/// Whole seconds, rounded up: whoever comes back a moment early is refused again.
pub(crate) fn seconds(span: Duration) -> u64 {
    span.as_secs() + u64::from(span.subsec_nanos() > 0)
}
