//! `POST /api/institutes/{institute}/mail/test`: does it work?

use axum::extract::State;
use kernel::{Kernel, Member, Problem, json::Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Post, test_letter};

/// Where the test letter goes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TestLetter {
    to: String,
}

/// How it went.
#[derive(Serialize, ToSchema)]
pub(super) struct TestOutcome {
    /// Whether a mail server took the letter. Whether it arrives, only the addressee can say.
    delivered: bool,
    /// What to know about it, in a sentence.
    message: String,
}

/// Send a test letter at once and see how it went. At most ten in an hour.
#[utoipa::path(post, path = "/api/institutes/{institute}/mail/test", tag = "mail", request_body = TestLetter,
    params(("institute" = String, Path, description = "The institute.")),
    responses(
        (status = 200, body = TestOutcome),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn test_mail_server(
    member: Member,
    State(kernel): State<Kernel>,
    State(post): State<Post>,
    Json(request): Json<TestLetter>,
) -> Result<Json<TestOutcome>, Problem> {
    let brand = kernel.institutes.branding(member.institute).await?;
    let brand = brand.ok_or_else(Problem::hidden)?;
    let outcome = post.test(member.institute, brand, request.to).await?;
    let (delivered, message) = match outcome {
        test_letter::Tried::Taken => (true, "The mail server has taken the letter.".to_owned()),
        test_letter::Tried::Refused(problem) => (false, problem),
        test_letter::Tried::NoServer => (
            false,
            "There is no mail server yet: letters are kept on the mailbox page of whoever runs this installation."
                .to_owned(),
        ),
    };
    Ok(Json(TestOutcome { delivered, message }))
}
