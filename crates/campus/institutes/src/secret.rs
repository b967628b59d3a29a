//! The secret of an invitation: `<institute id>.<256 random bits in base64url>`. The institute stands in front so that the
//! row is found inside of its walls; the database knows only the SHA-256 of the whole text. A plain hash is enough because
//! nobody can guess 256 bits.

use base::World;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kernel::InstituteId;
use sha2::{Digest, Sha256};

/// Longer texts were not made by us and are not worth hashing.
const LONGEST: usize = 120;

/// A fresh secret; it goes into one letter and nowhere else.
#[derive(Clone)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(institute: InstituteId, world: &World) -> Self {
        Secret(format!("{institute}.{}", URL_SAFE_NO_PAD.encode(world.bytes::<32>())))
    }

    pub(crate) fn hash(&self) -> [u8; 32] {
        Sha256::digest(&self.0).into()
    }

    /// The text for the person who is invited.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

/// What somebody shows: where to look, and what for. `None` when it cannot be a secret of ours.
pub(crate) fn presented(text: &str) -> Option<(InstituteId, [u8; 32])> {
    let (institute, random) = text.split_once('.').filter(|_| text.len() <= LONGEST)?;
    let institute = institute.parse().ok().filter(|_| !random.is_empty())?;
    Some((institute, Sha256::digest(text).into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_leads_to_its_institute_and_is_never_the_same() {
        let (world, institute) = (World::real(), InstituteId::from_bytes([7; 16]));
        let secret = Secret::new(institute, &world);
        assert_eq!(presented(secret.reveal()), Some((institute, secret.hash())));
        assert_ne!(secret.hash(), Secret::new(institute, &world).hash());
        for text in ["", ".", "institute.x", "x", &format!("{institute}."), &"a.".repeat(100)] {
            assert_eq!(presented(text), None, "{text}");
        }
    }
}
