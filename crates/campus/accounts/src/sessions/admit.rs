//! How a session begins: the session guard lets it in, ends others for it, or says that there is no room.

use base::Timestamp;
use database::{DatabaseError, Tx};
use kernel::{AccountId, SessionId, SessionRule, SignInRules, WhenFull, client::Client};

use super::{
    ending::{self, Reason},
    store::{self, PER_ACCOUNT, Session},
};
use crate::secret::SecretHash;

/// What a person showed to get in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Proof {
    /// When.
    pub at: Timestamp,
    /// Whether an authenticator app or a passkey was among it.
    pub strong: bool,
}

/// A session that somebody has earned.
#[derive(Clone, Debug)]
pub(crate) struct NewSession {
    pub id: SessionId,
    pub secret: SecretHash,
    pub account: AccountId,
    pub proof: Proof,
    pub client: Client,
    pub rules: SignInRules,
}

/// Which sessions the person gives up for the new one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Takeover {
    /// None: it was not asked.
    #[default]
    None,
    /// All of them.
    All,
    /// These. What is no session of the account is passed over.
    These(Vec<SessionId>),
}

impl Takeover {
    fn ends(&self, session: SessionId) -> bool {
        match self {
            Takeover::None => false,
            Takeover::All => true,
            Takeover::These(chosen) => chosen.contains(&session),
        }
    }
}

/// What the session guard decided.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub(crate) enum Admitted {
    /// The session was written; others may have ended for it. Announce them after the commit.
    In { session: Session, ended: Vec<SessionId> },
    /// There is no room, and nothing was written. These are there, the last used first.
    Full { sessions: Vec<Session> },
}

/// Lets a session in, in the transaction that finishes the sign-in. Write transactions do not see each other half done, on
/// one server or on several, so parallel sign-ins never go beyond the limit.
///
/// # Errors
/// The database's.
pub(crate) async fn admit(tx: &mut Tx, new: &NewSession, takeover: &Takeover) -> Result<Admitted, DatabaseError> {
    let now = new.proof.at;
    let live = store::list(&mut *tx, new.account, now).await?;
    let Some(leaving) = make_room(&live, new.rules.sessions, takeover) else {
        return Ok(Admitted::Full { sessions: live });
    };
    for session in &leaving {
        ending::end(tx, new.account, *session, Reason::TakenOver, now).await?;
    }
    let session = begin(new);
    store::insert(tx, &session, new.secret).await?;
    Ok(Admitted::In {
        session,
        ended: leaving,
    })
}

/// Which of the live sessions, the last used first, must end so that there is room for one more; `None` when there is
/// none and nobody said whose it should be. Pure.
fn make_room(live: &[Session], rule: SessionRule, takeover: &Takeover) -> Option<Vec<SessionId>> {
    let ids = live.iter().map(|session| session.id);
    let (mut leaving, mut staying): (Vec<_>, Vec<_>) = ids.partition(|id| takeover.ends(*id));
    let limit = rule.limit.map_or(PER_ACCOUNT, |limit| usize::from(limit.max(1)));
    let room = limit.min(PER_ACCOUNT) - 1;
    if staying.len() > room {
        // Beyond our own bound nobody is asked: the longest unused of a hundred is surely forgotten.
        if rule.limit.is_some() && rule.when_full != WhenFull::NewestWins {
            return None;
        }
        leaving.extend(staying.split_off(room));
    }
    Some(leaving)
}

fn begin(new: &NewSession) -> Session {
    let now = new.proof.at;
    let address = new.client.address.map(|address| address.to_string());
    let ends_at = now.after(new.rules.remember.max(new.rules.idle));
    Session {
        id: new.id,
        account: new.account,
        created_at: now,
        last_used_at: now,
        expires_at: now.after(new.rules.idle).min(ends_at),
        address: address.unwrap_or_default(),
        agent: new.client.agent.clone(),
        verified_at: now,
        strong: new.proof.strong,
        idle: new.rules.idle,
        ends_at,
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, time::Duration};

    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn live(count: u8) -> Vec<Session> {
        let one = |number| Session {
            id: SessionId::from_bytes([number; 16]),
            account: AccountId::from_bytes([1; 16]),
            created_at: Timestamp(0),
            last_used_at: Timestamp(1000 - i64::from(number)),
            expires_at: Timestamp(2000),
            address: String::new(),
            agent: String::new(),
            verified_at: Timestamp(0),
            strong: false,
            idle: Duration::from_secs(1),
            ends_at: Timestamp(3000),
        };
        (0..count).map(one).collect()
    }

    fn ids(numbers: &[u8]) -> Vec<SessionId> {
        numbers
            .iter()
            .map(|number| SessionId::from_bytes([*number; 16]))
            .collect()
    }

    fn rule(limit: Option<u16>, when_full: WhenFull) -> SessionRule {
        SessionRule { limit, when_full }
    }

    #[test]
    fn the_longest_unused_makes_room_for_the_newest() {
        let newest_wins = rule(Some(3), WhenFull::NewestWins);
        assert_eq!(make_room(&live(2), newest_wins, &Takeover::None), Some(vec![]));
        assert_eq!(make_room(&live(3), newest_wins, &Takeover::None), Some(ids(&[2])));
        // The rule became stricter since.
        assert_eq!(make_room(&live(5), newest_wins, &Takeover::None), Some(ids(&[2, 3, 4])));
        assert_eq!(
            make_room(&live(100), rule(None, WhenFull::Ask), &Takeover::None),
            Some(ids(&[99]))
        );
    }

    #[test]
    fn where_the_oldest_stay_somebody_must_choose() {
        for when_full in [WhenFull::OldestStays, WhenFull::Ask] {
            let rule = rule(Some(2), when_full);
            assert_eq!(make_room(&live(1), rule, &Takeover::None), Some(vec![]));
            assert_eq!(make_room(&live(2), rule, &Takeover::None), None);
            assert_eq!(make_room(&live(2), rule, &Takeover::These(ids(&[7]))), None);
            assert_eq!(make_room(&live(2), rule, &Takeover::These(ids(&[0]))), Some(ids(&[0])));
            assert_eq!(make_room(&live(4), rule, &Takeover::These(ids(&[0]))), None);
            assert_eq!(make_room(&live(2), rule, &Takeover::All), Some(ids(&[0, 1])));
        }
    }

    proptest! {
        #[test]
        fn there_is_always_room_afterwards_and_only_who_was_there_leaves(
            count in 0..=100_u8,
            limit in prop::option::of(0..200_u16),
            when_full in prop_oneof![Just(WhenFull::NewestWins), Just(WhenFull::Ask), Just(WhenFull::OldestStays)],
            chosen in vec(0..=110_u8, 0..8),
            everybody: bool,
        ) {
            let takeover = if everybody { Takeover::All } else { Takeover::These(ids(&chosen)) };
            let live = live(count);
            let most = limit.map_or(PER_ACCOUNT, |limit| usize::from(limit.max(1))).min(PER_ACCOUNT);
            if let Some(leaving) = make_room(&live, rule(limit, when_full), &takeover) {
                let distinct: BTreeSet<_> = leaving.iter().collect();
                prop_assert_eq!(distinct.len(), leaving.len());
                prop_assert!(leaving.iter().all(|id| live.iter().any(|session| session.id == *id)));
                prop_assert!(live.len() - leaving.len() < most);
            } else {
                prop_assert!(!everybody && limit.is_some() && when_full != WhenFull::NewestWins);
            }
        }
    }
}
