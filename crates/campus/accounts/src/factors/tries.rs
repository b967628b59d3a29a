//! Tries with codes that were not sent: of an app, of the recovery list. Five within one attempt, twenty a day.

use base::World;
use database::{DatabaseError, Tx};
use kernel::Problem;

use crate::{
    Error,
    attempts::{Attempt, Browser, TRIES, store},
    limits::{
        Kind, Place,
        strikes::{self, DAY},
    },
};

/// Wrong tries about one address within a day.
pub(crate) const TRIES_A_DAY: u64 = 20;

/// What became of a try.
#[derive(Clone, Debug)]
pub(crate) enum Tried {
    Right,
    Wrong {
        tries_left: u32,
    },
    /// The attempt is over, or was tried too often.
    Over,
    /// Too many were wrong today.
    Exhausted(Problem),
}

impl Tried {
    pub(crate) fn into_result(self) -> Result<(), Error> {
        match self {
            Tried::Right => Ok(()),
            Tried::Wrong { tries_left } => Err(Error::WrongCode { tries_left }),
            Tried::Over => Err(Error::AttemptOver),
            Tried::Exhausted(problem) => Err(problem.into()),
        }
    }
}

/// Whether there is a try left; answers the attempt as it stands in this transaction.
pub(crate) async fn may_try(
    tx: &mut Tx,
    world: &World,
    attempt: &Attempt,
    browser: &Browser,
) -> Result<Result<Attempt, Tried>, Error> {
    let now = world.now();
    let Some(attempt) = store::find(&mut *tx, &attempt.secret).await? else {
        return Ok(Err(Tried::Over));
    };
    if !attempt.state.takes_codes() || !attempt.may_continue(browser, now) || attempt.tries >= TRIES {
        return Ok(Err(Tried::Over));
    }
    let exhausted = exhausted(tx, world, &attempt).await?;
    Ok(exhausted.map_or(Ok(attempt), |problem| Err(Tried::Exhausted(problem))))
}

/// Counts a try, if it was wrong.
pub(crate) async fn tried(
    tx: &mut Tx,
    world: &World,
    attempt: &Attempt,
    browser: &Browser,
    right: bool,
) -> Result<Tried, Error> {
    if right {
        return Ok(Tried::Right);
    }
    store::count_try(tx, attempt.id).await?;
    let place = Place::from(browser.client.address).key();
    strikes::add(tx, world, Kind::CodeTried, attempt.subject, place).await?;
    Ok(Tried::Wrong {
        tries_left: TRIES.saturating_sub(attempt.tries + 1),
    })
}

async fn exhausted(tx: &mut Tx, world: &World, attempt: &Attempt) -> Result<Option<Problem>, DatabaseError> {
    let now = world.now();
    let today = strikes::count(tx, Kind::CodeTried, attempt.subject, None, now.before(DAY)).await?;
    let oldest = today.oldest.filter(|_| today.number >= TRIES_A_DAY);
    Ok(oldest.map(|oldest| Problem::rate_limited(oldest.after(DAY).since(now))))
}
