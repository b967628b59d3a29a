//! Checking the code of an app.

use database::Tx;
use kernel::{AccountId, Problem};

use super::{Seed, store};
use crate::{
    Accounts, Error,
    attempts::{Attempt, Browser},
    factors::tries::{Tried, may_try, tried},
};

/// What seeds are sealed for.
pub(crate) const SEALED_FOR: &str = "accounts.totp";

impl Accounts {
    /// Checks the code of the account's app within an attempt, and uses its step up.
    ///
    /// # Errors
    /// [`Error::WrongCode`], [`Error::AttemptOver`], 429 and the database's.
    pub(crate) async fn check_totp(
        &self,
        attempt: &Attempt,
        account: AccountId,
        typed: &str,
        browser: &Browser,
    ) -> Result<(), Error> {
        let (accounts, attempt, browser) = (self.clone(), attempt.clone(), browser.clone());
        let typed = typed.to_owned();
        let outcome = self.database.write::<_, Error, _>(move |tx| {
            let (accounts, attempt, browser) = (accounts.clone(), attempt.clone(), browser.clone());
            let typed = typed.clone();
            Box::pin(async move {
                let attempt = match may_try(tx, &accounts.world, &attempt, &browser).await? {
                    Ok(attempt) => attempt,
                    Err(refused) => return Ok(refused),
                };
                let right = accounts.uses_step(tx, account, &typed).await?;
                tried(tx, &accounts.world, &attempt, &browser, right).await
            })
        });
        outcome.await.and_then(Tried::into_result)
    }

    async fn uses_step(&self, tx: &mut Tx, account: AccountId, typed: &str) -> Result<bool, Error> {
        let Some(app) = store::find(&mut *tx, account).await? else {
            return Ok(false);
        };
        let seed = self.open_seed(account, &app.sealed)?;
        match seed.step_of(typed, self.world.now()) {
            Some(step) => Ok(store::use_step(tx, account, step).await?),
            None => Ok(false),
        }
    }

    /// Opens a sealed seed.
    pub(crate) fn open_seed(&self, account: AccountId, sealed: &[u8]) -> Result<Seed, Error> {
        let bytes = self.sealing.open(SEALED_FOR, account.as_bytes(), sealed);
        let seed = bytes.and_then(|bytes| Seed::from_bytes(&bytes));
        Ok(seed.ok_or_else(|| {
            tracing::error!(%account, "the seed of an authenticator app does not open with this root key");
            Problem::conflict(
                "CONFLICT",
                "The authenticator app cannot be checked any more. Use a recovery code, or ask whoever runs this installation.",
            )
        })?)
    }
}
