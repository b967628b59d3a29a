//! Checking a code.

use base::Timestamp;
use database::Tx;
use kernel::Problem;

use super::code::{self, Code};
use crate::{
    Accounts, Error,
    attempts::{Attempt, Browser, State, store},
    limits::{
        Kind, Place,
        strikes::{self, DAY},
    },
};

/// Wrong codes about one address within a day.
const TRIES_A_DAY: u64 = 20;

/// What became of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checked {
    Right,
    Wrong {
        tries_left: u32,
    },
    /// There is none to compare with: not sent, used, too old, or tried too often. Nothing is counted then.
    Missing,
    /// The attempt was over before.
    Over,
    /// Too many were wrong today.
    Exhausted {
        again_at: Timestamp,
    },
}

impl Accounts {
    /// Checks what somebody typed against the code that was sent last, and uses it up. Tries that come at once are
    /// counted one after the other: they share one row and one transaction at a time.
    ///
    /// # Errors
    /// [`Error::WrongCode`], [`Error::AttemptOver`], 429 and the database's.
    pub(crate) async fn check_email_code(
        &self,
        attempt: &Attempt,
        typed: &str,
        browser: &Browser,
    ) -> Result<(), Error> {
        let (secret, browser) = (attempt.secret.clone(), browser.clone());
        let (world, code) = (self.world.clone(), Code::typed(typed));
        let now = self.world.now();
        let checked = self.database.write::<_, Error, _>(move |tx| {
            let (secret, browser, world, code) = (secret.clone(), browser.clone(), world.clone(), code.clone());
            Box::pin(async move {
                let Some(attempt) = store::find(&mut *tx, &secret).await? else {
                    return Ok(Checked::Over);
                };
                if !attempt.state.takes_codes() || !attempt.may_continue(&browser, now) {
                    return Ok(Checked::Over);
                }
                let checked = check_in(tx, &attempt, code.as_ref(), now).await?;
                if let Checked::Wrong { tries_left } = checked {
                    let place = Place::from(browser.client.address).key();
                    store::count_wrong_code(tx, attempt.id, tries_left == 0).await?;
                    strikes::add(tx, &world, kind(attempt.state), attempt.subject, place).await?;
                }
                Ok(checked)
            })
        });
        match checked.await? {
            Checked::Right => Ok(()),
            Checked::Wrong { tries_left } => Err(Error::WrongCode { tries_left }),
            Checked::Missing => Err(Error::WrongCode { tries_left: 0 }),
            Checked::Over => Err(Error::AttemptOver),
            Checked::Exhausted { again_at } => Err(Problem::rate_limited(again_at.since(now)).into()),
        }
    }
}

async fn check_in(tx: &mut Tx, attempt: &Attempt, code: Option<&Code>, now: Timestamp) -> Result<Checked, Error> {
    let kind = kind(attempt.state);
    let today = strikes::count(&mut *tx, kind, attempt.subject, None, now.before(DAY)).await?;
    if let Some(oldest) = today.oldest.filter(|_| today.number >= TRIES_A_DAY) {
        return Ok(Checked::Exhausted {
            again_at: oldest.after(DAY),
        });
    }
    let Some(sent) = attempt.code.filter(|sent| now < sent.ends_at) else {
        return Ok(Checked::Missing);
    };
    if code.is_some_and(|code| code.opens(&attempt.secret, &sent, now)) {
        store::forget_code(tx, attempt.id).await?;
        return Ok(Checked::Right);
    }
    Ok(Checked::Wrong {
        tries_left: code::TRIES.saturating_sub(sent.tries + 1),
    })
}

/// Strangers can begin an attempt that lifts a lock; their tries must not use up the owner's.
fn kind(state: State) -> Kind {
    match state {
        State::Unlock { .. } => Kind::UnlockTried,
        _ => Kind::CodeTried,
    }
}
