//! A link was made or went: its owner hears of it by letter, and it stands in the record. Both in the transaction of the
//! deed.

use audit::{Action, Entry, Origin};
use database::{DatabaseError, Tx};
use kernel::Caller;
use mail::{Factor, Letter, Message};

use crate::{Account, Accounts, Error, attempts::Browser};

const LINKED: Action = Action::new("account.google.linked");
const UNLINKED: Action = Action::new("account.google.unlinked");

/// What is written beside the change.
#[derive(Clone, Debug)]
pub(super) struct Notice {
    letter: Letter,
    entry: Entry,
}

impl Notice {
    /// About a new link.
    pub async fn of_link(accounts: &Accounts, account: &Account, origin: &Origin, email: &str) -> Result<Self, Error> {
        let (factor, at, link) = (Factor::Google, accounts.world.now(), accounts.site.link("/security"));
        Ok(Notice {
            letter: accounts
                .letter(account, Message::FactorAdded { factor, at, link })
                .await?,
            entry: Entry::of_installation(origin, LINKED)
                .on(account.id)
                .with("google", &email),
        })
    }

    /// About a link that goes.
    pub async fn of_unlink(accounts: &Accounts, account: &Account, origin: &Origin) -> Result<Self, Error> {
        let (factor, at, link) = (Factor::Google, accounts.world.now(), accounts.site.link("/security"));
        Ok(Notice {
            letter: accounts
                .letter(account, Message::FactorRemoved { factor, at, link })
                .await?,
            entry: Entry::of_installation(origin, UNLINKED).on(account.id),
        })
    }

    /// Writes both.
    pub async fn give(&self, tx: &mut Tx, accounts: &Accounts) -> Result<(), DatabaseError> {
        accounts.audit.record(tx, self.entry.clone()).await?;
        accounts.post.enqueue(tx, &self.letter).await?;
        Ok(())
    }
}

/// Where a caller's deed comes from.
pub(super) fn origin(caller: &Caller, browser: &Browser) -> Origin {
    Origin::caller(caller, &browser.client)
}
