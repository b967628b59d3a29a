//! Every query of the engine, sorted by table. What destroys or counts happens in the caller's transaction.

pub mod allowances;
pub(crate) mod contents;
pub(crate) mod references;
pub(crate) mod shards;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use database::{Database, DatabaseError, Query, values};

use crate::OpenError;

/// Whether a transaction that failed has surely left nothing.
///
/// A lost connection during `COMMIT` hides whether the rows are there. Shards they may refer to must then stay: when there
/// are no rows, the sweep finds the shards.
#[derive(Clone, Debug, Default)]
pub(crate) struct Verdict(Arc<AtomicBool>);

impl Verdict {
    /// Said by the transaction when it has no objection, each time it runs.
    pub(crate) fn may_commit(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// The transaction objected whenever it ran, or never ran.
    pub(crate) fn is_refused(&self) -> bool {
        !self.0.load(Ordering::Acquire)
    }
}

/// Finds the installation's row or makes it, and checks that the root key is the one it was made with.
pub(crate) async fn installation(
    database: &Database,
    world: &base::World,
    fingerprint: Vec<u8>,
) -> Result<[u8; 16], OpenError> {
    let row = database
        .one("SELECT id, root_fingerprint FROM installation", values![])
        .await?;
    if let Some(row) = row {
        return if row.get::<Vec<u8>>(1)? == fingerprint {
            Ok(row.get(0)?)
        } else {
            Err(OpenError::WrongRootKey)
        };
    }
    let (id, now) = (world.bytes::<16>(), world.now());
    database
        .write::<_, DatabaseError, _>(move |tx| {
            let row = values![id, &fingerprint, now];
            Box::pin(async move {
                tx.execute(
                    "INSERT INTO installation (id, root_fingerprint, created_at) VALUES ($1, $2, $3)",
                    row,
                )
                .await
            })
        })
        .await?;
    Ok(id)
}
