//! From a secret to a caller.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use base::Timestamp;
use database::DatabaseError;
use kernel::{Authenticator, Caller, Credential, Presented, Problem, Scopes};

use super::{
    ending::{self, Reason},
    store::{self, Found, Session},
};
use crate::{
    Accounts,
    account::store::seen,
    secret::{self, SecretHash, SecretKind},
    tokens::store as tokens,
};

/// A use is written down only if the last one that was is older than this, or than a tenth of what the session may be
/// idle.
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
    async fn by_session(&self, secret: SecretHash, now: Timestamp) -> Result<Option<Caller>, Problem> {
        let Some(Found { session, role }) = store::find(&self.database, secret, now).await? else {
            let reason = ending::reason_of(&self.database, secret).await?;
            return reason.map_or(Ok(None), |reason| Err(over(&reason)));
        };
        if session.expires_at <= now {
            let reason = if session.ends_at <= now {
                Reason::Expired
            } else {
                Reason::Idle
            };
            return Err(over(reason.name()));
        }
        if now.since(session.last_used_at) > NOTE_USE_AFTER.min(session.idle / 10) {
            self.note_use_of_session(&session, now);
        }
        Ok(Some(Caller {
            account: session.account,
            role,
            credential: Credential::Session(session.id),
            scopes: Scopes::EVERYTHING,
            verified_at: Some(session.verified_at),
            strong: session.strong,
        }))
    }

    /// The rules may have changed since the session began; from its next use on it lives by the new ones.
    fn note_use_of_session(&self, session: &Session, now: Timestamp) {
        let (accounts, id, account, before) = (self.clone(), session.id, session.account, session.idle);
        self.beside_the_request(async move {
            let idle = match accounts.institutes.sign_in_rules(account).await {
                Ok(rules) => rules.idle,
                Err(_) => before,
            };
            let noted = accounts.database.write(move |tx| {
                Box::pin(async move {
                    store::touch(tx, id, now, idle).await?;
                    seen(tx, account, now).await
                })
            });
            noted.await
        });
    }

    async fn by_token(&self, secret: SecretHash, now: Timestamp) -> Result<Option<Caller>, Problem> {
        let Some(found) = tokens::find(&self.database, secret).await? else {
            return Ok(None);
        };
        if found.expires_at.is_some_and(|end| end <= now) {
            return Ok(None);
        }
        if found.last_used_at.is_none_or(|last| now.since(last) > NOTE_USE_AFTER) {
            let (database, id) = (self.database.clone(), found.id);
            self.beside_the_request(
                async move { database.write(move |tx| Box::pin(tokens::touch(tx, id, now))).await },
            );
        }
        let credential = Credential::Token(found.id);
        Ok(Some(Caller {
            account: found.account,
            role: found.role,
            credential,
            scopes: found.scopes,
            verified_at: None,
            strong: found.strong,
        }))
    }

    /// Writes beside the request: reading must go on when the database cannot be written. A note that finds too many
    /// others under way is left out; a later request makes it good.
    fn beside_the_request<F>(&self, note: F)
    where
        F: Future<Output = Result<(), DatabaseError>> + Send + 'static,
    {
        let Ok(place) = Arc::clone(&self.notes).try_acquire_owned() else {
            return;
        };
        tokio::spawn(async move {
            let _place = place;
            if let Err(error) = note.await {
                tracing::warn!(error = %base::chain(&error), "the last use of a credential could not be written down");
            }
        });
    }
}

/// 401 with the reason, so that a page can say more than "sign in again".
fn over(reason: &str) -> Problem {
    Problem::unauthenticated().with("reason", reason)
}
