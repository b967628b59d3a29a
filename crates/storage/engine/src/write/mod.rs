//! Writing: bytes in, a durable content out, visible only with the commit.

pub(crate) mod buffers;
pub(crate) mod code;
pub(crate) mod commit;
pub(crate) mod identity;
mod most;
mod pipeline;
pub(crate) mod resume;
pub(crate) mod segment;

use std::sync::Arc;

use base::ByteSize;
use bytes::Bytes;
use crypto::{ContentKey, PREFIX_LEN, padded_len, sealed_len};
use sha2::{Digest, Sha256};
use targets::SMALL_SHARD_MAX;

pub use commit::{Committed, Finished};
pub use resume::ResumableState;

use self::{
    identity::Identity,
    pipeline::{Chunk, Job, Pipeline, Written},
    resume::Claim,
};
use crate::{
    AllowanceId, ContentId, Engine, VaultId, WriteError,
    inner::Inner,
    keyring::KeyError,
    registry::allowances::{self, Reservation},
};

/// Contents up to this size reserve nothing: the commit, a moment later, checks the allowance.
const RESERVE_FROM: u64 = 1 << 20;
/// An upload of unknown length reserves in steps of this size.
const RESERVE_STEP: u64 = 64 << 20;

/// A content about to be written.
#[derive(Clone, Debug)]
pub struct NewContent {
    /// Whose keys seal it.
    pub vault: VaultId,
    /// Who pays for it.
    pub allowance: AllowanceId,
    /// How it is kept; the default class when absent.
    pub class: Option<String>,
    /// Its length in bytes, when known. Other lengths are refused in the end.
    pub length: Option<u64>,
}

/// Takes the bytes of one content. Dropped before its end, it leaves nothing behind (a resumable one: what was durable).
pub struct ContentWriter {
    job: Job,
    /// Bytes of plaintext accepted, those of earlier connections included.
    received: u64,
    declared: Option<u64>,
    reservation: Option<Reservation>,
    /// The chunk being filled. It is handed on only when more bytes come, because the last chunk is sealed as the last.
    buffer: Vec<u8>,
    next_chunk: u64,
    next_segment: u32,
    hasher: Sha256,
    pipeline: Option<Pipeline>,
}

impl std::fmt::Debug for ContentWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ContentWriter")
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}

impl Engine {
    /// Begins a content. When its length is known, the room for it is reserved now.
    ///
    /// # Errors
    /// [`WriteError::QuotaExceeded`], [`WriteError::NoSuchClass`], and the database's or the keys' own trouble.
    pub async fn writer(&self, new: NewContent) -> Result<ContentWriter, WriteError> {
        let inner = self.inner();
        let identity = Arc::new(identify(inner, &new).await?);
        let lease = inner.generations.current();
        let reservation = match new.length {
            Some(length) if length > RESERVE_FROM => {
                Some(Reservation::take(inner, &identity, length, lease.number).await?)
            }
            Some(length) => {
                allowances::check(inner, new.allowance, length).await?;
                None
            }
            None => None,
        };
        let job = Job {
            inner: inner.clone(),
            identity,
            lease,
            claim: None,
        };
        Ok(ContentWriter::new(job, new.length, reservation))
    }
}

/// Draws the content's id and key.
async fn identify(inner: &Arc<Inner>, new: &NewContent) -> Result<Identity, WriteError> {
    let class = inner
        .settings
        .class(new.class.as_deref())
        .ok_or_else(|| WriteError::NoSuchClass(new.class.clone().unwrap_or_default()))?;
    let content: ContentId = inner.world.new_id();
    let current = inner.keys.current(&inner.database, new.vault).await?;
    let key = ContentKey::generate(&inner.world);
    let wrapped_key = key.wrap(
        &current.key,
        *new.vault.as_bytes(),
        current.epoch,
        *content.as_bytes(),
        &inner.world,
    );
    Ok(Identity {
        content,
        vault: new.vault,
        epoch: current.epoch,
        key: Arc::new(key),
        wrapped_key,
        class: class.name.clone(),
        redundancy: class.redundancy,
        chunk_size: inner.settings.chunk_size,
        allowance: new.allowance,
    })
}

impl From<KeyError> for WriteError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Database(error) => WriteError::Database(error),
            KeyError::Crypto(error) => WriteError::Keys(error),
        }
    }
}

impl ContentWriter {
    fn new(job: Job, declared: Option<u64>, reservation: Option<Reservation>) -> Self {
        let buffer = job.inner.buffers.take(declared);
        ContentWriter {
            job,
            received: 0,
            declared,
            reservation,
            buffer,
            next_chunk: 0,
            next_segment: 0,
            hasher: Sha256::new(),
            pipeline: None,
        }
    }

    /// The content this writer makes.
    pub fn content(&self) -> ContentId {
        self.job.identity.content
    }

    /// Bytes accepted so far, those of earlier connections included.
    pub fn offset(&self) -> u64 {
        self.received
    }

