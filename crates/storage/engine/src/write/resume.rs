//! Resumable uploads: each segment is recorded when it is durable, so that an upload survives a killed server; and what
//! does not fill a chunk yet is kept with it when a connection ends in good order.
//!
//! The registry keeps the state sealed under the content's own key: the hash so far (SHA-256's inner state), how many
//! chunks and segments are durable, and the plaintext of the unfinished chunk.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crypto::PREFIX_LEN;
use database::{DatabaseError, Query, Tx, WriteFuture, values};
use sha2::{Digest, Sha256, digest::common::hazmat::SerializableState};

use super::{
    ContentWriter, NewContent, identify,
    identity::Identity,
    pipeline::Job,
    resumed,
    segment::{self, ClosedSegment},
};
use crate::{
    AllowanceId, ContentId, Engine, WriteError,
    generation::is_open,
    inner::Inner,
    registry::{Verdict, allowances, contents},
};

const PURPOSE: &str = "resume";
/// Serialized SHA-256: eight words, a count, a block and its fill (the `sha2` crate's own layout).
const HASH_STATE: usize = 32 + 8 + 1 + 64;

/// Where a resumable upload stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResumableState {
    /// Bytes that are durable.
    pub offset: u64,
    /// Bytes there will be.
    pub length: u64,
}

/// The right to write to a resumable upload; one connection of this server has it.
pub(crate) struct Claim {
    inner: Arc<Inner>,
    content: ContentId,
    /// The state as it was last recorded. Only who knows it may record the next, so that of two servers that write to one
    /// upload the slower one is refused.
    recorded: Mutex<Vec<u8>>,
}

impl Claim {
    pub(super) fn recorded(&self) -> MutexGuard<'_, Vec<u8>> {
        self.recorded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.inner.unclaim(self.content);
    }
}

/// What is needed to go on.
pub(crate) struct State {
    /// The hash of the durable chunks, without the tail.
    pub(crate) hasher: Sha256,
    pub(crate) next_chunk: u64,
    pub(crate) next_segment: u32,
    /// Plaintext that does not fill a chunk yet.
    pub(crate) tail: Vec<u8>,
}

impl State {
    fn start() -> Self {
        State {
            hasher: Sha256::new(),
            next_chunk: 0,
            next_segment: 0,
            tail: Vec::new(),
        }
    }

    fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HASH_STATE + 12 + self.tail.len());
        bytes.extend_from_slice(&self.next_chunk.to_le_bytes());
        bytes.extend_from_slice(&self.next_segment.to_le_bytes());
        let hash = self.hasher.serialize();
        bytes.extend_from_slice(&u32::try_from(hash.len()).unwrap_or(0).to_le_bytes());
        bytes.extend_from_slice(&hash);
        bytes.extend_from_slice(&self.tail);
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (next_chunk, rest) = bytes.split_first_chunk::<8>()?;
        let (next_segment, rest) = rest.split_first_chunk::<4>()?;
        let (hash_len, rest) = rest.split_first_chunk::<4>()?;
        let (hash, tail) = rest.split_at_checked(u32::from_le_bytes(*hash_len) as usize)?;
        Some(State {
            hasher: Sha256::deserialize(hash.try_into().ok()?).ok()?,
            next_chunk: u64::from_le_bytes(*next_chunk),
            next_segment: u32::from_le_bytes(*next_segment),
            tail: tail.to_vec(),
        })
    }
}

impl Engine {
    /// Begins an upload that may take many connections. The room for it is reserved until it is finished or abandoned.
    /// `companion` adds the caller's own rows in the same transaction, so that nobody's room is reserved for nobody; it may
    /// run more than once.
    ///
    /// # Errors
    /// What `companion` returns; [`WriteError::QuotaExceeded`]; [`WriteError::Length`] when no length is given; and the rest.
    pub async fn begin_resumable<T, E, F>(&self, new: NewContent, companion: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t mut Tx, ContentId) -> WriteFuture<'t, T, E> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<DatabaseError> + From<WriteError> + Send + 'static,
    {
        let inner = self.inner();
        let length = new.length.ok_or(WriteError::Length {
            declared: 0,
            received: 0,
        })?;
        let identity = identify(inner, &new).await?;
        let (content, allowance) = (identity.content, identity.allowance);
        let state = identity.key.seal_blob(PURPOSE, &State::start().encode(), &inner.world);
        let row = contents::OpenRow::new(&identity, length, state, inner.world.now());
        let companion = Arc::new(companion);
        inner
            .database
            .write(move |tx| {
                let (row, companion) = (row.clone(), companion.clone());
                Box::pin(async move {
                    allowances::reserve(tx, allowance, content, length, None).await?;
                    row.insert(tx).await?;
                    companion(tx, content).await
                })
            })
            .await
    }

