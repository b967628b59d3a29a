//! How sessions and tokens come into being.

use base::Timestamp;
use kernel::{AccountId, client::Client};

use crate::{
    Accounts, Error,
    authenticator::SESSION_LIFETIME,
    secret::{Secret, SecretKind},
    store::{self, sessions::Session, tokens::Token},
};

impl Accounts {
    /// A new session of the account, and the secret that opens it.
    pub(crate) async fn issue_session(&self, account: AccountId, client: &Client) -> Result<(Session, Secret), Error> {
        let (secret, now) = (Secret::new(SecretKind::Session, &self.world), self.world.now());
        let session = Session {
            id: self.world.new_id(),
            account,
            created_at: now,
            last_used_at: now,
            expires_at: now.after(SESSION_LIFETIME),
            address: client.address.map(|address| address.to_string()).unwrap_or_default(),
            agent: client.agent.clone(),
        };
        let (row, hash) = (session.clone(), secret.hash());
        self.database
            .write::<_, Error, _>(move |tx| {
                let row = row.clone();
                Box::pin(async move { Ok(store::sessions::insert(tx, &row, hash).await?) })
            })
            .await?;
        Ok((session, secret))
    }

    /// A new token of the account, and the secret itself.
    pub(crate) async fn issue_token(
        &self,
        account: AccountId,
        name: String,
        expires_at: Option<Timestamp>,
    ) -> Result<(Token, Secret), Error> {
        let secret = Secret::new(SecretKind::Token, &self.world);
        let token = Token {
            id: self.world.new_id(),
            account,
            name,
            created_at: self.world.now(),
            last_used_at: None,
            expires_at,
        };
        let (row, hash) = (token.clone(), secret.hash());
        self.database
            .write(move |tx| {
                let row = row.clone();
                Box::pin(async move { store::tokens::insert(tx, &row, hash).await })
            })
            .await?;
        tracing::info!(%account, token = %token.id, "a token was made");
        Ok((token, secret))
    }
}
