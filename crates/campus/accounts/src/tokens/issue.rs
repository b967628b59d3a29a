//! How tokens come into being.

use base::Timestamp;
use kernel::{AccountId, Scopes};

use super::store::{self, Token};
use crate::{
    Accounts, Error,
    secret::{Secret, SecretKind},
};

/// What is asked for.
#[derive(Clone, Debug)]
pub(crate) struct NewToken {
    pub account: AccountId,
    /// What its owner calls it, checked.
    pub name: String,
    pub expires_at: Option<Timestamp>,
    pub scopes: Scopes,
    /// Whether it stands for somebody who showed an authenticator app or a passkey.
    pub strong: bool,
}

impl Accounts {
    /// A new token, and the secret itself.
    pub(crate) async fn issue_token(&self, new: NewToken) -> Result<(Token, Secret), Error> {
        let secret = Secret::new(SecretKind::Token, &self.world);
        let token = Token {
            id: self.world.new_id(),
            account: new.account,
            name: new.name,
            created_at: self.world.now(),
            last_used_at: None,
            expires_at: new.expires_at,
            scopes: new.scopes,
            strong: new.strong,
        };
        let (row, hash) = (token.clone(), secret.hash());
        self.database
            .write(move |tx| {
                let row = row.clone();
                Box::pin(async move { store::insert(tx, &row, hash).await })
            })
            .await?;
        tracing::info!(account = %token.account, token = %token.id, "a token was made");
        Ok((token, secret))
    }
}
