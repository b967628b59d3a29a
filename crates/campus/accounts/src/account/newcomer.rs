//! How an account comes into being, through the web or from the command line.

use kernel::InstallationRole;

use super::store::{self, NewAccount};
use crate::{Account, Accounts, Email, Error, Password, PersonName};

impl Accounts {
    /// Hashes the password and chooses the id, outside of any transaction.
    pub(crate) async fn prepare(
        &self,
        email: Email,
        name: PersonName,
        password: Password,
    ) -> Result<NewAccount, Error> {
        let password_hash = self.passwords.hash(password).await?;
        Ok(NewAccount {
            id: self.world.new_id(),
            email,
            name,
            password_hash,
            created_at: self.world.now(),
        })
    }

    /// Makes the account and the place for its files in one transaction. `decide` hears whether it is the first one, and
    /// names its role or refuses; write transactions do not overlap, so exactly one account is the first.
    pub(crate) async fn insert<D>(&self, new: NewAccount, decide: D) -> Result<Account, Error>
    where
        D: Fn(bool) -> Result<InstallationRole, Error> + Copy + Send + Sync + 'static,
    {
        let volumes = self.volumes.clone();
        let account = self
            .database
            .write(move |tx| {
                let (new, volumes) = (new.clone(), volumes.clone());
                Box::pin(async move {
                    let role = decide(store::would_be_first(tx).await?)?;
                    if store::email_is_taken(tx, &new.email).await? {
                        return Err(Error::EmailTaken);
                    }
                    let account = store::insert(tx, &new, role).await?;
                    volumes.created(tx, account.id).await?;
                    Ok::<_, Error>(account)
                })
            })
            .await?;
        tracing::info!(account = %account.id, role = ?account.role, "an account was made");
        Ok(account)
    }
}
