//! Putting people into the directory: for invitations one by one, for imports by the thousand.

use base::Timestamp;
use database::{DatabaseError, Tx};
use kernel::{AccountId, InstituteId, MemberId, Problem, Role};

use super::{
    details,
    model::{MemberState, Record},
    store,
};
use crate::words;

/// Somebody to be put into the directory, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMember {
    /// Trimmed and lower-case.
    pub email: String,
    /// 1 to 100 characters in one line.
    pub name: String,
    /// What they will be.
    pub role: Role,
    /// As the institute writes it.
    pub phone: Option<String>,
    /// Their number in the institute's own books.
    pub roll_number: Option<String>,
    /// The address of somebody who looks after them.
    pub guardian_email: Option<String>,
}

/// The same, as somebody typed it. Empty texts mean that there is none.
#[derive(Clone, Copy, Debug)]
pub struct Typed<'a> {
    /// The address.
    pub email: &'a str,
    /// The name.
    pub name: &'a str,
    /// What they will be.
    pub role: Role,
    /// The telephone.
    pub phone: &'a str,
    /// The number in the institute's own books.
    pub roll_number: &'a str,
    /// The address of somebody who looks after them.
    pub guardian_email: &'a str,
}

impl Typed<'_> {
    /// Checks everything; answers all problems, each naming its field (`email`, `name`, `phone`, `roll_number`,
    /// `guardian_email`).
    ///
    /// # Errors
    /// At least one problem of status 400.
    pub fn check(self) -> Result<NewMember, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut note = |problem: Problem| problems.push(problem);
        let new = NewMember {
            email: words::email("email", self.email).map_err(&mut note).unwrap_or_default(),
            name: details::name(self.name).map_err(&mut note).unwrap_or_default(),
            role: self.role,
            phone: details::phone(self.phone).map_err(&mut note).unwrap_or_default(),
            roll_number: details::roll_number(self.roll_number)
                .map_err(&mut note)
                .unwrap_or_default(),
            guardian_email: details::guardian_email(self.guardian_email)
                .map_err(&mut note)
                .unwrap_or_default(),
        };
        if problems.is_empty() { Ok(new) } else { Err(problems) }
    }
}

/// Puts somebody into the directory who has not joined, with no invitation yet; `false` when the address is there already
/// (nothing is changed then). Inside of the institute's walls.
///
/// # Errors
/// The database's.
pub async fn insert_invited(
    tx: &mut Tx,
    institute: InstituteId,
    id: MemberId,
    new: &NewMember,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    store::insert(tx, institute, &record(id, new, None, now)).await
}

/// Puts somebody into the directory who joins with it. The account must have the address and not belong to the institute;
/// `false` when the address is in the directory already. Inside of the institute's walls.
///
/// # Errors
/// The database's.
pub async fn insert_joined(
    tx: &mut Tx,
    institute: InstituteId,
    id: MemberId,
    new: &NewMember,
    account: AccountId,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let inserted = store::insert(tx, institute, &record(id, new, Some(account), now)).await?;
    if inserted {
        store::remember_membership(tx, institute, id, account).await?;
    }
    Ok(inserted)
}

fn record(id: MemberId, new: &NewMember, account: Option<AccountId>, now: Timestamp) -> Record {
    Record {
        id,
        account,
        state: account.map_or(MemberState::Invited, |_| MemberState::Active),
        role: new.role,
        email: new.email.clone(),
        name: new.name.clone(),
        phone: new.phone.clone(),
        roll_number: new.roll_number.clone(),
        guardian_email: new.guardian_email.clone(),
        created_at: now,
        joined_at: account.map(|_| now),
        invited_until: None,
    }
}
