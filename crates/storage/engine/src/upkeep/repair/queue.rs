//! The durable queue: an entry is taken by moving its time ahead, so two servers do not work on the same one, and a killed
//! one is taken up again.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use base::Timestamp;
use database::{DatabaseError, Query, values};
use futures::{StreamExt, stream};

use super::{Outcome, repair_segment, retry_soon};
use crate::{Change, ContentId, inner::Inner};

/// The queue is looked at this often even when nobody wakes the repairer.
const EVERY: Duration = Duration::from_secs(5);
/// Entries taken at a time, and how many are worked on at once.
const TAKEN: usize = 64;
const AT_ONCE: usize = 4;
/// An entry that was taken and never finished is taken again after this.
const TAKEN_FOR: Duration = Duration::from_secs(600);
/// First waiting time of an entry that could not be finished, and how often it doubles.
const BACKOFF: Duration = Duration::from_secs(15);
const BACKOFF_DOUBLINGS: u32 = 6;
/// When somebody else changed a segment meanwhile, it is looked at again after this.
const AGAIN: Duration = Duration::from_millis(100);

/// An entry of the queue that is being worked on.
#[derive(Clone, Copy, Debug)]
struct Taken {
    content: ContentId,
    segment: u32,
    attempts: u32,
    /// What its time was set to. Whoever queues the segment anew meanwhile sets another one.
    until: Timestamp,
}

/// Works on the queue until the engine shuts down.
pub(crate) async fn run(inner: Arc<Inner>) {
    let mut stop = inner.stop.subscribe();
    // What a killed server was at is taken up again at once.
    retry_soon(&inner).await;
    loop {
        let more = match work_off(&inner).await {
            Ok(done) => done > 0,
            Err(error) => {
                tracing::error!(error = base::chain(&error), "the repair queue cannot be read");
                false
            }
        };
        if more {
            // Nobody may be listening.
            let _ = inner.changes.send(Change::Health);
        }
        let pause = if more { Duration::ZERO } else { EVERY };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = inner.repairs.notified() => {}
            _ = stop.changed() => return,
        }
        if inner.is_stopping() {
            return;
        }
    }
}

async fn work_off(inner: &Arc<Inner>) -> Result<usize, DatabaseError> {
    let taken = take(inner).await?;
    let count = taken.len();
    stream::iter(taken)
        .for_each_concurrent(AT_ONCE, |taken| async move {
            if inner.is_stopping() {
                return;
            }
            inner.activity.repairing.fetch_add(1, Ordering::Relaxed);
            let outcome = repair_segment(inner, taken.content, taken.segment).await;
            inner.activity.repairing.fetch_sub(1, Ordering::Relaxed);
            if let Err(error) = finish(inner, taken, outcome).await {
                tracing::error!(
                    error = base::chain(&error),
                    "a repair's end cannot be recorded; it will run again"
                );
            }
        })
        .await;
    Ok(count)
}

/// Takes the most urgent entries that are due.
async fn take(inner: &Inner) -> Result<Vec<Taken>, DatabaseError> {
    let now = inner.world.now();
    // Nothing is put off for so long: such a time was written before the clock was set back, and is due.
    let absurd = now.after(2 * BACKOFF * (1 << BACKOFF_DOUBLINGS));
    // A quick look outside of a transaction: most of the time there is nothing to do.
    let due = "SELECT 1 FROM repairs WHERE next_at <= $1 OR next_at > $2 LIMIT 1";
    if (&inner.database).one(due, values![now, absurd]).await?.is_none() {
        return Ok(Vec::new());
    }
    let until = now.after(TAKEN_FOR);
    inner
        .database
        .write(move |tx| {
            Box::pin(async move {
                let rows = tx
                    .all(
                        "SELECT content_id, segment, attempts FROM repairs WHERE next_at <= $1 OR next_at > $2
                         ORDER BY margin, next_at LIMIT $3",
                        values![now, absurd, TAKEN],
                    )
                    .await?;
                let mut taken = Vec::with_capacity(rows.len());
                for row in rows {
                    let (content, segment, attempts): (ContentId, u32, u32) = (row.get(0)?, row.get(1)?, row.get(2)?);
                    tx.execute(
                        "UPDATE repairs SET next_at = $1, attempts = attempts + 1 WHERE content_id = $2 AND segment = $3",
                        values![until, content, segment],
                    )
                    .await?;
                    taken.push(Taken { content, segment, attempts, until });
                }
                Ok(taken)
            })
        })
        .await
}

/// Ends an entry or puts it off, unless something else of the segment went bad during the repair: then it stays due.
async fn finish(inner: &Inner, taken: Taken, outcome: Result<Outcome, DatabaseError>) -> Result<(), DatabaseError> {
    let Taken {
        content,
        segment,
        attempts,
        until,
    } = taken;
    let next_at = match outcome {
        Ok(Outcome::Complete) => None,
        Ok(Outcome::Incomplete) => Some(
            inner
                .world
                .now()
                .after(BACKOFF * (1 << attempts.min(BACKOFF_DOUBLINGS))),
        ),
        Ok(Outcome::Changed) => Some(inner.world.now().after(AGAIN)),
        Err(error) => {
            tracing::warn!(%content, segment, error = base::chain(&error), "a repair failed; it will be tried again");
            Some(inner.world.now().after(BACKOFF))
        }
    };
    inner
        .database
        .write(move |tx| {
            Box::pin(async move {
                match next_at {
                    None => {
                        let sql = "DELETE FROM repairs WHERE content_id = $1 AND segment = $2 AND next_at = $3";
                        tx.execute(sql, values![content, segment, until]).await
                    }
                    Some(at) => {
                        let sql =
                            "UPDATE repairs SET next_at = $1 WHERE content_id = $2 AND segment = $3 AND next_at = $4";
                        tx.execute(sql, values![at, content, segment, until]).await
                    }
                }
            })
        })
        .await?;
    Ok(())
}
