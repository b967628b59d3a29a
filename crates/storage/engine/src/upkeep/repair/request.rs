//! Repair of one content for somebody who waits for it.

use std::sync::Arc;

use database::{DatabaseError, Query, values};

use super::{Outcome, note_bad, repair_segment};
use crate::{
    ContentId, Engine, ReadError,
    fleet::Role,
    inner::Inner,
    registry::shards::{self, ShardState},
    upkeep::Progress,
};

/// Somebody who waits for a repair has it tried so often while others change the segment.
const ATTEMPTS: usize = 5;

impl Engine {
    /// Checks that every shard of a content is on its target, and makes at once what is missing, the backup included.
    /// Returns how many segments are still incomplete.
    ///
    /// # Errors
    /// [`ReadError::NoSuchContent`] and the database's own trouble.
    pub async fn replicate(&self, content: ContentId, progress: &dyn Progress) -> Result<u64, ReadError> {
        let inner = self.inner();
        let total = segment_count(inner, content).await?;
        let mut incomplete = 0;
        for number in 0..total {
            check_existence(inner, content, number as u32).await?;
            let mut outcome = repair_segment(inner, content, number as u32).await?;
            for _ in 0..ATTEMPTS {
                if outcome != Outcome::Changed {
                    break;
                }
                outcome = repair_segment(inner, content, number as u32).await?;
            }
            incomplete += u64::from(outcome != Outcome::Complete);
            progress.report(number + 1, total);
        }
        Ok(incomplete)
    }

    /// Whether there is a backup target to sync to.
    pub fn has_backup(&self) -> bool {
        self.inner()
            .fleet
            .members()
            .iter()
            .any(|member| member.role == Role::Backup)
    }
}

pub(crate) async fn segment_count(inner: &Inner, content: ContentId) -> Result<u64, ReadError> {
    let sql =
        "SELECT (SELECT COUNT(*) FROM segments WHERE content_id = $1) FROM contents WHERE id = $1 AND state = 'live'";
    let row = (&inner.database)
        .one(sql, values![content])
        .await?
        .ok_or(ReadError::NoSuchContent)?;
    Ok(row.get(0)?)
}

async fn check_existence(inner: &Arc<Inner>, content: ContentId, number: u32) -> Result<(), DatabaseError> {
    for shard in shards::of_segments(&inner.database, content, number, number).await? {
        let Some(member) = inner.fleet.get(shard.target).filter(|member| member.is_readable()) else {
            continue;
        };
        if shard.state != ShardState::Live {
            continue;
        }
        let found = match member.len(shard.id).await {
            Ok(len) if len == shard.bytes => continue,
            Ok(_) => ShardState::Corrupt,
            Err(error) if error.kind == targets::TargetErrorKind::NotFound => ShardState::Missing,
            Err(_) => continue,
        };
        note_bad(inner, shard, found).await?;
    }
    Ok(())
}
