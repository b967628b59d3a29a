//! Whether an assertion is right, and whose passkey it shows.

use audit::{Action, Origin};
use kernel::{AccountId, client::Client};
use mail::{Message, Seen};
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, PasskeyAuthentication, PublicKeyCredential, WebauthnError,
};

use super::store::{self, Kept};
use crate::{Account, Accounts, Error, account, letters};

const REFUSED: Action = Action::new("account.passkey.refused");

/// What was asked, with what decides whose passkey is taken.
pub(super) enum Asked {
    /// One of this account's.
    Of(AccountId, PasskeyAuthentication),
    /// Anybody's: the assertion says whose.
    Anybody(DiscoverableAuthentication),
}

impl Accounts {
    /// Checks an assertion, writes the use down, and answers whose passkey it was.
    ///
    /// # Errors
    /// [`Error::PasskeyRefused`] whatever is wrong: who guesses learns nothing.
    pub(super) async fn check_assertion(
        &self,
        asked: Asked,
        shown: &PublicKeyCredential,
        client: &Client,
    ) -> Result<Account, Error> {
        let found = store::by_credential(&self.database, shown.get_credential_id()).await?;
        let mut kept = found.ok_or(Error::PasskeyRefused)?;
        let account = account::store::by_id(&self.database, kept.account).await?;
        let account = account.ok_or(Error::PasskeyRefused)?;
        match self.verify(asked, shown, &kept) {
            Ok(result) if self.write_use(&mut kept, &result).await? => Ok(account),
            Ok(_) | Err(Refusal::Copied) => {
                self.tell_of_copy(&account, &kept, client).await?;
                Err(Error::PasskeyRefused)
            }
            Err(Refusal::Wrong(error)) => {
                tracing::info!(account = %kept.account, ?error, "a passkey was not accepted");
                Err(Error::PasskeyRefused)
            }
            Err(Refusal::Unavailable(error)) => Err(error),
        }
    }

    fn verify(&self, asked: Asked, shown: &PublicKeyCredential, kept: &Kept) -> Result<AuthenticationResult, Refusal> {
        let library = self.relying_party.library().map_err(Refusal::Unavailable)?;
        // Where the authenticator says whose key it is, it must be who we think it is.
        let said = shown.get_user_unique_id();
        let says_owner = said == Some(kept.account.as_bytes().as_slice());
        let result = match asked {
            Asked::Of(account, state) if account == kept.account && (says_owner || said.is_none()) => {
                library.finish_passkey_authentication(shown, &state)
            }
            Asked::Anybody(state) if says_owner => {
                library.finish_discoverable_authentication_v2(shown, state, &kept.credential)
            }
            Asked::Of(..) | Asked::Anybody(_) => Err(WebauthnError::InvalidUserUniqueId),
        };
        result.map_err(|error| match error {
            WebauthnError::CredentialPossibleCompromise => Refusal::Copied,
            error => Refusal::Wrong(error),
        })
    }

    /// `false`: another use with the same or a higher count was written since the question was asked.
    async fn write_use(&self, kept: &mut Kept, result: &AuthenticationResult) -> Result<bool, Error> {
        kept.credential.update_credential(result);
        let (id, credential, counter) = (kept.id, kept.credential.clone(), result.counter());
        let now = self.world.now();
        let written = self.database.write::<_, Error, _>(move |tx| {
            let credential = credential.clone();
            Box::pin(async move { store::used(tx, id, &credential, counter, now).await })
        });
        written.await
    }

    /// The count of uses did not grow: two devices may hold the same key, and one of them is not its owner's.
    async fn tell_of_copy(&self, account: &Account, kept: &Kept, client: &Client) -> Result<(), Error> {
        tracing::warn!(account = %account.id, passkey = %kept.id, "a passkey may have been copied; it was refused");
        let message = Message::PasskeyRefused {
            name: kept.name.clone(),
            seen: Seen {
                device: letters::device(client),
                place: letters::place(client),
                at: self.world.now(),
            },
            link: self.site.link("/security"),
        };
        let change = self
            .change(account, &Origin::nobody(client), REFUSED, Some(message))
            .await?;
        let (change, work) = (change.with("passkey", &kept.id), self.clone());
        let written = self.database.write::<_, Error, _>(move |tx| {
            let (accounts, change) = (work.clone(), change.clone());
            Box::pin(async move { Ok(accounts.note(tx, &change).await?) })
        });
        written.await?;
        self.post.wake();
        Ok(())
    }
}

enum Refusal {
    /// The signature is right, the count of uses is not.
    Copied,
    /// Something else is wrong.
    Wrong(WebauthnError),
    /// There cannot be passkeys here.
    Unavailable(Error),
}
