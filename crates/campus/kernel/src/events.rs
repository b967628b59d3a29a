//! News for open browsers: which lists have changed, so that they can be fetched again. News carries no data and may be
//! missed: whoever falls behind is told that everything changed.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use tokio::sync::{
    Semaphore,
    broadcast::{self, error::RecvError},
};

use crate::AccountId;

/// News that may wait for a slow browser before it is told that everything changed.
const BACKLOG: usize = 256;
/// Browsers that may listen at once.
const LISTENERS: usize = 4096;
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
}

impl Topic {
    /// The name of the event on the wire, if `account` may hear of it.
    fn name_for(self, account: AccountId) -> Option<&'static str> {
        match self {
            Topic::Nodes => Some("nodes"),
            Topic::Health => Some("health"),
            Topic::Usage(whose) => (whose == account).then_some("usage"),
            Topic::Files(whose) => (whose == account).then_some("files"),
        }
    }
}

/// All names, for a listener that missed something.
const EVERYTHING: [&str; 4] = ["nodes", "health", "usage", "files"];

/// The announcer. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Events {
    sender: broadcast::Sender<Topic>,
    seats: Arc<Semaphore>,
}

impl Default for Events {
    fn default() -> Self {
        Events {
            sender: broadcast::Sender::new(BACKLOG),
            seats: Arc::new(Semaphore::new(LISTENERS)),
        }
    }
}

impl Events {
    /// Tells everybody who listens. Call it after the commit, not inside of a transaction.
    pub fn publish(&self, topic: Topic) {
        // Nobody listening is no failure.
        let _ = self.sender.send(topic);
    }

    /// Listens on behalf of an account; `None` when too many listen already.
    pub(crate) fn listen(&self, account: AccountId) -> Option<Listener> {
        let seat = Arc::clone(&self.seats).try_acquire_owned().ok()?;
        Some(Listener {
            receiver: self.sender.subscribe(),
            account,
            _seat: seat,
        })
    }
}

/// An open ear of one account.
pub(crate) struct Listener {
    receiver: broadcast::Receiver<Topic>,
    account: AccountId,
    _seat: tokio::sync::OwnedSemaphorePermit,
}

impl Listener {
    /// Waits for news of interest and gathers what follows closely; `None` when the announcer is gone.
    pub(crate) async fn next(&mut self) -> Option<BTreeSet<&'static str>> {
        let mut names = BTreeSet::new();
        while names.is_empty() {
            let heard = self.receiver.recv().await;
            self.note(heard, &mut names)?;
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
            Ok(topic) => names.extend(topic.name_for(self.account)),
            Err(RecvError::Lagged(_)) => names.extend(EVERYTHING),
            Err(RecvError::Closed) => return None,
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_account_hears_its_own_news_gathered() {
        let (asha, ravi) = (AccountId::from_bytes([1; 16]), AccountId::from_bytes([2; 16]));
        let events = Events::default();
        let mut listener = events.listen(asha).unwrap();
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
        let mut listener = events.listen(asha).unwrap();
        for _ in 0..=BACKLOG {
            events.publish(Topic::Health);
        }
        assert_eq!(listener.next().await, Some(BTreeSet::from(EVERYTHING)));
    }
}
