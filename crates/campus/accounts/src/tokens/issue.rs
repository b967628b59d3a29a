//! How tokens come into being.

use audit::Action;
use base::Timestamp;
use kernel::{AccountId, Scope, Scopes};

use super::store::{self, Token};
use crate::{
    Accounts, Error,
    factors::Change,
    secret::{Secret, SecretKind},
};

pub(crate) const MADE: Action = Action::new("account.token.made");

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
    /// A new token, and the secret itself. `record` gets to know what it is good for.
    pub(crate) async fn issue_token(&self, new: NewToken, record: Change) -> Result<(Token, Secret), Error> {
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
        let scopes: Vec<Scope> = token.scopes.iter().collect();
        let record = record
            .with("token", &token.id)
            .with("name", &token.name)
            .with("scopes", &scopes)
            .with("expires_at", &token.expires_at);
        let (row, hash, work) = (token.clone(), secret.hash(), self.clone());
        let written = self.database.write::<_, Error, _>(move |tx| {
            let (row, record, accounts) = (row.clone(), record.clone(), work.clone());
            Box::pin(async move {
                store::insert(tx, &row, hash).await?;
                Ok(accounts.note(tx, &record).await?)
            })
        });
        written.await?;
        tracing::info!(account = %token.account, token = %token.id, "a token was made");
        Ok((token, secret))
    }
}
