//! Writes a large shard while its producer makes the next piece: one piece is in flight, never more.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use tokio::{sync::Semaphore, task::JoinHandle};

use super::{large::Draft, run_blocking};
use crate::{ShardWriter, TargetError, TargetErrorKind};

/// Writes one large shard.
pub(super) struct DirectoryWriter {
    permits: Arc<Semaphore>,
    offset: u64,
    state: State,
}

enum State {
    /// Nothing is in flight.
    Idle(Draft),
    /// A piece is being written; the draft comes back with the outcome.
    Writing(JoinHandle<Result<Draft, TargetError>>),
    /// A piece failed, and the draft is gone.
    Failed(TargetError),
}

impl DirectoryWriter {
    pub(super) fn new(draft: Draft, permits: Arc<Semaphore>) -> Self {
        DirectoryWriter {
            permits,
            offset: 0,
            state: State::Idle(draft),
        }
    }

    /// Waits for the piece in flight and takes the draft. Whoever does not put it back, for example because its caller
    /// no longer waits, has ended the writing.
    async fn draft(&mut self) -> Result<Draft, TargetError> {
        let written = match &mut self.state {
            State::Writing(task) => task.await.unwrap_or_else(|_| Err(ended())),
            _ => match std::mem::replace(&mut self.state, State::Failed(ended())) {
                State::Idle(draft) => Ok(draft),
                State::Failed(error) => Err(error),
                State::Writing(_) => Err(ended()),
            },
        };
        self.state = State::Failed(written.as_ref().err().cloned().unwrap_or_else(ended));
        written
    }
}

#[async_trait]
impl ShardWriter for DirectoryWriter {
    async fn write(&mut self, bytes: Bytes) -> Result<(), TargetError> {
        let draft = self.draft().await?;
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let offset = self.offset;
        self.offset += bytes.len() as u64;
        self.state = State::Writing(tokio::task::spawn_blocking(move || {
            let _permit = permit;
            draft.write_at(&bytes, offset).map(|()| draft)
        }));
        Ok(())
    }

    async fn finish(mut self: Box<Self>) -> Result<(), TargetError> {
        let draft = self.draft().await?;
        run_blocking(move || draft.publish()).await
    }

    async fn abort(mut self: Box<Self>) {
        if let Ok(draft) = self.draft().await {
            // Removing a large file takes the disk a while. A failure was logged; nobody waits for it.
            let _ = tokio::task::spawn_blocking(move || drop(draft)).await;
        }
    }
}

fn ended() -> TargetError {
    TargetError::new(
        TargetErrorKind::Io,
        "the writing of this shard was ended by an earlier error: write it again",
    )
}
