//! Ids that know what they name. On the wire they wear their kind as a prefix, in the TypeID form:
//! `file_01j9zq4v8yf2ssb0r6w1x7k3dm` = kind, underscore, 26 digits of Crockford base 32 over a UUID of version 7.
//! Source of the form: the TypeID specification, version 0.3. In the database an id is its 16 bytes.

use std::{cmp::Ordering, fmt, hash, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

/// What an id names. Implemented by empty marker types next to the thing they name.
pub trait IdKind: 'static {
    /// The prefix on the wire, lower-case letters.
    const PREFIX: &'static str;
}

/// The id of a `K`. Ids of different kinds are different types.
pub struct Id<K> {
    uuid: Uuid,
    kind: PhantomData<fn() -> K>,
}

/// Declares kinds of ids: `id_kinds! { /// A file. FileId = "file" }`.
#[macro_export]
macro_rules! id_kinds {
    ($($(#[$doc:meta])* $alias:ident = $prefix:literal;)+) => {
        $(
            $(#[$doc])*
            pub type $alias = $crate::Id<kinds::$alias>;
        )+
        /// The marker types behind the ids.
        pub mod kinds {
            $(
                #[doc = concat!("Marks the ids that start with `", $prefix, "_`.")]
                pub enum $alias {}
                impl $crate::IdKind for $alias {
                    const PREFIX: &'static str = $prefix;
                }
            )+
        }
    };
}

impl<K> Id<K> {
    /// Wraps the 16 bytes of a UUID, as they stand in the database.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Id {
            uuid: Uuid::from_bytes(bytes),
            kind: PhantomData,
        }
    }

    /// Wraps a UUID.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Id {
            uuid,
            kind: PhantomData,
        }
    }

    /// The 16 bytes of the id.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        self.uuid.as_bytes()
    }
}

impl<K> TryFrom<&[u8]> for Id<K> {
    type Error = std::array::TryFromSliceError;

    fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
        <[u8; 16]>::try_from(bytes).map(Id::from_bytes)
    }
}

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const DIGITS: usize = 26;

impl<K: IdKind> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.uuid.as_u128();
        write!(f, "{}_", K::PREFIX)?;
        for place in (0..DIGITS).rev() {
            let digit = (value >> (5 * place)) & 31;
            write!(f, "{}", char::from(ALPHABET[digit as usize]))?;
        }
        Ok(())
    }
}

/// A text that is not an id of the wanted kind.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{text}` is not an id of the form `{prefix}_…`")]
pub struct ParseIdError {
    text: String,
    prefix: &'static str,
}

impl<K: IdKind> FromStr for Id<K> {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text, K::PREFIX).map(Id::from_uuid).ok_or_else(|| ParseIdError {
            text: text.chars().take(80).collect(),
            prefix: K::PREFIX,
        })
    }
}

fn parse(text: &str, prefix: &str) -> Option<Uuid> {
    let digits = text.strip_prefix(prefix)?.strip_prefix('_')?.as_bytes();
    if digits.len() != DIGITS || digits[0] > b'7' {
        return None;
    }
    let mut value: u128 = 0;
    for digit in digits {
        let place = ALPHABET.iter().position(|letter| letter == digit)?;
        value = (value << 5) | place as u128;
    }
    Some(Uuid::from_u128(value))
}

// Derives would ask the same of the marker type, which has nothing.
impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.uuid.cmp(&other.uuid)
    }
}
impl<K> hash::Hash for Id<K> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}
impl<K: IdKind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl<K: IdKind> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de, K: IdKind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    id_kinds! {
        /// A file.
        FileId = "file";
        /// A folder.
        FolderId = "folder";
    }

    #[test]
    fn the_specification_s_examples_hold() {
        let zero = FileId::from_bytes([0; 16]);
        assert_eq!(zero.to_string(), "file_00000000000000000000000000");
        let most = FileId::from_bytes([255; 16]);
        assert_eq!(most.to_string(), "file_7zzzzzzzzzzzzzzzzzzzzzzzzz");
        let known = Uuid::parse_str("01890a5d-ac96-774b-bcce-b302099a8057").map(FileId::from_uuid);
        assert_eq!(known.unwrap().to_string(), "file_01h455vb4pex5vsknk084sn02q");
    }

    #[test]
    fn another_kind_or_a_damaged_text_is_refused() {
        let id = FileId::from_bytes([7; 16]).to_string();
        assert!(id.parse::<FolderId>().is_err());
        assert!(id[..id.len() - 1].parse::<FileId>().is_err());
        assert!("file_8zzzzzzzzzzzzzzzzzzzzzzzzz".parse::<FileId>().is_err());
        assert!("file_é".parse::<FileId>().is_err());
        assert!("".parse::<FileId>().is_err());
    }

    proptest! {
        #[test]
        fn every_id_survives_the_wire(bytes: [u8; 16]) {
            let id = FileId::from_bytes(bytes);
            prop_assert_eq!(id.to_string().parse(), Ok(id));
            let json = serde_json::to_string(&id).unwrap();
            prop_assert_eq!(serde_json::from_str::<FileId>(&json).unwrap(), id);
        }
    }
}
