//! The way of a chunk from a full buffer to its targets, in two stages that work at the same time: one hashes the
//! plaintext, one seals, cuts and writes. Each stage holds one chunk, so an upload needs the memory of a few chunks.

use std::sync::Arc;

use base::hex;
use crypto::PREFIX_LEN;
use sha2::{Digest, Sha256};
use tokio::{
    sync::{OwnedSemaphorePermit, mpsc},
    task::JoinHandle,
};

use super::{
    code::{self, SealedChunk},
    identity::Identity,
    resume::{self, Claim},
    segment::{self, ClosedSegment, Facts, OpenSegment},
};
use crate::{WriteError, generation::Lease, inner::Inner};

/// A full buffer, or the last one.
pub(crate) struct Chunk {
    pub(crate) number: u64,
    pub(crate) last: bool,
    /// The sealed chunk's prefix, still empty, and the plaintext.
    pub(crate) buffer: Vec<u8>,
    pub(crate) permit: Option<OwnedSemaphorePermit>,
}

impl Chunk {
    fn length(&self) -> u64 {
        (self.buffer.len() - PREFIX_LEN) as u64
    }
}

enum Step<T> {
    Chunk(T),
    /// Nothing more comes: close the segment and report.
    Finish,
}

struct Hashed {
    chunk: Chunk,
    /// The hash of everything up to the end of this chunk.
    hasher: Sha256,
}

/// What a pipeline leaves behind.
pub(crate) struct Written {
    /// Segments that are durable and not yet in the registry. Of a resumable upload only the one with the last chunk, so
    /// that an upload never stands at its end without being a content.
    pub(crate) segments: Vec<ClosedSegment>,
    /// The hash of everything that went through.
    pub(crate) hasher: Sha256,
    /// The number of the next segment.
    pub(crate) next_segment: u32,
}

/// What both stages know.
pub(crate) struct Job {
    pub(crate) inner: Arc<Inner>,
    pub(crate) identity: Arc<Identity>,
    pub(crate) lease: Arc<Lease>,
    /// A resumable upload records each segment as soon as it is durable.
    pub(crate) claim: Option<Arc<Claim>>,
}

pub(crate) struct Pipeline {
    steps: mpsc::Sender<Step<Chunk>>,
    /// `None` once it has told how it ended.
    end: Option<JoinHandle<Result<Written, WriteError>>>,
}

impl Pipeline {
    pub(crate) fn start(job: Job, hasher: Sha256, next_segment: u32) -> Self {
        let (steps, chunks) = mpsc::channel(1);
        let (hashed, to_write) = mpsc::channel(1);
        tokio::spawn(hash_stage(chunks, hashed, hasher.clone()));
        let stage = WriteStage {
            job,
            next_segment,
            open: None,
            closing: None,
            closed: Vec::new(),
            written: hasher,
            position: Position::default(),
        };
        let end = Some(tokio::spawn(stage.run(to_write)));
        Pipeline { steps, end }
    }

    /// Hands a chunk over; waits while the stages are busy.
    pub(crate) async fn push(&mut self, chunk: Chunk) -> Result<(), WriteError> {
        if self.steps.send(Step::Chunk(chunk)).await.is_ok() {
            return Ok(());
        }
        // A stage ended before its time: it knows why.
        match self.end().await {
            Err(error) => Err(error),
            Ok(_) => Err(WriteError::Defect("a stage of the write ended early".into())),
        }
    }

    async fn end(&mut self) -> Result<Written, WriteError> {
        let Some(end) = self.end.take() else {
            return Err(WriteError::Defect("a write went on after it had failed".into()));
        };
        end.await
            .unwrap_or_else(|_| Err(WriteError::Defect("a stage of the write panicked".into())))
    }

    /// Waits until everything handed over is durable.
    pub(crate) async fn finish(mut self) -> Result<Written, WriteError> {
        // When the stage has ended already, its handle tells why.
        let _ = self.steps.send(Step::Finish).await;
        self.end().await
    }
}

async fn hash_stage(mut chunks: mpsc::Receiver<Step<Chunk>>, next: mpsc::Sender<Step<Hashed>>, mut hasher: Sha256) {
    while let Some(step) = chunks.recv().await {
        let step = match step {
            Step::Finish => Step::Finish,
            Step::Chunk(chunk) => {
                let hashing = tokio::task::spawn_blocking(move || {
                    hasher.update(&chunk.buffer[PREFIX_LEN..]);
                    Hashed { chunk, hasher }
                });
                let Ok(hashed) = hashing.await else { return };
                hasher = hashed.hasher.clone();
                Step::Chunk(hashed)
            }
        };
        if next.send(step).await.is_err() {
            return;
        }
    }
}

/// How far the durable part of an upload reaches.
#[derive(Clone, Copy, Debug, Default)]
struct Position {
    next_chunk: u64,
}

struct Closing {
    segment: JoinHandle<Result<ClosedSegment, WriteError>>,
    hasher: Sha256,
    next_chunk: u64,
    last: bool,
}

struct WriteStage {
    job: Job,
    next_segment: u32,
    open: Option<OpenSegment>,
    /// The previous segment, being synced while the next one is filled.
    closing: Option<Closing>,
    closed: Vec<ClosedSegment>,
    /// The hash of everything written so far.
    written: Sha256,
    position: Position,
}

impl WriteStage {
    async fn run(mut self, mut steps: mpsc::Receiver<Step<Hashed>>) -> Result<Written, WriteError> {
        loop {
            let outcome = match steps.recv().await {
                Some(Step::Chunk(hashed)) => self.write(hashed).await,
                Some(Step::Finish) => match self.close(None).await {
                    Ok(()) => match self.settle().await {
                        Ok(()) => break,
                        Err(error) => Err(error),
                    },
                    Err(error) => Err(error),
                },
                None => Err(WriteError::Defect("the write was given up".into())),
            };
            if let Err(error) = outcome {
                drop(steps);
                self.give_up().await;
                return Err(error);
            }
        }
        let segments = std::mem::take(&mut self.closed);
        Ok(Written {
            segments,
            hasher: self.written,
            next_segment: self.next_segment,
        })
    }

