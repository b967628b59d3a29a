//! Wrong passwords.
//!
//! - Per pair of account and place: ten are free within a day; each further one has to wait, 30 seconds at first and
//!   twice as long each time, up to a quarter of an hour.
//! - Per account, from wherever: after twenty within a day a code by e-mail is asked for before anybody learns whether a
//!   password was right. The account is not locked: its owner reads their letters.
//! - A remembered browser is a place of its own and does not count towards the account, so nobody can keep somebody out
//!   of their account from there.
//!
//! Unknown addresses are counted like known ones.

use std::time::Duration;

use base::Timestamp;
use kernel::{Problem, SessionId};

use super::{
    Kind, Place,
    strikes::{self, Count, DAY, QUARTER_HOUR},
};
use crate::{Accounts, Error, attempts::Subject, devices::DeviceId, factors::email};

/// Wrong passwords from one place that cost nothing.
const FREE: u64 = 10;
/// Wrong passwords from everywhere after which a code comes first.
const LOCK: u64 = 20;
const FIRST_PAUSE: Duration = Duration::from_secs(30);
const LONGEST_PAUSE: Duration = QUARTER_HOUR;

/// Where a password is tried.
#[derive(Clone, Copy, Debug)]
pub(crate) enum From {
    Place(Place),
    /// A browser that the account's owner asked to remember.
    Device(DeviceId),
    /// Somebody who is signed in and is asked once more.
    Session(SessionId),
}

impl From {
    fn key(self) -> [u8; 32] {
        match self {
            From::Place(place) => place.key(),
            From::Device(device) => padded(device.as_bytes()),
            From::Session(session) => padded(session.as_bytes()),
        }
    }

    fn kind(self) -> Kind {
        match self {
            From::Place(_) => Kind::Password,
            From::Device(_) | From::Session(_) => Kind::KnownPassword,
        }
    }
}

fn padded(id: &[u8; 16]) -> [u8; 32] {
    let mut key = [0; 32];
    key[..16].copy_from_slice(id);
    key
}

/// Leave to try one password. It was counted as wrong already, so that parallel tries count too.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leave {
    subject: Subject,
    kind: Kind,
    place: [u8; 32],
    /// Whether a code comes first.
    pub locked: bool,
    /// How many were wrong here before.
    before: u64,
}

impl Leave {
    /// How often a password may be tried at once if this one is wrong.
    pub(crate) fn tries_left(&self) -> u32 {
        u32::try_from(FREE.saturating_sub(self.before + 1)).unwrap_or(0)
    }
}

impl Accounts {
    /// Asks for leave to try a password.
    ///
    /// # Errors
    /// 429 with the time to wait.
    pub(crate) async fn before_password(&self, subject: Subject, from: From) -> Result<Leave, Error> {
        let (world, now) = (self.world.clone(), self.world.now());
        let (kind, place) = (from.kind(), from.key());
        let leave = self.database.write::<_, Error, _>(move |tx| {
            let world = world.clone();
            Box::pin(async move {
                let since = now.before(DAY);
                let here = strikes::count(&mut *tx, kind, subject, Some(place), since).await?;
                wait(here, now).map_or(Ok(()), |wait| Err(Problem::rate_limited(wait)))?;
                let everywhere = strikes::count(&mut *tx, Kind::Password, subject, None, since).await?;
                let locked = kind == Kind::Password && everywhere.number >= LOCK;
                if locked {
                    // No letter, no try: this is what bounds the guesses of a thousand places.
                    email::may_send(tx, subject, now).await?;
                }
                strikes::add(tx, &world, kind, subject, place).await?;
                Ok(Leave {
                    subject,
                    kind,
                    place,
                    locked,
                    before: here.number,
                })
            })
        });
        leave.await
    }

    /// The password was right: what went wrong at this place before is forgiven.
    pub(crate) async fn after_password(&self, leave: Leave) -> Result<(), Error> {
        let forgiven = self.database.write::<_, Error, _>(move |tx| {
            Box::pin(async move { Ok(strikes::forgive(tx, leave.kind, leave.subject, Some(leave.place)).await?) })
        });
        forgiven.await
    }
}

/// How long to wait before the next password at a place with these wrong ones.
fn wait(here: Count, now: Timestamp) -> Option<Duration> {
    let doublings = u32::try_from(here.number.checked_sub(FREE)?).unwrap_or(u32::MAX);
    let factor = 2_u32.checked_pow(doublings).unwrap_or(u32::MAX);
    let pause = FIRST_PAUSE.saturating_mul(factor).min(LONGEST_PAUSE);
    let left = here.newest?.after(pause).since(now);
    (!left.is_zero()).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait_after(number: u64, seconds: u64) -> Option<u64> {
        let newest = Timestamp(1_000_000_000);
        let here = Count {
            number,
            oldest: Some(newest),
            newest: Some(newest),
        };
        wait(here, newest.after(Duration::from_secs(seconds))).map(|wait| wait.as_secs())
    }

    #[test]
    fn waiting_grows_and_ends() {
        assert_eq!(wait_after(9, 0), None);
        assert_eq!(wait_after(10, 0), Some(30));
        assert_eq!(wait_after(10, 29), Some(1));
        assert_eq!(wait_after(10, 30), None);
        assert_eq!(wait_after(12, 0), Some(120));
        for number in [20, 50, 1_000_000, u64::MAX] {
            assert_eq!(wait_after(number, 0), Some(900));
            assert_eq!(wait_after(number, 900), None);
        }
    }
}
