//! `POST /api/user/tokens`: a secret for a program.

use std::time::Duration;

use axum::{extract::State, http::StatusCode};
use kernel::{Caller, Credential, Problem, json::Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::TokenView;
use crate::{Accounts, Error, account::one_line_name};

const DAY: Duration = Duration::from_secs(24 * 3600);
/// Ten years.
const LONGEST_LIFE_DAYS: u32 = 3653;

/// What the token is for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateToken {
    #[schema(example = "backup script", min_length = 1, max_length = 100)]
    name: String,
    /// Left out: it lasts until it is revoked.
    #[schema(minimum = 1, maximum = 3653)]
    expires_in_days: Option<u32>,
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

/// Make a token for a program that acts as oneself.
#[utoipa::path(post, path = "/api/user/tokens", tag = "user", request_body = CreateToken, responses(
    (status = 201, body = CreatedToken),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Tokens may not make tokens.", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "There are 100 already.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn create_token(
    caller: Caller,
    State(accounts): State<Accounts>,
    Json(request): Json<CreateToken>,
) -> Result<(StatusCode, Json<CreatedToken>), Problem> {
    // A program must not outlive its own revocation by making itself another token.
    let Credential::Session(_) = caller.credential else {
        return Err(Error::TokensMayNot.into());
    };
    let name = one_line_name(&request.name)?;
    let life = request.expires_in_days.map(life).transpose()?;
    let expires_at = life.map(|life| accounts.world.now().after(life));

    let (token, secret) = accounts.issue_token(caller.account, name, expires_at).await?;
    let created = CreatedToken {
        token: secret.reveal().to_owned(),
        about: token.into(),
    };
    Ok((StatusCode::CREATED, Json(created)))
}

fn life(days: u32) -> Result<Duration, Problem> {
    match days {
        1..=LONGEST_LIFE_DAYS => Ok(DAY * days),
        _ => Err(Problem::validation(
            "expires_in_days",
            "A token lasts 1 to 3653 days, or until it is revoked.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_lives_a_day_at_least_and_ten_years_at_most() {
        assert_eq!(life(1), Ok(DAY));
        assert_eq!(life(3653), Ok(DAY * 3653));
        assert!(life(0).is_err());
        assert!(life(3654).is_err());
    }
}
