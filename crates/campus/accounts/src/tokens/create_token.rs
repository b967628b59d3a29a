//! `POST /api/user/tokens`: a secret for a program.

use std::time::Duration;

use audit::Origin;
use axum::{extract::State, http::StatusCode};
use base::Timestamp;
use kernel::{Caller, Problem, Scope, Scopes, json::Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    issue::{MADE, NewToken},
    view::TokenView,
};
use crate::{Accounts, account::one_line_name};

const DAY: Duration = Duration::from_secs(24 * 3600);
/// Ten years.
const LONGEST_LIFE_DAYS: u32 = 3653;

/// What the token is for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateToken {
    #[schema(example = "backup script", min_length = 1, max_length = 100)]
    name: String,
    /// When it ends, at most ten years from now. Left out: it lasts until it is revoked.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
    /// The same as a number of days; say one of the two.
    #[schema(minimum = 1, maximum = 3653)]
    expires_in_days: Option<u32>,
    /// What it is good for. Left out: everything that programs may do.
    #[schema(min_items = 1)]
    scopes: Option<Vec<Scope>>,
}

/// The token with its secret, which is shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct CreatedToken {
    /// Send it as `Authorization: Bearer`.
    #[schema(example = "lyc_…")]
    token: String,
    #[serde(flatten)]
    about: TokenView,
}

/// Make a token for a program that acts as oneself. A program cannot do this: it must not outlive its own revocation by
/// making itself another token.
#[utoipa::path(post, path = "/api/user/tokens", tag = "user", request_body = CreateToken, responses(
    (status = 201, body = CreatedToken),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Tokens may not make tokens, and people must have proved a short while ago that it is them.",
        body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "There are 100 already.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn create_token(
    caller: Caller,
    State(accounts): State<Accounts>,
    origin: Origin,
    Json(request): Json<CreateToken>,
) -> Result<(StatusCode, Json<CreatedToken>), Problem> {
    let new = NewToken {
        account: caller.account,
        name: one_line_name(&request.name)?,
        expires_at: end(&request, accounts.world.now())?,
        scopes: scopes(request.scopes.as_deref())?,
        strong: caller.strong,
    };
    let account = accounts.own(&caller).await?;
    let record = accounts.change(&account, &origin, MADE, None).await?;
    let (token, secret) = accounts.issue_token(new, record).await?;
    let created = CreatedToken {
        token: secret.reveal().to_owned(),
        about: token.into(),
    };
    Ok((StatusCode::CREATED, Json(created)))
}

/// When the token ends, if ever.
fn end(request: &CreateToken, now: Timestamp) -> Result<Option<Timestamp>, Problem> {
    match (request.expires_at, request.expires_in_days) {
        (None, None) => Ok(None),
        (Some(end), None) if end > now && end <= now.after(DAY * LONGEST_LIFE_DAYS) => Ok(Some(end)),
        (Some(_), None) => Err(Problem::validation(
            "expires_at",
            "A token ends within the next ten years, or when it is revoked.",
        )),
        (None, Some(days @ 1..=LONGEST_LIFE_DAYS)) => Ok(Some(now.after(DAY * days))),
        (None, Some(_)) => Err(Problem::validation(
            "expires_in_days",
            "A token lasts 1 to 3653 days, or until it is revoked.",
        )),
        (Some(_), Some(_)) => Err(Problem::validation(
            "expires_at",
            "Say when the token ends either as a moment or as a number of days.",
        )),
    }
}

fn scopes(asked: Option<&[Scope]>) -> Result<Scopes, Problem> {
    match asked {
        None => Ok(Scopes::EVERYTHING),
        Some([]) => Err(Problem::validation(
            "scopes",
            "Name at least one thing the token is good for.",
        )),
        Some(scopes) => Ok(scopes.iter().copied().collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ending(at: Option<i64>, days: Option<u32>) -> Result<Option<Timestamp>, Problem> {
        let request = CreateToken {
            name: "ci".into(),
            expires_at: at.map(Timestamp),
            expires_in_days: days,
            scopes: None,
        };
        end(&request, Timestamp(1_000))
    }

    #[test]
    fn a_token_lives_a_moment_at_least_and_ten_years_at_most() {
        let day = 24 * 3600 * 1_000_000;
        assert_eq!(ending(None, None), Ok(None));
        assert_eq!(ending(None, Some(1)), Ok(Some(Timestamp(1_000 + day))));
        assert_eq!(ending(None, Some(3653)), ending(Some(1_000 + 3653 * day), None));
        assert_eq!(ending(Some(1_001), None), Ok(Some(Timestamp(1_001))));
        for wrong in [
            ending(None, Some(0)),
            ending(None, Some(3654)),
            ending(Some(1_000), None),
            ending(Some(1_001 + 3653 * day), None),
            ending(Some(1_001), Some(1)),
        ] {
            assert_eq!(wrong.unwrap_err().code, "VALIDATION");
        }
    }

    #[test]
    fn a_token_good_for_nothing_is_refused() {
        assert_eq!(scopes(None), Ok(Scopes::EVERYTHING));
        assert_eq!(scopes(Some(&[])).unwrap_err().fields["field"], "scopes");
        assert!(!scopes(Some(&[Scope::FilesRead])).unwrap().allow(Scope::FilesWrite));
    }
}
