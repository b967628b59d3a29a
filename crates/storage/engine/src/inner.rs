//! What every part of the engine shares.

use std::{
    collections::HashSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use base::World;
use database::Database;
use format::ShardId;
use tokio::sync::{Notify, broadcast, watch};

use crate::{
    Change, ContentId, Settings, fleet::Fleet, generation::Generations, keyring::Keyring,
    registry::allowances::Headroom, upkeep::Activity, upkeep::scrub::ScrubState, views::ShardCounts,
    write::buffers::Buffers,
};

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) settings: Settings,
    pub(crate) database: Database,
    pub(crate) world: World,
    pub(crate) keys: Keyring,
    pub(crate) fleet: Fleet,
    pub(crate) generations: Generations,
    pub(crate) buffers: Buffers,
    pub(crate) headroom: Headroom,
    pub(crate) changes: broadcast::Sender<Change>,
    /// Turns true when the engine shuts down.
    pub(crate) stop: watch::Sender<bool>,
    /// Wakes the repairer when something was queued.
    pub(crate) repairs: Notify,
    /// Wakes the scrubber when somebody wants it now.
    pub(crate) scrub: ScrubState,
    /// Shards on each target, counted a moment ago.
    pub(crate) shard_counts: ShardCounts,
    /// What the upkeep is doing and did last, for people.
    pub(crate) activity: Activity,
    /// Bad shards that are being noted right now: a thousand readers of one need one note.
    pub(crate) reported: Mutex<HashSet<ShardId>>,
    /// Resumable uploads that a connection of this server is writing to.
    pub(crate) resumed: Mutex<HashSet<ContentId>>,
}

impl Inner {
    /// Marks an upload as being written to; `false` when it already is.
    pub(crate) fn claim(&self, content: ContentId) -> bool {
        self.resumed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(content)
    }

    pub(crate) fn unclaim(&self, content: ContentId) {
        self.resumed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&content);
    }

    pub(crate) fn reported(&self) -> MutexGuard<'_, HashSet<ShardId>> {
        self.reported.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn is_stopping(&self) -> bool {
        *self.stop.borrow()
    }
}
