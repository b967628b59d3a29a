//! The end of a sign-in: a session.

use kernel::{AccountId, SignInRules, client::Client};

use crate::{
    Accounts, Error,
    secret::{Secret, SecretKind},
    sessions::{self, Admitted, NewSession, Proof, Takeover, store::Session},
};

impl Accounts {
    /// A new session of the account, and the secret that opens it.
    pub(crate) async fn issue_session(&self, account: AccountId, client: &Client) -> Result<(Session, Secret), Error> {
        let secret = Secret::new(SecretKind::Session, &self.world);
        let new = NewSession {
            id: self.world.new_id(),
            secret: secret.hash(),
            account,
            proof: Proof {
                at: self.world.now(),
                strong: false,
            },
            client: client.clone(),
            rules: SignInRules::default(),
        };
        let admitted = self.database.write::<_, Error, _>(move |tx| {
            let new = new.clone();
            Box::pin(async move { Ok(sessions::admit(tx, &new, &Takeover::None).await?) })
        });
        match admitted.await? {
            Admitted::In { session, ended } => {
                self.ended(account, &ended);
                Ok((session, secret))
            }
            Admitted::Full { .. } => Err(Error::Busy),
        }
    }
}
