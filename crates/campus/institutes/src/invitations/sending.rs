//! Sending invitations: what single ones, resending and imports share.
//!
//! A letter is written before the transaction, with a fresh secret, and put into the outbox in the transaction that makes
//! the secret good: there is no letter without its invitation and no invitation without its letter.

use std::time::Duration;

use base::Timestamp;
use database::{DatabaseError, Tx};
use kernel::{InstituteId, MemberId, Role};
use mail::{Draft, Letter, Message, Post, Sender};

use super::store::{self, Sent};
use crate::{
    Error, Institutes,
    institute::model::Institute,
    people::model::{MemberState, Why},
    people::store as people,
    secret::Secret,
};

const DAY: Duration = Duration::from_secs(24 * 3600);
const GOOD_FOR_DAYS: u32 = 14;
/// Invitations that leave an institute on one day: enough for a large import, far from enough for a mail cannon.
const PER_DAY: u64 = 12_000;

/// A letter that is written, and what makes its link work.
#[derive(Clone)]
pub struct Outgoing {
    hash: [u8; 32],
    letter: Letter,
}

impl std::fmt::Debug for Outgoing {
    /// Secrets stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Outgoing(…)")
    }
}

impl Institutes {
    /// Writes an invitation to this address, with a fresh secret. `inviter` is the name of whoever invites.
    ///
    /// # Errors
    /// When the letter cannot be written.
    pub(crate) fn write_invitation(
        &self,
        about: &Institute,
        email: &str,
        role: Role,
        inviter: Option<&str>,
    ) -> Result<Outgoing, Error> {
        let secret = Secret::new(about.id, &self.kernel.world);
        let message = Message::Invitation {
            institute: about.name.clone(),
            inviter: inviter.map(str::to_owned),
            role,
            link: self.kernel.site.link(&format!("/join#{}", secret.reveal())),
            days: GOOD_FOR_DAYS,
        };
        let letter = self.post.write(Draft {
            to: email.to_owned(),
            locale: about.language,
            sender: Sender::Institute(about.id, about.branding()),
            message,
        })?;
        Ok(Outgoing {
            hash: secret.hash(),
            letter,
        })
    }
}

/// Sends an invitation to somebody in the directory who has not joined; an earlier secret of theirs is good no more.
/// Inside of the institute's walls.
///
/// # Errors
/// [`Error::Refused`] when the person has joined or is deactivated or too many letters left today, [`Error::TooEarly`] when
/// the last one left a short while ago, and the database's.
pub(crate) async fn send(
    tx: &mut Tx,
    post: &Post,
    institute: InstituteId,
    member: MemberId,
    outgoing: &Outgoing,
    now: Timestamp,
) -> Result<(), Error> {
    let person = people::find(&mut *tx, institute, member).await?.ok_or(Why::NotFound)?;
    match person.state {
        MemberState::Invited => {}
        MemberState::Active => return Err(Why::Joined.into()),
        MemberState::Deactivated => return Err(Why::Deactivated.into()),
    }
    if let Some(wait) = store::sent(&mut *tx, institute, member)
        .await?
        .and_then(|sent| wait(sent, now))
    {
        return Err(Error::TooEarly(wait));
    }
    if store::count(tx, institute, day(now)).await? > PER_DAY {
        return Err(Why::TooMany.into());
    }
    store::put(tx, institute, member, outgoing.hash, now, good_until(now)).await?;
    post.enqueue(tx, &outgoing.letter).await?;
    Ok(())
}

/// Sends their first invitations to people who came into the directory in this transaction, as far as letters may leave
/// today; answers how many did. Inside of the institute's walls.
///
/// # Errors
/// The database's.
pub(crate) async fn send_first(
    tx: &mut Tx,
    post: &Post,
    institute: InstituteId,
    invitations: &[(MemberId, &Outgoing)],
    now: Timestamp,
) -> Result<usize, DatabaseError> {
    if invitations.is_empty() {
        return Ok(0);
    }
    let counted = store::count_many(tx, institute, day(now), invitations.len()).await?;
    let surplus = usize::try_from(counted.saturating_sub(PER_DAY)).unwrap_or(usize::MAX);
    let room = invitations.len().saturating_sub(surplus);
    for (member, outgoing) in &invitations[..room] {
        store::put(tx, institute, *member, outgoing.hash, now, good_until(now)).await?;
        post.enqueue(tx, &outgoing.letter).await?;
    }
    Ok(room)
}

/// Days are counted from 1970, in UTC.
fn day(now: Timestamp) -> i64 {
    now.0.div_euclid(24 * 3600 * 1_000_000)
}

/// When an invitation that leaves now is good no more.
pub(crate) fn good_until(now: Timestamp) -> Timestamp {
    now.after(DAY * GOOD_FOR_DAYS)
}

/// How long the next letter has to wait; the more there were, the longer.
fn wait(sent: Sent, now: Timestamp) -> Option<Duration> {
    let pause = match sent.times {
        0 | 1 => Duration::from_secs(60),
        2 => Duration::from_secs(5 * 60),
        3 => Duration::from_secs(3600),
        _ => DAY,
    };
    // A clock that was set back must not make anybody wait for ever.
    let wait = pause.saturating_sub(now.since(sent.at));
    (!wait.is_zero()).then_some(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_letter_waits_longer_than_the_one_before() {
        let sent = |times| Sent {
            at: Timestamp(0),
            times,
        };
        let after = |seconds: u64| Timestamp(0).after(Duration::from_secs(seconds));
        assert_eq!(wait(sent(1), after(59)), Some(Duration::from_secs(1)));
        assert_eq!(wait(sent(1), after(60)), None);
        assert_eq!(wait(sent(2), after(299)), Some(Duration::from_secs(1)));
        assert_eq!(wait(sent(3), after(3600)), None);
        assert_eq!(wait(sent(9), after(3600)), Some(Duration::from_secs(23 * 3600)));
    }
}
