//! Remembered browsers: where somebody signs in without a second factor, because they showed one there before and asked
//! for it.
//!
//! A browser has one secret, whoever uses it; each person who is remembered in it has a row of their own. The secret is a
//! new one after each use, so a copied cookie is good until its owner signs in next.

pub(crate) mod forget_device;
pub(crate) mod list_devices;
mod store;

use kernel::AccountId;
pub(crate) use store::{Row, end_all, forget_expired, of_account, used};

use crate::{
    Accounts, Error,
    attempts::{Browser, Device},
    secret::{Secret, SecretHash},
};

base::id_kinds! {
    /// A remembered browser.
    DeviceId = "device";
}

/// What the database knows of a browser that shows a device cookie.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Remembered {
    pub id: DeviceId,
    pub strong: bool,
}

impl Accounts {
    /// The browser as the account knows it.
    pub(crate) async fn remembered(&self, account: AccountId, browser: &Browser) -> Result<Option<Remembered>, Error> {
        let Some(secret) = browser.device else {
            return Ok(None);
        };
        Ok(store::find(&self.database, account, secret, self.world.now()).await?)
    }
}

impl From<Option<Remembered>> for Device {
    fn from(remembered: Option<Remembered>) -> Self {
        remembered.map_or(Device::Unknown, |it| Device::Remembered { strong: it.strong })
    }
}

/// What becomes of the browser's cookie when a sign-in ends well.
#[derive(Clone, Debug)]
pub(crate) struct Keeping {
    /// The secret it has from now on.
    pub secret: Secret,
    /// The one it had.
    pub before: Option<SecretHash>,
    /// The row to write; missing when the account did not ask to be remembered now.
    pub row: Option<store::Row>,
}

impl Keeping {
    /// Writes it down.
    pub(crate) async fn keep(&self, tx: &mut database::Tx) -> Result<(), database::DatabaseError> {
        if let Some(before) = self.before {
            store::change_secret(tx, before, self.secret.hash()).await?;
        }
        match &self.row {
            Some(row) => store::remember(tx, row, self.secret.hash()).await,
            None => Ok(()),
        }
    }
}
