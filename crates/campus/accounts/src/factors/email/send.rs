//! Sending a code.

use std::time::Duration;

use base::{Timestamp, World};
use database::Tx;
use kernel::Problem;
use mail::{Letter, Post};

use super::code::{self, Code, pause_after};
use crate::{
    Error,
    attempts::{Attempt, SentCode, Subject, store},
    limits::{
        Kind, Place,
        strikes::{self, QUARTER_HOUR},
    },
};

/// Letters with a code that one address gets within a quarter of an hour.
const LETTERS: u64 = 3;

/// A code on its way, and everything needed to send it from inside of a transaction.
#[derive(Clone)]
pub(crate) struct Dispatch {
    pub world: World,
    pub post: Post,
    pub code: Code,
    /// Missing where nobody may get a letter and nobody may notice.
    pub letter: Option<Letter>,
    pub place: Place,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// It is in the outbox. When the next one may be asked for, and how long this one is good.
    Now {
        resend_after: Duration,
        expires_in: Duration,
    },
    /// It is too early.
    Later(Duration),
}

impl Sent {
    /// How long until the next one may be asked for.
    pub(crate) fn wait(self) -> Duration {
        match self {
            Sent::Now { resend_after, .. } => resend_after,
            Sent::Later(wait) => wait,
        }
    }
}

/// Sends a code for the attempt, unless it is too early. The code before is then no longer good.
pub(crate) async fn send_in(tx: &mut Tx, attempt: &Attempt, dispatch: &Dispatch) -> Result<Sent, Error> {
    let now = dispatch.world.now();
    if let Some(wait) = too_early(tx, attempt, now).await? {
        return Ok(Sent::Later(wait));
    }
    let ends_at = now.after(code::LIFETIME).min(attempt.expires_at);
    let sent = SentCode {
        hash: dispatch.code.hash(&attempt.secret),
        tries: 0,
        ends_at,
    };
    store::keep_code(tx, attempt.id, sent, now).await?;
    let place = dispatch.place.key();
    strikes::add(tx, &dispatch.world, Kind::CodeSent, attempt.subject, place).await?;
    if let Some(letter) = &dispatch.letter {
        dispatch.post.enqueue(tx, letter).await?;
    }
    Ok(Sent::Now {
        resend_after: pause_after(attempt.codes + 1),
        expires_in: ends_at.since(now),
    })
}

async fn too_early(tx: &mut Tx, attempt: &Attempt, now: Timestamp) -> Result<Option<Duration>, Error> {
    let pause = attempt.sent_at.map_or(Duration::ZERO, |sent_at| {
        sent_at.after(pause_after(attempt.codes)).since(now)
    });
    let wait = pause.max(wait_for_letter(tx, attempt.subject, now).await?);
    Ok((!wait.is_zero()).then_some(wait))
}

/// How long until the address may get another letter with a code.
async fn wait_for_letter(tx: &mut Tx, subject: Subject, now: Timestamp) -> Result<Duration, Error> {
    let sent = strikes::count(tx, Kind::CodeSent, subject, None, now.before(QUARTER_HOUR)).await?;
    let oldest = sent.oldest.filter(|_| sent.number >= LETTERS);
    Ok(oldest.map_or(Duration::ZERO, |oldest| oldest.after(QUARTER_HOUR).since(now)))
}

/// Refuses while the address may get no letter with a code.
pub(crate) async fn may_send(tx: &mut Tx, subject: Subject, now: Timestamp) -> Result<(), Error> {
    let wait = wait_for_letter(tx, subject, now).await?;
    if wait.is_zero() {
        return Ok(());
    }
    Err(Problem::rate_limited(wait).into())
}
