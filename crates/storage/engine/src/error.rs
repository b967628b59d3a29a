//! What can go wrong at the façade, sorted by what a caller can do about it.

use base::ByteSize;
use crypto::CryptoError;
use database::DatabaseError;

/// Why the engine did not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A setting is out of bounds.
    #[error("{0}")]
    Settings(String),
    /// The root key is not the one this installation was made with.
    #[error("the root key is not the one this installation was made with; put the right key file back")]
    WrongRootKey,
    /// A target in the registry is of another zone, role or kind than the settings say.
    #[error("the target `{name}` was a {was} and cannot become a {now}; give the new one another name")]
    TargetChanged {
        /// The target's name.
        name: String,
        /// What the registry says.
        was: String,
        /// What the settings say.
        now: String,
    },
    /// The database's own trouble.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Why a content could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The allowance has no room.
    #[error(
        "there is not enough room: {needed} needed, {} of {limit} free; delete something or ask for more",
        ByteSize(limit.0.saturating_sub(used.0))
    )]
    QuotaExceeded {
        /// What the allowance holds at most.
        limit: ByteSize,
        /// What is used or reserved.
        used: ByteSize,
        /// What this write needs.
        needed: ByteSize,
    },
    /// Too few targets took their shard.
    #[error("only {reached} of the {needed} storage targets needed took the data; nothing was kept, try again later")]
    StorageUnavailable {
        /// Durable shards.
        reached: usize,
        /// Durable shards that an acknowledgement needs.
        needed: usize,
    },
    /// The bytes that came are not as many as were announced.
    #[error("{received} came, but {declared} were announced; nothing was kept")]
    Length {
        /// Announced bytes.
        declared: u64,
        /// Bytes that came.
        received: u64,
    },
    /// No such content, or it is finished or abandoned.
    #[error("there is no such upload; it may have expired")]
    NoSuchContent,
    /// Another connection is writing to this upload.
    #[error("another connection is writing to this upload")]
    Busy,
    /// This server was silent for too long and others have given its writes up.
    #[error("the server was interrupted while writing; nothing was kept, try again")]
    Fenced,
    /// There is no storage class of this name.
    #[error("there is no storage class `{0}`")]
    NoSuchClass(String),
    /// The vault's key is missing or damaged.
    #[error("the keys of this storage area cannot be opened")]
    Keys(#[source] CryptoError),
    /// The database's own trouble.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// Something that should not happen.
    #[error("the write failed: {0}; this is a defect of Lyceum")]
    Defect(String),
}

/// Why a content could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// No such content, or it is not finished.
    #[error("there is no such content")]
    NoSuchContent,
    /// Too few shards can be reached right now.
    #[error("the data cannot be reached right now; {}", when_it_comes_back(missing))]
    Unavailable {
        /// Names of the targets whose shards are needed.
        missing: Vec<String>,
    },
    /// The content's key cannot be opened.
    #[error("the key of this content cannot be opened")]
    Keys(#[source] CryptoError),
    /// The database's own trouble.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

fn when_it_comes_back(missing: &[String]) -> String {
    match missing {
        [] => "the storage is slow or busy with repairs, try again in a moment".into(),
        names => format!("it comes back when these targets do: {}", names.join(", ")),
    }
}

/// Why a content could not be moved to another storage class.
#[derive(Debug, thiserror::Error)]
pub enum TransitionError {
    /// No such content, or it was deleted or moved meanwhile.
    #[error("there is no such content any more")]
    NoSuchContent,
    /// There is no storage class of this name.
    #[error("there is no storage class `{0}`")]
    NoSuchClass(String),
    /// A segment cannot be read or placed now.
    #[error("too few storage targets can be reached to move the data; what is moved stays moved, try again later")]
    Unavailable,
    /// The database's own trouble.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}