    async fn write(&mut self, hashed: Hashed) -> Result<(), WriteError> {
        let Hashed {
            chunk:
                Chunk {
                    number,
                    last,
                    buffer,
                    permit,
                },
            hasher,
        } = hashed;
        let length = (buffer.len() - PREFIX_LEN) as u64;
        let sealed = self.job.seal(number, last, buffer).await?;
        let identity = self.job.identity.clone();
        let mut segment = match self.open.take() {
            Some(segment) => segment,
            None => {
                let number_of_segment = self.next_segment;
                self.next_segment += 1;
                OpenSegment::open(&self.job.inner, &identity, &self.job.lease, number_of_segment, number).await?
            }
        };
        segment.write(&identity, &sealed, length).await?;
        let full = segment.chunks() >= self.job.inner.settings.segment_chunks;
        self.open = Some(segment);
        self.written = hasher;
        self.position.next_chunk = number + 1;
        for piece in sealed.pieces {
            self.job.inner.buffers.give_back(piece);
        }
        drop(permit);
        if last || full {
            self.close(last.then_some(number)).await
        } else {
            Ok(())
        }
    }

    /// Begins to close the open segment; waits for the one before it.
    async fn close(&mut self, last_chunk: Option<u64>) -> Result<(), WriteError> {
        let Some(segment) = self.open.take() else { return Ok(()) };
        self.settle().await?;
        let facts = match last_chunk {
            Some(_) => end_facts(&self.job, &self.written),
            None => class_facts(&self.job),
        };
        let (inner, identity) = (self.job.inner.clone(), self.job.identity.clone());
        let closing = tokio::spawn(async move { segment.close(&inner, &identity, &facts).await });
        self.closing = Some(Closing {
            segment: closing,
            hasher: self.written.clone(),
            next_chunk: self.position.next_chunk,
            last: last_chunk.is_some(),
        });
        Ok(())
    }

    /// Waits for the segment that is being closed, and records it if the upload is resumable and not at its end.
    async fn settle(&mut self) -> Result<(), WriteError> {
        let Some(Closing {
            segment,
            hasher,
            next_chunk,
            last,
        }) = self.closing.take()
        else {
            return Ok(());
        };
        let segment = segment
            .await
            .map_err(|_| WriteError::Defect("closing a segment panicked".into()))??;
        match &self.job.claim {
            Some(_) if !last => {
                let state = resume::State {
                    hasher,
                    next_chunk,
                    next_segment: segment.number + 1,
                    tail: Vec::new(),
                };
                resume::record(&self.job, Some(segment), state).await?;
            }
            _ => self.closed.push(segment),
        }
        Ok(())
    }

    async fn give_up(&mut self) {
        if let Some(segment) = self.open.take() {
            segment.abort().await;
        }
        // What is durable by now stays with a resumable upload and is thrown away with any other.
        if let Err(error) = self.settle().await {
            tracing::debug!(%error, "the last segment of an upload that was given up did not become durable");
        }
        for closed in self.closed.drain(..) {
            segment::discard(&self.job.inner, &closed).await;
        }
    }
}

/// What any segment tells about its content.
fn class_facts(job: &Job) -> Facts {
    let facts = serde_json::json!({ "class": job.identity.class });
    job.identity
        .key
        .seal_facts(0, facts.to_string().as_bytes(), &job.inner.world)
}

/// What the last segment tells: the hash proves that a rebuilt content is whole.
pub(crate) fn end_facts(job: &Job, hasher: &Sha256) -> Facts {
    let sha256 = hex::encode(&hasher.clone().finalize());
    let facts = serde_json::json!({ "class": job.identity.class, "sha256": sha256 });
    job.identity
        .key
        .seal_facts(0, facts.to_string().as_bytes(), &job.inner.world)
}

impl Job {
    async fn seal(&self, number: u64, last: bool, buffer: Vec<u8>) -> Result<SealedChunk, WriteError> {
        let identity = self.identity.clone();
        let salt = self.inner.world.bytes();
        let sealing = tokio::task::spawn_blocking(move || {
            let context = identity.chunk(number, last);
            code::seal(
                &identity.key,
                &context,
                identity.chunk_size,
                salt,
                buffer,
                identity.redundancy,
            )
        });
        sealing
            .await
            .map_err(|_| WriteError::Defect("sealing panicked".into()))?
            .map_err(|error| WriteError::Defect(base::chain(&error)))
    }

    /// Writes a content that fits into one small chunk without any stage.
    pub(crate) async fn write_small(&self, chunk: Chunk, mut hasher: Sha256) -> Result<Written, WriteError> {
        let length = chunk.length();
        hasher.update(&chunk.buffer[PREFIX_LEN..]);
        let context = self.identity.chunk(chunk.number, true);
        let identity = &self.identity;
        let salt = self.inner.world.bytes();
        // A few microseconds of work: not worth another thread.
        let sealed = code::seal(
            &identity.key,
            &context,
            identity.chunk_size,
            salt,
            chunk.buffer,
            identity.redundancy,
        )
        .map_err(|error| WriteError::Defect(base::chain(&error)))?;
        let facts = end_facts(self, &hasher);
        let segment = segment::put_small(&self.inner, identity, &self.lease, &sealed, length, &facts).await?;
        Ok(Written {
            segments: vec![segment],
            hasher,
            next_segment: 1,
        })
    }
}
