//! The links of a chain: a recorded entry and its hash. Pure.

use base::Timestamp;
use kernel::{AccountId, InstituteId};
use sha2::{Digest, Sha256};

pub(crate) type Hash = [u8; 32];

/// What the first entry of a chain follows.
pub(crate) const BEGINNING: Hash = [0; 32];
/// The first field under every hash. Another way of writing entries down gets another number.
const MARK: &[u8] = b"lyceum audit entry 1";

/// An entry as it stands in the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) institute: InstituteId,
    /// Counted from 1.
    pub(crate) number: u64,
    pub(crate) at: Timestamp,
    pub(crate) actor_kind: String,
    /// Zeros when there is none.
    pub(crate) actor: AccountId,
    pub(crate) credential: String,
    pub(crate) action: String,
    pub(crate) object: String,
    pub(crate) address: String,
    pub(crate) agent: String,
    pub(crate) request: String,
    /// JSON.
    pub(crate) detail: String,
    pub(crate) previous: Hash,
}

impl Link {
    /// The hash over every field, as the documentation of this crate says.
    pub(crate) fn hash(&self) -> Hash {
        let (number, at) = (self.number.to_be_bytes(), self.at.0.to_be_bytes());
        let fields: [&[u8]; 14] = [
            MARK,
            &self.previous,
            self.institute.as_bytes(),
            &number,
            &at,
            self.actor_kind.as_bytes(),
            self.actor.as_bytes(),
            self.credential.as_bytes(),
            self.action.as_bytes(),
            self.object.as_bytes(),
            self.address.as_bytes(),
            self.agent.as_bytes(),
            self.request.as_bytes(),
            self.detail.as_bytes(),
        ];
        let mut hasher = Sha256::new();
        for field in fields {
            // Fields are bounded to a few kibibytes where they are made; one that is longer was not made by us.
            hasher.update(u32::try_from(field.len()).unwrap_or(u32::MAX).to_be_bytes());
            hasher.update(field);
        }
        hasher.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use base::hex;

    use super::*;
    use crate::INSTALLATION;

    fn first() -> Link {
        Link {
            institute: INSTALLATION,
            number: 1,
            at: Timestamp(0),
            actor_kind: "nobody".into(),
            actor: AccountId::from_bytes([0; 16]),
            credential: String::new(),
            action: "test.made".into(),
            object: "x".into(),
            address: String::new(),
            agent: String::new(),
            request: String::new(),
            detail: "{}".into(),
            previous: BEGINNING,
        }
    }

    /// The expected value was computed from the table in the crate's documentation with Python's `hashlib`.
    #[test]
    fn the_example_of_the_documentation_holds() {
        let hash = hex::encode(&first().hash());
        assert_eq!(hash, "f1bc073bcfae91bc83df20e5bfb7670e98ae0d64a64c05f8db8a93053db5af88");
        assert!(
            include_str!("lib.rs").contains(&hash),
            "the documentation shows the same hash"
        );
    }

    #[test]
    fn a_byte_cannot_move_from_one_field_to_the_next() {
        let moved = Link {
            object: String::new(),
            address: "x".into(),
            ..first()
        };
        assert_ne!(moved.hash(), first().hash());
    }
}
