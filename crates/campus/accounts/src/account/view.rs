//! How a person looks to themselves on the wire.

use base::Timestamp;
use kernel::{AccountId, Allowance, InstallationRole, Problem, Volumes};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Account, Theme};

/// A person, as they see themselves.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct User {
    #[schema(value_type = String, example = "account_01j9zq4v8yf2ssb0r6w1x7k3dm")]
    id: AccountId,
    email: String,
    name: String,
    role: InstallationRole,
    theme: Theme,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// How much they may store and do.
    allowance: Allowance,
}

impl User {
    /// Adds what the person stores to what the account says.
    pub(crate) async fn of(account: Account, volumes: &dyn Volumes) -> Result<Self, Problem> {
        let allowance = volumes.allowance(account.id).await?;
        let Account {
            id,
            email,
            name,
            role,
            theme,
            created_at,
        } = account;
        Ok(User {
            id,
            email,
            name,
            role,
            theme,
            created_at,
            allowance,
        })
    }
}
