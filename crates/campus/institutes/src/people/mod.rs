//! The people of an institute: who they are to it, and who may change that.

pub(crate) mod change;
pub(crate) mod csv;
pub(crate) mod details;
pub(crate) mod http;
pub mod members;
pub(crate) mod model;
pub(crate) mod store;

use kernel::{AccountId, Member, MemberId};

use crate::{
    Error, Institutes,
    people::model::{MemberState, Why},
};

/// The account of somebody else whom the caller may manage.
///
/// # Errors
/// [`Error::Refused`] when the role does not reach that far, or the person is not in the institute now.
pub(crate) async fn managed_account(
    institutes: &Institutes,
    member: &Member,
    person: MemberId,
) -> Result<AccountId, Error> {
    let inside = institutes.directory.inside(member.institute);
    let record = store::find(&inside, member.institute, person)
        .await?
        .ok_or(Error::NotFound)?;
    if !member.role.may_manage(record.role) {
        return Err(Why::NotAllowed.into());
    }
    match (record.account, record.state) {
        _ if person == member.id => Err(Why::Yourself.into()),
        (_, MemberState::Deactivated) => Err(Why::Deactivated.into()),
        (Some(account), _) => Ok(account),
        (None, _) => Err(Why::NotJoined.into()),
    }
}
