//! From a secret to a caller.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use base::Timestamp;
use database::{DatabaseError, Tx, WriteFuture};
use kernel::{Authenticator, Caller, Credential, Presented, Problem, Scopes};

use super::store as sessions;
use crate::{
    Accounts,
    secret::{self, SecretHash, SecretKind},
    tokens::store as tokens,
};

/// A session that is not used this long ends.
pub(crate) const SESSION_LIFETIME: Duration = Duration::from_secs(30 * 24 * 3600);
/// A use is written down only if the last one that was is older than this.
const NOTE_USE_AFTER: Duration = Duration::from_secs(300);

#[async_trait]
impl Authenticator for Accounts {
    async fn caller(&self, presented: Presented<'_>) -> Result<Option<Caller>, Problem> {
        let (Presented::Cookie(text) | Presented::Bearer(text)) = presented;
        let Some((kind, secret)) = secret::presented(text) else {
            return Ok(None);
        };
        // Browsers have sessions. A token in a cookie was put there by somebody else.
        if kind == SecretKind::Token && matches!(presented, Presented::Cookie(_)) {
            return Ok(None);
        }
        let age = match self.cache.get(secret) {
            Ok(caller) => return Ok(Some(caller)),
            Err(age) => age,
        };
        let now = self.world.now();
        let found = match kind {
            SecretKind::Session => self.by_session(secret, now).await?,
            SecretKind::Token => self.by_token(secret, now).await?,
        };
        if let Some(caller) = found {
            self.cache.put(secret, caller, age);
        }
        Ok(found)
    }
}

impl Accounts {
    async fn by_session(&self, secret: SecretHash, now: Timestamp) -> Result<Option<Caller>, DatabaseError> {
        let Some(found) = sessions::find(&self.database, secret).await? else {
            return Ok(None);
        };
        if found.expires_at <= now {
            return Ok(None);
        }
        if now.since(found.last_used_at) > NOTE_USE_AFTER {
            let expires_at = now.after(SESSION_LIFETIME);
            self.note_use(move |tx| Box::pin(sessions::touch(tx, found.id, now, expires_at)));
        }
        let credential = Credential::Session(found.id);
        Ok(Some(Caller {
            account: found.account,
            role: found.role,
            credential,
            scopes: Scopes::EVERYTHING,
            verified_at: Some(found.created_at),
            strong: false,
        }))
    }

    async fn by_token(&self, secret: SecretHash, now: Timestamp) -> Result<Option<Caller>, DatabaseError> {
        let Some(found) = tokens::find(&self.database, secret).await? else {
            return Ok(None);
        };
        if found.expires_at.is_some_and(|end| end <= now) {
            return Ok(None);
        }
        if found.last_used_at.is_none_or(|last| now.since(last) > NOTE_USE_AFTER) {
            self.note_use(move |tx| Box::pin(tokens::touch(tx, found.id, now)));
        }
        let credential = Credential::Token(found.id);
        Ok(Some(Caller {
            account: found.account,
            role: found.role,
            credential,
            scopes: Scopes::EVERYTHING,
            verified_at: None,
            strong: false,
        }))
    }

    /// Writes beside the request: reading must go on when the database cannot be written. A note that finds too many
    /// others under way is left out; a later request makes it good.
    fn note_use<F>(&self, work: F)
    where
        F: for<'t> Fn(&'t mut Tx) -> WriteFuture<'t, (), DatabaseError> + Send + Sync + 'static,
    {
        let Ok(place) = Arc::clone(&self.notes).try_acquire_owned() else {
            return;
        };
        let database = self.database.clone();
        tokio::spawn(async move {
            let _place = place;
            if let Err(error) = database.write(work).await {
                tracing::warn!(error = %base::chain(&error), "the last use of a credential could not be written down");
            }
        });
    }
}
