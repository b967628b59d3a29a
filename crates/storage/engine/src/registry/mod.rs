//! Every query of the engine, sorted by table. What destroys or counts happens in the caller's transaction.

pub mod allowances;
pub(crate) mod contents;
pub(crate) mod references;
pub(crate) mod shards;

use database::{Database, DatabaseError, Query, values};

use crate::OpenError;

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
