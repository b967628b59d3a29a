//! Contents that need not be kept to be checked: a seed and a length say every byte.

use std::fmt;

use bytes::{Bytes, BytesMut};
use sha2::{Digest, Sha256};

/// Which bytes a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// Different seeds give unrelated bytes.
    pub seed: u64,
    /// How many bytes.
    pub length: u64,
}

/// What bytes look like from far away: their number and their SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Print {
    /// How many bytes.
    pub length: u64,
    /// SHA-256 of them.
    pub sha256: [u8; 32],
}

impl Recipe {
    /// All of the bytes. Incompressible, the same on every call.
    #[must_use]
    pub fn bytes(&self) -> Bytes {
        self.range(0, self.length)
    }

    /// The bytes from `offset` on, at most `length` of them.
    #[must_use]
    pub fn range(&self, offset: u64, length: u64) -> Bytes {
        let length = length.min(self.length.saturating_sub(offset));
        let mut bytes = BytesMut::zeroed(usize::try_from(length).unwrap_or(0));
        let mut stream = blake3::Hasher::new().update(&self.seed.to_le_bytes()).finalize_xof();
        stream.set_position(offset);
        stream.fill(&mut bytes);
        bytes.freeze()
    }

    /// The print of all of the bytes.
    #[must_use]
    pub fn print(&self) -> Print {
        Print::of(&self.bytes())
    }
}

impl Print {
    /// The print of bytes that come in pieces.
    #[must_use]
    pub fn of_pieces(pieces: impl Iterator<Item = Bytes>) -> Self {
        let (mut hash, mut length) = (Sha256::new(), 0);
        for piece in pieces {
            hash.update(&piece);
            length += piece.len() as u64;
        }
        Self {
            length,
            sha256: hash.finalize().into(),
        }
    }

    /// The print of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self {
            length: bytes.len() as u64,
            sha256: Sha256::digest(bytes).into(),
        }
    }

    /// The print told by a server: a size and 64 hexadecimal digits. `None` when they are no such digits.
    #[must_use]
    pub fn told(length: u64, hex: &str) -> Option<Self> {
        let mut sha256 = [0; 32];
        if hex.len() != 64 || !hex.is_ascii() {
            return None;
        }
        for (at, byte) in sha256.iter_mut().enumerate() {
            *byte = u8::from_str_radix(hex.get(at * 2..at * 2 + 2)?, 16).ok()?;
        }
        Some(Self { length, sha256 })
    }

    /// The hash as 64 hexadecimal digits.
    #[must_use]
    pub fn hex(&self) -> String {
        self.sha256.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Debug for Print {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} B {}…", self.length, &self.hex()[..12])
    }
}

#[cfg(test)]
mod tests {
    use super::{Print, Recipe};

    #[test]
    fn ranges_are_cut_from_the_same_bytes() {
        let recipe = Recipe { seed: 5, length: 1000 };
        let all = recipe.bytes();
        assert_eq!(all.len(), 1000);
        assert_eq!(recipe.range(123, 456), all.slice(123..579));
        assert_eq!(recipe.range(990, 100), all.slice(990..));
        assert_ne!(all, Recipe { seed: 6, length: 1000 }.bytes());
    }

    #[test]
    fn a_told_print_equals_the_computed_one() {
        let print = Recipe { seed: 1, length: 10 }.print();
        assert_eq!(Print::told(10, &print.hex()), Some(print));
        assert_eq!(Print::told(10, "abc"), None);
        assert_eq!(Print::told(10, &"zz".repeat(32)), None);
    }
}
