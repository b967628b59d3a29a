//! An institute helps somebody who is locked out.

use database::Tx;
use kernel::{AccountId, InstallationRole, InstituteId};
use mail::{Letter, Message, Sender};

use super::{
    link::{Link, MINUTES},
    store,
};
use crate::{
    Account, Accounts, Email, Error, account,
    attempts::Subject,
    devices, factors,
    limits::strikes,
    sessions::{self, Reason},
};

impl Accounts {
    /// Sends a link to set a password in the name of the institute. With `strip`, takes the stronger factors away and ends
    /// all sessions; but never those of an owner of the installation, over whom no institute has a say.
    pub(crate) async fn reset_by_institute(
        &self,
        account: AccountId,
        institute: InstituteId,
        strip: bool,
    ) -> Result<(), Error> {
        let found = account::store::by_id(&self.database, account).await?;
        let account = found.ok_or(Error::NoSuchAccount)?;
        let strip = strip && account.role != InstallationRole::Owner;
        let (link, page) = self.fresh_link();
        let letter = self.account_reset_letter(&account, institute, page, strip).await?;
        let (id, work, subject) = (
            account.id,
            self.clone(),
            Subject::from(&account.email.parse::<Email>()?),
        );
        let done = self.database.write::<_, Error, _>(move |tx| {
            let (accounts, link, letter) = (work.clone(), link.clone(), letter.clone());
            Box::pin(async move {
                strikes::forgive_all(tx, subject).await?;
                let ended = if strip {
                    accounts.strip(tx, id).await?
                } else {
                    Vec::new()
                };
                accounts.write_link(tx, id, &link, &letter).await?;
                Ok(ended)
            })
        });
        let ended = done.await?;
        self.ended(id, &ended);
        self.post.wake();
        tracing::warn!(account = %id, %institute, strip, "an institute sent a link to set a password");
        Ok(())
    }

    async fn write_link(&self, tx: &mut Tx, account: AccountId, link: &Link, letter: &Letter) -> Result<(), Error> {
        store::replace(tx, account, link.secret.hash(), link.expires_at).await?;
        self.post.enqueue(tx, letter).await?;
        Ok(())
    }

    /// Takes away everything but the password and the mailbox, and ends what was begun with it. Call [`Accounts::ended`]
    /// after the commit.
    pub(crate) async fn strip(&self, tx: &mut Tx, account: AccountId) -> Result<Vec<kernel::SessionId>, Error> {
        factors::remove_all(tx, account).await?;
        devices::end_all(tx, account).await?;
        Ok(sessions::end_all(tx, account, None, Reason::Administrator, self.world.now()).await?)
    }

    async fn account_reset_letter(
        &self,
        account: &Account,
        institute: InstituteId,
        link: String,
        stripped: bool,
    ) -> Result<Letter, Error> {
        let branding = self.institutes.branding(institute).await?;
        let (name, sender) = match branding {
            Some(branding) => (branding.name.clone(), Sender::Institute(institute, branding)),
            None => (String::new(), Sender::Installation),
        };
        let message = Message::AccountReset {
            institute: name,
            link,
            minutes: MINUTES,
            stripped,
        };
        self.letter_to(&account.email, account.language, sender, message)
    }
}
