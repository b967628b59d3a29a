//! The letters of this slice.

use kernel::{AccountId, Locale, client::Client};
use mail::{Draft, Letter, Message, Sender};

use crate::{
    Account, Accounts, Error,
    sessions::{self, Device},
};

impl Accounts {
    /// Writes a letter to the account's owner.
    pub(crate) async fn letter(&self, account: &Account, message: Message) -> Result<Letter, Error> {
        let sender = self.sender(account.id).await?;
        self.letter_to(&account.email, account.language, sender, message)
    }

    /// Writes a letter to an address.
    pub(crate) fn letter_to(
        &self,
        to: &str,
        locale: Locale,
        sender: Sender,
        message: Message,
    ) -> Result<Letter, Error> {
        let draft = Draft {
            to: to.to_owned(),
            locale,
            sender,
            message,
        };
        Ok(self.post.write(draft)?)
    }

    /// In whose name a letter goes out: the installation's, or an institute's where only that may have a mail server.
    async fn sender(&self, account: AccountId) -> Result<Sender, Error> {
        if self.post.can_deliver() {
            return Ok(Sender::Installation);
        }
        for institute in self.institutes.of(account).await? {
            if let Some(branding) = self.institutes.branding(institute).await? {
                return Ok(Sender::Institute(institute, branding));
            }
        }
        Ok(Sender::Installation)
    }
}

/// The device in words.
pub(crate) fn device(client: &Client) -> String {
    Device::of(&client.agent).name
}

/// The place in words.
pub(crate) fn place(client: &Client) -> String {
    sessions::place(client.address, None)
}
