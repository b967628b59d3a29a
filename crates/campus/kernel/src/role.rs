//! What a person is to an institute. Pure.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a person is to an institute; one role for each institute they belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Answers for the institute: may do everything, also end it.
    Owner,
    /// Runs the institute day by day.
    Administrator,
    /// The office: fees, registrations, enquiries.
    Staff,
    /// Teaches.
    Teacher,
    /// Learns.
    Student,
    /// Looks after a student.
    Guardian,
}

impl Role {
    /// Every role, the mightiest first.
    pub const ALL: [Role; 6] = [
        Role::Owner,
        Role::Administrator,
        Role::Staff,
        Role::Teacher,
        Role::Student,
        Role::Guardian,
    ];

    /// The name on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Administrator => "administrator",
            Role::Staff => "staff",
            Role::Teacher => "teacher",
            Role::Student => "student",
            Role::Guardian => "guardian",
        }
    }

    /// Whether somebody with this role may give, take and change the `other` role: nobody reaches above themselves, and
    /// only managers reach anybody but students and guardians.
    pub fn may_manage(self, other: Role) -> bool {
        match self {
            Role::Owner => true,
            Role::Administrator => other != Role::Owner,
            Role::Staff => matches!(other, Role::Student | Role::Guardian),
            Role::Teacher | Role::Student | Role::Guardian => false,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Role {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Role::ALL.into_iter().find(|role| role.name() == text);
        known.ok_or("a role is owner, administrator, staff, teacher, student or guardian")
    }
}

/// A set of roles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Roles(u8);

impl Roles {
    /// All six.
    pub const EVERYBODY: Roles = Roles::of(&Role::ALL);
    /// Owners alone.
    pub const OWNERS: Roles = Roles::of(&[Role::Owner]);
    /// Owners and administrators.
    pub const MANAGERS: Roles = Roles::OWNERS.and(Role::Administrator);
    /// Managers and staff.
    pub const OFFICE: Roles = Roles::MANAGERS.and(Role::Staff);
    /// The office and teachers.
    pub const TEACHING: Roles = Roles::OFFICE.and(Role::Teacher);

    /// The set of these roles.
    pub const fn of(roles: &[Role]) -> Self {
        let mut set = Roles(0);
        let mut index = 0;
        while index < roles.len() {
            set = set.and(roles[index]);
            index += 1;
        }
        set
    }

    /// The set with one more role.
    #[must_use]
    pub const fn and(self, role: Role) -> Self {
        Roles(self.0 | 1 << role as u8)
    }

    /// Whether the role is in the set.
    pub const fn contain(self, role: Role) -> bool {
        self.0 & (1 << role as u8) != 0
    }

    /// The roles of the set, the mightiest first.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.contain(*role))
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        roles.into_iter().fold(Roles::default(), Roles::and)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_what_was_put_into_them() {
        assert!(Roles::MANAGERS.contain(Role::Owner) && Roles::MANAGERS.contain(Role::Administrator));
        assert!(!Roles::MANAGERS.contain(Role::Staff));
        assert_eq!(Roles::EVERYBODY.iter().collect::<Vec<_>>(), Role::ALL);
        assert_eq!(Roles::OFFICE.iter().collect::<Roles>(), Roles::OFFICE);
    }

    #[test]
    fn names_read_back() {
        for role in Role::ALL {
            assert_eq!(role.name().parse(), Ok(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.name());
        }
    }

    #[test]
    fn nobody_reaches_above_themselves() {
        for own in Role::ALL {
            for other in Role::ALL.into_iter().filter(|other| *other < own) {
                assert!(!own.may_manage(other), "{own} manages {other}");
            }
        }
        assert!(Role::Staff.may_manage(Role::Student));
        assert!(!Role::Staff.may_manage(Role::Staff));
        assert!(!Role::Teacher.may_manage(Role::Student));
    }
}
