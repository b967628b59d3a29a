//! Changing somebody's place in the institute: what handlers for one person and for many share.

use audit::{Audit, Entry, Origin};
use database::Tx;
use kernel::{Member, MemberId};
use serde_json::json;

use super::{
    model::{Change, MemberState, Record, Why, may_change},
    store,
};
use crate::{Error, actions, invitations};

/// Changes a person's place by the institute's rules, inside of its walls; answers whether anything changed. Who asks is
/// read again in the same transaction: of two people who take each other's role away at the same time, one comes first.
///
/// # Errors
/// [`Error::Refused`] and the database's.
pub(crate) async fn change_place(
    tx: &mut Tx,
    audit: &Audit,
    origin: &Origin,
    member: &Member,
    person: MemberId,
    change: Change,
) -> Result<bool, Error> {
    let institute = member.institute;
    let actor = store::find(&mut *tx, institute, member.id)
        .await?
        .ok_or(Why::NotAllowed)?;
    let before = store::find(&mut *tx, institute, person).await?.ok_or(Why::NotFound)?;
    let others = store::other_owners(tx, institute, person).await?;
    may_change(&actor, &before, change, others)?;
    let after = changed(&before, change);
    if after == before {
        return Ok(false);
    }
    if after.state == MemberState::Deactivated {
        invitations::store::remove(tx, institute, person).await?;
    }
    store::update_place(tx, institute, &after).await?;
    let action = match change {
        Change::Role(_) => actions::ROLE_CHANGED,
        Change::Deactivate => actions::DEACTIVATED,
        Change::Reactivate => actions::REACTIVATED,
    };
    let place = |record: &Record| json!({"role": record.role, "state": record.state});
    let entry = Entry::new(institute, origin, action)
        .on(person)
        .change(&place(&before), &place(&after));
    audit.record(tx, entry).await?;
    Ok(true)
}

fn changed(before: &Record, change: Change) -> Record {
    let mut after = before.clone();
    match change {
        Change::Role(role) => after.role = role,
        Change::Deactivate => after.state = MemberState::Deactivated,
        Change::Reactivate if before.state == MemberState::Deactivated && before.account.is_some() => {
            after.state = MemberState::Active;
        }
        Change::Reactivate if before.state == MemberState::Deactivated => after.state = MemberState::Invited,
        Change::Reactivate => {}
    }
    after
}
