//! Allowances: how much a drive may hold, how much it holds, and what writes under way have reserved.
//!
//! `used` is the sum over references and `reserved` the sum over reservations, kept in the same transactions, so that no
//! two uploads can both get the last free byte.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use base::Timestamp;
use database::{DatabaseError, Query, Tx, values};

use crate::{
    AllowanceId, ContentId, Engine, WriteError,
    generation::is_open,
    inner::Inner,
    write::{identity::Identity, quota_exceeded},
};

/// How an allowance stands, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Allowance {
    /// What it may hold.
    pub limit: u64,
    /// What it holds.
    pub used: u64,
    /// What uploads under way have reserved.
    pub reserved: u64,
}

impl Allowance {
    /// What is still free.
    pub fn free(self) -> u64 {
        self.limit.saturating_sub(self.used).saturating_sub(self.reserved)
    }
}

/// Makes an allowance.
///
/// # Errors
/// The database's own trouble.
pub async fn create(tx: &mut Tx, id: AllowanceId, limit: u64) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO allowances (id, limit_bytes) VALUES ($1, $2)",
        values![id, limit],
    )
    .await?;
    Ok(())
}

/// Changes what an allowance may hold. Less than it holds already is allowed: then nothing more goes in.
///
/// # Errors
/// The database's own trouble.
pub async fn set_limit(tx: &mut Tx, id: AllowanceId, limit: u64) -> Result<(), DatabaseError> {
    tx.execute(
        "UPDATE allowances SET limit_bytes = $1 WHERE id = $2",
        values![limit, id],
    )
    .await?;
    Ok(())
}

/// Removes an allowance that nothing counts against any more. One that something does stays as it is.
///
/// # Errors
/// The database's own trouble.
pub async fn remove(tx: &mut Tx, id: AllowanceId) -> Result<(), DatabaseError> {
    tx.execute(
        "DELETE FROM allowances WHERE id = $1
         AND NOT EXISTS (SELECT 1 FROM content_references WHERE allowance_id = $1)
         AND NOT EXISTS (SELECT 1 FROM reservations WHERE allowance_id = $1)",
        values![id],
    )
    .await?;
    Ok(())
}

impl Engine {
    /// How an allowance stands.
    ///
    /// # Errors
    /// The database's own trouble.
    pub async fn allowance(&self, id: AllowanceId) -> Result<Option<Allowance>, DatabaseError> {
        read(&self.inner().database, id).await
    }
}

async fn read(query: impl Query, id: AllowanceId) -> Result<Option<Allowance>, DatabaseError> {
    let sql = "SELECT limit_bytes, used_bytes, reserved_bytes FROM allowances WHERE id = $1";
    let row = query.one(sql, values![id]).await?;
    row.map(|row| {
        Ok(Allowance {
            limit: row.get(0)?,
            used: row.get(1)?,
            reserved: row.get(2)?,
        })
    })
    .transpose()
}

/// Reserves room for a content in the caller's transaction.
pub(crate) async fn reserve(
    tx: &mut Tx,
    allowance: AllowanceId,
    content: ContentId,
    bytes: u64,
    generation: Option<u64>,
) -> Result<(), WriteError> {
    // A reservation of a closed generation would have nobody left to end it.
    if let Some(number) = generation
        && !is_open(tx, number).await?
    {
        return Err(WriteError::Fenced);
    }
    let grown = tx
        .execute(
            "UPDATE allowances SET reserved_bytes = reserved_bytes + $1
             WHERE id = $2 AND $1 <= limit_bytes - used_bytes - reserved_bytes",
            values![bytes, allowance],
        )
        .await?;
    if grown == 0 {
        return Err(refusal(tx, allowance, bytes).await?);
    }
    tx.execute(
        "INSERT INTO reservations (content_id, allowance_id, bytes, generation) VALUES ($1, $2, $3, $4)
         ON CONFLICT (content_id) DO UPDATE SET bytes = reservations.bytes + excluded.bytes",
        values![content, allowance, bytes, generation],
    )
    .await?;
    Ok(())
}

/// Ends a content's reservation; tells who had made it.
pub(crate) async fn release(tx: &mut Tx, content: ContentId) -> Result<Option<AllowanceId>, DatabaseError> {
    let ended = "DELETE FROM reservations WHERE content_id = $1 RETURNING allowance_id, bytes";
    let Some(row) = tx.one(ended, values![content]).await? else {
        return Ok(None);
    };
    let (allowance, bytes): (AllowanceId, u64) = (row.get(0)?, row.get(1)?);
    let shrink = "UPDATE allowances SET reserved_bytes = reserved_bytes - $1 WHERE id = $2";
    tx.execute(shrink, values![bytes, allowance]).await?;
    Ok(Some(allowance))
}

