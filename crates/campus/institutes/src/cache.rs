//! Memberships that were looked up a moment ago, so that a busy page does not cost a query for each request.
//!
//! What this process changes is forgotten at once; what another process changes, within [`FRESH`]. That somebody does not
//! belong is never remembered: joining works at once, whichever process did it.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use kernel::{AccountId, InstituteId, Membership};
use tokio::time::Instant;

const FRESH: Duration = Duration::from_secs(1);
const ENTRIES: usize = 10_000;

type Place = (InstituteId, AccountId);

#[derive(Debug, Default)]
pub(crate) struct Cache(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    memberships: HashMap<Place, (Membership, Instant)>,
    /// How often everything was forgotten.
    age: u64,
}

/// The state of the cache when a query began; what the query found is kept only if nothing was changed meanwhile.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Age(u64);

impl Cache {
    pub(crate) fn get(&self, place: Place) -> Result<Membership, Age> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match known.memberships.get(&place) {
            Some((membership, since)) if since.elapsed() < FRESH => Ok(*membership),
            _ => Err(Age(known.age)),
        }
    }

    pub(crate) fn put(&self, place: Place, membership: Membership, age: Age) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.age != age.0 {
            return;
        }
        if known.memberships.len() >= ENTRIES {
            known.memberships.retain(|_, (_, since)| since.elapsed() < FRESH);
        }
        if known.memberships.len() < ENTRIES {
            known.memberships.insert(place, (membership, Instant::now()));
        }
    }

    /// Forgets everything: somebody's place changed. That is rare, and a query cheap.
    pub(crate) fn clear(&self) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.memberships.clear();
        known.age += 1;
    }
}

#[cfg(test)]
mod tests {
    use kernel::{MemberId, Role};

    use super::*;

    const PLACE: Place = (InstituteId::from_bytes([1; 16]), AccountId::from_bytes([2; 16]));

    fn membership() -> Membership {
        Membership {
            member: MemberId::from_bytes([3; 16]),
            role: Role::Teacher,
            strong_factor: false,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn remembers_for_a_second() {
        let cache = Cache::default();
        cache.put(PLACE, membership(), cache.get(PLACE).unwrap_err());
        assert_eq!(cache.get(PLACE).unwrap(), membership());
        tokio::time::advance(FRESH).await;
        assert!(cache.get(PLACE).is_err());
    }

    #[tokio::test]
    async fn what_was_looked_up_before_a_change_is_not_kept() {
        let cache = Cache::default();
        let age = cache.get(PLACE).unwrap_err();
        cache.clear();
        cache.put(PLACE, membership(), age);
        assert!(cache.get(PLACE).is_err());
    }
}
