//! How tokens come into being.

use base::Timestamp;
use kernel::AccountId;

use super::store::{self, Token};
use crate::{
    Accounts, Error,
    secret::{Secret, SecretKind},
};

impl Accounts {
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
                Box::pin(async move { store::insert(tx, &row, hash).await })
            })
            .await?;
        tracing::info!(%account, token = %token.id, "a token was made");
        Ok((token, secret))
    }
}
