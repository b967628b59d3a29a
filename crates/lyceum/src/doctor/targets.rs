//! The storage directories: there, the right ones, writable, with room.

use std::path::PathBuf;

use ::database::{Database, Query, values};
use ::targets::{DirectoryTarget, Identity, OpenMode, Target, TargetError, TargetErrorKind};
use base::{ByteSize, GIB, Timestamp};

use super::{Check, machine};
use crate::{places, settings::Settings};

/// Below this much free room somebody should look.
const LOW: u64 = 2 * GIB;

pub(super) async fn examine(settings: &Settings, database: Option<&Database>) -> Vec<Check> {
    let mut checks = Vec::new();
    for place in places::all(settings) {
        checks.push(place_check(&place.name, place.path, database).await);
    }
    checks
}

async fn place_check(name: &str, path: PathBuf, database: Option<&Database>) -> Check {
    let title = format!("target {name}");
    let shown = path.display().to_string();
    let known = match database {
        Some(database) => registered(database, name).await,
        None => None,
    };
    let Some((identity, last_seen)) = known else {
        return Check::warn(
            title,
            format!("{shown} is not set up yet"),
            "the next `lyceum serve` makes it",
        );
    };
    match look(path, identity).await {
        Ok(free) if free < LOW => Check::warn(
            title,
            format!("{shown} has {} left", ByteSize(free)),
            "make room, or add a zone on another disk",
        ),
        Ok(free) => Check::ok(title, format!("{shown}, {} left", ByteSize(free))),
        Err(error) if error.kind == TargetErrorKind::Busy => in_use(title, &shown, last_seen),
        Err(error) => Check::fail(title, error.to_string(), advice(error.kind)),
    }
}

/// Held by the server, which looks at it every few seconds itself.
fn in_use(title: String, shown: &str, last_seen: Option<Timestamp>) -> Check {
    let seen = last_seen.map_or_else(|| "not seen yet".to_owned(), |at| format!("last seen well at {at}"));
    match machine::free(shown.as_ref()) {
        Ok(free) if free < LOW => Check::warn(title, format!("{shown} has {} left", ByteSize(free)), "make room"),
        _ => Check::ok(title, format!("{shown} is in use by the running server, {seen}")),
    }
}

async fn look(path: PathBuf, identity: Identity) -> Result<u64, TargetError> {
    let target = DirectoryTarget::open(&path, identity, OpenMode::Existing).await?;
    target.check().await?;
    Ok(target.space().await?.free)
}

fn advice(kind: TargetErrorKind) -> &'static str {
    match kind {
        TargetErrorKind::Vanished => "mount or restore it; files stay readable from the other targets meanwhile",
        TargetErrorKind::Empty => {
            "mount the disk; or start the server, which takes an empty directory as new and refills it"
        }
        TargetErrorKind::WrongIdentity => "check what is mounted where; nothing is written to it until then",
        TargetErrorKind::Full => "make room, or add a zone on another disk",
        TargetErrorKind::ReadOnly => "check the mount and the permissions",
        _ => "check the disk (`dmesg`, `smartctl`)",
    }
}

async fn registered(database: &Database, name: &str) -> Option<(Identity, Option<Timestamp>)> {
    let installation = database.one("SELECT id FROM installation", values![]).await.ok()??;
    let row = database
        .one("SELECT id, last_seen_at FROM targets WHERE name = $1", values![name])
        .await
        .ok()??;
    let identity = Identity {
        target: row.get(0).ok()?,
        installation: installation.get(0).ok()?,
    };
    Some((identity, row.get(1).ok()?))
}