/// Adds to what an allowance holds, if there is room.
pub(crate) async fn charge(tx: &mut Tx, allowance: AllowanceId, bytes: u64) -> Result<(), WriteError> {
    let charged = tx
        .execute(
            "UPDATE allowances SET used_bytes = used_bytes + $1
             WHERE id = $2 AND $1 <= limit_bytes - used_bytes - reserved_bytes",
            values![bytes, allowance],
        )
        .await?;
    if charged == 0 {
        Err(refusal(tx, allowance, bytes).await?)
    } else {
        Ok(())
    }
}

/// Takes from what an allowance holds.
pub(crate) async fn refund(tx: &mut Tx, allowance: AllowanceId, bytes: u64) -> Result<(), DatabaseError> {
    let sql = "UPDATE allowances SET used_bytes = used_bytes - $1 WHERE id = $2";
    tx.execute(sql, values![bytes, allowance]).await?;
    Ok(())
}

async fn refusal(tx: &mut Tx, allowance: AllowanceId, needed: u64) -> Result<WriteError, DatabaseError> {
    let state = read(tx, allowance).await?;
    Ok(match state {
        Some(state) => quota_exceeded(state.limit, state.used + state.reserved, needed),
        None => quota_exceeded(0, 0, needed),
    })
}

/// Refuses early what cannot fit. The commit decides again; this only spares the sender the trouble.
pub(crate) async fn check(inner: &Inner, allowance: AllowanceId, needed: u64) -> Result<(), WriteError> {
    if inner.headroom.has(allowance, needed, inner.world.now()) {
        return Ok(());
    }
    let state = read(&inner.database, allowance).await?;
    let state = state.unwrap_or(Allowance {
        limit: 0,
        used: 0,
        reserved: 0,
    });
    if state.free() < needed {
        return Err(quota_exceeded(state.limit, state.used + state.reserved, needed));
    }
    inner.headroom.learn(allowance, state.free(), inner.world.now());
    Ok(())
}

/// What was free a moment ago, so that a thousand small files do not each ask.
#[derive(Debug, Default)]
pub(crate) struct Headroom(Mutex<HashMap<AllowanceId, (u64, Timestamp)>>);

/// How long a look at an allowance is good for.
const GOOD_FOR: Duration = Duration::from_secs(1);
/// Allowances remembered at most.
const REMEMBERED: usize = 4096;

impl Headroom {
    fn has(&self, allowance: AllowanceId, needed: u64, now: Timestamp) -> bool {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .get(&allowance)
            .is_some_and(|(free, at)| *free >= needed && *at <= now && now.since(*at) < GOOD_FOR)
    }

    fn learn(&self, allowance: AllowanceId, free: u64, now: Timestamp) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(allowance, (free, now));
    }

    /// Notes that a commit has used some of it.
    pub(crate) fn spend(&self, allowance: AllowanceId, bytes: u64) {
        if let Some((free, _)) = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_mut(&allowance)
        {
            *free = free.saturating_sub(bytes);
        }
    }
}

/// Room reserved for a write of this process; given back when it is dropped before the commit has used it.
pub(crate) struct Reservation {
    inner: Arc<Inner>,
    content: ContentId,
    allowance: AllowanceId,
    generation: u64,
    bytes: u64,
    settled: bool,
}

impl Reservation {
    pub(crate) async fn take(
        inner: &Arc<Inner>,
        identity: &Identity,
        bytes: u64,
        generation: u64,
    ) -> Result<Self, WriteError> {
        let mut reservation = Reservation {
            inner: inner.clone(),
            content: identity.content,
            allowance: identity.allowance,
            generation,
            bytes: 0,
            // Until there is a row there is nothing to give back.
            settled: true,
        };
        reservation.grow(bytes).await?;
        reservation.settled = false;
        Ok(reservation)
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Reserves up to `bytes` in all.
    pub(crate) async fn grow(&mut self, bytes: u64) -> Result<(), WriteError> {
        let (allowance, content, more, generation) = (
            self.allowance,
            self.content,
            bytes.saturating_sub(self.bytes),
            self.generation,
        );
        self.inner
            .database
            .write(move |tx| Box::pin(reserve(tx, allowance, content, more, Some(generation))))
            .await?;
        self.bytes = self.bytes.max(bytes);
        Ok(())
    }

    /// The commit has ended the reservation.
    pub(crate) fn settled(mut self) {
        self.settled = true;
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if self.settled {
            return;
        }
        let (database, content) = (self.inner.database.clone(), self.content);
        // Without a runtime the process is ending; the reservation ends with its generation.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                let released = database
                    .write::<_, DatabaseError, _>(move |tx| Box::pin(release(tx, content)))
                    .await;
                if let Err(error) = released {
                    tracing::warn!(%error, "a reservation could not be given back; it ends with its generation");
                }
            });
        }
    }
}
