//! The commit: content, segments, shards, reference, quota and the caller's own rows, in one transaction.

use std::sync::Arc;

use base::Timestamp;
use database::{DatabaseError, Tx, WriteFuture};
use sha2::Digest;

use super::{
    identity::Identity,
    pipeline::{Job, Written},
    segment::{self, ClosedSegment},
};
use crate::{
    ContentId, Engine, WriteError,
    generation::is_open,
    inner::Inner,
    registry::{
        Verdict,
        allowances::{self, Reservation},
        contents, references,
    },
};

/// A content whose shards are durable and that nobody can see yet. Dropped without a commit, it is cleaned up.
#[derive(Debug)]
pub struct Finished {
    /// Its length in bytes.
    pub length: u64,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    pending: Option<Pending>,
}

struct Pending {
    job: Job,
    segments: Vec<ClosedSegment>,
    reservation: Option<Reservation>,
}

impl std::fmt::Debug for Pending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pending")
            .field("segments", &self.segments.len())
            .finish_non_exhaustive()
    }
}

/// A content as the commit's companion sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    /// Its id, to be kept by whoever refers to it.
    pub content: ContentId,
    /// Its length in bytes.
    pub length: u64,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

/// The rows of a commit, ready to be written any number of times.
struct Rows {
    identity: Arc<Identity>,
    committed: Committed,
    segments: Vec<ClosedSegment>,
    generation: u64,
    /// A resumable upload, and the state it was last recorded in.
    resumed: Option<Vec<u8>>,
    reserved: bool,
    has_backup: bool,
    now: Timestamp,
    holder: [u8; 16],
}

impl Finished {
    pub(super) fn new(job: Job, length: u64, written: Written, reservation: Option<Reservation>) -> Self {
        let sha256 = written.hasher.finalize().into();
        Finished {
            length,
            sha256,
            pending: Some(Pending {
                job,
                segments: written.segments,
                reservation,
            }),
        }
    }
}

impl Drop for Finished {
    fn drop(&mut self) {
        let Some(Pending { job, segments, .. }) = self.pending.take() else {
            return;
        };
        // Those of a resumable upload that are in the registry already are not among them.
        clean_up(job.inner.clone(), segments);
    }
}

fn clean_up(inner: Arc<Inner>, segments: Vec<ClosedSegment>) {
    // Without a runtime the process is ending; the sweep of the next one finds the shards.
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        runtime.spawn(async move {
            for segment in &segments {
                segment::discard(&inner, segment).await;
            }
        });
    }
}

impl Engine {
    /// Makes a finished content visible: it gets `holder` as its first reference, its allowance pays, and `companion` adds
    /// the caller's own rows, all in one transaction. `companion` may run more than once and its refusal undoes everything.
    ///
    /// # Errors
    /// What `companion` returns; [`WriteError::QuotaExceeded`], [`WriteError::Fenced`] and the database's own trouble.
    pub async fn commit<T, E, F>(&self, mut finished: Finished, holder: [u8; 16], companion: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t mut Tx, Committed) -> WriteFuture<'t, T, E> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<DatabaseError> + From<WriteError> + Send + 'static,
    {
        let Some(Pending {
            job,
            segments,
            reservation,
        }) = finished.pending.take()
        else {
            return Err(WriteError::Defect("a content was committed twice".into()).into());
        };
        let inner = job.inner.clone();
        let committed = Committed {
            content: job.identity.content,
            length: finished.length,
            sha256: finished.sha256,
        };
        let rows = Arc::new(Rows {
            identity: job.identity.clone(),
            committed,
            segments,
            generation: job.lease.number,
            resumed: job.claim.as_ref().map(|claim| claim.recorded().clone()),
            reserved: reservation.is_some(),
            has_backup: inner.fleet.has_backup(),
            now: inner.world.now(),
            holder,
        });
        let companion = Arc::new(companion);
        let (for_transaction, verdict) = (rows.clone(), Verdict::default());
        let told = verdict.clone();
        let outcome = inner
            .database
            .write(move |tx| {
                let (rows, companion, verdict) = (for_transaction.clone(), companion.clone(), told.clone());
                Box::pin(async move {
                    rows.insert(tx).await.map_err(E::from)?;
                    let answer = companion(tx, rows.committed).await?;
                    verdict.may_commit();
                    Ok(answer)
                })
            })
            .await;
        match &outcome {
            Ok(_) => settled(&inner, &rows, reservation),
            Err(_) if verdict.is_refused() => clean_up(inner, rows.segments.clone()),
            Err(_) => {}
        }
        outcome
    }
}

fn settled(inner: &Inner, rows: &Rows, reservation: Option<Reservation>) {
    if let Some(reservation) = reservation {
        reservation.settled();
    }
    inner.headroom.spend(rows.identity.allowance, rows.committed.length);
    if rows.has_backup || rows.segments.iter().any(|segment| !segment.is_complete()) {
        inner.repairs.notify_one();
    }
}

impl Rows {
    async fn insert(&self, tx: &mut Tx) -> Result<(), WriteError> {
        let Committed {
            content,
            length,
            sha256,
        } = self.committed;
        if !is_open(tx, self.generation).await? {
            return Err(WriteError::Fenced);
        }
        let mut allowance = self.identity.allowance;
        if self.resumed.is_some() || self.reserved {
            allowance = allowances::release(tx, content)
                .await?
                .ok_or(WriteError::NoSuchContent)?;
        }
        allowances::charge(tx, allowance, length).await?;
        let mut rows = Vec::with_capacity(4);
        match &self.resumed {
            Some(state) => contents::make_live(tx, content, length, sha256, state).await?,
            None => rows.push(contents::live_row(&self.identity, length, sha256, self.now)),
        }
        rows.extend(contents::segment_rows(
            content,
            &self.segments,
            self.has_backup,
            self.now,
        ));
        rows.push(references::row(self.holder, content, allowance, length));
        Ok(tx.execute_all(rows).await?)
    }
}
