//! Generations: how a write that nobody has heard of yet is told apart from garbage, without trusting any clock.
//!
//! Each server holds an open generation, a number from the registry. The name of every shard it writes begins with that
//! number. A commit is refused unless its generation is still open, and the sweep deletes an object that no row refers to
//! only if its generation is older than the oldest open one. So a write under way is never swept, and a write that was
//! given up on can never be committed, whatever the clocks say.
//!
//! A server takes a new generation from time to time and closes the old one when its last write has ended. With SQLite
//! there is one server, so the generations of earlier runs are closed when it starts. With PostgreSQL, servers renew
//! theirs, and one that is silent for long is closed by the others: a wrong guess costs that server a failed write, never data.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use base::World;
use database::{Database, DatabaseError, Kind, Query, Tx, values};

/// How often the open generations of a server are renewed.
pub(crate) const RENEW_EVERY: Duration = Duration::from_secs(20);
/// After so many renewals a server takes a new generation.
const ROTATE_AFTER: u32 = 6;
/// A server that has not renewed for so long is taken to be gone.
const SILENT_FOR: Duration = Duration::from_secs(300);

/// The generations of this server.
#[derive(Debug)]
pub(crate) struct Generations {
    database: Database,
    world: World,
    server: [u8; 16],
    held: Mutex<Held>,
}

#[derive(Debug)]
struct Held {
    current: Arc<Lease>,
    renewals: u32,
    /// Earlier generations that may still have writes under way.
    earlier: Vec<Arc<Lease>>,
}

/// One generation; as long as a writer holds it, it stays open.
#[derive(Debug)]
pub(crate) struct Lease {
    pub(crate) number: u64,
}

impl Generations {
    pub(crate) async fn open(database: &Database, world: &World) -> Result<Self, DatabaseError> {
        let server = world.bytes();
        if database.kind() == Kind::Sqlite {
            let all = database
                .all("SELECT number FROM generations WHERE state = 'open'", values![])
                .await?;
            for row in all {
                let number: u64 = row.get(0)?;
                database.write(move |tx| Box::pin(close(tx, number))).await?;
            }
        }
        let current = Arc::new(Lease {
            number: take(database, world, server).await?,
        });
        let held = Held {
            current,
            renewals: 0,
            earlier: Vec::new(),
        };
        Ok(Generations {
            database: database.clone(),
            world: world.clone(),
            server,
            held: Mutex::new(held),
        })
    }

    /// The generation new writes belong to.
    pub(crate) fn current(&self) -> Arc<Lease> {
        self.held().current.clone()
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Renews, rotates and closes what is due. Called every [`RENEW_EVERY`].
    pub(crate) async fn tend(&self) -> Result<(), DatabaseError> {
        let now = self.world.now();
        let server = self.server;
        self.database
            .write::<_, DatabaseError, _>(move |tx| {
                Box::pin(async move {
                    let renew = "UPDATE generations SET renewed_at = $1 WHERE server = $2 AND state = 'open'";
                    tx.execute(renew, values![now, server]).await
                })
            })
            .await?;
        if self.is_due() {
            self.rotate().await?;
        }
        self.close_ended().await?;
        self.close_silent().await
    }

    fn is_due(&self) -> bool {
        let mut held = self.held();
        held.renewals += 1;
        held.renewals >= ROTATE_AFTER
    }

    /// Takes a new generation. The old one stays open until its last write has ended.
    pub(crate) async fn rotate(&self) -> Result<(), DatabaseError> {
        let fresh = Arc::new(Lease {
            number: take(&self.database, &self.world, self.server).await?,
        });
        let mut held = self.held();
        let old = std::mem::replace(&mut held.current, fresh);
        held.earlier.push(old);
        held.renewals = 0;
        Ok(())
    }

    /// Closes the earlier generations that no write holds any more.
    pub(crate) async fn close_ended(&self) -> Result<(), DatabaseError> {
        let ended: Vec<u64> = {
            let held = self.held();
            let ended = held.earlier.iter().filter(|lease| Arc::strong_count(lease) == 1);
            ended.map(|lease| lease.number).collect()
        };
        for number in ended {
            self.database.write(move |tx| Box::pin(close(tx, number))).await?;
            // Only now: a generation that could not be closed is tried again.
            self.held().earlier.retain(|lease| lease.number != number);
        }
        Ok(())
    }

    async fn close_silent(&self) -> Result<(), DatabaseError> {
        let before = self.world.now().before(SILENT_FOR);
        let silent =
            "SELECT number FROM generations WHERE state = 'open' AND renewed_at < $1 AND server <> $2 LIMIT 100";
        for row in self.database.all(silent, values![before, self.server]).await? {
            let number: u64 = row.get(0)?;
            tracing::warn!(
                generation = number,
                "a server has been silent for long; its unfinished writes are given up"
            );
            self.database.write(move |tx| Box::pin(close(tx, number))).await?;
        }
        Ok(())
    }

    /// The oldest open generation: shards named after an earlier one are either in the registry or garbage.
    pub(crate) async fn oldest_open(&self) -> Result<u64, DatabaseError> {
        let row = self
            .database
            .one("SELECT MIN(number) FROM generations WHERE state = 'open'", values![])
            .await?;
        // Without an open generation nothing may be called garbage.
        Ok(row
            .map(|row| row.get::<Option<u64>>(0))
            .transpose()?
            .flatten()
            .unwrap_or(0))
    }
}

async fn take(database: &Database, world: &World, server: [u8; 16]) -> Result<u64, DatabaseError> {
    let now = world.now();
    database
        .write(move |tx| {
            Box::pin(async move {
                // Numbers never go back: the newest row stays for ever.
                tx.execute(
                    "DELETE FROM generations WHERE state = 'closed' AND number < (SELECT MAX(number) FROM generations)",
                    values![],
                )
                .await?;
                let row = tx
                    .one(
                        "INSERT INTO generations (number, server, renewed_at, state)
                         SELECT COALESCE(MAX(number), 0) + 1, $1, $2, 'open' FROM generations RETURNING number",
                        values![server, now],
                    )
                    .await?;
                row.map_or(Ok(1), |row| row.get(0))
            })
        })
        .await
}

/// Closes a generation and gives back what its unfinished writes had reserved.
async fn close(tx: &mut Tx, number: u64) -> Result<(), DatabaseError> {
    tx.unlearn((IS_OPEN, number));
    tx.execute(
        "UPDATE allowances SET reserved_bytes = reserved_bytes
           - (SELECT SUM(bytes) FROM reservations WHERE generation = $1 AND allowance_id = allowances.id)
         WHERE id IN (SELECT allowance_id FROM reservations WHERE generation = $1)",
        values![number],
    )
    .await?;
    tx.execute("DELETE FROM reservations WHERE generation = $1", values![number])
        .await?;
    tx.execute(
        "UPDATE generations SET state = 'closed' WHERE number = $1",
        values![number],
    )
    .await?;
    Ok(())
}

/// A fact that commits of one transaction tell each other.
const IS_OPEN: &str = "this generation is open";

/// Refuses a commit whose generation was closed meanwhile. Part of the commit's own transaction.
pub(crate) async fn is_open(tx: &mut Tx, number: u64) -> Result<bool, DatabaseError> {
    let fact = (IS_OPEN, number);
    if tx.knows(fact) {
        return Ok(true);
    }
    let sql = "SELECT 1 FROM generations WHERE number = $1 AND state = 'open'";
    let open = tx.one(sql, values![number]).await?.is_some();
    if open {
        tx.learn(fact);
    }
    Ok(open)
}
