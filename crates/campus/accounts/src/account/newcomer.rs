//! How an account comes into being, through the web or from the command line.

use database::Tx;
use kernel::{InstallationRole, Locale, Volumes};

use super::store::{self, NewAccount};
use crate::{Account, Accounts, Email, Error, Password, PersonName};

impl Accounts {
    /// Hashes the password and chooses the id, outside of any transaction.
    pub(crate) async fn prepare(
        &self,
        email: Email,
        name: PersonName,
        language: Locale,
        password: Password,
    ) -> Result<NewAccount, Error> {
        let password_hash = self.passwords.hash(password).await?;
        Ok(NewAccount {
            id: self.world.new_id(),
            email,
            name,
            language,
            password_hash,
            created_at: self.world.now(),
        })
    }

    /// Makes the account in a transaction of its own, see [`make`].
    pub(crate) async fn insert<D>(&self, new: NewAccount, decide: D) -> Result<Account, Error>
    where
        D: Fn(bool) -> Result<InstallationRole, Error> + Copy + Send + Sync + 'static,
    {
        let volumes = self.volumes.clone();
        let account = self
            .database
            .write(move |tx| {
                let (new, volumes) = (new.clone(), volumes.clone());
                Box::pin(async move { make(tx, &new, &*volumes, decide).await })
            })
            .await?;
        tracing::info!(account = %account.id, role = ?account.role, "an account was made");
        Ok(account)
    }
}

/// Makes the account and the place for its files. `decide` hears whether it is the first one, and names its role or
/// refuses; write transactions do not overlap, so exactly one account is the first.
pub(crate) async fn make<D>(tx: &mut Tx, new: &NewAccount, volumes: &dyn Volumes, decide: D) -> Result<Account, Error>
where
    D: FnOnce(bool) -> Result<InstallationRole, Error> + Send,
{
    let role = decide(store::would_be_first(tx).await?)?;
    if store::email_is_taken(tx, &new.email).await? {
        return Err(Error::EmailTaken);
    }
    let account = store::insert(tx, new, role).await?;
    volumes.created(tx, account.id).await?;
    Ok(account)
}
