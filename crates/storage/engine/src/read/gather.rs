//! Asking several shards and taking the first answers: a slow target costs a second question, not a slow reader.

use std::{collections::VecDeque, ops::Range, sync::Arc};

use futures::{FutureExt, StreamExt, future::BoxFuture, stream::FuturesUnordered};
use targets::{TargetError, TargetErrorKind};

use crate::{
    fleet::Member,
    inner::Inner,
    registry::shards::{ShardRow, ShardState},
    upkeep::repair,
};

/// A shard that may be asked.
#[derive(Clone)]
pub(super) struct Candidate {
    pub(super) member: Arc<Member>,
    pub(super) shard: ShardRow,
}

type Answer = (Candidate, Result<Vec<u8>, TargetError>);

/// Questions under way, and who may be asked next.
pub(super) struct Gathering {
    waiting: VecDeque<Candidate>,
    asked: FuturesUnordered<BoxFuture<'static, Answer>>,
    place: Range<u64>,
    /// How many answers are needed at once.
    abreast: usize,
}

impl Gathering {
    pub(super) fn new(candidates: Vec<Candidate>, place: Range<u64>, abreast: usize) -> Self {
        Gathering {
            waiting: candidates.into(),
            asked: FuturesUnordered::new(),
            place,
            abreast,
        }
    }

    /// The next piece that arrives; `None` when nobody is left to ask.
    pub(super) async fn next(&mut self, inner: &Arc<Inner>) -> Option<(Candidate, Vec<u8>)> {
        while self.asked.len() < self.abreast && self.ask() {}
        loop {
            let patience = self.waiting.front().map(|candidate| candidate.member.pace.patience());
            let hedge = async {
                match patience {
                    Some(patience) => tokio::time::sleep(patience).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                answer = self.asked.next() => match answer {
                    Some((candidate, Ok(bytes))) => {
                        // Each answer taken makes one question fewer necessary.
                        self.abreast = self.abreast.saturating_sub(1).max(1);
                        return Some((candidate, bytes));
                    }
                    Some((candidate, Err(error))) => {
                        note(inner, &candidate, &error);
                        self.ask();
                    }
                    None if !self.ask() => return None,
                    None => {}
                },
                () = hedge => {
                    self.ask();
                }
            }
        }
    }

    fn ask(&mut self) -> bool {
        let Some(candidate) = self.waiting.pop_front() else {
            return false;
        };
        let place = self.place.clone();
        let question = async move {
            // Dropped before it is answered, a question tells that its target was slow.
            let asking = candidate.member.pace.asking();
            let answer = candidate.member.read(candidate.shard.id, place).await;
            asking.answered();
            (candidate, answer)
        };
        self.asked.push(question.boxed());
        true
    }
}

/// A shard that its target does not have, or cannot give in full, is queued for repair.
pub(super) fn note(inner: &Arc<Inner>, candidate: &Candidate, error: &TargetError) {
    match error.kind {
        TargetErrorKind::NotFound => repair::report(inner, candidate.shard, ShardState::Missing),
        TargetErrorKind::OutOfRange | TargetErrorKind::Corrupt => {
            repair::report(inner, candidate.shard, ShardState::Corrupt);
        }
        _ => {}
    }
}