    /// Takes bytes; waits while the targets are busy.
    ///
    /// # Errors
    /// [`WriteError::StorageUnavailable`], [`WriteError::QuotaExceeded`] (unknown length), [`WriteError::Length`] for more
    /// bytes than announced. The content is then lost.
    pub async fn write(&mut self, mut bytes: Bytes) -> Result<(), WriteError> {
        let received = self.received.saturating_add(bytes.len() as u64);
        if let Some(declared) = self.declared.filter(|declared| received > *declared) {
            return Err(WriteError::Length { declared, received });
        }
        self.reserve_up_to(received).await?;
        let full = PREFIX_LEN + self.job.identity.chunk_size as usize;
        while !bytes.is_empty() {
            if self.buffer.len() == full {
                self.hand_on(false).await?;
            }
            let part = bytes.split_to(bytes.len().min(full - self.buffer.len()));
            self.buffer.extend_from_slice(&part);
        }
        self.received = received;
        Ok(())
    }

    /// An upload of unknown length asks for room as it grows.
    async fn reserve_up_to(&mut self, received: u64) -> Result<(), WriteError> {
        if self.declared.is_some() || received <= RESERVE_FROM {
            return Ok(());
        }
        match &mut self.reservation {
            Some(reservation) if reservation.bytes() >= received => Ok(()),
            Some(reservation) => match reservation.grow(received.next_multiple_of(RESERVE_STEP)).await {
                Err(WriteError::QuotaExceeded { .. }) => reservation.grow(received).await,
                other => other,
            },
            None => {
                let step = received.next_multiple_of(RESERVE_STEP);
                let number = self.job.lease.number;
                let first = Reservation::take(&self.job.inner, &self.job.identity, step, number).await;
                // Close to the limit, a smaller step may still fit.
                self.reservation = Some(match first {
                    Err(WriteError::QuotaExceeded { .. }) => {
                        Reservation::take(&self.job.inner, &self.job.identity, received, number).await?
                    }
                    other => other?,
                });
                Ok(())
            }
        }
    }

    async fn hand_on(&mut self, last: bool) -> Result<(), WriteError> {
        let fresh = if last {
            Vec::new()
        } else {
            self.job.inner.buffers.take(None)
        };
        let buffer = std::mem::replace(&mut self.buffer, fresh);
        let permit = self.job.inner.buffers.admit().await;
        let chunk = Chunk {
            number: self.next_chunk,
            last,
            buffer,
            permit,
        };
        self.next_chunk += 1;
        self.pipeline().push(chunk).await
    }

    fn pipeline(&mut self) -> &mut Pipeline {
        let (job, hasher, next_segment) = (&self.job, &self.hasher, self.next_segment);
        self.pipeline.get_or_insert_with(|| {
            let job = Job {
                inner: job.inner.clone(),
                identity: job.identity.clone(),
                lease: job.lease.clone(),
                claim: job.claim.clone(),
            };
            Pipeline::start(job, hasher.clone(), next_segment)
        })
    }

    /// Makes everything durable. The content becomes visible with [`Engine::commit`].
    ///
    /// # Errors
    /// [`WriteError::Length`] when fewer bytes came than announced, [`WriteError::StorageUnavailable`], and the rest.
    pub async fn finish(mut self) -> Result<Finished, WriteError> {
        if let Some(declared) = self.declared.filter(|declared| *declared != self.received) {
            return Err(WriteError::Length {
                declared,
                received: self.received,
            });
        }
        let written = self.write_rest().await?;
        Ok(Finished::new(self.job, self.received, written, self.reservation))
    }

    async fn write_rest(&mut self) -> Result<Written, WriteError> {
        if self.pipeline.is_none() && self.next_chunk == 0 && self.is_small() {
            let buffer = std::mem::take(&mut self.buffer);
            let chunk = Chunk {
                number: 0,
                last: true,
                buffer,
                permit: None,
            };
            return self.job.write_small(chunk, self.hasher.clone()).await;
        }
        self.hand_on(true).await?;
        match self.pipeline.take() {
            Some(pipeline) => pipeline.finish().await,
            None => Err(WriteError::Defect("a write ended without a pipeline".into())),
        }
    }

    /// Whether the whole content makes shards small enough to share a sync with others.
    fn is_small(&self) -> bool {
        /// Sealed facts are shorter than this.
        const FACTS: usize = 512;
        let plain = self.buffer.len() - PREFIX_LEN;
        let padded = padded_len(plain, self.job.identity.chunk_size as usize);
        self.job.claim.is_none()
            && segment::small_shard_len(&self.job.identity, sealed_len(padded), FACTS) <= SMALL_SHARD_MAX
    }
}

/// What stands in an error about quota.
pub(crate) fn quota_exceeded(limit: u64, used: u64, needed: u64) -> WriteError {
    WriteError::QuotaExceeded {
        limit: ByteSize(limit),
        used: ByteSize(used),
        needed: ByteSize(needed),
    }
}

/// A writer for an upload that goes on where an earlier connection stopped.
fn resumed(job: Job, declared: u64, state: resume::State) -> ContentWriter {
    let mut writer = ContentWriter::new(job, Some(declared), None);
    writer.buffer = writer.job.inner.buffers.take(None);
    writer.buffer.extend_from_slice(&state.tail);
    writer.next_chunk = state.next_chunk;
    writer.next_segment = state.next_segment;
    writer.received = state.next_chunk * u64::from(writer.job.identity.chunk_size) + state.tail.len() as u64;
    // The hash covers the tail once the tail's chunk goes through the pipeline.
    writer.hasher = state.hasher;
    writer
}

impl ContentWriter {
    fn claim(&self) -> Option<Arc<Claim>> {
        self.job.claim.clone()
    }
}
