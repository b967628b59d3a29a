//! The end of a sign-in: a session.

use kernel::{AccountId, client::Client};

use crate::{
    Accounts, Error,
    secret::{Secret, SecretKind},
    sessions::{self, NewSession, store::Session},
};

impl Accounts {
    /// A new session of the account, and the secret that opens it.
    pub(crate) async fn issue_session(&self, account: AccountId, client: &Client) -> Result<(Session, Secret), Error> {
        let secret = Secret::new(SecretKind::Session, &self.world);
        let new = NewSession {
            id: self.world.new_id(),
            secret: secret.hash(),
            account,
            at: self.world.now(),
            client: client.clone(),
        };
        let session = self.database.write::<_, Error, _>(move |tx| {
            let new = new.clone();
            Box::pin(async move { Ok(sessions::admit(tx, &new).await?) })
        });
        Ok((session.await?, secret))
    }
}
