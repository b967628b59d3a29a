//! News for open browsers: which lists have changed, so that they can be fetched again. News carries no data and may be
//! missed: whoever falls behind is told that everything changed.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::{
    Semaphore,
    broadcast::{self, error::RecvError},
};

use crate::{AccountId, InstituteId, SessionId};

/// News that may wait for a slow browser before it is told that everything changed.
const BACKLOG: usize = 256;
/// Browsers that may listen at once.
const LISTENERS: usize = 4096;
/// Ended sessions that are remembered for whoever begins to listen a moment too late, or fell behind. More than end within
/// the second in which a credential may still be believed.
const ENDED: usize = 4096;
/// News that comes within this time is told together.
const GATHER: Duration = Duration::from_millis(150);

/// What has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// The storage targets.
    Nodes,
    /// The repair queue or the scrub.
    Health,
    /// How much an account stores.
    Usage(AccountId),
    /// The files of an account.
    Files(AccountId),
    /// The files in the library of an institute.
    Library(InstituteId),
    /// The people, settings or invitations of an institute.
    Institute(InstituteId),
    /// Sessions of an account began or ended, or how it signs in changed.
    Sessions(AccountId),
    /// A session ended: its open pages should notice at once.
    SessionEnded(SessionId),
}

impl Topic {
    /// The name of the event on the wire, if this listener may hear of it.
    fn name_for(self, ear: &Ear) -> Option<&'static str> {
        match self {
            Topic::Nodes => Some("nodes"),
            Topic::Health => Some("health"),
            Topic::Usage(whose) => (whose == ear.account).then_some("usage"),
            Topic::Files(whose) => (whose == ear.account).then_some("files"),
            Topic::Library(whose) => ear.institutes.contains(&whose).then_some("library"),
            Topic::Institute(whose) => ear.institutes.contains(&whose).then_some("institute"),
            Topic::Sessions(whose) => (whose == ear.account).then_some("sessions"),
            Topic::SessionEnded(which) => (ear.session == Some(which)).then_some(SESSION_ENDED),
        }
    }
}

/// The name of the last event of a stream whose session has ended.
pub(crate) const SESSION_ENDED: &str = "session_ended";

/// All names but the one that ends a stream, for a listener that missed something.
const EVERYTHING: [&str; 7] = ["nodes", "health", "usage", "files", "library", "institute", "sessions"];

/// Who listens, and what they may hear of.
#[derive(Clone, Debug)]
pub(crate) struct Ear {
    pub account: AccountId,
    /// The session of the open page; a program has none.
    pub session: Option<SessionId>,
    /// What the account belonged to when it began to listen.
    pub institutes: Vec<InstituteId>,
}

/// The announcer. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Events {
    sender: broadcast::Sender<Topic>,
    seats: Arc<Semaphore>,
    ended: Arc<Mutex<VecDeque<SessionId>>>,
}

impl Default for Events {
    fn default() -> Self {
        Events {
            sender: broadcast::Sender::new(BACKLOG),
            seats: Arc::new(Semaphore::new(LISTENERS)),
            ended: Arc::default(),
        }
    }
}

impl Events {
    /// Tells everybody who listens. Call it after the commit, not inside of a transaction.
    pub fn publish(&self, topic: Topic) {
        if let Topic::SessionEnded(session) = topic {
            let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
            if ended.len() == ENDED {
                ended.pop_front();
            }
            ended.push_back(session);
        }
        // Nobody listening is no failure.
        let _ = self.sender.send(topic);
    }

    /// Whether anybody listens.
    pub fn is_heard(&self) -> bool {
        self.sender.receiver_count() > 0
    }

    fn has_ended(&self, session: Option<SessionId>) -> bool {
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        session.is_some_and(|session| ended.contains(&session))
    }

    /// Listens on behalf of an account; `None` when too many listen already.
    pub(crate) fn listen(&self, ear: Ear) -> Option<Listener> {
        let seat = Arc::clone(&self.seats).try_acquire_owned().ok()?;
        let receiver = self.sender.subscribe();
        Some(Listener {
            // Asked after the subscription: the session may have ended between the check of the caller and now.
            missed_the_end: self.has_ended(ear.session),
            receiver,
            ear,
            events: self.clone(),
            _seat: seat,
        })
    }
}

