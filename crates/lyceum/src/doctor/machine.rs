//! The directory everything lies in, and the clock.

use std::{io, path::Path};

use ::database::{Database, Query, values};
use base::{ByteSize, GIB, Timestamp, World};

use super::Check;

/// Below this much free room somebody should look.
const LOW: u64 = 2 * GIB;
/// 2026-01-01: a clock that shows less was never set.
const NEVER_SET: Timestamp = Timestamp(1_767_225_600_000_000);
/// A clock may be this much behind what the database has seen before it is worth a word: one minute.
const BEHIND: i64 = 60_000_000;

pub(super) fn data_dir(path: &Path) -> Check {
    let name = "data directory";
    let shown = path.display();
    match std::fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Check::warn(
                name,
                format!("{shown} does not exist yet"),
                "the first `lyceum serve` makes it",
            );
        }
        Err(error) => return Check::fail(name, format!("{shown}: {error}"), "check its permissions"),
        Ok(found) if !found.is_dir() => {
            return Check::fail(
                name,
                format!("{shown} is no directory"),
                "set LYCEUM_DATA_DIR to a directory",
            );
        }
        Ok(_) => {}
    }
    if let Err(error) = rustix::fs::access(path, rustix::fs::Access::WRITE_OK) {
        return Check::fail(
            name,
            format!("{shown} cannot be written: {error}"),
            "check its owner, permissions and mount",
        );
    }
    match free(path) {
        Ok(free) if free < LOW => Check::warn(
            name,
            format!("{shown} has {} left", ByteSize(free)),
            "make room: when it is full, nothing can be uploaded",
        ),
        Ok(free) => Check::ok(name, format!("{shown}, {} left", ByteSize(free))),
        Err(error) => Check::warn(
            name,
            format!("the free room of {shown} is unknown: {error}"),
            "look with `df`",
        ),
    }
}

/// Bytes that may still be written below a path.
pub(super) fn free(path: &Path) -> io::Result<u64> {
    let found = rustix::fs::statvfs(path)?;
    Ok(found.f_bavail.saturating_mul(found.f_frsize))
}

pub(super) async fn clock(database: Option<&Database>, world: &World) -> Check {
    let now = world.now();
    if now < NEVER_SET {
        return Check::fail("clock", format!("it shows {now}"), "set the clock of this machine");
    }
    let newest = match database {
        Some(database) => newest(database).await,
        None => None,
    };
    match newest {
        Some(newest) if now.0.saturating_add(BEHIND) < newest.0 => Check::warn(
            "clock",
            format!("it shows {now}, but the database has seen {newest}"),
            "check the clock; nothing is lost by it, but times shown to people are wrong",
        ),
        _ => Check::ok("clock", now.to_string()),
    }
}

/// The last moment a server wrote down.
async fn newest(database: &Database) -> Option<Timestamp> {
    let row = database
        .one("SELECT MAX(renewed_at) FROM generations", values![])
        .await
        .ok()??;
    row.get(0).ok()?
}
