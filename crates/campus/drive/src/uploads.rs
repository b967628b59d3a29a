//! One connection at a time writes to a resumable upload. A newcomer is the same client whose earlier connection died
//! without a word more often than not, so the earlier one is asked to stop: it makes what it has durable and leaves.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{OwnedMutexGuard, watch},
    time::timeout,
};

use crate::ids::UploadId;

/// How long a newcomer waits for the earlier connection to leave.
const PATIENCE: Duration = Duration::from_secs(8);

type Lines = Arc<Mutex<HashMap<UploadId, Arc<Lane>>>>;

/// The lanes of all uploads that somebody writes to or waits for.
#[derive(Debug, Default)]
pub(crate) struct Lanes(Lines);

#[derive(Debug, Default)]
struct Lane {
    turn: Arc<tokio::sync::Mutex<()>>,
    /// Counts newcomers.
    newcomers: watch::Sender<u64>,
}

/// The right to write to an upload. Ends when dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    id: UploadId,
    lines: Lines,
    lane: Arc<Lane>,
    newcomers: watch::Receiver<u64>,
    guard: Option<OwnedMutexGuard<()>>,
}

impl Lanes {
    /// Waits for the turn; `None` when the earlier connection does not leave in time.
    pub async fn enter(&self, id: UploadId) -> Option<Turn> {
        let lane = Arc::clone(
            self.0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .entry(id)
                .or_default(),
        );
        lane.newcomers.send_modify(|count| *count = count.wrapping_add(1));
        // Made before waiting: whatever way this ends, the lane is tidied.
        let mut turn = Turn {
            id,
            lines: Arc::clone(&self.0),
            newcomers: lane.newcomers.subscribe(),
            guard: None,
            lane,
        };
        let guard = timeout(PATIENCE, Arc::clone(&turn.lane.turn).lock_owned()).await.ok()?;
        turn.guard = Some(guard);
        turn.newcomers.mark_unchanged();
        Some(turn)
    }
}

impl Turn {
    /// Returns when somebody else waits for the turn.
    pub async fn is_wanted(&mut self) {
        // The sender lives in our own lane.
        let _ = self.newcomers.changed().await;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        // The map and this turn: nobody else writes or waits.
        if Arc::strong_count(&self.lane) <= 2 {
            lines.remove(&self.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_newcomer_asks_the_earlier_one_to_leave() {
        let (lanes, id) = (Lanes::default(), UploadId::from_bytes([1; 16]));
        let mut first = lanes.enter(id).await.unwrap();
        let (left, second) = tokio::join!(
            async {
                first.is_wanted().await;
                drop(first);
                true
            },
            lanes.enter(id)
        );
        assert!(left && second.is_some());
        assert!(lanes.enter(id).await.is_none(), "the second one does not listen");
        drop(second);
        assert!(lanes.0.lock().unwrap().is_empty());
    }
}
