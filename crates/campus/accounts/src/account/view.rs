//! How a person looks to themselves on the wire.

use base::Timestamp;
use kernel::{AccountId, Allowance, InstallationRole, Locale, Problem, Volumes};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Account, Accounts, Theme, factors};

/// A person, as they see themselves.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct User {
    #[schema(value_type = String, example = "account_01j9zq4v8yf2ssb0r6w1x7k3dm")]
    id: AccountId,
    email: String,
    name: String,
    role: InstallationRole,
    theme: Theme,
    /// The language letters are written in.
    language: Locale,
    /// Whether an institute waits for an authenticator app or a passkey.
    must_add_factor: bool,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// How much they may store and do.
    allowance: Allowance,
}

impl User {
    /// Adds what the person stores to what the account says.
    pub(crate) async fn of(account: Account, volumes: &dyn Volumes, must_add_factor: bool) -> Result<Self, Problem> {
        let allowance = volumes.allowance(account.id).await?;
        let Account {
            id,
            email,
            name,
            role,
            theme,
            language,
            created_at,
            last_seen_at: _,
        } = account;
        Ok(User {
            id,
            email,
            name,
            role,
            theme,
            language,
            must_add_factor,
            created_at,
            allowance,
        })
    }
}

impl Accounts {
    /// The person, as they see themselves now.
    pub(crate) async fn user(&self, account: Account) -> Result<User, Problem> {
        let rules = self.institutes.sign_in_rules(account.id).await?;
        let has = factors::has(&self.database, account.id).await?;
        User::of(account, &*self.volumes, rules.strong_factor && !has.strong()).await
    }
}
