//! Chunk-sized buffers, used again and again, and a bound on how many are between a socket and a disk.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use crypto::PREFIX_LEN;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Chunks of all uploads together that wait to be hashed, sealed and written.
const IN_FLIGHT: usize = 48;
/// Idle buffers kept for the next upload.
const IDLE: usize = 8;

#[derive(Debug)]
pub(crate) struct Buffers {
    idle: Mutex<Vec<Vec<u8>>>,
    in_flight: Arc<Semaphore>,
    capacity: usize,
}

impl Buffers {
    /// Buffers for sealed chunks of `capacity` bytes.
    pub(crate) fn new(capacity: usize) -> Self {
        Buffers {
            idle: Mutex::new(Vec::new()),
            in_flight: Arc::new(Semaphore::new(IN_FLIGHT)),
            capacity,
        }
    }

    /// A buffer with room for a sealed chunk; its first [`PREFIX_LEN`] bytes are the prefix to come.
    /// `hint` bytes of plaintext are expected; a small content does not need the room of a chunk.
    pub(crate) fn take(&self, hint: Option<u64>) -> Vec<u8> {
        let wanted = hint.map_or(self.capacity, |hint| {
            usize::try_from(hint).unwrap_or(usize::MAX).saturating_add(256)
        });
        let mut buffer = if wanted < self.capacity / 2 {
            Vec::with_capacity(wanted)
        } else {
            let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            idle.unwrap_or_else(|| Vec::with_capacity(self.capacity))
        };
        buffer.clear();
        buffer.resize(PREFIX_LEN, 0);
        buffer
    }

    /// Waits for leave to bring one more chunk on its way.
    pub(crate) async fn admit(&self) -> Option<OwnedSemaphorePermit> {
        // The semaphore is never closed.
        self.in_flight.clone().acquire_owned().await.ok()
    }

    /// Gives a buffer back once nobody else looks at it.
    pub(crate) fn give_back(&self, bytes: Bytes) {
        if !bytes.is_unique() {
            return;
        }
        let buffer = Vec::from(bytes);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if buffer.capacity() >= self.capacity && idle.len() < IDLE {
            idle.push(buffer);
        }
    }
}
