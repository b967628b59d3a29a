//! Waiting for several targets, but not for the slowest: an acknowledgement needs enough of them, and repair makes the rest.

use std::{future::Future, sync::Arc, time::Duration};

use futures::{StreamExt, stream::FuturesUnordered};
use tokio::time::{Instant, sleep_until};

use crate::fleet::Member;

/// How long the others have once enough targets are done. A busy disk may need seconds for a sync.
const PATIENCE: Duration = Duration::from_secs(5);
/// The same, when all of them have been too late a moment ago.
const PATIENCE_SPENT: Duration = Duration::from_millis(250);

/// The answers of targets, `None` being a failure. Once `enough` have succeeded, the others are waited for a while longer;
/// the calls of those that are still not done are dropped.
pub(super) async fn most<T, F>(calls: Vec<(Arc<Member>, F)>, enough: usize) -> Vec<T>
where
    F: Future<Output = Option<T>>,
{
    let mut waiting: Vec<Option<Arc<Member>>> = calls.iter().map(|(member, _)| Some(member.clone())).collect();
    let numbered = calls.into_iter().enumerate();
    let mut under_way: FuturesUnordered<_> = numbered
        .map(|(number, (_, call))| async move { (number, call.await) })
        .collect();
    let mut done = Vec::with_capacity(waiting.len());
    let mut until = None;
    loop {
        if until.is_none() && done.len() >= enough {
            until = Some(Instant::now() + patience(&waiting));
        }
        let late = async {
            match until {
                Some(until) => sleep_until(until).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            answer = under_way.next() => match answer {
                Some((number, answer)) => {
                    waiting[number] = None;
                    done.extend(answer);
                }
                None => return done,
            },
            () = late => {
                for member in waiting.iter().flatten() {
                    tracing::warn!(target = member.name, "a storage target is too slow; a write goes on without it");
                    member.was_too_late();
                }
                return done;
            }
        }
    }
}

fn patience(waiting: &[Option<Arc<Member>>]) -> Duration {
    if waiting.iter().flatten().all(|member| member.is_often_late()) {
        PATIENCE_SPENT
    } else {
        PATIENCE
    }
}
