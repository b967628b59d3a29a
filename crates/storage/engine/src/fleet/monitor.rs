//! The watch over the targets: notices who left, who came back, and who came back empty.

use std::{sync::Arc, time::Duration};

use base::World;
use targets::{Space, Target, TargetError, TargetErrorKind};

use super::{Live, Member, MemberState};
use crate::{Change, inner::Inner, upkeep};

/// How often every target is asked how it is.
const EVERY: Duration = Duration::from_secs(2);
/// Trouble is looked into at once, but not more often than this.
const BREATH: Duration = Duration::from_millis(200);
/// A target with less room than this counts as full, so that its file system keeps some to work with.
const ROOM_MIN: u64 = 16 << 20;
/// A target that does not answer a check within this time is away.
const CHECK_LIMIT: Duration = Duration::from_secs(5);

/// After so many unanswered checks in a row it is.
const SLOW_MAX: u32 = 3;

/// What a look at a target found.
enum Seen {
    Here(Arc<dyn Target>, MemberState, Option<Space>),
    /// It lost everything it kept and is ready to begin again.
    Empty,
    /// No answer in time. A machine under load is slow without being gone, so this counts only when it goes on.
    Slow,
    Away(TargetError),
}

/// Opens a target when the engine starts. A new one may begin with an absent or empty place, a known one may not.
pub(crate) async fn open_first(member: &Arc<Member>, installation: [u8; 16], fresh: bool, world: &World) {
    let seen = match member.opener.open(member.id, installation, fresh).await {
        Ok(target) => examine(target).await,
        Err(error) => Seen::Away(error),
    };
    if let Seen::Away(error) = &seen {
        tracing::warn!(target = member.name, %error, "a storage target cannot be opened; it is waited for");
    }
    apply(member, seen, world);
}

/// Looks after every target until the engine shuts down.
pub(crate) async fn watch(inner: Arc<Inner>) {
    let mut stop = inner.stop.subscribe();
    loop {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = inner.fleet.trouble.notified() => tokio::time::sleep(BREATH).await,
            _ = stop.changed() => return,
        }
        look_around(&inner).await;
    }
}

async fn look_around(inner: &Arc<Inner>) {
    let mut changed = false;
    for member in inner.fleet.members() {
        member.pace.fade();
        let before = member.state();
        let seen = look(member, inner.fleet.installation).await;
        if matches!(seen, Seen::Empty) {
            adopt(inner, member).await;
        } else {
            apply(member, seen, &inner.world);
        }
        declare_lost(inner, member).await;
        let after = member.state();
        if before != after {
            tracing::info!(
                target = member.name,
                ?before,
                ?after,
                "a storage target changed its state"
            );
            changed = true;
            if after == MemberState::Online {
                upkeep::repair::retry_soon(inner).await;
            }
        }
    }
    if changed {
        // Nobody may be listening.
        let _ = inner.fleet.changes.send(Change::Nodes);
    }
}

async fn look(member: &Member, installation: [u8; 16]) -> Seen {
    if let Some(target) = member.live().target {
        match examine(target).await {
            // After a failed sync nothing it says can be trusted: let go of it and open it anew.
            Seen::Away(error) if error.kind == TargetErrorKind::Io => member.change(|live| live.target = None),
            // A target that is open notices by itself when its place comes back.
            seen => return seen,
        }
    }
    let open = member.opener.open(member.id, installation, false);
    match tokio::time::timeout(CHECK_LIMIT, open).await {
        Ok(Ok(target)) => examine(target).await,
        Ok(Err(error)) => away(error),
        Err(_) => Seen::Slow,
    }
}

fn away(error: TargetError) -> Seen {
    match error.kind {
        TargetErrorKind::Empty => Seen::Empty,
        TargetErrorKind::Timeout => Seen::Slow,
        _ => Seen::Away(error),
    }
}

async fn examine(target: Arc<dyn Target>) -> Seen {
    let check = async {
        let state = match target.check().await {
            Ok(()) => MemberState::Online,
            Err(error) if error.kind == TargetErrorKind::Full => MemberState::Full,
            Err(error) if error.kind == TargetErrorKind::ReadOnly => MemberState::ReadOnly,
            Err(error) => return Err(error),
        };
        Ok((state, target.space().await?))
    };
    match tokio::time::timeout(CHECK_LIMIT, check).await {
        Ok(Ok((MemberState::Online, space))) if space.free < ROOM_MIN => {
            Seen::Here(target, MemberState::Full, Some(space))
        }
        Ok(Ok((state, space))) => Seen::Here(target, state, Some(space)),
        Ok(Err(error)) => away(error),
        Err(_) => Seen::Slow,
    }
}

fn apply(member: &Member, seen: Seen, world: &World) {
    let now = world.now();
    member.change(|live| match seen {
        Seen::Here(target, state, space) => {
            let message = match state {
                MemberState::Full => Some("no room: free some space or add a target".to_owned()),
                MemberState::ReadOnly => Some("it may not be written: check how it is mounted".to_owned()),
                _ => None,
            };
            *live = Live {
                target: Some(target),
                state,
                message,
                space,
                away_since: None,
                last_seen: Some(now),
                slow: 0,
            };
        }
        Seen::Away(error) => {
            live.message = Some(base::chain(&error));
            if live.state != MemberState::Lost {
                live.state = MemberState::Suspended;
            }
            live.away_since.get_or_insert(now);
        }
        Seen::Slow => {
            live.slow = live.slow.saturating_add(1);
            if live.slow >= SLOW_MAX && live.state != MemberState::Lost {
                live.message = Some("it does not answer".to_owned());
                live.state = MemberState::Suspended;
                live.away_since.get_or_insert(now);
            }
        }
        Seen::Empty => {}
    });
}

/// Takes an empty place for a target that lost everything: its shards are marked missing first, then it may be filled.
async fn adopt(inner: &Arc<Inner>, member: &Arc<Member>) {
    tracing::warn!(
        target = member.name,
        "a storage target came back empty; it will be refilled"
    );
    if let Err(error) = upkeep::repair::mark_target_missing(inner, member.id).await {
        tracing::error!(
            target = member.name,
            error = base::chain(&error),
            "its shards cannot be marked missing yet"
        );
        return;
    }
    member.change(|live| live.target = None);
    let seen = match member.opener.open(member.id, inner.fleet.installation, true).await {
        Ok(target) => examine(target).await,
        Err(error) => Seen::Away(error),
    };
    apply(member, seen, &inner.world);
}

/// Gives up on a target that has been away for longer than people want to wait.
async fn declare_lost(inner: &Arc<Inner>, member: &Arc<Member>) {
    let live = member.live();
    let Some(away_since) = live.away_since else { return };
    if live.state != MemberState::Suspended || inner.world.now().since(away_since) < inner.settings.suspend_grace {
        return;
    }
    tracing::warn!(
        target = member.name,
        "a storage target has been away for too long; its shards are made again"
    );
    match upkeep::repair::mark_target_missing(inner, member.id).await {
        Ok(()) => member.change(|live| live.state = MemberState::Lost),
        Err(error) => tracing::error!(
            target = member.name,
            error = base::chain(&error),
            "repairs cannot be queued yet"
        ),
    }
}
