//! Credentials that were verified a moment ago, so that a busy program does not cost a query for each request.
//!
//! What this process revokes is forgotten at once; what another process revokes, within [`FRESH`].

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use kernel::Caller;
use tokio::time::Instant;

use crate::secret::SecretHash;

const FRESH: Duration = Duration::from_secs(1);
const ENTRIES: usize = 10_000;

#[derive(Debug, Default)]
pub(crate) struct Cache(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    callers: HashMap<SecretHash, (Caller, Instant)>,
    /// How often everything was forgotten.
    age: u64,
}

/// The state of the cache when a query began; what the query found is kept only if nothing was revoked meanwhile.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Age(u64);

impl Cache {
    pub(crate) fn get(&self, secret: SecretHash) -> Result<Caller, Age> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match known.callers.get(&secret) {
            Some((caller, since)) if since.elapsed() < FRESH => Ok(*caller),
            _ => Err(Age(known.age)),
        }
    }

    pub(crate) fn put(&self, secret: SecretHash, caller: Caller, age: Age) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.age != age.0 {
            return;
        }
        if known.callers.len() >= ENTRIES {
            known.callers.retain(|_, (_, since)| since.elapsed() < FRESH);
        }
        if known.callers.len() < ENTRIES {
            known.callers.insert(secret, (caller, Instant::now()));
        }
    }

    /// Forgets everything: something was revoked, or somebody's role changed. That is rare, and a query cheap.
    pub(crate) fn clear(&self) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.callers.clear();
        known.age += 1;
    }
}

#[cfg(test)]
mod tests {
    use kernel::{AccountId, Credential, InstallationRole, Scopes, SessionId};

    use super::*;

    const SECRET: SecretHash = SecretHash([7; 32]);

    fn caller() -> Caller {
        Caller {
            account: AccountId::from_bytes([1; 16]),
            role: InstallationRole::Member,
            credential: Credential::Session(SessionId::from_bytes([2; 16])),
            scopes: Scopes::EVERYTHING,
            verified_at: None,
            strong: false,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn remembers_for_a_second() {
        let cache = Cache::default();
        let age = cache.get(SECRET).unwrap_err();
        cache.put(SECRET, caller(), age);
        assert_eq!(cache.get(SECRET).unwrap(), caller());
        tokio::time::advance(FRESH).await;
        assert!(cache.get(SECRET).is_err());
    }

    #[tokio::test]
    async fn a_query_that_began_before_a_revocation_is_not_believed_after_it() {
        let cache = Cache::default();
        let age = cache.get(SECRET).unwrap_err();
        cache.clear();
        cache.put(SECRET, caller(), age);
        assert!(cache.get(SECRET).is_err());
    }
}
