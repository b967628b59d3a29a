//! `GET /api/user/factors`: how do I sign in.

use axum::extract::State;
use base::Timestamp;
use kernel::{Caller, CodeRule, Problem, json::Json};
use serde::Serialize;
use utoipa::ToSchema;

use super::{recovery, totp};
use crate::{
    Accounts, google,
    passkeys::{self, view::PasskeyView},
};

/// Everything beside the password.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Factors {
    email: EmailFactor,
    /// The authenticator app, if there is one.
    totp: Option<TotpFactor>,
    passkeys: Vec<PasskeyView>,
    recovery: RecoveryFactor,
    /// The Google account one may sign in with, if one is linked.
    google: Option<GoogleFactor>,
    /// What the person's institutes ask for.
    required: Required,
}

/// Where codes go.
#[derive(Debug, Serialize, ToSchema)]
struct EmailFactor {
    address: String,
}

/// An authenticator app.
#[derive(Debug, Serialize, ToSchema)]
struct TotpFactor {
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// Recovery codes.
#[derive(Debug, Serialize, ToSchema)]
struct RecoveryFactor {
    /// How many were not used yet.
    left: u64,
}

/// A linked Google account.
#[derive(Debug, Serialize, ToSchema)]
struct GoogleFactor {
    email: String,
    #[schema(value_type = String, format = DateTime)]
    linked_at: Timestamp,
}

/// What somebody needs beside the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Required {
    /// Nothing.
    None,
    /// A code by e-mail, or something stronger.
    Any,
    /// An authenticator app or a passkey.
    Strong,
}

/// See how one signs in.
#[utoipa::path(get, path = "/api/user/factors", tag = "user", responses(
    (status = 200, body = Factors),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_factors(caller: Caller, State(accounts): State<Accounts>) -> Result<Json<Factors>, Problem> {
    let account = accounts.own(&caller).await?;
    let database = &accounts.database;
    let rules = accounts.institutes.sign_in_rules(account.id).await?;
    let app = totp::store::find(database, account.id).await?;
    let passkeys = passkeys::store::list(database, account.id).await?;
    let google = google::store::linked(database, account.id).await?;
    let required = match (rules.strong_factor, rules.code) {
        (true, _) => Required::Strong,
        (false, CodeRule::Never) if !accounts.post.can_deliver() => Required::None,
        (false, _) => Required::Any,
    };
    Ok(Json(Factors {
        email: EmailFactor { address: account.email },
        totp: app.map(|app| TotpFactor {
            created_at: app.created_at,
        }),
        passkeys: passkeys.into_iter().map(PasskeyView::from).collect(),
        google: google.map(|it| GoogleFactor {
            email: it.email,
            linked_at: it.linked_at,
        }),
        recovery: RecoveryFactor {
            left: recovery::store::left(database, account.id).await?,
        },
        required,
    }))
}
