//! One target as the engine sees it: where it stands, how it is, how fast it answers.

use std::{
    fmt,
    future::Future,
    ops::Range,
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::{Duration, Instant},
};

use base::Timestamp;
use bytes::Bytes;
use format::ShardId;
use serde::Serialize;
use targets::{ShardWriter, Space, Target, TargetError, TargetErrorKind};
use tokio::sync::Notify;

use super::{opener::Opener, pace::Pace};
use crate::TargetId;

/// No call to a target may take longer.
const CALL_LIMIT: Duration = Duration::from_secs(30);
/// A read that takes longer is given up: another shard or a clear refusal serves people better.
const READ_LIMIT: Duration = Duration::from_secs(4);

/// A target that was too late for a write is given less time for so long.
const LATE_FOR: Duration = Duration::from_secs(60);

/// What a target is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Keeps the shards that acknowledgements count.
    Primary,
    /// Keeps a whole copy of everything, filled in the background.
    Backup,
}

impl Role {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Role::Primary => "primary",
            Role::Backup => "backup",
        }
    }
}

/// How a target is right now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberState {
    /// Reads and writes.
    Online,
    /// Reads only: somebody mounted it so.
    ReadOnly,
    /// Reads only: no room.
    Full,
    /// Away; it is waited for.
    Suspended,
    /// Away for so long that its shards are made again elsewhere.
    Lost,
}

/// One target of the fleet.
pub(crate) struct Member {
    pub(crate) id: TargetId,
    pub(crate) name: String,
    pub(crate) zone: String,
    pub(crate) role: Role,
    pub(crate) kind: &'static str,
    pub(crate) opener: Arc<dyn Opener>,
    pub(crate) pace: Pace,
    live: RwLock<Live>,
    /// When a write last went on without it.
    late: Mutex<Option<Instant>>,
    /// Tells the monitor that something went wrong here.
    pub(crate) trouble: Arc<Notify>,
}

#[derive(Clone)]
pub(crate) struct Live {
    pub(crate) target: Option<Arc<dyn Target>>,
    pub(crate) state: MemberState,
    pub(crate) message: Option<String>,
    pub(crate) space: Option<Space>,
    pub(crate) away_since: Option<Timestamp>,
    pub(crate) last_seen: Option<Timestamp>,
    /// Checks in a row that it did not answer in time.
    pub(crate) slow: u32,
}

impl fmt::Debug for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Member")
            .field("name", &self.name)
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}

impl Member {
    pub(crate) fn new(id: TargetId, spec: super::TargetSpec, trouble: Arc<Notify>) -> Self {
        let live = Live {
            target: None,
            state: MemberState::Suspended,
            message: Some("not opened yet".into()),
            space: None,
            away_since: None,
            last_seen: None,
            slow: 0,
        };
        Member {
            id,
            name: spec.name,
            zone: spec.zone,
            role: spec.role,
            kind: spec.kind,
            opener: spec.opener,
            pace: Pace::default(),
            live: RwLock::new(live),
            late: Mutex::default(),
            trouble,
        }
    }

    pub(crate) fn live(&self) -> Live {
        self.live
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Live)) {
        change(&mut self.live.write().unwrap_or_else(std::sync::PoisonError::into_inner));
    }

    pub(crate) fn state(&self) -> MemberState {
        self.live
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .state
    }

    pub(crate) fn is_writable(&self) -> bool {
        self.state() == MemberState::Online
    }

    /// Whether its shards can be read now.
    pub(crate) fn is_readable(&self) -> bool {
        matches!(
            self.state(),
            MemberState::Online | MemberState::ReadOnly | MemberState::Full
        )
    }

    /// A write went on without it.
    pub(crate) fn was_too_late(&self) {
        *self.late.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Whether writes have gone on without it a moment ago.
    pub(crate) fn is_often_late(&self) -> bool {
        let late = *self.late.lock().unwrap_or_else(PoisonError::into_inner);
        late.is_some_and(|late| late.elapsed() < LATE_FOR)
    }

    fn target(&self) -> Result<Arc<dyn Target>, TargetError> {
        self.live()
            .target
            .ok_or_else(|| TargetError::new(TargetErrorKind::Vanished, format!("{} is away", self.name)))
    }

    pub(crate) async fn create(&self, id: ShardId) -> Result<Box<dyn ShardWriter>, TargetError> {
        let target = self.target()?;
        self.call(CALL_LIMIT, target.create(id)).await
    }

    pub(crate) async fn put(&self, id: ShardId, bytes: Bytes) -> Result<(), TargetError> {
        let target = self.target()?;
        self.call(CALL_LIMIT, target.put(id, bytes)).await
    }

    pub(crate) async fn read(&self, id: ShardId, range: Range<u64>) -> Result<Vec<u8>, TargetError> {
        let target = self.target()?;
        let start = Instant::now();
        let outcome = self.call(READ_LIMIT, target.read(id, range)).await;
        if outcome.is_ok() {
            self.pace.note(start.elapsed());
        }
        outcome
    }

    pub(crate) async fn read_tail(&self, id: ShardId, at_most: u64) -> Result<targets::Tail, TargetError> {
        let target = self.target()?;
        self.call(READ_LIMIT, target.read_tail(id, at_most)).await
    }

    pub(crate) async fn len(&self, id: ShardId) -> Result<u64, TargetError> {
        let target = self.target()?;
        self.call(READ_LIMIT, target.len(id)).await
    }

    pub(crate) async fn delete(&self, id: ShardId) -> Result<(), TargetError> {
        let target = self.target()?;
        self.call(CALL_LIMIT, target.delete(id)).await
    }

    pub(crate) async fn list(
        &self,
        after: Option<ShardId>,
        limit: usize,
    ) -> Result<Vec<targets::ShardEntry>, TargetError> {
        let target = self.target()?;
        self.call(CALL_LIMIT, target.list(after, limit)).await
    }

    /// Bounds a call to a target in time, and calls the monitor when the failure is the target's own.
    pub(crate) async fn call<T>(
        &self,
        limit: Duration,
        call: impl Future<Output = Result<T, TargetError>>,
    ) -> Result<T, TargetError> {
        let outcome = match tokio::time::timeout(limit, call).await {
            Ok(outcome) => outcome,
            Err(_) => Err(TargetError::new(
                TargetErrorKind::Timeout,
                format!("{} does not answer", self.name),
            )),
        };
        if let Err(error) = &outcome {
            self.note(error);
        }
        outcome
    }

    pub(crate) fn note(&self, error: &TargetError) {
        if !matches!(
            error.kind,
            TargetErrorKind::NotFound | TargetErrorKind::OutOfRange | TargetErrorKind::Corrupt
        ) {
            tracing::warn!(target = self.name, kind = %error.kind, %error, "a storage target failed");
            self.trouble.notify_one();
        }
    }
}
