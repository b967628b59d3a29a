//! What can go wrong with a target: a kind for programs, a sentence for people.

use std::{fmt, io, sync::Arc};

use format::ShardId;
use rustix::io::Errno;

/// The kinds of failure the engine decides by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TargetErrorKind {
    /// The target answers and has no shard of this id.
    NotFound,
    /// The range goes beyond the shard's end, or runs backwards.
    OutOfRange,
    /// No room: the disk or the account's quota is used up. Reading and deleting still work.
    Full,
    /// Writing is refused, reading works.
    ReadOnly,
    /// The place itself is gone: directory removed, disk unmounted, identity file missing. It may come back.
    Vanished,
    /// The place exists but belongs to another target or another installation.
    WrongIdentity,
    /// The directory exists and is empty: new, or not mounted. Somebody has to decide whether to adopt it.
    Empty,
    /// Another process holds this target.
    Busy,
    /// The target itself noticed that the bytes it keeps are damaged.
    Corrupt,
    /// No answer in time.
    Timeout,
    /// Any other failure of the device or the connection. After a failed sync every write fails like this until the
    /// target is opened again.
    Io,
}

impl TargetErrorKind {
    /// The kind as a word for logs, metrics and rows.
    pub const fn as_str(self) -> &'static str {
        match self {
            TargetErrorKind::NotFound => "not_found",
            TargetErrorKind::OutOfRange => "out_of_range",
            TargetErrorKind::Full => "full",
            TargetErrorKind::ReadOnly => "read_only",
            TargetErrorKind::Vanished => "vanished",
            TargetErrorKind::WrongIdentity => "wrong_identity",
            TargetErrorKind::Empty => "empty",
            TargetErrorKind::Busy => "busy",
            TargetErrorKind::Corrupt => "corrupt",
            TargetErrorKind::Timeout => "timeout",
            TargetErrorKind::Io => "io",
        }
    }
}

impl fmt::Display for TargetErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A failure of a target. Cheap to clone, so that one failed sync can answer everybody who waited for it.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{detail}")]
pub struct TargetError {
    /// What the engine decides by.
    pub kind: TargetErrorKind,
    /// What happened and what to do, for people.
    pub detail: String,
    /// The operating system's error, if there was one.
    #[source]
    pub source: Option<Arc<io::Error>>,
}

impl TargetError {
    /// An error without a cause from the operating system.
    pub fn new(kind: TargetErrorKind, detail: impl Into<String>) -> Self {
        TargetError {
            kind,
            detail: detail.into(),
            source: None,
        }
    }

    /// No shard of this id.
    pub fn not_found(id: ShardId) -> Self {
        TargetError::new(TargetErrorKind::NotFound, format!("the target has no shard {id}"))
    }

    /// A range that does not lie within a shard of `len` bytes.
    pub fn out_of_range(id: ShardId, range: &std::ops::Range<u64>, len: u64) -> Self {
        let detail = format!(
            "bytes {}..{} do not lie within shard {id} of {len} bytes",
            range.start, range.end
        );
        TargetError::new(TargetErrorKind::OutOfRange, detail)
    }

    /// Sorts an error of the operating system into a kind. `doing` completes "could not …".
    ///
    /// A missing file becomes [`TargetErrorKind::NotFound`]; whoever knows that it means something else says so.
    pub fn from_io(error: io::Error, doing: impl fmt::Display) -> Self {
        let kind = kind_of(&error);
        let advice = match kind {
            TargetErrorKind::Full => ": the disk or its quota is full, make room or add a target",
            TargetErrorKind::ReadOnly => ": the file system does not accept writes, check its mount and permissions",
            _ => "",
        };
        TargetError {
            kind,
            detail: format!("could not {doing}{advice}"),
            source: Some(Arc::new(error)),
        }
    }
}

fn kind_of(error: &io::Error) -> TargetErrorKind {
    match error.raw_os_error().map(Errno::from_raw_os_error) {
        Some(Errno::NOENT) => TargetErrorKind::NotFound,
        Some(Errno::NOSPC | Errno::DQUOT) => TargetErrorKind::Full,
        Some(Errno::ROFS | Errno::ACCESS | Errno::PERM) => TargetErrorKind::ReadOnly,
        Some(Errno::NODEV | Errno::NOTCONN | Errno::STALE) => TargetErrorKind::Vanished,
        Some(Errno::TIMEDOUT) => TargetErrorKind::Timeout,
        _ => TargetErrorKind::Io,
    }
}