    /// Goes on with an upload.
    ///
    /// # Errors
    /// [`WriteError::NoSuchContent`], [`WriteError::Busy`] when another connection is at it.
    pub async fn resume(&self, content: ContentId) -> Result<ContentWriter, WriteError> {
        let inner = self.inner();
        if !inner.claim(content) {
            return Err(WriteError::Busy);
        }
        let claim = Claim {
            inner: inner.clone(),
            content,
            recorded: Mutex::default(),
        };
        let row = contents::open_row(&inner.database, content)
            .await?
            .ok_or(WriteError::NoSuchContent)?;
        let (identity, sealed) = row.identify(inner).await?;
        let state = identity.key.open_blob(PURPOSE, &sealed).map_err(WriteError::Keys)?;
        let state =
            State::decode(&state).ok_or_else(|| WriteError::Defect("an upload's state cannot be read".into()))?;
        *claim.recorded() = sealed;
        let job = Job {
            inner: inner.clone(),
            identity: Arc::new(identity),
            lease: inner.generations.current(),
            claim: Some(Arc::new(claim)),
        };
        Ok(resumed(job, row.length, state))
    }

    /// Where an upload stands; `None` when there is no such upload.
    ///
    /// # Errors
    /// The database's or the keys' own trouble.
    pub async fn resumable_state(&self, content: ContentId) -> Result<Option<ResumableState>, WriteError> {
        let inner = self.inner();
        let Some(row) = contents::open_row(&inner.database, content).await? else {
            return Ok(None);
        };
        let (identity, sealed) = row.identify(inner).await?;
        let state = identity.key.open_blob(PURPOSE, &sealed).map_err(WriteError::Keys)?;
        let state =
            State::decode(&state).ok_or_else(|| WriteError::Defect("an upload's state cannot be read".into()))?;
        let offset = state.next_chunk * u64::from(identity.chunk_size) + state.tail.len() as u64;
        Ok(Some(ResumableState {
            offset,
            length: row.length,
        }))
    }

    /// Gives an upload up: its bytes are deleted and its room is free again. `false` when there is no such upload.
    ///
    /// # Errors
    /// The database's own trouble.
    pub async fn abandon(&self, content: ContentId) -> Result<bool, DatabaseError> {
        let inner = self.inner();
        let now = inner.world.now();
        inner
            .database
            .write(move |tx| Box::pin(async move { abandon(tx, content, now).await }))
            .await
    }
}

async fn abandon(tx: &mut Tx, content: ContentId, now: base::Timestamp) -> Result<bool, DatabaseError> {
    let open = "SELECT 1 FROM contents WHERE id = $1 AND state = 'open'";
    if tx.one(open, values![content]).await?.is_none() {
        return Ok(false);
    }
    allowances::release(tx, content).await?;
    contents::delete(tx, content, now).await?;
    Ok(true)
}

impl ContentWriter {
    /// Ends a connection to a resumable upload: everything received is made durable. Returns the durable offset.
    ///
    /// # Errors
    /// As [`ContentWriter::write`]. The upload then stands where it stood at its last durable segment.
    pub async fn suspend(mut self) -> Result<u64, WriteError> {
        let Some(_claim) = self.claim() else {
            return Err(WriteError::Defect("only a resumable upload can be suspended".into()));
        };
        let mut state = State {
            hasher: self.hasher.clone(),
            next_chunk: self.next_chunk,
            next_segment: self.next_segment,
            tail: self.buffer[PREFIX_LEN..].to_vec(),
        };
        if let Some(pipeline) = self.pipeline.take() {
            let written = pipeline.finish().await?;
            state.hasher = written.hasher;
            state.next_segment = written.next_segment;
        }
        record(&self.job, None, state).await?;
        Ok(self.received)
    }
}