/// An open ear of one account.
pub(crate) struct Listener {
    receiver: broadcast::Receiver<Topic>,
    ear: Ear,
    events: Events,
    missed_the_end: bool,
    _seat: tokio::sync::OwnedSemaphorePermit,
}

impl Listener {
    /// Waits for news of interest and gathers what follows closely; `None` when the announcer is gone.
    pub(crate) async fn next(&mut self) -> Option<BTreeSet<&'static str>> {
        let mut names = BTreeSet::new();
        if self.missed_the_end {
            names.insert(SESSION_ENDED);
        }
        while names.is_empty() {
            let heard = self.receiver.recv().await;
            self.note(heard, &mut names)?;
        }
        if names.contains(SESSION_ENDED) {
            return Some(names);
        }
        let gathering = tokio::time::sleep(GATHER);
        tokio::pin!(gathering);
        loop {
            tokio::select! {
                () = &mut gathering => return Some(names),
                heard = self.receiver.recv() => self.note(heard, &mut names)?,
            }
        }
    }

    fn note(&self, heard: Result<Topic, RecvError>, names: &mut BTreeSet<&'static str>) -> Option<()> {
        match heard {
            Ok(topic) => names.extend(topic.name_for(&self.ear)),
            Err(RecvError::Lagged(_)) => {
                names.extend(EVERYTHING);
                names.extend(self.events.has_ended(self.ear.session).then_some(SESSION_ENDED));
            }
            Err(RecvError::Closed) => return None,
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ear(account: AccountId) -> Ear {
        Ear {
            account,
            session: Some(SessionId::from_bytes(*account.as_bytes())),
            institutes: vec![InstituteId::from_bytes([9; 16])],
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_hears_of_its_own_institutes_and_session() {
        let asha = AccountId::from_bytes([1; 16]);
        let events = Events::default();
        let mut listener = events.listen(ear(asha)).unwrap();
        events.publish(Topic::Institute(InstituteId::from_bytes([8; 16])));
        events.publish(Topic::SessionEnded(SessionId::from_bytes([2; 16])));
        events.publish(Topic::Institute(InstituteId::from_bytes([9; 16])));
        assert_eq!(listener.next().await, Some(BTreeSet::from(["institute"])));
        events.publish(Topic::SessionEnded(SessionId::from_bytes([1; 16])));
        assert_eq!(listener.next().await, Some(BTreeSet::from([SESSION_ENDED])));
    }

    #[tokio::test(start_paused = true)]
    async fn the_end_of_a_session_is_never_missed() {
        let asha = AccountId::from_bytes([1; 16]);
        let (events, session) = (Events::default(), SessionId::from_bytes([1; 16]));
        assert!(!events.is_heard());
        let mut behind = events.listen(ear(asha)).unwrap();
        assert!(events.is_heard());
        events.publish(Topic::SessionEnded(session));
        let mut late = events.listen(ear(asha)).unwrap();
        assert_eq!(late.next().await, Some(BTreeSet::from([SESSION_ENDED])));
        for _ in 0..=BACKLOG {
            events.publish(Topic::Health);
        }
        assert!(behind.next().await.unwrap().contains(SESSION_ENDED));
    }

    #[tokio::test(start_paused = true)]
    async fn an_account_hears_its_own_news_gathered() {
        let (asha, ravi) = (AccountId::from_bytes([1; 16]), AccountId::from_bytes([2; 16]));
        let events = Events::default();
        let mut listener = events.listen(ear(asha)).unwrap();
        events.publish(Topic::Files(ravi));
        events.publish(Topic::Files(asha));
        events.publish(Topic::Files(asha));
        events.publish(Topic::Nodes);
        assert_eq!(listener.next().await, Some(BTreeSet::from(["files", "nodes"])));
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_falls_behind_fetches_everything() {
        let asha = AccountId::from_bytes([1; 16]);
        let events = Events::default();
        let mut listener = events.listen(ear(asha)).unwrap();
        for _ in 0..=BACKLOG {
            events.publish(Topic::Health);
        }
        assert_eq!(listener.next().await, Some(BTreeSet::from(EVERYTHING)));
    }
}
