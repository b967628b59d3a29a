//! Checking a recovery code.

use database::Tx;
use kernel::AccountId;

use super::{RecoveryCode, Salt, store};
use crate::{
    Accounts, Error,
    attempts::{Attempt, Browser},
    factors::tries::{Tried, may_try, tried},
};

/// What salts are sealed for.
pub(super) const SEALED_FOR: &str = "accounts.recovery";

impl Accounts {
    /// Checks a recovery code within an attempt, and uses it up.
    ///
    /// # Errors
    /// [`Error::WrongCode`], [`Error::AttemptOver`], 429 and the database's.
    pub(crate) async fn check_recovery_code(
        &self,
        attempt: &Attempt,
        account: AccountId,
        typed: &str,
        browser: &Browser,
    ) -> Result<(), Error> {
        let (accounts, attempt, browser) = (self.clone(), attempt.clone(), browser.clone());
        let typed = RecoveryCode::typed(typed);
        let outcome = self.database.write::<_, Error, _>(move |tx| {
            let (accounts, attempt, browser) = (accounts.clone(), attempt.clone(), browser.clone());
            let typed = typed.clone();
            Box::pin(async move {
                let attempt = match may_try(tx, &accounts.world, &attempt, &browser).await? {
                    Ok(attempt) => attempt,
                    Err(refused) => return Ok(refused),
                };
                let right = accounts.uses_code(tx, account, typed.as_ref()).await?;
                tried(tx, &accounts.world, &attempt, &browser, right).await
            })
        });
        outcome.await.and_then(Tried::into_result)
    }

    async fn uses_code(&self, tx: &mut Tx, account: AccountId, typed: Option<&RecoveryCode>) -> Result<bool, Error> {
        let salt = store::salt(&mut *tx, account).await?;
        let salt = salt.and_then(|sealed| self.open_salt(account, &sealed));
        match (typed, salt) {
            (Some(code), Some(salt)) => Ok(store::use_up(tx, account, code.hash(&salt)).await?),
            _ => Ok(false),
        }
    }

    fn open_salt(&self, account: AccountId, sealed: &[u8]) -> Option<Salt> {
        self.sealing.open(SEALED_FOR, account.as_bytes(), sealed).map(Salt)
    }
}
