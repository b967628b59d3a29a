//! How everybody else says that a shard is bad, or a whole target.

use std::sync::Arc;

use database::{DatabaseError, Query, Tx, values};

use crate::{
    ContentId, TargetId,
    inner::Inner,
    registry::{
        contents,
        shards::{self, BACKUP_PIECE, ShardRow, ShardState},
    },
};

/// Rows changed in one transaction.
const PAGE: usize = 2000;

/// Notes in the background that a shard is missing or damaged, and queues its segment.
pub(crate) fn report(inner: &Arc<Inner>, shard: ShardRow, state: ShardState) {
    // What was known to be bad before somebody looked is queued already.
    if shard.state != ShardState::Live || !inner.reported().insert(shard.id) {
        return;
    }
    tracing::warn!(shard = %shard.id, target = inner.fleet.name(shard.target), state = state.as_str(), "a shard is bad; it will be made again");
    let inner = inner.clone();
    tokio::spawn(async move {
        let noted = note_bad(&inner, shard, state).await;
        inner.reported().remove(&shard.id);
        if let Err(error) = noted {
            tracing::error!(
                error = base::chain(&error),
                "a bad shard could not be noted; the next scrub finds it"
            );
        }
    });
}

/// Notes that a shard is missing or damaged, and queues its segment. `false`: that was known, or nobody needs the shard
/// any more.
pub(crate) async fn note_bad(inner: &Inner, shard: ShardRow, state: ShardState) -> Result<bool, DatabaseError> {
    let (now, reason) = (inner.world.now(), state.as_str());
    let news = inner
        .database
        .write::<_, DatabaseError, _>(move |tx| {
            Box::pin(async move {
                let news = shards::set_state(tx, shard.id, state).await?;
                let margin = margin(tx, shard.content, shard.segment).await?;
                if news {
                    contents::queue_repair(tx, shard.content, shard.segment, reason, margin, now).await?;
                } else if shards::is_known(tx, shard.id).await? {
                    // Its segment should be in the queue. It must not lose its patience there with every reader.
                    contents::ensure_queued(tx, shard.content, shard.segment, reason, margin, now).await?;
                }
                Ok(news)
            })
        })
        .await?;
    if news {
        inner.repairs.notify_one();
    }
    Ok(news)
}

async fn margin(tx: &mut Tx, content: ContentId, segment: u32) -> Result<i64, DatabaseError> {
    let sql = "SELECT (SELECT COUNT(*) FROM shards WHERE content_id = $1 AND segment = $2 AND state = 'live' AND piece < 1000)
                 - k FROM segments WHERE content_id = $1 AND number = $2";
    tx.one(sql, values![content, segment])
        .await?
        .map_or(Ok(0), |row| row.get(0))
}

/// Marks every shard on a target as missing and queues their segments, a page at a time.
pub(crate) async fn mark_target_missing(inner: &Inner, target: TargetId) -> Result<(), DatabaseError> {
    let mut after = None;
    loop {
        let page = shards::on_target(&inner.database, target, after, PAGE).await?;
        let (Some(first), Some(last)) = (page.first().map(|row| row.id), page.last().map(|row| row.id)) else {
            break;
        };
        let now = inner.world.now();
        inner
            .database
            .write::<_, DatabaseError, _>(move |tx| {
                Box::pin(async move {
                    let range = values![target, first.as_bytes(), last.as_bytes()];
                    let mark = "UPDATE shards SET state = 'missing' WHERE target_id = $1 AND id >= $2 AND id <= $3";
                    tx.execute(mark, range.clone()).await?;
                    let mut queue = range;
                    queue.push(now.into());
                    tx.execute(
                        "INSERT INTO repairs (content_id, segment, reason, margin, queued_at, next_at)
                         SELECT segments.content_id, segments.number, 'missing',
                           (SELECT COUNT(*) FROM shards live WHERE live.content_id = segments.content_id
                              AND live.segment = segments.number AND live.state = 'live' AND live.piece < 1000) - segments.k,
                           $4, $4
                         FROM segments WHERE EXISTS (SELECT 1 FROM shards WHERE shards.content_id = segments.content_id
                           AND shards.segment = segments.number AND shards.target_id = $1
                           AND shards.id >= $2 AND shards.id <= $3)
                         ON CONFLICT (content_id, segment) DO UPDATE SET margin = excluded.margin, next_at = excluded.next_at",
                        queue,
                    )
                    .await
                })
            })
            .await?;
        after = Some(last);
    }
    inner.repairs.notify_one();
    Ok(())
}

/// Makes the shards anew that lie on targets the settings no longer name.
pub(crate) async fn give_up_unknown_targets(inner: &Inner) -> Result<(), DatabaseError> {
    let sql = "SELECT id, name FROM targets WHERE EXISTS
                 (SELECT 1 FROM shards WHERE shards.target_id = targets.id AND shards.state = 'live')";
    for row in (&inner.database).all(sql, values![]).await? {
        let (target, name): (TargetId, String) = (row.get(0)?, row.get(1)?);
        if inner.fleet.get(target).is_none() {
            tracing::warn!(
                target = name,
                "a storage target is no longer in the settings; its shards are made again"
            );
            mark_target_missing(inner, target).await?;
        }
    }
    Ok(())
}

/// A target that came back may be a source or a place: everything that waits is tried again now.
pub(crate) async fn retry_soon(inner: &Inner) {
    let now = inner.world.now();
    let retried = inner
        .database
        .write::<_, DatabaseError, _>(move |tx| {
            Box::pin(async move {
                tx.execute(
                    "UPDATE repairs SET next_at = $1, attempts = 0 WHERE next_at > $1",
                    values![now],
                )
                .await
            })
        })
        .await;
    match retried {
        Ok(_) => inner.repairs.notify_one(),
        Err(error) => tracing::warn!(error = base::chain(&error), "waiting repairs could not be moved ahead"),
    }
}

/// Queues every segment without a whole copy on a backup target: those from before there was one. A page at a time.
pub(crate) async fn queue_without_backup(inner: &Inner) -> Result<(), DatabaseError> {
    /// Behind everything that could be lost.
    const LAST: i64 = 1000;
    if !inner.fleet.has_backup() {
        return Ok(());
    }
    let (mut content, mut number) = (Vec::new(), 0_u32);
    loop {
        let rows = (&inner.database)
            .all(
                "SELECT content_id, number FROM segments
                 WHERE (content_id > $1 OR (content_id = $1 AND number > $2)) AND NOT EXISTS (SELECT 1 FROM shards
                   WHERE shards.content_id = segments.content_id AND shards.segment = segments.number
                     AND shards.piece = $3)
                 ORDER BY content_id, number LIMIT $4",
                values![&content, number, BACKUP_PIECE, PAGE],
            )
            .await?;
        let page: Vec<(ContentId, u32)> = rows
            .iter()
            .map(|row| Ok((row.get(0)?, row.get(1)?)))
            .collect::<Result<_, DatabaseError>>()?;
        let Some((last_content, last_number)) = page.last().copied() else {
            break;
        };
        (content, number) = (last_content.as_bytes().to_vec(), last_number);
        let now = inner.world.now();
        inner
            .database
            .write::<_, DatabaseError, _>(move |tx| {
                let page = page.clone();
                Box::pin(async move {
                    for (content, segment) in page {
                        contents::ensure_queued(tx, content, segment, "backup", LAST, now).await?;
                    }
                    Ok(())
                })
            })
            .await?;
        inner.repairs.notify_one();
    }
    Ok(())
}
