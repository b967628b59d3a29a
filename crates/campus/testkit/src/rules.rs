//! Rules of signing in without an institute that makes them.

use std::sync::Arc;

use async_trait::async_trait;
use database::{DatabaseError, Tx};
use kernel::{AccountId, Branding, InstituteId, Institutes, Invited, Membership, Problem, SignInRules};

/// Asks everybody for the same, and otherwise does as `inner` does.
pub(crate) struct SameRules {
    pub(crate) inner: Arc<dyn Institutes>,
    pub(crate) rules: SignInRules,
}

#[async_trait]
impl Institutes for SameRules {
    async fn sign_in_rules(&self, _: AccountId) -> Result<SignInRules, Problem> {
        Ok(self.rules.clone())
    }

    async fn membership(&self, institute: InstituteId, account: AccountId) -> Result<Option<Membership>, Problem> {
        self.inner.membership(institute, account).await
    }

    async fn of(&self, account: AccountId) -> Result<Vec<InstituteId>, Problem> {
        self.inner.of(account).await
    }

    async fn invited(&self, secret: &str) -> Result<Option<Invited>, Problem> {
        self.inner.invited(secret).await
    }

    async fn join(&self, tx: &mut Tx, secret: &str, account: AccountId) -> Result<Option<InstituteId>, DatabaseError> {
        self.inner.join(tx, secret, account).await
    }

    async fn branding(&self, institute: InstituteId) -> Result<Option<Branding>, Problem> {
        self.inner.branding(institute).await
    }
}