/// Records a durable segment of a resumable upload, and where the upload stands with it.
pub(crate) async fn record(job: &Job, closed: Option<ClosedSegment>, state: State) -> Result<(), WriteError> {
    let Some(claim) = &job.claim else {
        return Err(WriteError::Defect(
            "only a resumable upload records where it stands".into(),
        ));
    };
    let sealed = job.identity.key.seal_blob(PURPOSE, &state.encode(), &job.inner.world);
    let step = Arc::new(Step {
        content: job.identity.content,
        generation: job.lease.number,
        before: claim.recorded().clone(),
        after: sealed.clone(),
        segments: closed.into_iter().collect(),
        has_backup: job.inner.fleet.has_backup(),
        now: job.inner.world.now(),
    });
    let (in_transaction, verdict) = (step.clone(), Verdict::default());
    let told = verdict.clone();
    let outcome = job
        .inner
        .database
        .write(move |tx| {
            let (step, verdict) = (in_transaction.clone(), told.clone());
            Box::pin(async move {
                step.take(tx).await?;
                verdict.may_commit();
                Ok(())
            })
        })
        .await;
    match &outcome {
        Ok(()) => *claim.recorded() = sealed,
        Err(_) => {
            for segment in step.segments.iter().filter(|_| verdict.is_refused()) {
                segment::discard(&job.inner, segment).await;
            }
        }
    }
    outcome
}

/// One step of an upload, from one recorded state to the next.
struct Step {
    content: ContentId,
    generation: u64,
    before: Vec<u8>,
    after: Vec<u8>,
    segments: Vec<ClosedSegment>,
    has_backup: bool,
    now: base::Timestamp,
}

impl Step {
    async fn take(&self, tx: &mut Tx) -> Result<(), WriteError> {
        if !is_open(tx, self.generation).await? {
            return Err(WriteError::Fenced);
        }
        let update = "UPDATE contents SET resume = $1 WHERE id = $2 AND state = 'open' AND resume = $3";
        if tx
            .execute(update, values![&self.after, self.content, &self.before])
            .await?
            == 0
        {
            return Err(WriteError::NoSuchContent);
        }
        let rows = contents::segment_rows(self.content, &self.segments, self.has_backup, self.now);
        Ok(tx.execute_all(rows).await?)
    }
}

impl contents::OpenRow {
    async fn identify(&self, inner: &Arc<Inner>) -> Result<(Identity, Vec<u8>), WriteError> {
        let key = inner
            .keys
            .content_key(&inner.database, self.vault, self.epoch, self.content, &self.wrapped_key)
            .await?;
        let class = inner
            .settings
            .class(Some(&self.class))
            .ok_or_else(|| WriteError::NoSuchClass(self.class.clone()))?;
        let identity = Identity {
            content: self.content,
            vault: self.vault,
            epoch: self.epoch,
            key: Arc::new(key),
            wrapped_key: self.wrapped_key.clone(),
            class: self.class.clone(),
            redundancy: class.redundancy,
            chunk_size: self.chunk_size,
            // The reservation knows who pays; the commit asks it.
            allowance: AllowanceId::from_bytes([0; 16]),
        };
        Ok((identity, self.resume.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_reads_back_and_the_hash_goes_on() {
        let mut hasher = Sha256::new();
        hasher.update(b"first part, ");
        let state = State {
            hasher,
            next_chunk: 7,
            next_segment: 2,
            tail: b"tail".to_vec(),
        };
        let mut back = State::decode(&state.encode()).unwrap();
        assert_eq!(
            (back.next_chunk, back.next_segment, back.tail.as_slice()),
            (7, 2, b"tail".as_slice())
        );
        back.hasher.update(b"second part");
        assert_eq!(back.hasher.finalize(), Sha256::digest(b"first part, second part"));
    }

    #[test]
    fn a_damaged_state_is_refused() {
        let bytes = State::start().encode();
        for len in 0..16 {
            assert!(State::decode(&bytes[..len]).is_none(), "{len}");
        }
    }
}
