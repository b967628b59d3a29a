//! What a token for a program may be used for. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One thing a token may be good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Whatever programs may do at all.
    Everything,
    /// Look at files and fetch them.
    FilesRead,
    /// Put, change and delete files. Includes looking at them.
    FilesWrite,
    /// Look at institutes and the people in them.
    PeopleRead,
    /// Invite, import and change people. Includes looking at them.
    PeopleWrite,
    /// Read the audit trail.
    AuditRead,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Scope; 6] = [
        Scope::Everything,
        Scope::FilesRead,
        Scope::FilesWrite,
        Scope::PeopleRead,
        Scope::PeopleWrite,
        Scope::AuditRead,
    ];

    /// The name on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Scope::Everything => "everything",
            Scope::FilesRead => "files_read",
            Scope::FilesWrite => "files_write",
            Scope::PeopleRead => "people_read",
            Scope::PeopleWrite => "people_write",
            Scope::AuditRead => "audit_read",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }

    /// The scopes that include this one, itself among them.
    const fn included_in(self) -> u8 {
        let wider = match self {
            Scope::FilesRead => Scope::FilesWrite.bit(),
            Scope::PeopleRead => Scope::PeopleWrite.bit(),
            _ => 0,
        };
        self.bit() | wider | Scope::Everything.bit()
    }
}

/// What a credential is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Scopes(u8);

impl Scopes {
    /// Everything a program may do.
    pub const EVERYTHING: Scopes = Scopes(Scope::Everything.bit());

    /// Whether these suffice for something that needs `scope`.
    pub const fn allow(self, scope: Scope) -> bool {
        self.0 & scope.included_in() != 0
    }

    /// The scopes, in the order of [`Scope::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.0 & scope.bit() != 0)
    }

    /// As one number, for the database.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// From the number of [`Scopes::bits`]; bits without a meaning are dropped.
    pub fn from_bits(bits: u8) -> Self {
        Scope::ALL.into_iter().filter(|scope| bits & scope.bit() != 0).collect()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Scopes(scopes.into_iter().fold(0, |bits, scope| bits | scope.bit()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_includes_reading_and_nothing_else() {
        let writing: Scopes = [Scope::FilesWrite].into_iter().collect();
        assert!(writing.allow(Scope::FilesRead) && writing.allow(Scope::FilesWrite));
        assert!(!writing.allow(Scope::PeopleRead) && !writing.allow(Scope::Everything));
        let reading: Scopes = [Scope::FilesRead].into_iter().collect();
        assert!(!reading.allow(Scope::FilesWrite));
        assert!(Scope::ALL.into_iter().all(|scope| Scopes::EVERYTHING.allow(scope)));
    }

    #[test]
    fn bits_and_names_read_back() {
        for scope in Scope::ALL {
            let scopes: Scopes = [scope].into_iter().collect();
            assert_eq!(Scopes::from_bits(scopes.bits()), scopes);
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.name());
        }
        assert_eq!(Scopes::from_bits(0b1100_0000), Scopes(0));
    }
}
