//! Upkeep: what keeps data alive while nobody looks. Repair makes missing shards again, scrub reads and verifies, sweep
//! deletes what nothing refers to, transition moves contents to another class. Each reads the world, makes it right, and
//! may be run again; none of them needs a key.

pub(crate) mod rebuild;
pub(crate) mod repair;
pub(crate) mod scrub;
pub(crate) mod sweep;
pub(crate) mod transition;

use std::sync::{Arc, Mutex, PoisonError, atomic::AtomicU64};

use base::Timestamp;

use crate::inner::Inner;

/// Somebody who wants to know how far a long piece of work is.
pub trait Progress: Send + Sync {
    /// `done` of `total` steps are done.
    fn report(&self, done: u64, total: u64);
}

/// Nobody wants to know.
#[derive(Clone, Copy, Debug)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn report(&self, _: u64, _: u64) {}
}

/// What the upkeep is doing and did last.
#[derive(Debug, Default)]
pub(crate) struct Activity {
    /// Segments being repaired right now.
    pub(crate) repairing: AtomicU64,
    /// The last sweep that deleted something, and how many objects it deleted.
    pub(crate) swept: Mutex<Option<(Timestamp, u64)>>,
}

impl Activity {
    pub(crate) fn note_sweep(&self, at: Timestamp, removed: u64) {
        if removed > 0 {
            *self.swept.lock().unwrap_or_else(PoisonError::into_inner) = Some((at, removed));
        }
    }

    pub(crate) fn last_sweep(&self) -> Option<(Timestamp, u64)> {
        *self.swept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Starts the loops that run as long as the engine.
pub(crate) fn start(inner: &Arc<Inner>) -> Vec<tokio::task::JoinHandle<()>> {
    vec![
        tokio::spawn(crate::fleet::watch(inner.clone())),
        tokio::spawn(tend_generations(inner.clone())),
        tokio::spawn(repair::run(inner.clone())),
        tokio::spawn(scrub::run(inner.clone())),
        tokio::spawn(sweep::run(inner.clone())),
    ]
}

async fn tend_generations(inner: Arc<Inner>) {
    let mut stop = inner.stop.subscribe();
    loop {
        tokio::select! {
            () = tokio::time::sleep(crate::generation::RENEW_EVERY) => {}
            _ = stop.changed() => return,
        }
        if let Err(error) = inner.generations.tend().await {
            tracing::error!(
                error = base::chain(&error),
                "the server's write lease could not be renewed"
            );
        }
    }
}
