//! What an institute keeps about a person, and what may be done about it. Pure.

use base::Timestamp;
use kernel::{AccountId, MemberId, Role};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far a person has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum MemberState {
    /// In the directory, but has not joined yet. There may be an invitation under way or none.
    Invited,
    /// Joined: an account stands behind the person.
    Active,
    /// May not come in.
    Deactivated,
}

impl MemberState {
    /// Every state.
    pub const ALL: [MemberState; 3] = [MemberState::Invited, MemberState::Active, MemberState::Deactivated];

    /// The name on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            MemberState::Invited => "invited",
            MemberState::Active => "active",
            MemberState::Deactivated => "deactivated",
        }
    }

    /// A state that a newer version invented lets nobody in.
    pub(crate) fn from_name(name: &str) -> Self {
        let known = MemberState::ALL.into_iter().find(|state| state.name() == name);
        known.unwrap_or(MemberState::Deactivated)
    }
}

/// A person in the directory of an institute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Who they are in the institute.
    pub id: MemberId,
    /// The account behind them, once they joined.
    pub account: Option<AccountId>,
    /// How far they have come.
    pub state: MemberState,
    /// What they are to the institute.
    pub role: Role,
    /// The address the institute knows; the one they were invited at.
    pub email: String,
    /// What the institute calls them.
    pub name: String,
    /// As the institute writes it.
    pub phone: Option<String>,
    /// Their number in the institute's own books.
    pub roll_number: Option<String>,
    /// The address of somebody who looks after them.
    pub guardian_email: Option<String>,
    /// When they came into the directory.
    pub created_at: Timestamp,
    /// When they joined.
    pub joined_at: Option<Timestamp>,
    /// When the invitation under way ends, or ended.
    pub invited_until: Option<Timestamp>,
}

/// A change to somebody's place in the institute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Role(Role),
    Deactivate,
    Reactivate,
}

/// Why something was not done to a person. Programs match on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// There is nobody with this id.
    NotFound,
    /// One's own role does not reach that far.
    NotAllowed,
    /// Nobody does this to themselves.
    Yourself,
    /// The institute would be left without an owner.
    LastOwner,
    /// The person has joined already.
    Joined,
    /// The person has not joined yet.
    NotJoined,
    /// The person is deactivated.
    Deactivated,
    /// The last letter left a moment ago.
    TooEarly,
    /// No more invitations leave today.
    TooMany,
}

/// The institute's rules for changing somebody's place. `other_owners`: whether an active owner besides `person` is left.
///
/// # Errors
/// Why it may not be done.
pub(crate) fn may_change(actor: &Record, person: &Record, change: Change, other_owners: bool) -> Result<(), Why> {
    if actor.state != MemberState::Active {
        return Err(Why::NotAllowed);
    }
    let leaves_office = person.role == Role::Owner && person.state == MemberState::Active;
    let last = leaves_office && !other_owners;
    if actor.id == person.id {
        return match change {
            Change::Role(role) if role == person.role => Ok(()),
            Change::Role(_) if person.role == Role::Owner && last => Err(Why::LastOwner),
            Change::Role(_) if person.role == Role::Owner => Ok(()),
            Change::Role(_) | Change::Deactivate | Change::Reactivate => Err(Why::Yourself),
        };
    }
    let reaches = match change {
        Change::Role(role) => actor.role.may_manage(person.role) && actor.role.may_manage(role),
        Change::Deactivate | Change::Reactivate => actor.role.may_manage(person.role),
    };
    match change {
        _ if !reaches => Err(Why::NotAllowed),
        Change::Role(role) if last && role != Role::Owner => Err(Why::LastOwner),
        Change::Deactivate if last => Err(Why::LastOwner),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn record(id: u8, role: Role, state: MemberState) -> Record {
        Record {
            id: MemberId::from_bytes([id; 16]),
            account: None,
            state,
            role,
            email: String::new(),
            name: String::new(),
            phone: None,
            roll_number: None,
            guardian_email: None,
            created_at: Timestamp(0),
            joined_at: None,
            invited_until: None,
        }
    }

    fn role() -> impl Strategy<Value = Role> {
        (0..Role::ALL.len()).prop_map(|index| Role::ALL[index])
    }

    fn state() -> impl Strategy<Value = MemberState> {
        (0..MemberState::ALL.len()).prop_map(|index| MemberState::ALL[index])
    }

    fn change() -> impl Strategy<Value = Change> {
        prop_oneof![
            role().prop_map(Change::Role),
            Just(Change::Deactivate),
            Just(Change::Reactivate)
        ]
    }

    /// An institute of a few people, to which things are done by the rules and applied.
    fn apply(people: &mut [Record], actor: usize, person: usize, change: Change) {
        let (one, other) = (people[actor].clone(), people[person].clone());
        let owns = |record: &&Record| record.role == Role::Owner && record.state == MemberState::Active;
        let others = people.iter().filter(owns).any(|record| record.id != other.id);
        if may_change(&one, &other, change, others).is_ok() {
            match change {
                Change::Role(role) => people[person].role = role,
                Change::Deactivate => people[person].state = MemberState::Deactivated,
                Change::Reactivate => people[person].state = MemberState::Active,
            }
        }
    }

    proptest! {
        #[test]
        fn an_institute_never_loses_its_last_owner(
            roles in prop::collection::vec(role(), 2..5),
            deeds in prop::collection::vec((0..5_usize, 0..5_usize, change()), 0..40),
        ) {
            let mut people: Vec<Record> = (0_u8..).zip(&roles)
                .map(|(id, role)| record(id, *role, MemberState::Active)).collect();
            people[0].role = Role::Owner;
            for (actor, person, change) in deeds {
                let many = people.len();
                apply(&mut people, actor % many, person % many, change);
                let owners = people.iter().filter(|it| it.role == Role::Owner && it.state == MemberState::Active);
                prop_assert!(owners.count() >= 1);
            }
        }

        #[test]
        fn nobody_reaches_above_themselves(
            own in role(), theirs in role(), their_state in state(), change in change(), others: bool,
        ) {
            let (actor, person) = (record(1, own, MemberState::Active), record(2, theirs, their_state));
            if may_change(&actor, &person, change, others).is_ok() {
                prop_assert!(own.may_manage(theirs) && own <= theirs);
                if let Change::Role(given) = change {
                    prop_assert!(own.may_manage(given) && own <= given);
                }
            }
        }

        #[test]
        fn nobody_raises_or_shuts_out_themselves(own in role(), change in change(), others: bool) {
            let me = record(1, own, MemberState::Active);
            match (may_change(&me, &me, change, others), change) {
                (Ok(()), Change::Role(role)) => prop_assert!(role == own || (own == Role::Owner && others)),
                (Ok(()), _) => prop_assert!(false),
                (Err(_), _) => {}
            }
        }

        #[test]
        fn whoever_is_not_active_changes_nothing(own in role(), theirs in role(), change in change()) {
            let person = record(2, theirs, MemberState::Active);
            for state in [MemberState::Invited, MemberState::Deactivated] {
                prop_assert_eq!(may_change(&record(1, own, state), &person, change, true), Err(Why::NotAllowed));
            }
        }
    }
}
